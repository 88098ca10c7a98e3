"""What people ask by the link in each mail: no more about this, no more at all, or write to me again.

The link is its holder's own and works without signing in. It leads on to where they ask for what we hold about them:
`campaign.desk.privacy.about_you_views`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from campaign.accounts.models import User
from campaign.mail.enums import MailKind
from campaign.mail.models import Email, Stop
from campaign.mail.models.suppressions import StopQuerySet
from campaign.mail.outbox.refusals import take_refusal_back
from campaign.mail.outbox.tokens import new_seed, token_of
from campaign.operations.tombstones import TombstoneKind, remember
from clps.lib.tokens import digest_of
from clps.models import CLP

# Laws and mail apps want such a link to work for a month or two; ours serves until after the next conference.
LIFETIME = timedelta(days=400)
# About no CLP, and sent day after day: they can be stopped by themselves. What the link calls them.
SERIES: Mapping[str, str] = {MailKind.DIGEST: "this daily list"}


@dataclass(frozen=True, slots=True)
class StopLink:
    """The link in one mail: what its token grows from, which is stored with the mail, and what is stored of it.

    The token itself is stored nowhere.
    """

    seed: str
    digest: str

    @property
    def path(self) -> str:
        """Where it leads."""
        return reverse("mail:preferences", args=[token_of(self.seed)])

    @property
    def stored_path(self) -> str:
        """How it stands in the stored mail."""
        return reverse("mail:preferences", args=[self.seed])


def new_link() -> StopLink:
    """Return a link that nobody has had yet. Whoever stores its digest with a mail makes it work."""
    seed = new_seed()
    return StopLink(seed, digest_of(token_of(seed)))


def opened_by(token: str) -> Email | None:
    """Return the mail that a link came in; None for an unknown or very old one."""
    mails = Email.objects.defer("message").select_related("recipient", "clp", "campaign")
    return mails.filter(stop_digest=digest_of(token), created_at__gt=timezone.now() - LIFETIME).first()


def stop_this(email: Email) -> None:
    """Send its reader no more reminders about the CLP of a mail, or of its kind where that is sent day after day.

    Said twice, it is said once. Effects: what is planned goes with the next round; what waits is not sent.
    """
    if email.clp:
        stop(email.recipient, clp=email.clp)
    elif email.kind in SERIES:
        stop(email.recipient, kind=email.kind)
    else:
        stop_everything(email.recipient)


def stop_everything(person: User) -> None:
    """Send somebody no more reminders at all; answers to what they do themselves still go. Said twice, it is once."""
    stop(person)


def stop(person: User, *, clp: CLP | None = None, kind: str = "") -> None:
    """Send somebody no more reminders about a CLP, or of a kind, or where neither is named none at all.

    Effects: a restored backup stops it again.
    """
    with transaction.atomic():
        Stop.objects.get_or_create(person=person, clp=clp, kind=kind)
        # Outside the database too: a backup from before would write to them again.
        remember(TombstoneKind.STOPPED, person.email, about=stop_subject_of(clp, kind))


def write_again(email: Email) -> None:
    """Take back what its reader stopped by the link of a mail. What they stopped about other CLPs stays stopped."""
    with transaction.atomic():
        take_refusal_back(email)
        for stopped in stops_of(email).select_related("clp", "person"):
            take_back(stopped)


def take_back(stopped: Stop) -> None:
    """Write to somebody again about what they had stopped.

    Effects: a restored backup does not stop it again.
    """
    with transaction.atomic():
        remember(TombstoneKind.RESUMED, stopped.person.email, about=stop_subject_of(stopped.clp, stopped.kind))
        stopped.delete()


def stop_subject_of(clp: CLP | None, kind: str) -> str:
    """Return what a stop is about, as the list of what people took back has it."""
    return f"clp:{clp.slug}" if clp else f"kind:{kind}" if kind else ""


@dataclass(frozen=True, slots=True)
class StopChoices:
    """What the reader of a mail has stopped so far."""

    this: bool
    everything: bool


def stop_choices_of(email: Email) -> StopChoices:
    """Return what the reader of a mail has stopped, in one query."""
    stops = [(stop.clp_id, stop.kind) for stop in stops_of(email)]
    return StopChoices(this=any(stop != (None, "") for stop in stops), everything=(None, "") in stops)


def stops_of(email: Email) -> StopQuerySet:
    """Return the stops that a mail's link shows and takes back: of everything, and of what the mail is about."""
    stops = Stop.objects.filter(person=email.recipient)
    return stops.of_clp(email.clp) if email.clp else stops.of_kind(MailKind(email.kind))
