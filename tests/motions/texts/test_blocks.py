"""Lists in a text: read from the markers at the start of a line, and set as lists everywhere."""

import io
import re
from email import message_from_bytes, policy

import pytest
from docx import Document
from docx.shared import Mm

from campaign.mail.tasks import mail_round
from motions.actions.texts import publish_version
from motions.actions.votes import Result, record_vote
from motions.enums import Outcome, Purpose, Route
from motions.letters import write_letter
from motions.texts.blocks import Paragraph, read_blocks, to_html, without_markers
from motions.texts.documents import docx, plain_text
from motions.texts.limits import Limits, count
from motions.texts.sheets import sheet_of
from tests.factories import CLPFactory, MotionFactory, UserFactory, make_submission

# As Word gives a list to the clipboard: a tab behind each mark, and its own typefaces' letters for two of them.
PASTED = (
    "This branch will:\n•\tPut a seat in every street\n•\tMend what is broken\n"
    "o\tby the spring\n\uf0b7\tAsk the council"
)


def shape(text):
    """The blocks of a text as plain values: a paragraph's lines, and a list's items with what stands below them."""

    def items(found):
        return [(item.marker, item.lines, items(item.items)) for item in found]

    return [block.lines if isinstance(block, Paragraph) else items(block.items) for block in read_blocks(text)]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("One.\nTwo.\n\nThree.", [["One.", "Two."], ["Three."]]),
        ("- a\n- b", [[("-", ["a"], []), ("-", ["b"], [])]]),
        ("Notes:\n1. One\n2. Two\nEnd.", [["Notes:"], [("1.", ["One"], []), ("2.", ["Two"], [])], ["End."]]),
        ("1) a\n(2) b\niii. c", [[("1)", ["a"], []), ("(2)", ["b"], [("iii.", ["c"], [])])]]),
        ("1. One\n   goes on\n2. Two", [[("1.", ["One", "goes on"], []), ("2.", ["Two"], [])]]),
        ("• a\n  – b\n• c", [[("•", ["a"], [("–", ["b"], [])]), ("•", ["c"], [])]]),
        ("1. a\na) b\nb) c\n2. d", [[("1.", ["a"], [("a)", ["b"], []), ("b)", ["c"], [])]), ("2.", ["d"], [])]]),
        ("2027 was a year.\n9.50 is a price.", [["2027 was a year.", "9.50 is a price."]]),
        ("-5 degrees", [["-5 degrees"]]),
        ("o", [["o"]]),
        ("", [[""]]),
        (
            PASTED,
            [
                ["This branch will:"],
                [
                    ("•", ["Put a seat in every street"], []),
                    ("•", ["Mend what is broken"], [("o", ["by the spring"], [])]),
                    ("•", ["Ask the council"], []),
                ],
            ],
        ),
    ],
)
def test_text_is_read_as_paragraphs_and_lists(text, blocks):
    assert shape(text) == blocks


def test_html_escapes_what_people_wrote_and_marks_lists_for_every_reader():
    html = to_html("<b>Now</b>\n- a & <i>b</i>")
    assert html == (
        "<p>&lt;b&gt;Now&lt;/b&gt;</p>\n"
        '<ul class="items" role="list"><li><span class="items__marker">-</span> a &amp; &lt;i&gt;b&lt;/i&gt;</li></ul>'
    )


def test_markers_are_words_or_not_by_the_rule_of_the_conference():
    text = "Notes:\n1. One\n- Two\nAn o here"
    assert without_markers(text) == "Notes:\nOne\nTwo\nAn o here"
    counted, bare = count("Text", text, 8), count("Text", text, 8, markers=False)
    assert (counted.words, counted.is_over, counted.warning) == (8, False, "Without the markers of its lists it is 6.")
    assert (bare.words, bare.warning) == (6, "With the markers of its lists it is 8.")
    assert count("Text", "No list", 8).warning == ""


@pytest.fixture
def motion(db):
    motion = MotionFactory()
    publish_version(motion=motion, title="Seats in every street", text=PASTED, note="A list.", by=None)
    return motion


def test_published_text_is_kept_as_it_would_be_typed(motion):
    text = motion.current_version.text
    assert text.splitlines()[1] == "• Put a seat in every street"
    assert text.splitlines()[4] == "• Ask the council"
    assert "\t" not in text


def test_page_sets_lists_and_copies_the_text_as_typed(client, motion):
    page = client.get(motion.get_absolute_url()).text
    assert page.count('<ul class="items" role="list">') == 2
    copied = re.search(r'data-copied="([^"]*)"', page)[1]
    assert copied == motion.current_version.text
    assert '<ul class="items" role="list">' in client.get(f"{motion.get_absolute_url()}print/").text


def test_docx_has_a_heading_and_hanging_lists(motion):
    paragraphs = Document(io.BytesIO(docx(motion.current_version))).paragraphs
    assert [(one.style.name, one.text) for one in paragraphs] == [
        ("Heading 1", "Seats in every street"),
        ("Normal", "This branch will:"),
        ("List Paragraph", "•\tPut a seat in every street"),
        ("List Paragraph", "•\tMend what is broken"),
        ("List Paragraph", "o\tby the spring"),
        ("List Paragraph", "•\tAsk the council"),
    ]
    layouts = [one.paragraph_format for one in paragraphs[2:]]
    assert [round(one.left_indent / Mm(1)) for one in layouts] == [8, 8, 16, 8]
    assert {round(one.first_line_indent / Mm(1)) for one in layouts} == {-8}


def test_pdf_has_tagged_lists_and_is_for_every_reader(motion):
    pdf = sheet_of(motion.current_version).pdf(motion.current_version)
    assert b"pdfuaid" in pdf
    assert pdf.count(b"/S /LI") + pdf.count(b"/S/LI") >= 4 or pdf.count(b"/LBody") >= 1


def test_plain_text_and_the_letter_have_no_tab_nor_private_letter(motion):
    old = motion.current_version
    old.text = PASTED
    letter = write_letter(Route.CLP, clp=CLPFactory(), version=old)
    for text in (plain_text(old).decode(), letter.body):
        assert "• Ask the council" in text
        assert "\t" not in text
        assert "\uf0b7" not in text


def test_receipt_by_mail_sets_lists(motion, mailoutbox):
    make_submission(motion, CLPFactory(), email="alex@example.org")
    mail_round()
    sent = next(mail for mail in mailoutbox if "receipt" in mail.subject).message().as_bytes()
    receipt = message_from_bytes(sent, policy=policy.default)
    html, plain = receipt.get_body(["html"]).get_content(), receipt.get_body(["plain"]).get_content()
    assert 'class="items"' in html
    assert "text-indent: -26px" in html
    assert "• Ask the council" in plain


def test_amended_text_is_counted_by_the_rule_of_the_conference(motion):
    conference = motion.campaign.conference
    conference.markers_are_words = False
    conference.save()
    submission = make_submission(motion, CLPFactory())
    text = "\n".join(f"{number}. word" for number in range(1, 100))
    result = Result(
        outcome=Outcome.CARRIED_AS_AMENDED, purpose=Purpose.CONFERENCE, held_on=submission.sent_on, amended_text=text
    )
    assert record_vote(submission, result, by=None).amended_words == 99
    assert Limits.of(conference).count_text("Text", text).warning == "With the markers of its lists it is 198."


def test_rule_on_markers_stands_in_the_admin(client, motion):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = client.get(f"/admin/motions/conference/{motion.campaign.conference.pk}/change/").text
    assert 'name="markers_are_words"' in page
    editor = client.get(f"/admin/motions/motion/{motion.pk}/change/").text
    assert "data-words-markers" not in editor
    conference = motion.campaign.conference
    conference.markers_are_words = False
    conference.save()
    assert 'data-words-markers="no"' in client.get(f"/admin/motions/motion/{motion.pk}/change/").text


@pytest.mark.parametrize(
    ("pasted", "markers"),
    [
        ("(i) Put\n(ii) Open\n(iii) Close\n(iv) Read\n(v) Lend", ["(i)", "(ii)", "(iii)", "(iv)", "(v)"]),
        ("g. Put\nh. Open\ni. Close\nj. Read", ["g.", "h.", "i.", "j."]),
        ("a) Put\n(i) Open\n(ii) Close\nb) Read", ["a)", "b)"]),
        ("•\tPut\v•\tOpen", ["•", "•"]),
        ("- Put\f- Open\r\n- Close\u2029- Read", ["-", "-", "-", "-"]),
    ],
)
def test_roman_numbers_are_one_list_and_every_break_of_a_line_is_one(pasted, markers):
    [block] = read_blocks(pasted)
    assert [item.marker for item in block.items] == markers
