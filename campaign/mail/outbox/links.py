"""The link that a mail brings its reader; and ending the links of one mail by themselves, where it went astray."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import BinaryField, Case, F, Q, Value, When
from django.urls import reverse

from campaign.accounts.models import User
from campaign.mail.enums import EmailState
from campaign.mail.models import Email
from campaign.mail.outbox.compose import NewLink
from campaign.mail.outbox.tokens import new_seed, token_of
from clps.lib.tokens import digest_of
from motions.enums import LinkPurpose
from motions.models import SubmissionLink
from motions.models.links import Subject


def own_link(about: Subject, purpose: LinkPurpose, *, route: str) -> NewLink:
    """Make a link that only one mail will hold: the database has its digest, and the stored mail its seed."""
    seed = new_seed()
    token = token_of(seed)
    SubmissionLink.objects.mint(about, purpose, token=token)
    return NewLink(reverse(route, args=[seed]), digest_of(token))


def end_links(email: Email, *, by: User) -> bool:
    """End the link behind a mail's button and its link to stop mail; return False where it has none that works.

    `by` is its reader, or an organiser: then the mail's history in the admin says who. Effects: whoever has the mail
    can do nothing by it any more. One that has not gone is written anew, with new links, before it goes.
    """
    with transaction.atomic():
        held = Email.objects.select_for_update(of=("self",)).only("link_digest").get(pk=email.pk)
        links = SubmissionLink.objects.filter(digest=held.link_digest).delete()[0] if held.link_digest else 0
        gone = When(state=EmailState.SENT, then=F("message"))
        ended = Email.objects.filter(Q(stop_digest__isnull=False) | ~Q(link_digest=""), pk=email.pk).update(
            stop_digest=None,
            link_digest="",
            message=Case(gone, default=Value(b""), output_field=BinaryField()),
        )
        if ended and by.pk != email.recipient_id:
            LogEntry.objects.log_actions(by.pk, [email], CHANGE, "Ended its links.", single_object=True)
    return bool(ended or links)
