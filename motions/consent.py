"""What people agree to, in the words they are shown; the same words are recorded.

Each names what is special about it, who receives it and how long it is kept: `motions.privacy_notice` has the same as
data.
"""

from motions.models import Campaign
from motions.privacy_notice import ACTION_NETWORK, kept_after_conference

# Whoever is introduced was named just before.
BESIDES = "Besides them, only"


def offer_wording(campaign: Campaign) -> str:
    """Return the sentence beside the box that somebody ticks who offers to help in their union or society."""
    return (
        f"I agree that {campaign.group} keeps my name, my email address, the name of my union, society or group and "
        f"what I write here, and writes to me about it. {_what_it_means(campaign)} I can take this back by writing to "
        f"{campaign.email}."
    )


def consent_wording(campaign: Campaign) -> str:
    """Return the sentence beside the box that a reporter ticks."""
    return (
        f"I agree that {campaign.group} keeps my name, my email address and this report, and writes to me about it. "
        f"{_what_it_means(campaign)} I can change or withdraw this whenever I like."
    )


def champion_wording(campaign: Campaign) -> str:
    """Return the sentence beside the box that somebody ticks who says “I’ll do it”."""
    return (
        f"I agree that {campaign.group} keeps my name, my email address and that I want to take the motion to my CLP, "
        f"and writes to me about it. {_what_it_means(campaign)} I can withdraw this whenever I like."
    )


def telephone_wording(campaign: Campaign) -> str:
    """Return the sentence beside the box that a reporter ticks who gives a telephone number."""
    return (
        f"I agree that {campaign.group} keeps this number too, and that its organisers ring me about the motion in my "
        f"CLP. They remove it with my address, and sooner if I take it back on the page of my report."
    )


def introduction_wording(campaign: Campaign) -> str:
    """Return what somebody agrees to who may be introduced to others in their CLP."""
    return (
        f"{campaign.group} may put me in touch with others in my CLP who also said “I’ll do it” and agree to this. "
        "Each of us then gets the other’s name and email address."
    )


def speaker_wording(campaign: Campaign) -> str:
    """Return the sentence beside the box that somebody ticks who offers to speak at CLPs’ meetings."""
    return (
        f"I agree that {campaign.group} keeps my name, my email address and what I offer here, and writes to me about "
        "meetings. Where I say yes to one, whoever asked for a speaker there gets my name and address, and I get "
        f"theirs. {_what_it_means(campaign, only=BESIDES)} I can take this back whenever I like."
    )


def speaker_wish_wording(campaign: Campaign) -> str:
    """Return the sentence beside the box that somebody ticks who wants a visiting speaker for their CLP."""
    return (
        f"I agree that {campaign.group} keeps my name, my email address and what I write here, and tells speakers my "
        "CLP and the day. The one who says yes gets my name and address, and I get theirs. "
        f"{_what_it_means(campaign, only=BESIDES)} I can take this back whenever I like."
    )


def _what_it_means(campaign: Campaign, *, only: str = "Only") -> str:
    """Say what is special about it (UK GDPR, Article 9: it shows a political opinion), who gets it, and how long."""
    others = f" They also keep my name and address in {ACTION_NETWORK}." if campaign.uses_action_network else ""
    return (
        f"I know that this shows a political opinion. {only} the campaign’s organisers see it; they never publish my "
        f"name or address, and remove me {kept_after_conference()} after {campaign.conference.name}.{others}"
    )
