"""The emails that a member sends in their union, society or group: to their branch, its executive or its office."""

from motions.enums import AffiliateLetterRoute
from motions.letters import Letter, deadline_words
from motions.models import MotionVersion
from motions.texts.blocks import tidy_pasted
from motions.texts.limits import room_words

# Who reads it, and what one can ask of them.
GREETINGS = {
    AffiliateLetterRoute.BRANCH: "Dear Branch Secretary,",
    AffiliateLetterRoute.EXECUTIVE: "Dear members of the executive,",
    AffiliateLetterRoute.OFFICE: "Dear General Secretary,",
}


def write_affiliate_letter(
    route: AffiliateLetterRoute, *, version: MotionVersion, affiliate: str, branch: str = ""
) -> Letter:
    """Return the email for one body of an affiliate; `branch` is the member's own, where they named it."""
    if not version.motion.for_conference:
        return _local_letter(version, affiliate=affiliate, branch=branch)
    conference = version.motion.campaign.conference.name
    of_branch = f"{branch} branch" if branch else "our branch"
    opening = {
        AffiliateLetterRoute.BRANCH: (
            f"I am a member of {affiliate}, in {of_branch}. Please put the motion below on the agenda of the branch’s "
            f"next meeting. I would like the branch to carry it, and to ask {affiliate} to support it at "
            f"{conference}: by sending it, or by voting for its subject in the priorities ballot. Where our branch is "
            "affiliated to a CLP, I would like it to propose the motion there too."
        ),
        AffiliateLetterRoute.EXECUTIVE: (
            f"I am a member of {affiliate}. I ask the executive to support the motion below at {conference}: to send "
            "it, or one on its subject, as our own, and to ask our delegates to vote for its subject in the "
            "priorities ballot."
        ),
        AffiliateLetterRoute.OFFICE: (
            f"I am a member of {affiliate}. CLPs are sending the motion below to {conference}. Could you tell me who "
            "decides on our motions and on how our delegates vote, by when, and how a member brings a proposal? "
            "Please take this as my request that we support it."
        ),
    }[route]
    asked = {
        AffiliateLetterRoute.BRANCH: "I will move it and find a member to second it. Could you tell me when the "
        "meeting is, and how much notice you need?",
        AffiliateLetterRoute.EXECUTIVE: "Could you tell me when the executive looks at this, and whether a branch or "
        "a region has to propose it first?",
        AffiliateLetterRoute.OFFICE: "I can come and speak for it wherever that helps.",
    }[route]
    said = [GREETINGS[route], opening, deadline_words(version), room_words(version), asked]
    return _letter(f"Motion to {conference}: {version.title}", said, version)


def _local_letter(version: MotionVersion, *, affiliate: str, branch: str) -> Letter:
    """Return the email for a model local motion: a branch passes it on its own account."""
    of_branch = f"{branch} branch" if branch else "our branch"
    opening = (
        f"I am a member of {affiliate}, in {of_branch}. Please put the motion below on the agenda of the branch’s "
        "next meeting. I would like the branch to pass it on its own account."
    )
    asked = (
        "I will move it and find a member to second it. Could you tell me when the meeting is, and how much notice "
        "you need?"
    )
    said = [GREETINGS[AffiliateLetterRoute.BRANCH], opening, asked]
    return _letter(f"Motion: {version.title}", said, version)


def _letter(subject: str, said: list[str], version: MotionVersion) -> Letter:
    paragraphs = "\n\n".join(part for part in said if part)
    body = f"{paragraphs}\n\n{version.title}\n\n{tidy_pasted(version.text)}\n\nThank you,\n"
    return Letter(subject=subject, body=body)
