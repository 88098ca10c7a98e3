"""The new words of a reply set apart from what it quotes, as the mail apps that people use write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.mail.inbound.quoting import split_reply

QUESTION = "How did it go? Carried, lost or put off?"
OURS = "A library in reach <motions@example.org>"
QUOTES = {
    "Gmail": f"On Thu, 11 Mar 2027 at 10:00, {OURS} wrote:\n\n> {QUESTION}\n> Tell us.\n",
    "Gmail, broken lines": (
        f"On Thu, 11 Mar 2027 at 10:00, A library in reach\n<motions@example.org> wrote:\n> {QUESTION}\n"
    ),
    "Gmail, American": f"On Thu, Mar 11, 2027 at 10:00 AM {OURS}\nwrote:\n\n> {QUESTION}\n",
    "Gmail, Welsh": f"Ar Iau, 11 Maw 2027 am 10:00, {OURS} ysgrifennodd:\n\n> {QUESTION}\n",
    "Gmail, Welsh, the verb first": f"Ar Iau, 11 Maw 2027 am 10:00 ysgrifennodd {OURS}:\n> {QUESTION}\n",
    "Apple Mail": f"> On 11 Mar 2027, at 10:00, {OURS} wrote:\n> \n> {QUESTION}\n",
    "Apple Mail, unmarked": f"On 11 Mar 2027, at 10:00, {OURS} wrote:\n\n\ufeff{QUESTION}\n",
    "Apple Mail, Welsh": f"Ysgrifennodd {OURS} ar 11 Maw 2027 am 10:00:\n\n{QUESTION}\n",
    "Outlook": (
        f"________________________________\nFrom: {OURS}\nSent: 11 March 2027 10:00\nTo: Alex\n"
        f"Subject: How did it go?\n\n{QUESTION}\n"
    ),
    "Outlook, unruled": f"From: {OURS}\nSent: 11 March 2027 10:00\nTo: Alex\n\n{QUESTION}\n",
    "Outlook, bold": f"*From:* {OURS}\n*Sent:* 11 March 2027 10:00\n*To:* Alex\n\n{QUESTION}\n",
    "Outlook, old": f"-----Original Message-----\nFrom: {OURS}\n{QUESTION}\n",
    "Outlook, Welsh": f"Oddi wrth: {OURS}\nAnfonwyd: 11 Mawrth 2027\nAt: Alex\nPwnc: Sut aeth hi?\n\n{QUESTION}\n",
    "Outlook, old, Welsh": f"-----Neges Wreiddiol-----\nOddi wrth: {OURS}\n{QUESTION}\n",
    "forwarded": f"---------- Forwarded message ---------\nFrom: {OURS}\n{QUESTION}\n",
    "marks alone": f"> {QUESTION}\n>> Before that\n",
    "a signature": f"-- \nAlex Activist\n{QUESTION}\n",
}


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("app", QUOTES)
def test_words_above_a_quotation_are_the_reply(app, ends):
    text = f"It passed, 23 to 4.\n\nSolidarity,\nAlex\n\n{QUOTES[app]}".replace("\n", ends)
    reply = split_reply(text)
    assert reply.words == "It passed, 23 to 4.\n\nSolidarity,\nAlex"
    assert QUESTION in reply.rest.replace("\ufeff", "")


@pytest.mark.parametrize("app", ["Gmail", "Gmail, broken lines", "Gmail, Welsh", "Apple Mail", "marks alone"])
def test_words_below_and_between_marked_lines_are_the_reply_too(app):
    reply = split_reply(f"Above.\n{QUOTES[app]}\nBetween.\n> More of yours\nBelow.")
    assert [line for line in reply.words.splitlines() if line] == ["Above.", "Between.", "Below."]
    assert "More of yours" in reply.rest


@pytest.mark.parametrize(
    "text",
    [
        "On Thursday we met. The secretary wrote: nothing yet.",
        "On the night it passed.\nWe had 23 for:\nAlex, Sam and others",
        "From: the heart",
        "Ar y noson, pasiwyd y cynnig.",
        "To: everybody who came, thank you",
        "It passed - thanks to all\n--- what a night ---",
    ],
)
def test_words_that_only_look_like_a_quotation_are_words(text):
    assert split_reply(text).words == text
    assert split_reply(text).rest == ""


def test_mail_that_only_quotes_has_no_words():
    for quote in QUOTES.values():
        assert split_reply(quote).words == ""


@given(st.lists(st.sampled_from([*QUOTES.values(), "It passed.", "", ">", "On", "wrote:", "From: x", "\x00", "ŵ"])))
def test_every_word_stays_on_one_side_or_the_other(pieces):
    text = "\n".join(pieces)
    reply = split_reply(text)
    assert sorted((reply.words + "\n" + reply.rest).split()) == sorted(text.split())


@given(st.text())
def test_any_text_can_be_split(text):
    reply = split_reply(text)
    assert len(reply.words) + len(reply.rest) <= len(text)
