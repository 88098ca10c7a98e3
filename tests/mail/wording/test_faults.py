"""What is refused in words that somebody typed for a mail."""

import pytest

from campaign.mail.enums import MailKind
from campaign.mail.wording.built_in import built_in
from campaign.mail.wording.faults import faults_of
from campaign.mail.wording.filling import Draft, own_draft

GOOD = "Hello {clp}\n\n{button}\n\nBye"


def faults(kind=MailKind.NUDGE, *, subject="Has it gone?", body=GOOD, button=""):
    return faults_of(kind, Draft(subject, body, button))


@pytest.mark.parametrize("kind", MailKind, ids=str)
def test_built_in_words_have_no_fault(kind):
    assert faults_of(kind, own_draft(built_in(kind))) == {}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("{clps}", "There is no field {clps} in this mail. Did you mean {clp}?"),
        ("{CLP}", "There is no field {CLP} in this mail. Did you mean {clp}?"),
        ("{last safe day}", "There is no field {last safe day} in this mail."),
        ("{motion}", "There is no field {motion} in this mail. Did you mean {motion_title}?"),
        ("{meeting_day}", "There is no field {meeting_day} in this mail."),
        ("{xyzzy}", "There is no field {xyzzy} in this mail. The fields that it has are listed beside the words."),
        ("{}", "There is no field {} in this mail."),
        ("{{ clp }}", "A brace stands alone."),
        ("{% if x %}", "There is no field {% if x %} in this mail."),
        ("{clp", "A brace stands alone."),
        ("![x](https://example.org/a.png)", "Leave pictures out."),
        ('<img src="https://example.org/a.png">', "Leave pictures out."),
        ("[x](javascript:alert(1))", "A link begins with https:// or mailto:"),
        ("[x](JaVaScRiPt:alert(1))", "A link begins with https:// or mailto:"),
        ("[x](&#106;avascript:alert(1))", "A link begins with https:// or mailto:"),
        ("<javascript:alert(1)>", "A link begins with https:// or mailto:"),
        ("[x](data:text/html,hi)", "A link begins with https:// or mailto:"),
        ("[x](/motions/)", "A link begins with https:// or mailto:"),
        ("[x](//evil.example/)", "A link begins with https:// or mailto:"),
        ("[x](https:///a)", "This link leads nowhere"),
        ("[x]({clp})", "A field cannot be the address of a link."),
        ("[x](https://example.org/{clp})", "A field cannot be the address of a link."),
        ("[x](https://bit.ly/3x)", "bit.ly counts who follows its links."),
        ("[x](https://u1.ct.sendgrid.net/a)", "u1.ct.sendgrid.net counts who follows its links."),
        ("[x](https://example.org/?a=1&utm_source=mail)", "Take “utm_source” out of the link to example.org"),
        ("> quoted\n>\n> {button}", "{button} stands there more than once."),
        ("{button}", "{button} stands there more than once."),
    ],
)
def test_fault_in_the_body_is_named(typed, words):
    found = faults(body=f"{GOOD}\n\n{typed}")
    assert [words in fault for fault in found.pop("body")] == [True]
    assert found == {}


@pytest.mark.parametrize(
    "typed", [r"\{clp\}", "{ clp }", "[x](https://example.org/?a=b)", "<alex@example.org>", "5 > 3"]
)
def test_body_without_a_fault_is_taken(typed):
    assert faults(body=f"{GOOD}\n\n{typed}") == {}


def test_button_has_to_stand_alone():
    missing = {"body": ["{button} is missing: put it on a line of its own, between empty lines."]}
    for body in ("Nothing", "Press {button} now", "- {button}", ""):
        assert faults(body=body) == missing


def test_what_a_mail_is_for_cannot_be_left_out():
    assert faults(MailKind.ADVICE, body="Hello\n\n{button}") == {
        "body": ["{answer} is missing, and without it this mail says nothing."]
    }
    assert "{answer} brings paragraphs" in faults(MailKind.ADVICE, body="This: {answer}\n\n{button}")["body"][0]
    assert faults(MailKind.ADVICE, body="{answer}\n\n{button}", subject="{answer}") == {
        "subject": ["{answer} is too long for the subject."]
    }
    assert list(faults(MailKind.INTRODUCTION, body="{button}")) == ["body"]


@pytest.mark.parametrize(
    ("subject", "fault"),
    [
        ("", "Write the subject."),
        ("  ", "Write the subject."),
        ("One\nBcc: all@example.org", "The subject is one line."),
        ("One\x85two", "The subject is one line."),
        ("x" * 201, "At most 200 characters; this has 201."),
        ("{clpp}", "There is no field {clpp} in this mail. Did you mean {clp}?"),
        ("{button}", "{button} stands in the words below, not in the subject."),
        ("a {", "A brace stands alone."),
    ],
)
def test_fault_in_the_subject_is_named(subject, fault):
    [found] = faults(subject=subject)["subject"]
    assert found.startswith(fault)


def test_lengths_are_limited():
    assert faults(body=GOOD + "x" * 4_000)["body"] == ["At most 4,000 characters; these have 4,026."]
    assert faults(button="x" * 61)["button"] == ["At most 60 characters; this has 61."]
    assert faults(button="{nonsense}")["button"] != []
