"""A look at each mail before there is anything that it could be about."""

import pytest

from campaign.mail.enums import MailKind
from campaign.mail.reminders.previews import look_at
from campaign.mail.wording.built_in import built_in
from campaign.mail.wording.filling import own_draft
from campaign.mail.wording.made_up import examples_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

KINDS = pytest.mark.parametrize("kind", MailKind, ids=str)


@KINDS
def test_every_field_has_an_example_in_made_up_data(kind):
    """A kind that is new may want a line in campaign/mail/wording/made_up.py."""
    assert [name for name, value in examples_of(kind, None).items() if not value.words.strip()] == []


@KINDS
def test_every_mail_can_be_looked_at_on_a_site_with_no_campaign(kind):
    viewer = UserFactory(email="admin@example.org")
    seen = look_at(kind, own_draft(built_in(kind)), campaign=None, viewer=viewer)
    assert (seen.to, seen.about) == ("admin@example.org", None)
    assert seen.subject
    for part in (seen.text, seen.html):
        assert "You get this mail because" in part
        assert "Stop our reminders" in part
        assert built_in(kind).button in part or "{" in built_in(kind).button
        assert [left for left in ("{{", "{%", "None", "SimpleNamespace") if left in part] == []
