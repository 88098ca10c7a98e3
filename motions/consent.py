"""What people agree to, in the words they are shown; the same words are recorded."""

from motions.models import Campaign


def offer_wording(campaign: Campaign) -> str:
    """Return the sentence beside the box that somebody ticks who offers to help in their union or society."""
    return (
        f"I agree that {campaign.group} keeps my name, my email address, the name of my union, society or group and "
        f"what I write here, and writes to me about it. They never publish my name or address. I can take this back "
        f"by writing to {campaign.email}."
    )


def consent_wording(campaign: Campaign) -> str:
    """Return the sentence beside the box that a reporter ticks."""
    return (
        f"I agree that {campaign.group} keeps my name, my email address and this report, and writes to me about it. "
        "They never publish my name or address. I can change or withdraw this whenever I like."
    )


def champion_wording(campaign: Campaign) -> str:
    """Return the sentence beside the box that somebody ticks who says “I’ll do it”."""
    return (
        f"I agree that {campaign.group} keeps my name, my email address and that I want to take the motion to my CLP, "
        "and writes to me about it. They never publish my name or address. I can withdraw this whenever I like."
    )


def introduction_wording(campaign: Campaign) -> str:
    """Return what somebody agrees to who may be introduced to others in their CLP."""
    return (
        f"{campaign.group} may put me in touch with others in my CLP who also said “I’ll do it” and agree to this. "
        "Each of us then gets the other’s name and email address."
    )
