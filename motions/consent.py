"""What a reporter agrees to, in the words they are shown; the same words are recorded."""

from motions.models import Campaign


def offer_wording(campaign: Campaign) -> str:
    """Return the sentence beside the box that somebody ticks who offers to help in their union or society."""
    return (
        f"I agree that {campaign.group} keeps my name, my email address and the name of my union or society, and "
        f"writes to me about it. They never publish my name or address. I can take this back by writing to "
        f"{campaign.email}."
    )


def consent_wording(campaign: Campaign) -> str:
    """Return the sentence beside the box that a reporter ticks."""
    return (
        f"I agree that {campaign.group} keeps my name, my email address and this report, and writes to me about it. "
        "They never publish my name or address. I can change or withdraw this whenever I like."
    )
