"""Bounces, complaints and deliveries, as providers' webhooks tell of them."""

import pytest

from campaign.mail.models import DeliveryNote, Email, InboundMail, Suppression
from motions.models import Event
from tests.mail.helpers import at, london
from tests.mail.inbound.payloads import basic, letter, signed

pytestmark = pytest.mark.django_db

SOFT, HARD = "SoftBounce", "HardBounce"


def back(email: Email) -> tuple[str, int, bool]:
    """What the mail's row says came back."""
    email.refresh_from_db()
    return email.returned_as, email.soft_bounces, email.delivered_at is not None


def suppressed() -> list[tuple[str, str]]:
    return list(Suppression.objects.values_list("address", "reason"))


def on_record(clp) -> list[str]:
    kinds = Event.objects.filter(clp=clp, kind__startswith="mail_").order_by("pk")
    return list(kinds.values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("kind", "returned", "reason", "event"),
    [
        ("HardBounce", "bounced", "bounced", "mail_returned"),
        ("BadEmailAddress", "bounced", "bounced", "mail_returned"),
        ("SpamComplaint", "complained", "complaint", "mail_complained"),
    ],
)
def test_mail_that_came_back_suppresses_and_stands_on_the_clps_record(postmark, asked, kind, returned, reason, event):
    assert postmark.bounce(asked.provider_id, kind).status_code == 200
    assert back(asked) == (returned, 0, False)
    assert asked.returned_at == london(2027, 3, 2, 9)
    assert suppressed() == [("alex@example.org", reason)]
    assert Suppression.objects.get().by_email == asked
    assert on_record(asked.submission.clp) == [event]

    with at(london(2027, 3, 3, 9)):
        assert postmark.bounce(asked.provider_id, kind).status_code == 200
    assert back(asked) == (returned, 0, False)
    assert [on_record(asked.submission.clp), DeliveryNote.objects.count()] == [[event], 1]


def test_soft_bounces_count_each_once_and_suppress_nobody(postmark, asked):
    for number, kind in enumerate((SOFT, "Transient", SOFT, "Blocked"), start=1):
        for _ in range(2):
            hour = f"2027-03-02T0{number}:00:00Z"
            assert postmark.bounce(asked.provider_id, kind, number=number, at=hour).status_code == 200
    assert back(asked) == ("", 4, False)
    assert [suppressed(), on_record(asked.submission.clp)] == [[], []]
    assert [note.kind for note in asked.notes.all()] == ["bounced", "deferred", "bounced", "rejected"]


def test_complaint_after_a_bounce_is_said_and_a_bounce_after_a_complaint_is_not(postmark, asked):
    for number, kind in enumerate((HARD, "SpamComplaint", HARD), start=1):
        postmark.bounce(asked.provider_id, kind, number=number, at=f"2027-03-02T0{number}:00:00Z")
    assert back(asked) == ("complained", 0, False)
    assert on_record(asked.submission.clp) == ["mail_returned", "mail_complained"]
    assert suppressed() == [("alex@example.org", "bounced")]


def test_delivery_is_kept_once_at_the_time_of_the_first_word(postmark, asked):
    for hour in ("2027-03-11T10:01:00Z", "2027-03-11T11:00:00Z"):
        assert postmark.track("Delivery", asked.provider_id, at=hour).status_code == 200
    assert back(asked) == ("", 0, True)
    assert asked.delivered_at == london(2027, 3, 11, 10, 1)


@pytest.mark.parametrize("kind", ["Open", "Click"])
def test_opening_and_clicking_are_not_kept(postmark, asked, kind):
    assert postmark.track(kind, asked.provider_id).status_code == 200
    assert DeliveryNote.objects.count() == 0


@pytest.mark.parametrize("message_id", ["of-somebody-else", "", None])
def test_note_about_no_mail_of_ours_is_taken_and_forgotten(postmark, asked, message_id):
    assert postmark.bounce(message_id).status_code == 200
    assert back(asked) == ("", 0, False)
    assert [DeliveryNote.objects.count(), suppressed()] == [0, []]


def test_mail_is_found_by_our_own_message_id(mailgun, asked):
    failed = {"severity": "permanent", "reason": "bounce", "delivery-status": {"message": "No such user"}}
    assert mailgun.track("failed", asked.message_id, **failed).status_code == 200
    assert back(asked) == ("bounced", 0, False)
    assert asked.notes.get().words == "No such user"


def test_temporary_failure_is_soft(mailgun, asked):
    assert mailgun.track("failed", asked.message_id, severity="temporary", reason="generic").status_code == 200
    assert back(asked) == ("", 1, False)


def test_wrong_signature_writes_nothing(mailgun, asked):
    for signature in (signed(key="another"), {**signed(), "token": "changed"}, {}):
        assert mailgun.track("complained", asked.message_id, signature=signature or {"x": 1}).status_code == 400
    assert mailgun.bring(text="Passed.", signature=signed(key="another"), From="alex@example.org").status_code == 400
    assert back(asked) == ("", 0, False)
    assert [DeliveryNote.objects.count(), suppressed(), InboundMail.objects.count()] == [0, [], 0]


@pytest.mark.parametrize("headers", [{}, basic("postie:wrong"), {"Authorization": "Basic !"}])
def test_wrong_or_missing_password_writes_nothing(postmark, asked, headers):
    assert (
        postmark.call("tracking", {"RecordType": "Bounce", "MessageID": asked.provider_id}, headers).status_code == 400
    )
    assert postmark.bring(letter(), headers=headers).status_code == 400
    assert [DeliveryNote.objects.count(), InboundMail.objects.count()] == [0, 0]


def test_webhooks_are_shut_unless_they_are_the_chosen_ones_with_a_secret(postmark, client, settings, asked):
    assert client.post("/hooks/mailgun/tracking/", headers=basic()).status_code == 404
    assert client.get("/hooks/postmark/tracking/").status_code == 405
    assert client.head("/hooks/postmark/tracking/").status_code == 200

    settings.INBOUND_MAIL = False
    assert postmark.bring(letter()).status_code == 404
    assert postmark.bounce(asked.provider_id).status_code == 200

    settings.ANYMAIL = {}
    assert postmark.bounce(asked.provider_id).status_code == 404
    settings.ANYMAIL_PROVIDER = ""
    assert postmark.bounce(asked.provider_id).status_code == 404


@pytest.mark.parametrize("body", ["", "{", "[]", '"words"', '{"Headers": 3}'])
def test_call_that_nobody_can_read_is_refused_without_its_words(postmark, caplog, body):
    assert postmark.call("inbound", body).status_code == 400
    assert "Webhook postmark_inbound_webhook: " in caplog.text


@pytest.mark.parametrize("length", [str(37 * 1024 * 1024), "9" * 5_000])
def test_call_beyond_all_measure_is_refused_unread(postmark, client, length):
    length = {"CONTENT_LENGTH": length}
    hook, kind = "/hooks/postmark/inbound/", "application/json"
    assert client.post(hook, "{}", content_type=kind, headers=basic(), **length).status_code == 413


def test_call_that_does_not_say_how_long_it_is_is_refused_unread(postmark, client):
    hook, kind = "/hooks/postmark/inbound/", "application/json"
    for length in ("many", "-1", "1.5"):
        said = {"CONTENT_LENGTH": length}
        assert client.post(hook, "{}", content_type=kind, headers=basic(), **said).status_code == 400


def test_mail_with_a_photo_is_taken(postmark):
    """Larger than what Django takes of JSON by itself."""
    message = letter()
    message.add_attachment(b"\xff" * 3_000_000, maintype="image", subtype="jpeg", filename="show of hands.jpg")
    assert postmark.bring(message).status_code == 200
    assert InboundMail.objects.get().attachments == [
        {"name": "show of hands.jpg", "type": "image/jpeg", "size": 3_000_000}
    ]
