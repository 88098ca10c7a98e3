"""What replies say, as people type them: a suggestion that is right, or none."""

from datetime import date

from campaign.mail.inbound.quoting import split_reply
from campaign.mail.inbound.suggesting import suggest

RIGHT_OR_NONE = {
    "The motion was, after a long debate about it and all that it would mean, not\ncarried.": {None, "lost"},
    "The amendment from another branch was finally\ncarried, and the chair closed the meeting.": {None},
    "Hiya, it wasnt passed im afraid": {"lost"},
    "Sorry, it wasn´t carried.": {"lost"},  # noqa: RUF001 - as keyboards type it
    "passed w/ amendment": {"carried-as-amended"},
    "We passed a different motion": {"another-chosen"},
    "The motion on buses was carried 22-3. We will hear yours next month.": {None},
    "Only 2 voted for it": {None, "lost"},
    "No seconder": {"not-moved"},
    "It wasn't discussed": {"not-reached"},
    "Amendment lost, motion carried 17-9": {"carried"},
}
OURS = "Hello Alex,\n\nThe CLP was to meet on Wednesday. Carried, lost or put off: whatever it was, please tell us."


def test_replies_suggest_what_they_say_or_nothing():
    for words, allowed in RIGHT_OR_NONE.items():
        found = suggest(words, on=date(2027, 3, 12))
        assert (found.outcome.value if found else None) in allowed, words


def test_our_own_words_are_quoted_whatever_frames_them():
    for frame in ("---- On Thu, 11 Mar A library <m@example.org> wrote ----", "Von: A library\nGesendet: Donnerstag"):
        assert split_reply(f"I was not there.\n\n{frame}\n\n{OURS}", OURS).words == "I was not there."
