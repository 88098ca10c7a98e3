"""Short ways to what champions do."""

from uuid import uuid4

from django.urls import reverse

from motions.enums import LinkPurpose
from motions.models import SubmissionLink

AFTER_THE_DEADLINE = "2027-09-16T16:00:00+00:00"
OFFER = {"name": "Robin Reader", "email": "robin@example.org", "consent": "on"}
REPORT = {"body": "clp", "sent_on": "2027-03-25", "meeting_known": "no", "name": "Robin Reader", "consent": "on"}


def offer(client, clp, **changes):
    return client.post(
        reverse("motions:champion-offer", args=[clp.slug]), {**OFFER, "form_key": str(uuid4()), **changes}
    )


def link(champion, purpose=LinkPurpose.CHAMPION_MANAGE):
    return SubmissionLink.objects.mint(champion, purpose)


def page(name, token):
    return reverse(f"motions:champion-{name}", args=[token])


def send_report(client, champion, token, **changes):
    data = {**REPORT, "form_key": str(uuid4()), "version": champion.version.pk, **changes}
    return client.post(page("report", token), data)
