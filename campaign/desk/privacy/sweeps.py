"""What takes away that of which the time is over, in small lots: one function for each line of `motions.retention`."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from campaign.accounts.models import User
from campaign.desk.models import AttentionMark, BulkAct, Call, CallHold, ImportedLine, Note
from campaign.desk.privacy.erasure import blank, may_be_removed
from campaign.mail.enums import DOUBTFUL_STATES, EmailState, MailKind
from campaign.mail.models import DeliveryNote, Email, GroupLetter, InboundMail, Stop, Suppression, WaitingMail
from campaign.mail.reminders.facts.leaving import TOLD_BEFORE
from campaign.sign_in.models import AddressChange, Invitation
from clps.lib.audit import forget_old_entries
from clps.lib.throttle import forget_old_counts
from clps.models import Secretary
from motions.actions.erasure import Place, forget_contacts, forget_delegates, forget_reasons, record_removal
from motions.actions.expiry import (
    expire_unconfirmed,
    unconfirmed_champions,
    unconfirmed_offers,
    unconfirmed_questions,
    unconfirmed_reports,
    unconfirmed_speakers,
    unconfirmed_wishes,
)
from motions.models import AffiliateContact, Delegate, Event, SubmissionLink
from motions.participation import with_last_day
from motions.retention import Kept

# A mail that told somebody of it gave them so long; the round may run some hours earlier in the day.
ALLOWED_TO_ANSWER = TOLD_BEFORE - timedelta(days=1)
# How much of which sort one lot took away. An empty one says that nothing is left.
Went = Counter[str]
# It is given the moment before which something has to have begun, and how many rows it may touch.
Sweep = Callable[[datetime, int], Went]


@dataclass(frozen=True, slots=True)
class PersonSweep:
    """What is taken away person by person, under all their locks: whom it is about, and what is done to each."""

    find: Callable[[datetime, int], list[int]]
    act: Callable[[User, set[Place], datetime], Went]


def with_something_unconfirmed(before: datetime, limit: int) -> list[int]:
    """Return the keys of people who did not confirm in time."""
    whose = set[int]()
    with_activists = (
        unconfirmed_reports(before),
        unconfirmed_champions(before),
        unconfirmed_offers(before),
        unconfirmed_speakers(before),
        unconfirmed_wishes(before),
    )
    for rows in with_activists:
        whose |= set(rows.values_list("activist", flat=True)[:limit])
    whose |= set(unconfirmed_questions(before).values_list("asker", flat=True)[:limit])
    return sorted(whose)[:limit]


def sweep_unconfirmed(person: User, places: set[Place], before: datetime) -> Went:
    """Expire what somebody did not confirm; whoever is known by nothing else goes with it."""
    went = Went(expire_unconfirmed(person, before))
    if went and is_stranger(person):
        blank(person, places)
    return went


def is_stranger(person: User) -> bool:
    """Whether an address was only typed in: never confirmed, and nothing that is left of theirs waits or counts."""
    if person.email_confirmed_at or person.is_staff or person.is_superuser or person.removed_at:
        return False
    reports = person.submissions.exclude(state="withdrawn")
    offers = person.offers.exclude(state="withdrawn")
    champions = person.championed.exclude(state="withdrawn")
    speaks = person.speaker_offers.exclude(state="withdrawn")
    wishes = person.speaker_wishes.exclude(state="withdrawn")
    # Without a name it was blanked, and is nobody's.
    questions = person.advice_requests.exclude(name="")
    return not any(rows.exists() for rows in (reports, offers, champions, speaks, wishes, questions))


def whose_time_is_over(before: datetime, limit: int) -> list[int]:
    """Return the keys of people whose part is over, and who were told of it a month ago or cannot be told."""
    month_ago = timezone.now() - ALLOWED_TO_ANSWER
    told = Email.objects.filter(
        kind=MailKind.LEAVING,
        recipient=OuterRef("pk"),
        created_at__lte=month_ago,
        # A mail after an earlier part does not count: whoever took part again is told again.
        created_at__date__gt=OuterRef("last_day"),
    )
    stopped = Stop.objects.of_everything().filter(person=OuterRef("pk"))
    refused = Suppression.objects.standing().filter(address=OuterRef("email"))
    untellable = Exists(stopped) | Exists(refused) | Q(is_active=False) | Q(email_confirmed_at__isnull=True)
    over = with_last_day().filter(last_day__lte=timezone.localdate(before))
    return _keys(over.filter(Exists(told) | untellable).order_by("pk"), limit)


def sweep_person(person: User, places: set[Place], before: datetime) -> Went:
    """Remove somebody whose time is over, as if they had asked for it; nobody is named as having done it."""
    # Asked again under the locks: by now they may organise.
    if not may_be_removed(person):
        return Went()
    blank(person, places)
    record_removal(person, places, by=None)
    return Went(person=1)


def sweep_delegates(before: datetime, limit: int) -> Went:
    """Empty the rows of delegates to a conference that is so long over, and drop addresses that nobody has here."""
    ended = {"entry__motion__campaign__conference__ends_on__lte": timezone.localdate(before)}
    rows = Delegate.objects.filter(withdrawn_on__isnull=True, **ended)
    emptied = forget_delegates(Delegate.objects.filter(pk__in=_keys(rows, limit)))
    known = User.objects.filter(email=OuterRef("address"))
    unknown = Suppression.objects.filter(~Exists(known), since__lt=before)
    return Went(delegate=emptied, address=_delete(unknown, limit))


def sweep_invitations(before: datetime, limit: int) -> Went:
    """Delete invitations to organise that nobody took up."""
    return Went(invitation=_delete(Invitation.objects.filter(invited_at__lt=before), limit))


def sweep_mail(before: datetime, limit: int) -> Went:
    """Take the words out of what was sent, and out of what never went and makes no sense any more."""
    over = Q(state=EmailState.SENT, sent_at__lt=before) | Q(
        state__in=[*DOUBTFUL_STATES, EmailState.DROPPED, EmailState.KEPT], until__lt=before
    )
    keys = _keys(Email.objects.filter(over).exclude(message=b"").order_by("pk"), limit)
    DeliveryNote.objects.filter(email__in=keys).update(words="")
    return Went(mail=Email.objects.filter(pk__in=keys).update(message=b""))


def sweep_inbound(before: datetime, limit: int) -> Went:
    """Delete what came in, read or not."""
    waiting = _delete(WaitingMail.objects.filter(received_at__lt=before), limit)
    return Went(inbound=waiting + _delete(InboundMail.objects.filter(received_at__lt=before), limit))


def sweep_links(before: datetime, limit: int) -> Went:
    """Delete links that have run out, and the links to stop mail that are as old."""
    now = timezone.now()
    went = _delete(SubmissionLink.objects.filter(expires_at__lt=now), limit)
    keys = _keys(Email.objects.filter(created_at__lt=before, stop_digest__isnull=False), limit)
    return Went(link=went + Email.objects.filter(pk__in=keys).update(stop_digest=None))


def sweep_secretaries(before: datetime, limit: int) -> Went:
    """Delete secretaries of whom we have not heard for so long."""
    last_heard = Greatest("known_since", Coalesce("left_on", "known_since"))
    old = Secretary.objects.annotate(last_heard=last_heard).filter(last_heard__lt=timezone.localdate(before))
    return Went(secretary=_delete(old, limit))


def sweep_contacts(before: datetime, limit: int) -> Went:
    """Empty the rows of people whom we know in unions and societies."""
    old = AffiliateContact.objects.filter(withdrawn_on__isnull=True, known_since__lt=timezone.localdate(before))
    return Went(contact=forget_contacts(AffiliateContact.objects.filter(pk__in=_keys(old, limit))))


def sweep_imports(before: datetime, limit: int) -> Went:
    """Delete what stood there before an import, and before an act on several things at once."""
    acts = _delete(BulkAct.objects.filter(done_at__lt=before), limit)
    return Went(line=_delete(ImportedLine.objects.filter(of__at__lt=before), limit), act=acts)


def sweep_words(before: datetime, limit: int) -> Went:
    """Delete organisers' notes, remarks and calls, and take the reasons out of the record."""
    went = _delete(Note.objects.filter(at__lt=before), limit) + _delete(Call.objects.filter(at__lt=before), limit)
    letters = _keys(GroupLetter.objects.filter(made_at__lt=before).exclude(body=""), limit)
    went += GroupLetter.objects.filter(pk__in=letters).update(subject="", body="")
    # Each says itself how long it holds, whatever the period of words is.
    CallHold.objects.filter(until__lt=timezone.now()).delete()
    marks = _keys(AttentionMark.objects.filter(changed_at__lt=before).exclude(note=""), limit)
    went += AttentionMark.objects.filter(pk__in=marks).update(note="")
    reasons = _keys(Event.objects.filter(at__lt=before, details__has_key="reason"), limit)
    went += forget_reasons(Event.objects.filter(pk__in=reasons))
    return Went(word=went)


def sweep_audit(before: datetime, limit: int) -> Went:
    """Delete what was noted of organisers a year ago: in the audit and in the admin's own history."""
    old = LogEntry.objects.filter(action_time__lt=before)
    return Went(audit=forget_old_entries(before, limit) + _delete(old, limit))


def sweep_sessions(before: datetime, limit: int) -> Went:
    """Delete sign-ins that are over: each says itself until when it holds. Where one was from goes with it."""
    now = timezone.now()
    went = Went(session=_delete(Session.objects.filter(expire_date__lt=now), limit))
    went["place"] = _delete(UserSession.objects.exclude(session_key__in=Session.objects.values("pk")), limit)
    went["address"] = _delete(AddressChange.objects.filter(until__lt=now), limit)
    return went


def sweep_counts(before: datetime, limit: int) -> Went:
    """Delete counts whose hour is over."""
    return Went(count=forget_old_counts())


def _keys(rows: QuerySet, limit: int) -> list[int]:
    return list(rows.values_list("pk", flat=True)[:limit])


def _delete(rows: QuerySet, limit: int) -> int:
    """Delete the first rows, and return how many there were, without those that went along."""
    # By their keys, because Django deletes no slice.
    keys = _keys(rows, limit)
    by_model: dict[str, int] = rows.model._default_manager.filter(pk__in=keys).delete()[1]
    return by_model.get(rows.model._meta.label, 0)


PERSON_SWEEPS: Mapping[Kept, PersonSweep] = {
    Kept.UNCONFIRMED: PersonSweep(with_something_unconfirmed, sweep_unconfirmed),
    Kept.PEOPLE: PersonSweep(whose_time_is_over, sweep_person),
}
SWEEPS: Mapping[Kept, Sweep] = {
    Kept.UNCONFIRMED: sweep_invitations,
    Kept.PEOPLE: sweep_delegates,
    Kept.MAIL: sweep_mail,
    Kept.INBOUND: sweep_inbound,
    Kept.LINKS: sweep_links,
    Kept.SECRETARIES: sweep_secretaries,
    Kept.CONTACTS: sweep_contacts,
    Kept.IMPORTS: sweep_imports,
    Kept.WORDS: sweep_words,
    Kept.AUDIT: sweep_audit,
    Kept.SESSIONS: sweep_sessions,
    Kept.COUNTS: sweep_counts,
}
# Of what went, as the desk says it: one and several. What is in neither is no news.
NAMES: Mapping[str, tuple[str, str]] = {
    "report": ("unconfirmed report", "unconfirmed reports"),
    "champion": ("unconfirmed “I’ll do it”", "unconfirmed “I’ll do it”s"),
    "offer": ("unconfirmed offer of help", "unconfirmed offers of help"),
    "speaker": ("unconfirmed offer to speak", "unconfirmed offers to speak"),
    "wish": ("unconfirmed wish for a speaker", "unconfirmed wishes for a speaker"),
    "question": ("unconfirmed question", "unconfirmed questions"),
    "invitation": ("invitation to organise", "invitations to organise"),
    "person": ("person who took part", "people who took part"),
    "delegate": ("delegate’s details", "delegates’ details"),
    "address": ("address that refused mail", "addresses that refused mail"),
    "mail": ("mail’s words", "mails’ words"),
    "inbound": ("mail that came in", "mails that came in"),
    "link": ("link that had run out", "links that had run out"),
    "secretary": ("secretary’s details", "secretaries’ details"),
    "contact": ("contact’s details", "contacts’ details"),
    "line": ("line of an import", "lines of imports"),
    "act": ("act on several things", "acts on several things"),
    "audit": ("line of who did what", "lines of who did what"),
    "word": ("note or reason", "notes or reasons"),
}
