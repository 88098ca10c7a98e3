"""Short ways to do what the tests of the journey do often."""

from uuid import uuid4

from django.urls import reverse

from motions.enums import LinkPurpose
from motions.models import SubmissionLink

TODAY = "2027-03-25T20:00:00+00:00"
REPORT = {
    "body": "clp",
    "branch": "",
    "sent_on": "2027-03-10",
    "meeting_known": "yes",
    "meeting_on": "2027-03-24",
    "meeting_time": "19:30",
    "name": "Alex Activist",
    "email": "alex@example.org",
    "consent": "on",
}


def send_report(client, clp, motion, **changes):
    data = {**REPORT, "form_key": str(uuid4()), "version": motion.current_version.pk, **changes}
    return client.post(reverse("motions:report", args=[clp.slug]), data)


def link(submission, purpose=LinkPurpose.MANAGE):
    return SubmissionLink.objects.mint(submission, purpose)


def page(name, token):
    return reverse(f"motions:report-{name}", args=[token])


def client_text(client, clp):
    return client.get(clp.get_absolute_url()).text
