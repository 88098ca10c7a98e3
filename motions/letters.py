"""The emails that activists send to a secretary, the ways to open them in a mail app,
and the address that a copy goes to.
"""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlencode

from django.utils import timezone

from clps.enums import MeetingStructure
from clps.lib.http import key_in
from clps.models import CLP
from motions.bodies import RulesInForce, rules_in_force
from motions.enums import Body, Outcome, Route
from motions.models import MotionVersion, Submission
from motions.progress.deadline import read_deadline
from motions.suspensions import read_suspensions
from motions.texts.blocks import tidy_pasted
from motions.texts.limits import room_words

# Windows hands a mail app about 2,000 characters of a mailto: address and cuts the rest; browsers and phones take
# several times as many.
MAILTO_SAFE = 2_000
MAILTO_MOST = 8_000


@dataclass(frozen=True, slots=True)
class Letter:
    """One email, ready to be sent by the person themselves. `to` is empty: we never show a secretary's address.

    `bcc` is the campaign's address for copies, where the person wants to send us one.
    """

    subject: str
    body: str
    to: str = ""
    bcc: str = ""

    @property
    def mailto(self) -> str:
        """The letter as a mailto: address (RFC 6068)."""
        return _mailto(self.to, **self._copy, subject=self.subject, body=self.body)

    @property
    def mailto_without_text(self) -> str:
        """The same without the body, for mail apps that cut a long one: the person pastes it in."""
        return _mailto(self.to, **self._copy, subject=self.subject)

    @property
    def _copy(self) -> dict[str, str]:
        return {"bcc": self.bcc} if self.bcc else {}

    @property
    def is_long(self) -> bool:
        """Whether some mail apps would cut it."""
        return len(self.mailto) > MAILTO_SAFE

    @property
    def is_too_long(self) -> bool:
        """Whether most would, so that opening it with its text is not offered."""
        return len(self.mailto) > MAILTO_MOST

    @property
    def gmail(self) -> str:
        """The letter in Gmail's compose window."""
        query = {"view": "cm", "fs": "1", "to": self.to, **self._copy, "su": self.subject, "body": self.body}
        return f"https://mail.google.com/mail/?{urlencode(query, quote_via=quote)}"

    @property
    def outlook(self) -> str:
        """The letter in Outlook's compose window on the web."""
        query = {"to": self.to, **self._copy, "subject": self.subject, "body": self.body}
        return f"https://outlook.live.com/mail/0/deeplink/compose?{urlencode(query, quote_via=quote)}"


def _mailto(to: str, **parts: str) -> str:
    """Return a mailto: address; RFC 6068 wants %20 for a space and, in the body alone, %0D%0A for a line's end."""
    lines = {name: ("\r\n" if name == "body" else " ").join(value.splitlines()) for name, value in parts.items()}
    return f"mailto:{quote(to, safe='@')}?{urlencode(lines, quote_via=quote, safe='')}"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who signs a letter: the person themselves, as far as they say so on the page. Nothing of it is stored."""

    name: str = ""
    branch: str = ""

    @property
    def signature(self) -> str:
        """The lines below “Thank you,”; empty while nothing is known."""
        return "\n".join(line for line in (self.name, self.branch) if line)


def signed(body: str, sender: Sender) -> str:
    """Return a message that ends with its sender's name and branch, whether it had them before or not."""
    bare = body.rstrip()
    if not sender.signature or bare.endswith(sender.signature):
        return f"{bare}\n"
    return f"{bare}\n\n{sender.signature}\n"


# The mark of a place where only the sender knows the words.
WORDS_TO_PUT_IN = "[Put in the words that the branch carried. Below are the words that were sent to it.]"
WORDS_OF_THE_CLP = "[Put in the words that the CLP carried. Below are the words that were sent to it.]"


def write_letter(route: Route, *, clp: CLP, version: MotionVersion, branch: str = "") -> Letter:
    """Return the email for one route: to the CLP, to a branch, or to ask how the CLP meets."""
    holds = rules_in_force(version.motion.campaign, clp, branch if route == Route.BRANCH else "")
    if not version.motion.for_conference:
        return _write_local_letter(route, clp=clp, version=version, branch=branch, holds=holds)
    conference = version.motion.campaign.conference.name
    opening = {
        Route.CLP: (
            f"Please put the motion below on the agenda of the next all-member meeting of {clp.name} CLP. "
            f"I would like the CLP to adopt it and send it to {conference} as the CLP's conference motion."
        ),
        Route.BRANCH: (
            f"Please put the motion below on the agenda of the next meeting of {branch} branch. "
            f"I would like the branch to carry it and to propose it to {clp.name} CLP, for the CLP to adopt and send "
            f"to {conference} as the CLP's conference motion."
        ),
        Route.ASK: (
            f"I would like {clp.name} CLP to adopt the motion below and send it to {conference} as the CLP's "
            "conference motion. Could you tell me how a member brings a motion: to an all-member meeting of the CLP, "
            "or through my branch to the General Committee? If it goes straight to you, please take this as my "
            "submission of it."
        ),
    }[route]
    return Letter(
        subject=f"Conference motion: {version.title}",
        body=_body(
            opening,
            suspension_words(clp, holds),
            mover_words(holds),
            deadline_words(version),
            room_words(version),
            own_limit_words(holds, version.text),
            executive_words(clp, holds),
            _question(route, holds),
            title=version.title,
            text=version.text,
        ),
    )


MOVER = "I will move it and find a member to second it. If you need the seconder's name before the meeting, tell me."
SECONDER = "I will move it. I know that a motion needs a seconder here: you will have the name before the meeting."
NO_SECONDER = "I will move it myself at the meeting."
_QUESTIONS = {
    Route.CLP: "Could you tell me when that meeting is, and how much notice you need for motions?",
    Route.BRANCH: "Could you tell me when that meeting is, and how much notice you need for motions?",
    Route.ASK: "Could you also tell me when the next meeting is, and how much notice you need for motions?",
}


def suspension_words(clp: CLP, holds: RulesInForce) -> str:
    """Return what the secretary is asked for while no meeting can be held; "" while they can."""
    span = read_suspensions().barring(clp.region_id, timezone.localdate())
    if span is None:
        return ""
    words = (
        f"I know that meetings are suspended {span.until_words}. Please put it on the agenda of the first meeting "
        "that can be held afterwards."
    )
    here = span.by_own_word(holds.executive_decides)
    if here.executives_may_decide and here.is_own_word:
        words += (
            " I know that the executive committee decides meanwhile: if it can take the motion, please put it to it."
        )
    elif here.executives_may_decide:
        words += " If the executive committee can decide on it meanwhile, I would be glad if it did."
    return words


def mover_words(holds: RulesInForce) -> str:
    """Return who moves and seconds it, by what we know that the body asks for."""
    if holds.needs_seconder is None:
        return MOVER
    return SECONDER if holds.needs_seconder else NO_SECONDER


def own_limit_words(holds: RulesInForce, text: str) -> str:
    """Return what to ask where the text is over the body's own limit; empty where it is not, or none is known."""
    if not holds.too_long(text):
        return ""
    return (
        f"I know that you take motions of at most {holds.word_limit} words at your own meetings. This one is longer, "
        "because conference has a limit of its own and groups what is sent in the same words. Could the meeting take "
        "it as it stands? If not, please tell me before it goes on the agenda, and I will shorten it with you."
    )


def executive_words(clp: CLP, holds: RulesInForce) -> str:
    """Return what to ask for a time in which meetings are barred; empty where we do not know who decides then.

    Empty too while they are barred: then it is asked for by itself.
    """
    if not holds.executive_decides or suspension_words(clp, holds):
        return ""
    return "Should meetings be barred at the time, please put it to the executive, which then decides in their place."


def _question(route: Route, holds: RulesInForce) -> str:
    """Return what to ask: not for the notice, where it is known."""
    # A branch has a notice of its own, and how the CLP meets is not known where that is what is asked.
    if route != Route.CLP or not holds.notice_is_own:
        return _QUESTIONS[route]
    return f"I know that you want motions {holds.notice_days} days before. Could you tell me when that meeting is?"


def deadline_words(version: MotionVersion) -> str:
    """Return by when the CLP has to have sent it."""
    campaign = version.motion.campaign
    words = read_deadline(campaign, now=timezone.now()).in_words
    return f"Motions must reach {campaign.conference.name} by {words}, so the CLP has to carry it before then."


def _write_local_letter(route: Route, *, clp: CLP, version: MotionVersion, branch: str, holds: RulesInForce) -> Letter:
    """Return the email for a model local motion: the branch or the CLP passes it on its own account."""
    opening = {
        Route.CLP: (
            f"Please put the motion below on the agenda of the next meeting of {clp.name} CLP. I would like the CLP "
            "to pass it on its own account."
        ),
        Route.BRANCH: (
            f"Please put the motion below on the agenda of the next meeting of {branch} branch. I would like the "
            "branch to pass it on its own account: it does not have to go on to the CLP."
        ),
        Route.ASK: (
            f"I would like my branch or {clp.name} CLP to pass the motion below on its own account. Could you tell me "
            "how a member brings a motion, and to which meeting? If it goes straight to you, please take this as my "
            "submission of it."
        ),
    }[route]
    return Letter(
        subject=f"Motion: {version.title}",
        body=_body(
            opening,
            suspension_words(clp, holds),
            mover_words(holds),
            own_limit_words(holds, version.text),
            _question(route, holds),
            title=version.title,
            text=version.text,
        ),
    )


def write_second_vote_letter(clp: CLP, version: MotionVersion, *, carried_on: date | None, text: str = "") -> Letter:
    """Return the email for a CLP that carried it as policy: now it is to choose it as its conference motion.

    `text` is what it carried, where that is not the version's.
    """
    conference = version.motion.campaign.conference.name
    when = f" on {carried_on:%-d %B %Y}" if carried_on else ""
    opening = (
        f"{clp.name} CLP carried the motion below as policy{when}. Thank you for that. It has not yet been chosen as "
        f"the motion that the CLP sends to {conference}, and that is a vote of its own. Please put that vote on the "
        f"agenda of the next meeting that can take it: that {clp.name} CLP sends this motion to {conference} as its "
        "conference motion."
    )
    holds = rules_in_force(version.motion.campaign, clp)
    notice = f"I know that you want {holds.notice_days} days' notice. " if holds.notice_is_own else ""
    asked = "" if notice else "how much notice you need, "
    question = (
        f"{notice}Could you tell me when that meeting is, {asked}and whether a branch has to propose it again first?"
    )
    return Letter(
        subject=f"To choose as our conference motion: {version.title}",
        body=_body(
            opening,
            suspension_words(clp, holds),
            deadline_words(version),
            own_limit_words(holds, text or version.text),
            executive_words(clp, holds),
            question,
            title=version.title,
            text=text or version.text,
        ),
    )


def write_onward_letter(submission: Submission) -> Letter:
    """Return the email that takes what was carried on: a branch's to the CLP, a CLP's policy to its second vote.

    It is in the words that were carried. Where the meeting changed them and nobody has told us how, the email says so
    and leaves a marked place for them.
    """
    clp, vote, version = submission.clp, submission.current_vote, submission.version
    if submission.body == Body.CLP:
        text = submission.text_now
        text = f"{WORDS_OF_THE_CLP}\n\n{text}" if submission.lacks_words else text
        return write_second_vote_letter(clp, version, carried_on=vote.held_on if vote else None, text=text)
    conference = version.motion.campaign.conference.name
    when = f" on {vote.held_on:%-d %B %Y}" if vote else ""
    changed = ", with changes," if vote and vote.outcome == Outcome.CARRIED_AS_AMENDED else ""
    opening = (
        f"{submission.body_name} carried the motion below{changed}{when} and proposes it to the CLP. Please put it on "
        f"the agenda of the next {_meeting_of(submission)} of {clp.name} CLP. The branch asks the CLP to adopt it and "
        f"send it to {conference} as the CLP's conference motion."
    )
    question = "Could you tell me when that meeting is, and whether you need anything else from the branch?"
    text = submission.text_now
    holds = rules_in_force(version.motion.campaign, clp)
    return Letter(
        subject=f"Conference motion from {submission.body_name}: {version.title}",
        body=_body(
            opening,
            suspension_words(clp, holds),
            deadline_words(version),
            own_limit_words(holds, text),
            executive_words(clp, holds),
            question,
            title=version.title,
            text=f"{WORDS_TO_PUT_IN}\n\n{text}" if submission.lacks_words else text,
        ),
    )


def _meeting_of(submission: Submission) -> str:
    """Return what the CLP's next meeting is called: a branch that votes first mostly sends delegates to it."""
    is_together = submission.how_it_meets == MeetingStructure.ALL_MEMBER
    return "all-member meeting" if is_together else "General Committee"


def _body(*paragraphs: str, title: str, text: str) -> str:
    """Return a message: what is asked, the motion, and the thanks that the sender's name goes under."""
    said = "\n\n".join(part for part in paragraphs if part)
    return f"Dear Secretary,\n\n{said}\n\n{title}\n\n{tidy_pasted(text)}\n\nThank you,\n"


# RFC 5321, 4.5.3.1.1: no server has to take more before the @.
LONGEST_LOCAL_PART = 64
ADDRESS = re.compile(r"\+report\.([a-z0-9-]+)\.(clp|branch)@", re.IGNORECASE)


def report_address(campaign_email: str, *, clp: CLP, body: Body) -> str:
    """Return where a copy goes: motions+report.little-mickering.branch@example.org.

    It can be guessed, and need not be secret: what comes there counts only when its sender confirms it.
    """
    user, _, domain = campaign_email.rpartition("@")
    local = f"{user}+report.{clp.slug}.{body.value}"
    if len(local) > LONGEST_LOCAL_PART:
        local = f"{user}+report.{clp.pk}.{body.value}"
    return f"{local}@{domain}"


def read_report_address(address: str) -> tuple[CLP, Body] | None:
    """Return the CLP and the body that an address names; None for any other address."""
    match = ADDRESS.search(address)
    if match is None:
        return None
    name, body = match[1].lower(), Body(match[2].lower())
    clp = CLP.objects.filter(slug=name).first()
    if clp is None:
        clp = CLP.objects.filter(pk=key_in(name)).first()
    return (clp, body) if clp else None
