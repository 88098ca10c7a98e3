"""Markdown as the plain-text part of a mail has it."""

import pytest

from motions.texts.markdown import to_html, to_text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("One\nline, **strong** and *soft*.\n\nTwo", "One\nline, strong and soft.\n\nTwo"),
        ("- one\n- two\n  more\n\nEnd", "– one\n– two\n  more\n\nEnd"),
        ("3. three\n4. four\n   - inside\n   - too", "3. three\n4. four\n   – inside\n   – too"),
        ("1. one\n\n   again\n\n2. two", "1. one\n\n   again\n\n2. two"),
        ("[the map](https://example.org/map)", "the map (https://example.org/map)"),
        ("<https://example.org/> and <alex@example.org>", "https://example.org/ and alex@example.org"),
        ("[write](mailto:alex@example.org)", "write (alex@example.org)"),
        ("> They said\n>\n> no.", "> They said\n> \n> no."),
        ("`code` and \\*stars\\*", "code and *stars*"),
        ("    set\n    apart\n\n---\n\nend", "set\napart\n\n* * *\n\nend"),
        ("<b>Not markup</b> & so on", "<b>Not markup</b> & so on"),
        ("5 * 3 * 2 and snake_case_name", "5 * 3 * 2 and snake_case_name"),
        ("Motions close at 17:00.\r\n\r\nSend it.", "Motions close at 17:00.\n\nSend it."),
        ("", ""),
    ],
)
def test_markdown_reads_as_somebody_would_type_it(markdown, text):
    assert to_text(markdown) == text


def test_links_from_the_root_lead_to_the_site_in_a_mail_and_stay_on_a_page():
    words = "See [the motion](/motions/), not [this](//elsewhere.example/)."
    assert to_text(words, "https://site.example") == (
        "See the motion (https://site.example/motions/), not this (//elsewhere.example/)."
    )
    assert 'href="https://site.example/motions/"' in to_html(words, "https://site.example")
    assert 'href="/motions/"' in to_html(words)


def test_line_that_was_ended_stays_ended_in_html():
    assert to_html("Best wishes\nAlex") == "<p>Best wishes<br>\nAlex</p>\n"
