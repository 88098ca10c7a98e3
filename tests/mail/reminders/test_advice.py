"""The answer to a question, by mail."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail

from campaign.mail.models import Email, Stop
from campaign.mail.outbox.stored_mail import read
from motions.actions.advice import answer_advice, ask_advice
from motions.enums import AdviceStep
from tests.factories import UserFactory, make_question, make_submission
from tests.mail.helpers import at, london, round_at

pytestmark = pytest.mark.django_db

NOW = london(2027, 3, 1, 12)
SAM = "sam@example.org"
SUBJECT = "Our answer to your question"


def answered(question, words="Ask the secretary.", *, when=NOW):
    with at(when):
        return answer_advice(question, words, by=UserFactory(is_staff=True))


def test_answer_goes_to_who_asked_once_and_another_answer_again(motion, clp):
    with at(NOW):
        question = make_question(email=SAM, clp=clp)
        make_question(email="other@example.org")
    assert round_at(NOW) == []
    answered(question)
    assert round_at(NOW) == [(SUBJECT, SAM)]
    assert "Ask the secretary." in mail.outbox[-1].body
    assert round_at(NOW + timedelta(hours=1)) == []
    answered(question, "Or look at the last notice.", when=NOW + timedelta(hours=2))
    assert round_at(NOW + timedelta(hours=2)) == [(SUBJECT, SAM)]
    assert "Or look at the last notice." in mail.outbox[-1].body
    threads = {str(parsed(email)["References"]) for email in Email.objects.all()}
    assert threads == {f"<{question.reference.hex}@example.org>"}
    assert set(Email.objects.values_list("clp", flat=True)) == {clp.pk}


def parsed(email):
    return message_from_bytes(bytes(email.message), policy=policy.default)


def test_nothing_that_was_typed_goes_to_an_address_that_is_not_known_to_be_theirs(motion):
    with at(NOW):
        question = make_question(email=SAM, name="Buy pills", question="Visit evil.example")
    answered(question)
    round_at(NOW)
    reading = read(Email.objects.get())
    assert [word for word in ("pills", "evil") for part in (reading.text, reading.html) if word in part] == []
    assert reading.text.startswith("Hello,\n")


@pytest.mark.parametrize("how", ["by their link", "by mail"])
def test_question_is_told_again_to_who_is_known(motion, clp, how):
    with at(NOW):
        report = make_submission(motion, clp, email=SAM) if how == "by their link" else None
        question = ask_advice(
            email=SAM,
            name="Sam",
            question="Who is <b>it</b>?",
            step=AdviceStep.OTHER,
            by_mail=how == "by mail",
            submission=report,
        )
    answered(question)
    round_at(NOW)
    reading = read(Email.objects.get(event__isnull=False))
    assert reading.text.startswith("Hello Sam,\n")
    assert "This is what you asked:\n\nWho is <b>it</b>?" in reading.text
    assert "Who is &lt;b&gt;it&lt;/b&gt;?" in reading.html


def test_answer_comes_even_to_who_wants_no_reminders(motion):
    with at(NOW):
        question = make_question(email=SAM)
    Stop.objects.create(person=question.asker)
    answered(question)
    assert round_at(NOW) == [(SUBJECT, SAM)]


@pytest.mark.parametrize(("question", "is_told"), [("Who? " * 100, True), ("Who? " * 1_000, False)])
def test_longest_answer_is_under_30_kb_and_the_question_goes_where_both_are_too_long(motion, clp, question, is_told):
    with at(NOW):
        asked = make_question(email=SAM, question=question.strip(), by_mail=True)
    answered(asked, ("Ask the secretary, and be kind to them ŵ. " * 200)[: 7_400 if is_told else 8_000].strip())
    round_at(NOW)
    email = Email.objects.get(event__isnull=False)
    assert 16_000 < len(bytes(email.message)) < 30_000
    assert (question.strip() in read(email).text) == is_told


def test_answer_goes_out_with_its_formatting_in_both_parts(motion, clp):
    with at(NOW):
        question = make_question(email=SAM, clp=clp)
    answered(question, "Do **this**:\r\n\r\n1. ask\r\n2. see [the motion](/motions/)\r\n\r\n<script>x</script> {clp}")
    round_at(NOW)
    reading = read(Email.objects.get())
    assert (
        "\n\nDo this:\n\n1. ask\n2. see the motion (http://testserver/motions/)\n\n<script>x</script> {clp}\n\n"
        in reading.text
    )
    assert "<strong>this</strong>:" in reading.html
    assert 'href="http://testserver/motions/"' in reading.html
    assert "&lt;script&gt;x&lt;/script&gt; {clp}" in reading.html
