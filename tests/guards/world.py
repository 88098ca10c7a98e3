"""A campaign with one of everything in two regions, and somebody of each role: what the walk of the routes meets.

Each region's people, notes and questions hold a word of their own, so that a page can be searched for what it must
not show.
"""

from datetime import date, timedelta
from types import SimpleNamespace

from django.utils import timezone

from campaign.accounts.models import Consent, Role
from campaign.desk.exports.actions import make_meetings_feed
from campaign.desk.models import BulkAct, Import, LeftOver
from campaign.desk.story.actions import add_note
from campaign.errors.models import KeptError
from campaign.mail.enums import EmailState, SuppressionReason
from campaign.mail.group_letters import write_letter
from campaign.mail.inbound.filing import file_mail
from campaign.mail.inbound.incoming import Incoming
from campaign.mail.models import Email, InboundMail, MailPause, Reminder, ReminderSetting, Stop
from campaign.mail.outbox import queue
from campaign.mail.outbox.preferences import new_link, stop
from campaign.mail.outbox.suppression import suppress
from campaign.mail.outbox.tokens import token_of
from campaign.mail.reminders.planner import plan
from campaign.setup.models import SetupLink
from campaign.sign_in.actions import invite
from campaign.sign_in.models import AddressChange
from clps.lib.tokens import digest_of
from clps.models import Affiliate, Branch, Constituency, Secretary
from motions.actions.advice import answer_advice
from motions.actions.champions import introduce_champions
from motions.actions.committee_lists import keep_list
from motions.actions.composites import CompositeWords, record_composite
from motions.actions.compositing import open_meeting, save_reading
from motions.actions.dated_notes import DatedWords, add_dated_note
from motions.actions.delegates import DelegateContact, record_delegate
from motions.actions.entries import move_entry, record_sent
from motions.actions.offers import Help, confirm_offer, make_offer
from motions.actions.reports import GivenNumber, keep_number
from motions.actions.suspensions import SuspensionTerms, suspend_meetings
from motions.actions.votes import record_vote
from motions.committee.reading import ListedMotion
from motions.enums import (
    Body,
    DatedNoteKind,
    DraftSide,
    LinkPurpose,
    MotionKind,
    RulingGround,
)
from motions.models import (
    Event,
    Introduction,
    SavedAnswer,
    SpeakerNotes,
    Standing,
    SubmissionLink,
    Variant,
)
from motions.workflow import EntryAct
from tests.factories import (
    CLPFactory,
    MotionFactory,
    RegionFactory,
    UserFactory,
    carried_on,
    make_champion,
    make_question,
    make_speaker,
    make_submission,
    make_wish,
    open_another,
)

MET_ON = date(2027, 6, 1)
# A CLP that the committee names and that we do not know.
NO_CLP = "Nowhere at All"
ROLES = ("outsider", "member", "regional", "everywhere", "admin", "owner")


def make_people(region) -> dict:
    """Somebody of each role; the outsider is nobody."""
    people = {"outsider": None}
    for role in ROLES[1:]:
        people[role] = UserFactory(email=f"{role}@example.org", name=role.title(), is_superuser=role == "owner")
    people["regional"].give_role(Role.ORGANISER, regions=[region])
    people["everywhere"].give_role(Role.ORGANISER)
    people["admin"].give_role(Role.ADMIN)
    people["owner"].give_role(Role.ADMIN)
    return people


def make_refused(motion, region, email: str):
    """The report of a CLP whose motion is ruled out, so that it may appeal."""
    clp = CLPFactory(name=f"Outer {region.name}", region=region)
    report = make_submission(motion, clp, email=email)
    carried = carried_on(MET_ON)
    record_vote(report, carried, by=report.activist)
    entry = record_sent(motion=motion, clp=clp, sent_on=MET_ON, by=None, submission=report)
    move_entry(entry, EntryAct.RULE_OUT, on=MET_ON, by=None, grounds=[RulingGround.NONE_GIVEN])
    return report


def make_report(here, motion, email: str, name: str):
    """A report whose vote is known, by a person who is known, and the entry at conference that rests on it."""
    here.report = make_submission(motion, here.clp, email=email, body=Body.CLP)
    here.report.reporter_name = name
    here.report.save()
    here.person = here.report.activist
    keep_number(here.report, GivenNumber(number="01632 960001", wording="You may ring me."))
    type(here.person).objects.filter(pk=here.person.pk).update(name=name)
    carried = carried_on(MET_ON, words=f"Said {here.word}.")
    vote = record_vote(here.report, carried, by=here.person)
    entry = record_sent(motion=motion, clp=here.clp, sent_on=MET_ON, by=None, submission=here.report)
    here.entry = move_entry(entry, EntryAct.RULE_IN_ORDER, on=MET_ON, by=None)
    return vote


def make_mail(here, email: str, name: str):
    """Mail to and from somebody of one region: what went, what came back, and an address that took nothing."""
    plan(timezone.now())
    queue.deliver(timezone.now())
    mail = Email.objects.filter(recipient=here.person, clp=here.clp).first()
    here.mail_link = new_link()
    Email.objects.filter(pk=mail.pk).update(stop_digest=here.mail_link.digest, state=EmailState.FAILED)
    letter = Incoming(
        message_id=f"<{here.word}@letters.example>",
        sender=email,
        sender_name=name,
        subject=f"Re: {here.word}",
        text=f"Passed, {here.word}.",
        answers=(mail.message_id,),
    )
    file_mail(letter)
    suppressed = suppress(f"gone.{email}", reason=SuppressionReason.BOUNCED, detail=f"550 {email}", email=mail)
    return mail, InboundMail.objects.get(message_id=letter.message_id), suppressed


def make_place(motion, region, word: str, by, imported_by) -> SimpleNamespace:
    """Everything that can be known of one region, each private word of it with `word` inside."""
    here = SimpleNamespace(region=region, word=word)
    email, name = f"{word}@example.org", f"Pat {word.title()}"
    here.clp = CLPFactory(name=f"Upper {region.name}", region=region)
    constituency = Constituency.objects.create(gss_code=f"E140{region.pk % 100_000:05}", name=f"Seat of {region.name}")
    here.clp.constituencies.add(constituency)
    vote = make_report(here, motion, email, name)
    here.champion = make_champion(motion, here.clp, email=email, name=name, may_introduce=True)
    other = make_champion(motion, here.clp, name=f"Robin {word.title()}", may_introduce=True)
    introduction = introduce_champions(here.champion, other, by=by)
    contact = DelegateContact(name=name, email=email, phone="", how_known=f"From {word}.")
    delegate = record_delegate(here.entry, contact, by=by)
    secretary = Secretary.objects.create(clp=here.clp, name=name, email=email, known_since=MET_ON, how_known=word)
    branch = Branch.objects.create(clp=here.clp, name=f"Ward of {region.name}")
    stop(here.person, clp=here.clp)
    make_desk_of(here, motion, secretary, by, imported_by)
    # A report whose meeting is to come, so that mail about it is planned.
    to_come = CLPFactory(name=f"Lower {region.name}", region=region)
    soon = timezone.localdate() + timedelta(days=20)
    here.later = make_submission(motion, to_come, email=email, meeting_on=soon)
    mail, came, suppressed = make_mail(here, email, name)
    here.refused = make_refused(motion, region, email)
    here.rows = rows_of(here, motion) | {
        "mail.email": mail,
        "mail.inboundmail": came,
        "mail.suppression": suppressed,
        "motions.introduction": Introduction.objects.get(pk=introduction.pk),
        "motions.delegate": delegate,
        "motions.vote": vote,
        "clps.branch": branch,
        "clps.secretary": secretary,
        "clps.region": region,
        "clps.constituency": constituency,
    }
    return here


def make_desk_of(here, motion, secretary, by, imported_by) -> None:
    """What the desk has of a region: a question with its answer, a note, a letter and an import."""
    word = here.word
    asked = {"email": f"{word}@example.org", "name": f"Pat {word.title()}", "question": f"Who knows {word}?"}
    here.question = make_question(**asked, clp=here.clp)
    answer_advice(here.question, f"Ask {word}.", by=by)
    add_note(clp=here.clp, motion=motion, words=f"Rang {word}.", by=by)
    here.left_over = LeftOver.objects.create(model="desk.Note", row=here.clp.pk, clp=here.clp)
    audience = {"roles": ["reporter"]}
    letter = {"subject": f"About {word}", "body": "{greeting}", "audience": audience}
    here.letter = write_letter(None, motion=motion, **letter, by=imported_by)
    counts = {"added": 0, "changed": 1, "unchanged": 0}
    here.imported = Import.objects.create(kind="secretaries", motion=motion, by=imported_by, **counts)
    known = {"name": secretary.name, "email": secretary.email, "how_known": word}
    here.imported.lines.create(secretary=secretary, was_new=False, **known)


def rows_of(here, motion) -> dict[str, object]:
    """What has been made of a region by what was reported and done in it, by its model."""
    return {
        "accounts.user": here.person,
        "accounts.consent": Consent.objects.get(submission=here.report),
        "mail.reminder": Reminder.objects.filter(submission=here.later).first(),
        "mail.stop": Stop.objects.get(person=here.person),
        "motions.champion": here.champion,
        "motions.conferenceentry": here.entry,
        "motions.submission": here.report,
        "motions.standing": Standing.objects.get(clp=here.clp, motion=motion),
        "motions.event": Event.objects.filter(clp=here.clp).first(),
        "clps.clp": here.clp,
    }


def make_conference(world, by):
    """What is known of conference: a composite, its meeting, what happened outside, a list, and a suspension."""
    words = CompositeWords(name="Composite 4", subject_heading="Libraries", text="Words.", agreed_on=MET_ON)
    composite = record_composite(world.motion, words, [world.own.entry, world.foreign.entry], by=by)
    world.meeting = open_meeting(world.motion, subject_heading="Libraries", by=by)
    save_reading(world.meeting, DraftSide.OURS, "Conference notes libraries.", after=0, by=by)
    happened = DatedWords(on=MET_ON, words="The minister closed one.", source="The Mercury, 1 June 2027.")
    world.note = add_dated_note(world.motion, DatedNoteKind.NEW_MATTER, happened, by=by)
    # A CLP in each region that the committee has and we have not, and a name that is no CLP's.
    named = (world.own.later.clp.name, world.foreign.later.clp.name, NO_CLP)
    listed = [ListedMotion(sender=name) for name in named]
    keep_list(world.motion, listed, published_on=MET_ON, source="First report.", by=by)
    # Over long ago: it holds up no meeting of this world.
    over = SuspensionTerms(begins_on=date(2026, 3, 2), ends={world.own.region: date(2026, 3, 8)}, reason="A flood.")
    world.suspension = suspend_meetings(over, by=by)
    return composite


def make_tokens(world, invited) -> dict:
    """The links that somebody may hold, by what they open."""
    own = world.own
    return {
        "champion": SubmissionLink.objects.mint(own.champion, LinkPurpose.CHAMPION_MANAGE),
        "report": SubmissionLink.objects.mint(own.later, LinkPurpose.MANAGE),
        "ruled-out": SubmissionLink.objects.mint(own.refused, LinkPurpose.MANAGE),
        "confirm": SubmissionLink.objects.mint(own.later, LinkPurpose.CONFIRM),
        "champion-confirm": SubmissionLink.objects.mint(own.champion, LinkPurpose.CHAMPION_CONFIRM),
        "mail": token_of(own.mail_link.seed),
        "offer": world.offer_link,
        "feed": world.feed,
        "invitation": invited,
        "address": "an-old-address",
        "setup": SetupLink.objects.mint()[0],
        "composite": world.meeting.follow_key,
    }


def make_common(world, composite, offer, by) -> dict[str, object]:
    """What is nobody's and of no region, by its model."""
    motion = world.motion
    now = timezone.now()
    return {
        "motions.campaign": motion.campaign,
        "motions.conference": motion.campaign.conference,
        "motions.motion": motion,
        "motions.motionversion": motion.current_version,
        "motions.variant": Variant.objects.create(motion=motion, name="The short one", about="For short agendas."),
        "motions.speakernotes": SpeakerNotes.objects.create(motion=motion),
        "motions.savedanswer": SavedAnswer.objects.first(),
        "motions.composite": composite,
        "motions.offer": offer,
        "clps.affiliate": offer.affiliate,
        "errors.kepterror": KeptError.objects.create(
            digest="x", kind="ValueError", place="a.py", first_at=now, last_at=now
        ),
        "mail.mailpause": MailPause.objects.create(by=by, why="To look.", resumed_at=now),
        "mail.remindersetting": ReminderSetting.objects.create(campaign=motion.campaign, kind="chase"),
    }


def make_world() -> SimpleNamespace:
    """The whole of it: `own` and `foreign` are the regions as the organiser of one region sees them."""
    world = SimpleNamespace(motion=MotionFactory(slug="libraries"))
    wales, north = RegionFactory(name="Wales"), RegionFactory(name="North West")
    world.people = make_people(wales)
    by = world.people["everywhere"]
    world.own = make_place(world.motion, wales, "kittiwake", by, world.people["regional"])
    world.foreign = make_place(world.motion, north, "puffin", by, by)
    composite = make_conference(world, by)
    union = Affiliate.objects.create(kind="union", name="Union of Librarians")
    offer = make_offer(world.motion, Help(affiliate=union), name="Mel", email="mel@example.org", consent="I agree.")
    world.offer_link = SubmissionLink.objects.mint(offer, LinkPurpose.OFFER_CONFIRM)
    confirm_offer(SubmissionLink.objects.mint(offer, LinkPurpose.OFFER_CONFIRM))
    speaker = make_speaker(world.motion, [wales])
    wished = make_wish(world.motion, world.own.clp)
    local = MotionFactory(slug="local", campaign=world.motion.campaign, kind=MotionKind.LOCAL)
    world.local_slug = local.slug
    world.other = open_another(world.motion)
    world.common = make_common(world, composite, offer, by)
    world.bulk = BulkAct.objects.create(
        motion=world.motion, sort="things", said="Nothing", number=1, before=[], done_by=world.people["regional"]
    )
    world.feed = make_meetings_feed(by=world.people["regional"])
    world.invitation, invited = invite(
        email="invited@example.org", name="Ines", role=Role.ORGANISER, regions=[wales], by=world.people["admin"]
    )
    AddressChange.objects.create(
        person=by, new_email="new@example.org", old_digest=digest_of("an-old-address"), new_digest="y",
        until=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    world.tokens = make_tokens(world, invited) | {
        "speaker": SubmissionLink.objects.mint(speaker, LinkPurpose.SPEAKER),
        "speaker-wish": SubmissionLink.objects.mint(wished, LinkPurpose.SPEAKER_WISH),
    }
    return world
