"""Closing a campaign: everybody's name and address goes, and what branches and CLPs decided stays and is nobody's."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from campaign.accounts.models import User
from campaign.accounts.rights_record import record_removals
from campaign.desk.models import AttentionMark, Call, ImportedLine, Note
from campaign.desk.privacy.erasure import forget_people
from campaign.desk.privacy.mentions import REASON, WRITTEN, SoughtWords, forget_mentions, trace_of
from campaign.mail.erasure import forget_mails_of
from campaign.mail.models import Email, InboundMail, Stop, Suppression, WaitingMail
from campaign.operations.tombstones import TombstoneKind, remember
from clps.models import CLP, Secretary
from motions.actions.campaigns import forget_campaign, lock_campaign, mark_closed
from motions.actions.erasure import forget_contacts, forget_reasons
from motions.actions.other_motions import end_all_other_motions
from motions.models import AdviceReply, AdviceRequest, AffiliateContact, Campaign, Delegate, Event, SavedAnswer, Vote
from motions.participation import took_part
from motions.workflow import NotAllowed

OF_ANOTHER_MOTION = "It closes with its campaign: close that one."
NOT_AN_OWNER = "Only an owner can close a campaign."
# Not these: an organiser wrote them for everybody, or what closing does to the rows themselves sees to their words.
SEEN_TO = frozenset({SavedAnswer, Note, Vote, AdviceRequest, AdviceReply, InboundMail, AffiliateContact, Delegate})


@dataclass(frozen=True, slots=True)
class Counted:
    """One line of what would go."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Closing:
    """Whom closing a campaign is about. With no other campaign open, whatever names anybody goes too."""

    campaign: Campaign
    people: QuerySet[User]
    others: list[Campaign]
    # The rows of the campaign's other motions: they close with it.
    other_rows: list[Campaign]

    @property
    def is_last(self) -> bool:
        """Whether nobody else works here still."""
        return not self.others


def closing_of(campaign: Campaign) -> Closing:
    """Return whom closing a campaign is about: who took part in it and in no other that is open; organisers never."""
    other_rows = list(campaign.other_rows.filter(closed_at__isnull=True).order_by("pk"))
    own = [campaign, *other_rows]
    open_ones = Campaign.objects.filter(closed_at__isnull=True)
    others = list(open_ones.exclude(pk__in=[one.pk for one in own]).order_by("pk"))
    people = User.objects.filter(is_staff=False, is_superuser=False, removed_at__isnull=True).order_by("pk")
    if others:
        people = people.filter(took_part(own)).exclude(took_part(others))
    return Closing(campaign, people, others, other_rows)


def count_closing(closing: Closing) -> list[Counted]:
    """Count what would go, for the page that asks."""
    own = [closing.campaign, *closing.other_rows]
    mails = Email.objects.filter(campaign__in=own).count()
    lines = [
        Counted("People, with their names and addresses", closing.people.count()),
        Counted("Mails to and from them, with every word", mails + _inbound(closing).count()),
        Counted("Organisers’ notes", Note.objects.filter(motion__campaign__in=own).count()),
        Counted("Delegates", Delegate.objects.filter(entry__motion__campaign__in=own, withdrawn_on=None).count()),
    ]
    if closing.is_last:
        lines += [
            Counted("Secretaries", Secretary.objects.count()),
            Counted(
                "People known in unions and societies", AffiliateContact.objects.filter(withdrawn_on=None).count()
            ),
            Counted("Addresses that refused mail", Suppression.objects.count()),
        ]
    return lines


def close_campaign(campaign: Campaign, *, by: User) -> int:
    """Close a campaign for good; return how many people went.

    Raises NotAllowed where `by` is no owner, where it is closed already, and for another motion's row: that one
    closes with its campaign.

    Effects: nobody but organisers has a name or an address any more who took part in no other open campaign; their
    links end, their words go, mail that waits is dropped; no stage moves; nothing more is taken in; writes
    `campaign_closed`; keyed hashes of the addresses go onto the list that a restored backup is held to.
    """
    if not by.is_owner:
        raise NotAllowed(NOT_AN_OWNER)
    if campaign.is_other:
        raise NotAllowed(OF_ANOTHER_MOTION)
    with transaction.atomic():
        locked = lock_campaign(campaign)
        # The standings of every motion come before the people: whoever acts on a CLP takes them in this order.
        rows = [locked, *map(lock_campaign, closing_of(locked).other_rows)]
        # Asked again under the locks: since the page counted, somebody may have taken part.
        closing = closing_of(locked)
        people = list(closing.people.select_for_update(of=("self",)))
        # Kept aside: the list outside the database needs the addresses, and soon nobody has one.
        removed = [(person.pk, person.email) for person in people]
        for one in rows:
            part = replace(closing, campaign=one)
            # First: what others wrote is searched by the names that the next steps take away.
            _forget_what_was_written(part, people)
            _forget_mail(part, people)
            forget_campaign(one, [person.pk for person in people])
        if closing.is_last:
            _forget_others()
        forget_people(people)
        end_all_other_motions(locked, by=by)
        for one in (locked, *closing.other_rows):
            mark_closed(one, by=by, people=len(people))
        record_removals(removed)
        remember(TombstoneKind.CLOSED, "", about=f"campaign:{locked.pk}")
    return len(people)


def _inbound(closing: Closing) -> QuerySet[InboundMail]:
    if closing.is_last:
        return InboundMail.objects.all()
    theirs = Q(submission__version__motion__campaign=closing.campaign) | Q(email__campaign=closing.campaign)
    return InboundMail.objects.filter(theirs | Q(sender__in=closing.people.values("email")))


def _forget_mail(closing: Closing, people: list[User]) -> None:
    _inbound(closing).delete()
    WaitingMail.objects.filter(
        Q() if closing.is_last else Q(content__sender__in=[one.email for one in people])
    ).delete()
    forget_mails_of(closing.campaign, people)
    Stop.objects.filter(person__in=people).delete()
    Suppression.objects.filter(Q() if closing.is_last else Q(address__in=[one.email for one in people])).delete()


def _forget_what_was_written(closing: Closing, people: list[User]) -> None:
    """Delete the campaign's notes and reasons, and with no other campaign open every free word there is."""
    campaign = closing.campaign
    Note.objects.filter(motion__campaign=campaign).delete()
    Call.objects.filter(motion__campaign=campaign).delete()
    AttentionMark.objects.filter(motion__campaign=campaign).exclude(note="").update(note="")
    events = Event.objects.all()
    forget_reasons(events if closing.is_last else events.filter(motion__campaign=campaign))
    if not closing.is_last:
        for person in people:
            forget_mentions(trace_of(person, set(CLP.objects.values_list("pk", flat=True))))
        return
    for model, columns in _columns_of_words():
        model._default_manager.update(**dict.fromkeys(columns, ""))
    # Answers kept for whoever asks next stay, as the texts do; nobody is named in them any more.
    known = {word for one in people for word in (one.email, one.name if " " in one.name else "") if word}
    if not known:
        return
    words = SoughtWords(known, (), ())
    for answer in SavedAnswer.objects.all():
        answer.question, answer.answer = (words.taken_out(text, clp=None) for text in (answer.question, answer.answer))
        answer.save(update_fields=["question", "answer"])


def _columns_of_words() -> Iterator[tuple[type[Model], list[str]]]:
    for written in WRITTEN:
        if written.model not in SEEN_TO and (columns := [one for one in written.columns if one != REASON]):
            yield written.model, columns


def _forget_others() -> None:
    """Forget who never took part: secretaries, contacts, and what spreadsheets told of either."""
    ImportedLine.objects.all().delete()
    Secretary.objects.all().delete()
    forget_contacts(AffiliateContact.objects.filter(withdrawn_on__isnull=True))
