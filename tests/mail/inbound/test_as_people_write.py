"""Mail as people's own programs write it: names, letters, parts and copies that the standards allow, or nearly."""

import json

import pytest
from zeal import zeal_ignore

from campaign.mail.inbound.waiting import read_waiting
from campaign.mail.models import Email, InboundMail
from motions.models import AdviceRequest, Submission
from tests.factories import CLPFactory
from tests.mail.helpers import at
from tests.mail.inbound.conftest import CLP_COPY, READ_AT
from tests.mail.inbound.payloads import letter

pytestmark = pytest.mark.django_db


def raw(text="Carried 20 to 3.", *, kind="text/plain; charset=utf-8", name="Alex Activist", **headers) -> bytes:
    given = {
        "From": f"{name} <alex@example.org>",
        "To": "motions@example.org",
        "Subject": "Re: How did it go?",
        "Date": "Fri, 12 Mar 2027 09:00:00 +0000",
        "Message-ID": "<as-written@mail.example.net>",
        "Content-Type": kind,
        **{key.replace("_", "-"): value for key, value in headers.items()},
    }
    lines = [f"{key}: {value}" for key, value in given.items() if value is not None]
    body = text if isinstance(text, bytes) else text.encode()
    return "\n".join([*lines, "", ""]).encode() + body


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("=?iso-8859-1?Q?Prys=2C_Si=E2n?= <alex@example.org>", "Prys, Siân"),
        ("=?utf-8?Q?Si=C3=A2n_=40_Unite?= <alex@example.org>", "Siân @ Unite"),
        ("=?utf-8?Q?Si=C3=A2n_[Unite];_x?= <alex@example.org>", "Siân [Unite]; x"),
        ("=?utf-8?B?U2nDom4=?=\n =?utf-8?B?IFByeXM=?= <alex@example.org>", "Siân Prys"),
        ("=?us-ascii?Q?O=92Neill=2C_Alex?= <alex@example.org>", "O’Neill, Alex"),
        ("Siân Prŷs <alex@example.org>", "Siân Prŷs"),
        ("Prys, Siân <alex@example.org>", "Prys, Siân"),
        ("Alex [Unite] <alex@example.org>", "Alex [Unite]"),
        ("Alex @ Unite <alex@example.org>", "Alex @ Unite"),
        ('"alex@example.net" <alex@example.org>', "alex@example.net"),
        ("=?utf-8?q?mallory=40example=2Enet?= <alex@example.org>", "mallory@example.net"),
        ("=?utf-8?q?=3Cmallory=40example=2Enet=3E?= <alex@example.org>", "<mallory@example.net>"),
        ("ALEX@example.org (Alex)", "Alex"),
    ],
)
def test_sender_is_known_whatever_the_name_holds(bring, asked, header, name):
    row = bring(raw(From=header, In_Reply_To=asked.message_id))
    assert (row.filed, row.sender, row.sender_name) == ("reply", "alex@example.org", name)


@pytest.mark.parametrize(
    "header", ["=?utf-8?q?alex=40example=2Eorg?=", "Alex <=?utf-8?q?alex=40example=2Eorg?=>", '"alex@example.org"']
)
def test_address_within_an_encoded_or_quoted_name_is_nobodys(bring, asked, header):
    row = bring(raw(From=header, In_Reply_To=asked.message_id))
    assert (row.filed, row.sender, row.submission) == ("ignored", "", None)


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        ("Ynys Môn – sut aeth hi", "Ynys Môn – sut aeth hi"),
        ("=?utf-8?Q?Ynys_M=C3=B4n?= a =?iso-8859-1?Q?M=F4n?=", "Ynys Môn a Môn"),
        ("Ynys MÃ´n", "Ynys Môn"),  # noqa: RUF001 - as it came
    ],
)
def test_subject_keeps_its_letters(bring, motion, header, subject):
    assert bring(raw(Subject=header)).subject == subject


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        ("text/plain; charset=iso-8859-1", b"It wasn\x92t carried", "It wasn’t carried"),
        ("text/plain; charset=us-ascii", b"It wasn\x92t carried", "It wasn’t carried"),
        ("text/plain; charset=utf-8", b"Ynys M\xf4n: it wasn\x92t", "Ynys Môn: it wasn’t"),
        ("text/plain; charset=iso-8859-1", "It wasn’t".encode(), "It wasn’t"),
        ("text/plain", "It wasnâ€™t carried".encode(), "It wasn’t carried"),
        ("text/plain; charset=iso-8859-14", "Pasiwyd yn Nhŷ Ddewi".encode("iso-8859-14"), "Pasiwyd yn Nhŷ Ddewi"),
        ("text/plain; format=flowed", b"It was not \ncarried.\n-- \nAlex", "It was not carried.\n-- \nAlex"),
        ("text/plain; format=flowed; delsp=yes", b"It was not car \nried.", "It was not carried."),
    ],
)
def test_letters_are_what_their_writer_typed(bring, motion, kind, content, text):
    assert bring(_in_base64(content, kind)).text == text


def _in_base64(content, kind):
    import base64

    return raw(base64.b64encode(content), kind=kind, Content_Transfer_Encoding="base64")


@pytest.mark.parametrize(
    "headers",
    [
        {"References": "<other@example.net>{asked}"},
        {"In_Reply_To": "{asked}<other@example.net>"},
        {"In_Reply_To": "{bare}"},
        {"In_Reply_To": "Your message of Thursday {asked}"},
        {"In_Reply_To": "=?utf-8?q?=3C{quoted}=3E?="},
        {"References": "<other@example.net>\n {asked}"},
    ],
)
def test_answer_is_known_however_its_identifiers_are_written(bring, asked, headers):
    bare = asked.message_id.strip("<>")
    words = {"asked": asked.message_id, "bare": bare, "quoted": bare.replace("@", "=40")}
    row = bring(raw(**{name: value.format(**words) for name, value in headers.items()}))
    assert (row.filed, row.submission, row.suggestion["outcome"]) == ("reply", asked.submission, "carried")


PICTURE = 'Content-Type: image/jpeg; name="hands.jpeg"\nContent-Disposition: inline\n\nxx\n'


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_words_above_and_below_a_picture_are_kept(bring, asked, kind):
    above, below = (
        f"Content-Type: text/{kind}\n\n{words}\n" for words in ("The show of hands.", "It passed, 23 to 4.")
    )
    body = "".join(f"--BB\n{part}" for part in (above, PICTURE, below)) + "--BB--"
    row = bring(raw(body, kind='multipart/mixed; boundary="BB"', In_Reply_To=asked.message_id))
    assert row.text.split() == ["The", "show", "of", "hands.", "It", "passed,", "23", "to", "4."]
    assert [file["name"] for file in row.attachments] == ["hands.jpeg"]
    assert (row.suggestion["outcome"], row.suggestion["votes_for"]) == ("carried", 23)


@pytest.mark.parametrize(
    ("given", "answers", "same"),
    [
        ("alex.activist@googlemail.com", "alexactivist@gmail.com", True),
        ("alex@gmail.com", "alex+x@googlemail.com", True),
        ("alex@me.com", "alex@icloud.com", True),
        ("alex@gmail.com", "alex@icloud.com", False),
        ("a.lex@example.org", "alex@example.org", False),
    ],
)
def test_the_same_mailbox_under_its_providers_other_name_is_the_same_person(bring, asked, given, answers, same):
    Email.objects.filter(pk=asked.pk).update(to=given)
    row = bring(raw(From=answers, In_Reply_To=asked.message_id))
    assert (row.submission == asked.submission) is same


def test_one_email_brought_for_two_addresses_has_both_purposes(bring, motion, clp):
    great = CLPFactory(name="Great Mickering", slug="great-mickering")
    mail = raw(
        "Please put it on the agenda.",
        Subject="Conference motion",
        To="secretary@example.net",
        Cc="motions@example.org",
    )
    first = bring(mail)
    assert (first.filed, AdviceRequest.objects.count(), Submission.objects.count()) == ("advice", 1, 0)
    for _ in range(2):
        row = bring(mail, to=CLP_COPY)
        assert (row.pk, row.filed, row.submission.clp) == (first.pk, "report", clp)
    assert "stands among the questions too" in row.note
    row = bring(mail, to=CLP_COPY.replace("little", "great"))
    assert "a report for Great Mickering" in row.note
    assert [report.clp for report in Submission.objects.order_by("pk")] == [clp, great]
    assert (InboundMail.objects.count(), AdviceRequest.objects.count()) == (1, 1)


def test_one_email_that_names_two_clps_is_two_reports(bring, motion, clp):
    CLPFactory(name="Great Mickering", slug="great-mickering")
    # Each report locks its own CLP.
    with zeal_ignore():
        bring(raw("The motion.", Subject="Conference motion", Cc=f"{CLP_COPY}, {CLP_COPY.replace('little', 'great')}"))
    assert {report.clp.slug for report in Submission.objects.all()} == {"little-mickering", "great-mickering"}


def test_other_words_under_a_known_identifier_make_no_report(bring, motion, clp):
    bring(raw("A question.", Subject="Motion"))
    bring(raw("Something else.", Subject="Motion"), to=CLP_COPY)
    assert not Submission.objects.exists()


NOTED = {
    "Its sender called a mail back: nothing in it is for us.": [
        {"Subject": "Recall: Re: How did it go?"},
        {"Subject": "Message Recall Success: How did it go?"},
        {"text": "Alex would like to recall the message, “How did it go?”."},
        {"Content_Class": "urn:content-classes:recallmessage"},
    ],
    "Its subject is that of an automatic reply.": [
        {"Subject": "Auto: How did it go?"},
        {"Subject": "[Auto-Reply] How did it go?"},
        {"Subject": "Automated reply: How did it go?"},
        {"Subject": "OOO Re: How did it go?"},
        {"Subject": "Re: Automatic reply: How did it go?"},
        {"Subject": "Automatische Antwort: How did it go?"},
        {"Subject": "Réponse automatique : How did it go?"},
        {"Subject": "Out-of-Office: How did it go?"},
        {"Subject": "I’m out of the office Re: How did it go?"},
        {"Subject": "On holiday Re: How did it go?"},
        {"Subject": "Away: Re: How did it go?"},
        {"Subject": "Maternity leave Re: How did it go?"},
        {"Subject": "Absence : How did it go?"},
        {"Subject": "Y tu allan i'r swyddfa: Re: How did it go?"},
        {"Subject": "Warning: could not send message for past 4 hours"},
        {"Subject": "Delayed Mail (still being retried)"},
        {"Subject": "Message not delivered"},
        {"Subject": "Lu : How did it go?"},
        {"Subject": "Nicht gelesen: How did it go?"},
    ],
    "It is an automatic reply.": [
        {"X_Autoreply_From": "alex@example.org"},
        {"X_Autogenerated": "Reply"},
        {"X_FC_MachineGenerated": "true"},
        {"X_POST_MessageClass": "9; Autoresponder"},
        {"Delivered_To": "Autoresponder"},
    ],
    "It went to many people at once.": [{"X_Precedence": "bulk"}],
    "It is a reaction by one press of a button.": [
        {"text": "👍 Alex Activist reacted via Gmail"},
        {"text": "Alex reacted to your message: 👍"},
        {"text": "Liked “How did it go?”"},
        {"kind": "text/vnd.google.email-reaction+json", "text": '{"emoji": "👍"}'},
    ],
    "It is a calendar's answer to an invitation.": [
        {"kind": "text/calendar; method=REPLY", "text": "BEGIN:VCALENDAR"},
        {"Subject": "Accepted: the meeting", "kind": "text/calendar", "text": "BEGIN:VCALENDAR"},
    ],
    "It came with winmail.dat, which only Outlook can open. Ask its sender to write in plain text.": [
        {"kind": "application/ms-tnef; name=winmail.dat", "text": "x"}
    ],
}


def test_mail_that_says_nothing_is_noted_and_asks_nobody(bring, asked):
    for why, mails in NOTED.items():
        for number, mail in enumerate(mails):
            row = bring(raw(**{"Message_ID": f"<{hash(why)}-{number}@x>", "In_Reply_To": asked.message_id, **mail}))
            assert (row.filed, row.submission, row.note[: len(why)]) == ("ignored", None, why), mail
    assert not AdviceRequest.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        *({"Subject": "Autumn meeting"}, {"Subject": "Accepted: our motion"}, {"Subject": "Recalling the debate"}),
        *(
            {"Subject": "Away on the 12th: who speaks?"},
            {"Subject": "Leave it to the GC?"},
            {"Subject": "Holidays"},
            *({"Subject": "Maternity leave motion"}, {"Subject": "Re: Parental leave: can we amend the text?"}),
            *({"Subject": "Sick leave policy in our CLP"}, {"Subject": "Holiday hunger re: our motion"}),
            {"Subject": "Message not delivered to the secretary: what now?"},
        ),
        *({"X_Autogenerated": "Forward"}, {"Delivered_To": "motions@example.org"}),
    ],
)
def test_a_persons_own_mail_is_not_taken_for_a_machines(bring, motion, headers):
    assert bring(raw("How do I find my branch?", **headers)).filed == "advice"


def test_words_beside_winmail_are_read_and_it_is_noted(bring, asked):
    message = letter("Passed 23 to 4.", In_Reply_To=asked.message_id)
    message.add_attachment(b"\x78\x9f", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    row = bring(message)
    assert (row.filed, row.note) == ("reply", "It came with winmail.dat, which only Outlook can open.")


def without_raw(asked, **more):
    """What Postmark brings where it is not told to include the raw content."""
    return {
        "FromFull": {"Email": "alex@example.org", "Name": "Alex"},
        "OriginalRecipient": "motions@example.org",
        "Subject": "Re: How did it go?",
        "TextBody": "It passed, 23 to 4.",
        "Headers": [{"Name": "In-Reply-To", "Value": asked.message_id}, {"Name": "Message-ID", "Value": "<15@x>"}],
        **more,
    }


def test_line_end_in_an_attachments_name_does_not_lose_the_mail(postmark, asked):
    logo = {"Name": "logo.png", "Content": "iVBORw0=", "ContentType": 'image/png; name="logo\n\nDesc.png"'}
    with at(READ_AT):
        assert postmark.call("inbound", without_raw(asked, Attachments=[logo])).status_code == 200
        read_waiting(READ_AT)
    row = InboundMail.objects.get()
    assert (row.filed, row.suggestion["votes_for"], row.attachments[0]["name"]) == ("reply", 23, "logo.png")


@pytest.mark.parametrize("odd", [{"Attachments": [{"Name": "x"}]}, {"Headers": [{"Value": "no name"}]}])
def test_mail_that_cannot_be_read_is_kept_once_and_waits_for_somebody(postmark, asked, admin_client, odd):
    payload = without_raw(asked, **odd)
    for _ in range(2):
        assert postmark.call("inbound", payload).status_code == 200
    row = InboundMail.objects.order_by("pk").first()
    assert (InboundMail.objects.count(), row.filed, row.subject) == (1, "unread", "A mail that could not be read")
    assert "TextBody: It passed, 23 to 4." in row.text
    assert row in InboundMail.objects.to_read()
    page = admin_client.get(f"/admin/mail/inboundmail/{row.pk}/change/").content.decode()
    assert "It passed, 23 to 4." in page
    admin_client.post(f"/admin/mail/inboundmail/{row.pk}/dealt-with/")
    assert row not in InboundMail.objects.to_read()


def test_call_of_a_stranger_leaves_nothing(postmark, asked):
    for headers in ({}, {"Authorization": "Basic d3Jvbmc6c2VjcmV0"}):
        assert postmark.call("inbound", json.dumps({"Subject": "x"}), headers).status_code == 400
    assert not InboundMail.objects.exists()


def test_ours_asks_other_servers_for_no_absence_notes(asked):
    assert b"X-Auto-Response-Suppress: OOF, AutoReply" in bytes(asked.message)
