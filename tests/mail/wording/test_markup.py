"""Markdown with named fields: what is filled in stays words."""

import pytest

from campaign.mail.wording.markup import Value, as_html, as_line, as_text, fields_in, fields_in_line, read_body

HOSTILE = '<b onclick="x">{clp}</b> [x](javascript:alert(1)) **bold**\n# Head\n\n- item ![](https://evil.example/)'


def filled(source, **values):
    body = read_body(source)
    words = {name: value if isinstance(value, Value) else Value(value) for name, value in values.items()}
    return as_text(body.above, words), as_html(body.above, words)


def test_body_is_parted_at_its_button():
    body = read_body("Above {clp}\n\n{button}\n\nBelow")
    assert (as_text(body.above, {"clp": Value("Ynys Môn")}), as_text(body.below, {})) == ("Above Ynys Môn", "Below")
    assert [body.has_button, read_body("Press {button} now").has_button] == [True, False]


@pytest.mark.parametrize("source", ["Dear {who}, **{who}**: [see {who}](https://example.org/)", "- {who}", "{who}"])
def test_what_a_person_typed_is_never_markup_never_markdown_and_never_a_field(source):
    text, html = filled(source, who=HOSTILE, clp="SECRET")
    assert HOSTILE.split("\n", maxsplit=1)[0] in text
    assert "SECRET" not in text + html
    assert "&lt;b onclick=" in html
    for made in ("<b ", "<h1", 'href="javascript', "<img", "<strong>bold", 'href="https://evil'):
        assert made not in html


def test_field_that_stands_alone_brings_paragraphs_and_leaves_none_behind_where_it_is_empty():
    text, html = filled("One\n\n{passage}\n\nTwo", passage="First\nline\n\nSecond & last")
    assert text == "One\n\nFirst\nline\n\nSecond & last\n\nTwo"
    assert html == "<p>One</p>\n<p>First<br>line</p>\n\n<p>Second &amp; last</p><p>Two</p>\n"
    assert filled("One\n\n{passage}\n\nTwo", passage=" \n") == ("One\n\nTwo", "<p>One</p>\n<p>Two</p>\n")


def test_markdown_of_an_organiser_goes_out_rendered():
    answer = Value("Ask **them**:\n\n1. by mail\n2. [here](/motions/)", is_markdown=True)
    text, html = filled("This is it:\n\n{answer}", answer=answer)
    assert text == "This is it:\n\nAsk them:\n\n1. by mail\n2. here (http://testserver/motions/)"
    assert '<strong>them</strong>:</p>\n<ol>\n<li>by mail</li>\n<li><a href="http://testserver/motions/"' in html


def test_braces_that_are_meant_as_such_are_written_with_a_stroke_before_them():
    assert filled(r"Say \{clp\} or {clp}", clp="Barrow")[0] == "Say {clp} or Barrow"
    assert as_line(r"\{x\}: {clp}\\", {"clp": Value("Barrow")}) == "{x}: Barrow\\"
    assert fields_in_line(r"\{x\} {clp} { body }") == ["clp", "body"]


def test_fields_are_found_wherever_words_stand():
    source = "{a} **{b}** [{c}](https://example.org/)\n\n> {d}\n\n1. {e}\n\n{f}\n\n    {g}"
    assert [field.content for field in fields_in(read_body(source).above)] == list("abcdefg")


def test_indented_words_are_words_and_lines_stay_ended():
    assert filled("Best wishes\n\n    Alex\n    Carys") == (
        "Best wishes\n\nAlex\nCarys",
        "<p>Best wishes</p>\n<p>Alex<br>\nCarys</p>\n",
    )
