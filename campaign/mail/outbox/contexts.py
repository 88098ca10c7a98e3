"""What the words of a mail may speak of."""

from itertools import groupby

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from campaign.accounts.models import User
from campaign.mail.enums import MailKind
from campaign.mail.models import Email
from campaign.mail.outbox.invitations import day_it_was_off
from campaign.mail.outbox.notices import NOTICES, notice_context
from campaign.mail.outbox.preferences import SERIES
from campaign.mail.outbox.refusals import may_refuse
from campaign.mail.reminders.facts.appeals import ABOUT_APPEALS
from campaign.mail.reminders.facts.leaving import goes_on
from campaign.mail.reminders.facts.organisers import pressing_for
from campaign.mail.reminders.facts.speakers import ABOUT_SPEAKERS, speaking_context
from campaign.mail.reminders.schedules import opening_day
from campaign.mail.reminders.settings import days_asked
from clps.enums import MeetingStructure
from clps.models import CLP
from motions.appeals import entries_for_packs, pack_of
from motions.attention import Urgency
from motions.bodies import what_holds
from motions.counts import CARRIED, SENT, count_standings
from motions.enums import ADOPTED, Body, MotionKind, Priorities
from motions.models import Campaign, Champion, Event, Introduction, Motion, MotionVersion, PeriodSetting, Submission
from motions.models.rules import rules_of
from motions.next_steps import late_meeting
from motions.progress.deadline import read_deadline
from motions.queries import conference_motion_of, current_conference_motion
from motions.retention import Kept
from motions.suspensions import barring_meeting
from motions.texts.limits import over_limit
from motions.variants import newest_text

# These bring the motion's text.
WITH_MOTION = frozenset({MailKind.RECEIPT})
# These ask whether an address is its reader's own.
CONFIRMING = frozenset(
    {
        MailKind.CONFIRM,
        MailKind.CHAMPION_CONFIRM,
        MailKind.OFFER_CONFIRM,
        MailKind.SPEAKER_CONFIRM,
        MailKind.SPEAKER_WANTED,
    }
)
# These tell how far the campaign has come, as the public may know it.
WITH_PROGRESS = frozenset({MailKind.BEFORE_CONFERENCE, MailKind.AFTER_CONFERENCE})
# A mail stays under 30 kB, and holds the text twice. A conference motion is some 2,000 characters long.
LONGEST_TEXT = 6_000
# An answer and the question below it; the answer alone is never longer (see motions.forms.advice).
LONGEST_BOTH = 8_000
# As many as somebody reads over breakfast; the rest is on the desk.
MOST_ITEMS = 12


def context_of(email: Email, recipient: User, *, link: str, stop: str) -> dict[str, object]:
    """Return what the template of this mail may speak of.

    `link` is where its button leads and `stop` where its reader can stop such mail, both from the site's root.
    """
    campaign = email.campaign
    if campaign is None:
        raise ValueError("A mail is always a campaign's.")
    context: dict[str, object] = {
        "campaign": campaign,
        "conference": campaign.conference,
        "clp": email.clp,
        "name": recipient.name,
        "link": f"{settings.SITE_URL}{link}",
        "stop": f"{settings.SITE_URL}{stop}",
        "stop_words": _stop_words(email, recipient),
        "site": settings.SITE_URL,
    }
    kind = MailKind(email.kind)
    if email.submission:
        context |= _about_submission(email.submission, kind)
    if email.champion:
        context |= _about_champion(email, email.champion)
    if kind == MailKind.ADVICE and email.event:
        context |= _about_question(email.event, recipient)
    if kind in ABOUT_SPEAKERS:
        context |= speaking_context(email)
    if kind == MailKind.DIGEST:
        context |= _about_the_morning(email, recipient)
    if kind in NOTICES:
        context |= notice_context(email)
    if kind == MailKind.LEAVING:
        context["goes_on"] = goes_on(recipient.pk)
    if kind in CONFIRMING:
        context["confirm_days"] = PeriodSetting.objects.days_of(Kept.UNCONFIRMED)
    context |= _about_the_campaign(campaign, kind)
    context["greeting"] = f"Hello {context['name']}," if context["name"] else "Hello,"
    return context


def _stop_words(email: Email, recipient: User) -> str:
    """Return what the link to stop says: what its page offers."""
    if may_refuse(recipient):
        return "Stop our reminders, or never write here again"
    if email.clp:
        return f"Stop our reminders about {email.clp.name} CLP, or everything"
    return f"Stop {SERIES[email.kind]}, or everything" if email.kind in SERIES else "Stop our reminders"


def _about_submission(submission: Submission, kind: MailKind) -> dict[str, object]:
    motion = submission.version.motion
    text = submission.text_sent if kind in WITH_MOTION else ""
    special: dict[str, object] = {}
    if kind == MailKind.RECEIPT:
        special["barred"] = barring_meeting(submission)
        special["asks_after"] = _asks_after(motion)
        special["late"] = late_meeting(submission)
    if kind == MailKind.MEETING_NEAR:
        committee = submission.how_it_meets == MeetingStructure.GENERAL_COMMITTEE
        special["is_committee"] = submission.body == Body.CLP and committee
    if kind == MailKind.BRANCH_CARRIED:
        special["meets"] = submission.how_it_meets
    if kind == MailKind.MEETING_MOVED:
        special["was_on"] = day_it_was_off(submission)
    if kind == MailKind.ENTRY_DUE:
        conference = motion.campaign.conference
        special["is_early"] = timezone.localdate() < opening_day(conference.motions_open_on, conference.deadline)
    if kind == MailKind.NEWER_TEXT:
        special["version"] = newest_text(motion, submission.version.variant)
    if kind == MailKind.TOLD_OTHERWISE:
        vote = submission.current_vote
        special["said_carried"] = vote is not None and vote.outcome in ADOPTED
    if kind in ABOUT_APPEALS:
        special |= _about_ruling(submission)
    return {
        **special,
        "submission": submission,
        "name": submission.reporter_name,
        "title": submission.version.title,
        # What a meeting decides after motions have closed stays at home, as a local motion does.
        "for_conference": motion.kind == MotionKind.CONFERENCE and not late_meeting(submission),
        "over_limit": over_limit(submission) if kind == MailKind.ENTRY_DUE else None,
        "text": text if len(text) <= LONGEST_TEXT else "",
        "speaking": _speaking_page(submission) if kind == MailKind.MEETING_NEAR else "",
    }


def _asks_after(motion: Motion) -> int | None:
    """Return how many days after a meeting we ask how it went, as the campaign has set; None where we never do."""
    off = motion.kind == MotionKind.CONFERENCE and motion.campaign.conference.called_off_at
    return None if off or not motion.campaign.is_running else next(iter(days_asked(motion.campaign)), None)


def _about_ruling(submission: Submission) -> dict[str, object]:
    """Return on which grounds the CLP's motion was ruled out, and until when it can appeal."""
    entry = entries_for_packs().filter(motion=submission.version.motion, clp=submission.clp).first()
    if entry is None:
        raise ValueError("Nothing was sent to conference that could be ruled out.")
    return {
        "entry": entry,
        "grounds": [ground.label for ground in pack_of(entry).grounds] if entry.ground_labels else [],
        "appeals_close_at": entry.appeals_close_at,
    }


def _speaking_page(submission: Submission) -> str:
    """Return where it says what to say for the motion; "" while the motion has no text to speak for."""
    motion = submission.version.motion
    page = reverse("motions:motion-speaking", args=[motion.slug])
    return f"{settings.SITE_URL}{page}" if motion.current_version_id else ""


def _about_champion(email: Email, champion: Champion) -> dict[str, object]:
    current: MotionVersion | None = champion.motion.current_version
    campaign = champion.motion.campaign
    holds, deadline = what_holds(campaign, champion.clp), read_deadline(campaign, now=timezone.now())
    context: dict[str, object] = {
        "champion": champion,
        "version": current,
        "title": current.title if current else "",
        "last_safe_day": holds.last_safe_day,
        "is_safe": timezone.localdate() <= holds.last_safe_day,
        "is_closed": deadline.has_passed,
        "called_off": deadline.called_off,
    }
    if champion.name:
        context["name"] = champion.name
    if email.kind == MailKind.INTRODUCTION and email.event:
        context["met"] = _met(champion, email.event.introduced_to_id)
    return context


def _about_question(event: Event, recipient: User) -> dict[str, object]:
    """Return an answer; of what they typed nothing, until we know that the address is theirs."""
    if event.advice is None or event.reply is None:
        raise ValueError("The answer is to no question.")
    asked = event.advice
    is_known = asked.is_theirs
    answer = event.reply.words
    fits = len(answer) + len(asked.question) <= LONGEST_BOTH
    return {
        "name": asked.name if is_known else "",
        "question": asked.question if is_known and fits else "",
        "asked_on": timezone.localdate(asked.asked_at),
        "answer": answer,
    }


def _about_the_morning(email: Email, recipient: User) -> dict[str, object]:
    """Return what an organiser has to see to, by region, and how much more there is than fits into a mail."""
    motion = current_conference_motion()
    if motion is None:
        raise ValueError("There is no motion that the list could be about.")
    found = pressing_for([recipient], motion, timezone.localdate(email.until)).get(recipient.pk, [])
    shown = sorted(found[:MOST_ITEMS], key=lambda item: item.clp.region_position if item.clp else 0)
    regions = groupby(shown, key=lambda item: item.clp.region if item.clp else "Everywhere")
    return {
        "number": len(found),
        "today": sum(item.urgency == Urgency.TODAY for item in found),
        "regions": [(region, list(items)) for region, items in regions],
        "more": len(found) - len(shown),
    }


def _met(champion: Champion, other_pk: int | None) -> Champion:
    """Return the champion that this one was introduced to; raise where the two were not."""
    if other_pk is None:
        raise ValueError("The introduction is to nobody.")
    first, second = sorted((champion.pk, other_pk))
    Introduction.objects.get(one=first, other=second)
    return Champion.objects.select_related("activist").get(pk=other_pk, may_introduce=True)


def _about_the_campaign(campaign: Campaign, kind: MailKind) -> dict[str, object]:
    """Return what mail to everybody or to a group tells: how far it has come, or what it is about."""
    if kind in WITH_PROGRESS:
        ballot = rules_of(campaign.conference).priorities != Priorities.NONE
        return {"progress": _progress(campaign), "has_ballot": ballot}
    if kind == MailKind.GROUP_LETTER:
        # Another motion has a campaign's row of its own, so this is the one that the letter is about.
        motion = conference_motion_of(campaign)
        return {"title": motion.current_version.title if motion and motion.current_version else campaign.name}
    return {}


def _progress(campaign: Campaign) -> dict[str, int]:
    """Return how many CLPs there are, how many carried it for conference, and how many of those have sent it."""
    counts = count_standings(campaign)
    return {"clps": CLP.objects.count(), "carried": CARRIED.of(counts), "sent": SENT.of(counts)}
