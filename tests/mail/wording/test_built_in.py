"""Our own words for each mail, in the form in which admins edit them."""

import re

import pytest

from campaign.mail.enums import MailKind
from campaign.mail.wording.built_in import built_in
from campaign.mail.wording.markup import fields_in, fields_in_line, read_body

KINDS = pytest.mark.parametrize("kind", MailKind, ids=str)


@KINDS
def test_every_kind_has_a_table_of_its_fields_with_what_each_means(kind):
    """A new kind needs names for what its template brings: see “How to add a reminder” in docs/developing.md."""
    own = built_in(kind)
    assert own.subject
    assert own.button
    unnamed = [name for name, field in own.fields.items() if not field.means]
    assert unnamed == [], "Name these in campaign/mail/wording/catalogue.py; put each condition inside a block."


@KINDS
def test_every_field_of_our_own_words_is_in_the_table_and_the_button_stands_alone(kind):
    own = built_in(kind)
    body = read_body(own.body)
    used = {field.content for field in (*fields_in(body.above), *fields_in(body.below))}
    used |= {*fields_in_line(own.subject), *fields_in_line(own.button)}
    assert body.has_button
    assert used <= set(own.fields)
    assert re.findall(r"\{[{%]|[%}]\}", own.subject + own.body) == []


def test_words_are_read_from_the_template_with_fields_for_its_variables():
    own = built_in(MailKind.CHASE)
    assert own.subject == "Still waiting to hear: {body}, {meeting_date}"
    asked = "We asked how it went at {body} on {meeting_day} and have not heard from you yet."
    assert own.body.startswith(f"{{greeting}}\n\n{asked}")
    assert "\n\n{button}\n\nWere you not there?" in own.body
    assert own.button == "Tell us how it went"
    assert set(own.fields) == {
        *("greeting", "body", "meeting_day", "meeting_date"),
        *("campaign", "campaign_address", "conference", "conference_day", "deadline_day", "deadline_time", "site"),
    }


def test_what_a_stranger_typed_is_no_field_of_a_mail_that_asks_whether_it_was_them():
    for kind in (MailKind.CONFIRM, MailKind.CHAMPION_CONFIRM, MailKind.OFFER_CONFIRM, MailKind.SPEAKER_CONFIRM):
        assert {"greeting", "body", "branch"} & set(built_in(kind).fields) == set()
