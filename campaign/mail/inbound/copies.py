"""Copies of the email to a secretary, sent to us beside it: each makes a report that awaits its sender's word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from campaign.mail.inbound.incoming import Incoming
from clps.models import CLP
from motions.actions.reports import Report
from motions.actions.submissions import report_submission
from motions.enums import Body, MotionKind, SubmissionState
from motions.forms.fields import EARLIEST_SENDING
from motions.letters import read_report_address
from motions.models import Campaign, Motion, MotionVersion, Submission
from motions.models.texts import of_any_motion
from motions.queries import local_motions

ANSWER = re.compile(r"(?:re|aw|atb|ateb)\s*:", re.IGNORECASE)
# As motions.letters writes it. Whoever changed those words is asked for the branch on confirming.
BRANCH = re.compile(r"\bmeeting of (.{1,80}?) branch\b")
# Nobody is in more branches and CLPs; a list of addresses is somebody trying.
MOST_COPIES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Which CLP and body an email went to, by the address that its copy came to, and with which text."""

    clp: CLP
    body: Body
    version: MotionVersion


def read_copies(mail: Incoming, motions: Sequence[Motion]) -> list[Copy]:
    """Return what a copy says, one for each CLP and body whose address it came to; none for any other mail.

    `motions` are the conference motions that run, the first before all. The address does not say which of them, or
    which local one, the email was about, so its words do; where they are none's, it is about the only conference
    motion, and with several nobody can tell: then it is no copy. The secretary's answer goes to everybody in the Cc
    line, so an answer is never a report, whoever sent it.
    """
    motions = [motion for motion in motions if motion.current_version]
    if not motions or mail.answers or ANSWER.match(mail.subject):
        return []
    only_text = motions[0].current_version if len(motions) == 1 else None
    domain = motions[0].campaign.email.rpartition("@")[2].lower()
    ours = [address for address in mail.recipients if address.endswith(f"@{domain}")][:MOST_COPIES]
    named = dict.fromkeys(filter(None, map(read_report_address, ours)))
    held = _version_in(mail, motions[0].campaign) if named else None
    # One that has ended is no longer taken to a CLP, and least of all is it another.
    runs = held is None or held.motion.kind == MotionKind.LOCAL or held.motion in motions
    version = held or only_text if runs else None
    return [Copy(clp=clp, body=body, version=version) for clp, body in named if version]


def file_copy(copy: Copy, mail: Incoming) -> Submission:
    """Report what a copy says; return the report that its sender has made already, if they have.

    Effects: as of reporting by the form, but with no consent yet: the page that confirms it asks for that.
    """
    theirs = Submission.objects.filter(activist__email__iexact=mail.sender, clp=copy.clp, body=copy.body)
    known = theirs.filter(version__motion=copy.version.motion_id).exclude(state=SubmissionState.WITHDRAWN).first()
    if known:
        return known
    report = Report(
        clp=copy.clp,
        version=copy.version,
        body=copy.body,
        branch_name=_branch_in(mail) if copy.body == Body.BRANCH else "",
        sent_on=_sent_on(mail),
    )
    return report_submission(report, name=mail.sender_name, email=mail.sender, consent="")


def _sent_on(mail: Incoming) -> date:
    """Return the day on which it was written, unless that clock was wrong."""
    today = timezone.localdate(mail.received_at)
    written = timezone.localdate(mail.sent_at) if mail.sent_at else today
    return written if today - EARLIEST_SENDING <= written <= today else today


def _branch_in(mail: Incoming) -> str:
    match = BRANCH.search(_squashed(mail.text))
    return match[1].strip() if match else ""


def _version_in(mail: Incoming, campaign: Campaign) -> MotionVersion | None:
    """Return the newest version whose words the mail holds: a page may have lain open while a text changed.

    Among all that the campaign has had, those of motions that have ended too.
    Where one text stands whole inside another, the mail that holds the longer one is about that.
    """
    words = _squashed(mail.text)
    ours = Q(motion__kind=MotionKind.CONFERENCE) & of_any_motion(campaign) | Q(motion__in=local_motions())
    versions = MotionVersion.objects.filter(ours).select_related("motion").order_by("-number")
    held = [version for version in versions if _squashed(version.text) in words]
    return max(held, key=lambda version: len(_squashed(version.text)), default=None)


def _squashed(text: str) -> str:
    """Return the words with single spaces: mail apps break lines where they like."""
    return " ".join(text.split())
