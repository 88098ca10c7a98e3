"""Answers as mail apps send them, brought by the webhook: what is filed, what it seems to say, which words are new."""

import pytest

from campaign.mail.inbound.filing import words_of_ours
from campaign.mail.inbound.quoting import split_reply
from campaign.mail.models import InboundMail
from tests.mail.helpers import at
from tests.mail.inbound.conftest import READ_AT

pytestmark = pytest.mark.django_db

PLAIN = "Content-Type: text/plain; charset=utf-8"
SENDER = "From: Alex Activist <alex@example.org>"
LOST = {None, ("lost", None, None)}
NOTHING = {None}
PHOTO = (
    f"--cut\n{PLAIN}\n\nThe hands are in the picture.\n"
    "--cut\nContent-Type: image/png; name=room.png\nContent-Disposition: inline\n"
    "Content-Transfer-Encoding: base64\n\niVBORw0KGgo=\n"
    f"--cut\n{PLAIN}\n\nWe carried it 31 to 6.\n\nSent from my iPad\n--cut--\n"
)
# A broken line; an apostrophe missing, odd or of another code page; a name with a comma or an at sign in it.
ANSWERS = {
    "broken after not": (
        "Everyone spoke, some of them twice, but when it came to the vote it was not\npassed.",
        {},
        LOST,
    ),
    "broken in an amendment": (
        "It went on till ten. The amendment that Hillside had sent in was in the end\npassed, then all went home.",
        {},
        NOTHING,
    ),
    "no apostrophe": ("Hello, the motion wasnt carried sadly", {}, LOST),
    "an acute accent": ("Bad news: it wasn´t passed.", {}, LOST),  # noqa: RUF001 - as keyboards type it
    "another code page": (
        b"It wasn\x92t passed, 9 to 14.",
        {"kind": 'Content-Type: text/plain; charset="iso-8859-1"'},
        {None, ("lost", 9, 14)},
    ),
    "begins with a day": (
        "On Monday it was carried, 31 to 6.\n\n"
        "On Thu, 11 Mar 2027 at 10:00, A library <motions@example.org> wrote:\n\n> How did it go?\n",
        {},
        {("carried", 31, 6)},
    ),
    "a comma in the name": (
        "Carried, 31 to 6.",
        {"sender": "From: =?utf-8?Q?Ll=C5=B7r=2C_Alex?= <alex@example.org>"},
        {("carried", 31, 6)},
    ),
    "an at sign in the name": (
        "Carried, 31 to 6.",
        {"sender": "From: =?iso-8859-1?Q?Al=E9x_=40_GMB?= <alex@example.org>"},
        {("carried", 31, 6)},
    ),
    "words below a picture": (PHOTO, {"kind": "Content-Type: multipart/mixed; boundary=cut"}, {("carried", 31, 6)}),
}
FRAMES = {
    "Zoho": "---- On Thu, 11 Mar 2027 10:00:00 +0000 A library <motions@example.org> wrote ----\n",
    "Outlook in Spanish": "De: A library <motions@example.org>\nEnviado: jueves, 11 de marzo de 2027 10:00\n"
    "Para: Alex\nAsunto: How did it go?\n",
}


@pytest.fixture
def bring(postmark, asked):
    def bring(body, *, kind=PLAIN, sender=SENDER):
        InboundMail.objects.all().delete()
        heads = [sender, "To: motions@example.org", "Subject: Re: How did it go?", "MIME-Version: 1.0", kind]
        heads += ["Date: Fri, 12 Mar 2027 09:00:00 +0000", "Message-ID: <one@mail.example.net>"]
        heads += [f"In-Reply-To: {asked.message_id}", "Content-Transfer-Encoding: 8bit"]
        body = body if isinstance(body, bytes) else body.encode()
        if b"\x92" in body:
            heads[-1], body = "Content-Transfer-Encoding: quoted-printable", body.replace(b"\x92", b"=92")
        with at(READ_AT):
            assert postmark.bring("\n".join([*heads, "", ""]).encode() + body).status_code == 200
        return InboundMail.objects.get()

    return bring


def said(mail):
    told = mail.suggestion
    return (told["outcome"], told.get("votes_for"), told.get("votes_against")) if told else None


def test_answer_says_what_its_writer_said_or_nothing(bring):
    for name, (body, given, allowed) in ANSWERS.items():
        mail = bring(body, **given)
        assert (mail.filed, mail.sender) in {("reply", "alex@example.org"), ("advice", "alex@example.org")}, name
        assert said(mail) in allowed, name
    mail = bring(PHOTO, kind="Content-Type: multipart/mixed; boundary=cut")
    assert "The hands are in the picture." in mail.text
    assert "We carried it 31 to 6." in mail.text


def test_our_words_say_nothing_for_them_whatever_app_quotes_them(bring, asked):
    ours = words_of_ours(InboundMail(email=asked)).partition("\n")[2]
    for name, frame in FRAMES.items():
        mail = bring(f"I had to work that evening. Sam will know.\n\n{frame}\n{ours}")
        reply = split_reply(mail.text, words_of_ours(mail))
        assert (said(mail), reply.words) == (None, "I had to work that evening. Sam will know."), name
        assert "How did it go?" in reply.rest, name
