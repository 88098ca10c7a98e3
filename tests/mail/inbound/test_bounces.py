"""What comes back, told by each provider in its own words or by a mail server: for good, or for now."""

import json
from datetime import UTC, datetime

import pytest

from campaign.mail.models import DeliveryNote, Email, InboundMail, Suppression
from tests.mail.helpers import at, london
from tests.mail.inbound.payloads import SECRET, SIGNING_KEY, basic, signed

pytestmark = pytest.mark.django_db

STAMP = int(datetime(2027, 3, 12, 9, tzinfo=UTC).timestamp())


def sparkpost(kind, **more):
    event = {
        "type": "bounce",
        "bounce_class": kind,
        "raw_rcpt_to": "alex@example.org",
        "timestamp": str(STAMP),
        **more,
    }
    return lambda name: [{"msys": {"message_event": {**event, "transmission_id": name}}}]


def mailjet(error, hard, **more):
    event = {
        "event": "bounce",
        "error": error,
        "hard_bounce": hard,
        "email": "alex@example.org",
        "time": STAMP,
        **more,
    }
    return lambda name: [{**event, "MessageID": name}]


def sendgrid(kind, status, **more):
    event = {
        "event": "bounce",
        "type": kind,
        "status": status,
        "email": "alex@example.org",
        "timestamp": STAMP,
        **more,
    }
    return lambda name: [{**event, "anymail_id": name}]


def amazon(kind, part):
    bounce = {"bounceType": kind, "bounceSubType": part, "bouncedRecipients": [{"emailAddress": "alex@example.org"}]}
    return lambda name: {"notificationType": "Bounce", "bounce": bounce, "mail": {"messageId": name}}


def resend(kind):
    bounce = {"type": kind, "subType": "General", "message": "The recipient’s server said so."}
    at = "2027-03-12T09:00:00.000Z"
    data = {"to": ["alex@example.org"], "from": "motions@example.org", "subject": "x", "bounce": bounce, "headers": []}
    return lambda name: {"type": "email.bounced", "created_at": at, "data": {**data, "email_id": name}}


def brevo(event, reason="said so"):
    told = {"event": event, "email": "alex@example.org", "ts_event": STAMP, "ts_epoch": STAMP * 1000, "reason": reason}
    return lambda name: {**told, "message-id": name}


def postmark(kind):
    told = {"RecordType": "Bounce", "Type": kind, "ID": 7, "Email": "alex@example.org", "Description": "said so"}
    return lambda name: {**told, "MessageID": name, "BouncedAt": "2027-03-12T09:00:00Z"}


def mailgun(code, message, reason="bounce"):
    said = {"code": code, "message": message, "description": ""}
    told = {"event": "failed", "severity": "permanent", "reason": reason, "delivery-status": said, "timestamp": STAMP}
    about = {"id": "m", "recipient": "alex@example.org"}
    return lambda name: {
        "signature": signed(),
        "event-data": {**told, **about, "message": {"headers": {"message-id": name}}},
    }


HARD = {
    "postmark": [postmark("HardBounce"), postmark("BadEmailAddress")],
    "mailgun": [
        mailgun(550, "5.1.1 The account does not exist"),
        mailgun(605, "", reason="suppress-bounce"),
        mailgun(550, "550 5.1.1 User unknown (in reply to RCPT TO command) [10.5.7.12]"),
        mailgun(550, "5.1.1 No such user, see https://mx.example.net/5.7.1"),
        mailgun(550, "5.1.1 No such user; see https://mx.example.net/blacklisted"),
        mailgun(550, "No such user here, says 10.5.7.12"),
        mailgun(550, "5.1.10 RESOLVER.ADR.RecipientNotFound; not found by SMTP address lookup, see 5.7.1"),
        mailgun(550, "5.5.0 Requested action not taken: mailbox unavailable (S2017062302)."),
        mailgun(554, "delivery error: dd This user doesn't have an account here [0] - mta1"),
        mailgun(550, "User unknown. If this was no spam, write to our postmaster."),
        mailgun(550, "The mailbox that you wrote to does not exist. Please do not try again."),
        mailgun(550, "Unrouteable address"),
        mailgun(550, "No MX for example.org"),
    ],
    "resend": [resend("Permanent")],
    "brevo": [brevo("hard_bounce"), brevo("invalid_email")],
    "sparkpost": [sparkpost("10"), sparkpost("30")],
    "mailjet": [mailjet("user unknown", True), mailjet("", True)],
    "sendgrid": [sendgrid("bounce", "5.1.1"), sendgrid("bounce", "")],
    "amazon_ses": [amazon("Permanent", "General"), amazon("Permanent", "NoEmail")],
}
SOFT = {
    "postmark": [postmark("SpamNotification"), postmark("Blocked"), postmark("SoftBounce")],
    "mailgun": [
        mailgun(554, "5.7.1 Service unavailable; Client host blocked"),
        mailgun(552, "5.2.2 mailbox full"),
        mailgun(554, "5.7.1. Refused, says 10.5.1.1"),
        mailgun(550, "5.2.1 This reader is getting mail at a rate that prevents more from being delivered."),
        mailgun(550, "5.1.8 Sender address rejected: Domain not found"),
        mailgun(550, "5.1.0 <motions@example.org>: Sender address rejected: User unknown in virtual mailbox table"),
        mailgun(550, "5.1.7 <motions@example.org>: rejected: host said: 550 5.1.1 User unknown"),
        mailgun(550, "Verification failed for <motions@example.org> No Such User Here Sender verify failed"),
        mailgun(450, "4.1.1 <alex@example.org>: Recipient address rejected: User unknown in local recipient table"),
        mailgun(550, "5.0.0 smtp; 450 4.1.1 User unknown in local recipient table"),
        mailgun(552, "5.2.3 Message size exceeds fixed limit"),
        mailgun(552, "Mailbox size limit exceeded"),
        mailgun(550, "Rejected by header based Anti-Spoofing policy"),
        mailgun(550, "Message rejected due to DMARC"),
        mailgun(550, "SPF check failed"),
        mailgun(554, "Refused: our filter takes it for spam"),
        mailgun(550, "permanent failure for one or more recipients (alex@example.org:blocked)"),
        mailgun(554, "Virus detected"),
        mailgun(550, "Too many messages from your server"),
        mailgun(550, "Temporary local problem, please try again later"),
        mailgun(602, "Too old", reason="old"),
    ],
    "resend": [resend("Transient"), resend("Undetermined")],
    "brevo": [brevo("soft_bounce"), brevo("deferred"), brevo("blocked"), brevo("hard_bounce", "552 5.2.2 over quota")],
    "sparkpost": [sparkpost(kind) for kind in ("1", "20", "21", "22", "23", "24", "25", "40", "50", "51", "52", "70")],
    "mailjet": [mailjet("user unknown", False), mailjet("quota exceeded", True), mailjet("policy issue", True)]
    + [mailjet(error, True) for error in ("connection issue", "system issue", "relay/access denied", "greylisted")],
    "sendgrid": [
        sendgrid("blocked", "4.7.1"),
        sendgrid("blocked", "5.7.1"),
        sendgrid("bounce", "5.2.2", reason="5.2.2 x"),
        sendgrid("bounce", "5.7.1", reason="550 5.7.1 Message refused", bounce_classification="Reputation"),
        sendgrid("bounce", "", reason="554 Client host blocked using Spamhaus"),
    ],
    "amazon_ses": [amazon("Transient", "MailboxFull"), amazon("Transient", "General"), amazon("Undetermined", "x")],
}


@pytest.fixture
def tell(client, settings, asked):
    """Tell of the mail that asks Alex; return what its row says and who is written to no more, and start afresh."""
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY}

    def tell(provider, payload):
        settings.ANYMAIL_PROVIDER, headers = provider, basic()
        # Mailgun names a mail as we do.
        told = payload(asked.message_id.strip("<>") if provider == "mailgun" else asked.provider_id)
        if provider == "amazon_ses":
            told = {
                "Type": "Notification",
                "MessageId": "n",
                "TopicArn": "arn:aws:sns:eu:1:t",
                "Message": json.dumps(told),
            }
            headers |= {"x-amz-sns-message-type": "Notification", "x-amz-sns-message-id": "n"}
        address, kind = f"/hooks/{provider}/tracking/", "application/json"
        assert client.post(address, json.dumps(told), content_type=kind, headers=headers).status_code == 200
        return back(asked)

    return tell


def back(asked):
    """What came back, and who is written to no more; and forget it."""
    asked.refresh_from_db()
    found = asked.returned_as, asked.soft_bounces, Suppression.objects.count()
    Suppression.objects.all().delete()
    DeliveryNote.objects.all().delete()
    Email.objects.filter(pk=asked.pk).update(returned_as="", returned_at=None, soft_bounces=0)
    return found


@pytest.mark.filterwarnings("ignore:django-anymail has dropped official support")
@pytest.mark.parametrize("provider", sorted(HARD))
def test_only_what_would_come_back_again_stops_an_address(tell, provider):
    if provider == "amazon_ses":
        pytest.importorskip("boto3")
    for number, payload in enumerate(HARD[provider]):
        assert tell(provider, payload) == ("bounced", 0, 1), number
    for number, payload in enumerate(SOFT[provider]):
        assert tell(provider, payload) == ("", 1, 0), number


def report(named, *, status="5.1.1", action="failed", to="alex@example.org", whole=False, number=1):
    """A mail server's report, with the headers or the whole of the mail that came back."""
    headers = f"To: {to}\nMessage-ID: {named}\n"
    kind, back = ("message/rfc822", f"{headers}\nHello.\n") if whole else ("text/rfc822-headers", headers)
    lines = [
        "From: Mail Delivery System <MAILER-DAEMON@mx.example.net>",
        "To: motions@example.org",
        "Subject: Undelivered Mail Returned to Sender",
        "Date: Fri, 12 Mar 2027 09:00:00 +0000",
        f"Message-ID: <report-{number}@mx.example.net>",
        "MIME-Version: 1.0",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=cut",
        "\n--cut\nContent-Type: text/plain\n\nIt could not be delivered.",
        "--cut\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n",
        f"Final-Recipient: rfc822; {to}\nAction: {action}\nStatus: {status}\n",
        f"--cut\nContent-Type: {kind}\n\n{back}",
        "--cut--\n",
    ]
    return "\n".join(lines).encode()


def test_mail_servers_report_counts_where_it_names_our_mail_and_its_reader(postmark, asked):
    ours = asked.message_id
    for number, (given, came) in enumerate(
        [
            ({}, ("bounced", 0, 1)),
            ({"whole": True}, ("bounced", 0, 1)),
            ({"to": "Alex@Example.org"}, ("bounced", 0, 1)),
            ({"status": "4.4.7"}, ("", 1, 0)),
            ({"status": "5.2.2"}, ("", 1, 0)),
            ({"status": "4.4.1", "action": "delayed"}, ("", 1, 0)),
            # Exim gives up in its own number, whatever the other server said for days.
            ({"status": "5.0.0\nDiagnostic-Code: smtp; 450 4.2.0 come back later"}, ("", 1, 0)),
            ({"status": "5.0.0\nDiagnostic-Code: smtp; 451 Local problem"}, ("", 1, 0)),
            ({"status": "5.0.0\nDiagnostic-Code: smtp; 550 Unrouteable address"}, ("bounced", 0, 1)),
            ({"status": "2.1.5", "action": "delivered"}, ("", 0, 0)),
            ({"to": "somebody@example.org"}, ("", 0, 0)),
            ({"named": "<made-up@example.org>"}, ("", 0, 0)),
            ({"status": ""}, ("", 0, 0)),
        ]
    ):
        with at(london(2027, 3, 12, 10)):
            for _ in range(2):
                message = report(**{"named": ours, "number": number, **given})
                assert postmark.bring(message, envelope="").status_code == 200
        assert back(asked) == came, given
    assert set(InboundMail.objects.values_list("filed", flat=True)) == {"ignored"}
