"""Writing the next text: a draft, its previews, comparing any two, and publishing with open eyes."""

import re

import pytest

from campaign.accounts.models import Role
from campaign.desk.models import TextDraft
from motions.actions.texts import publish_version
from motions.models import Event, MotionVersion
from tests.desk.front.pages import carry
from tests.factories import CLPFactory, MotionFactory, make_champion, make_submission, with_role
from tests.reading import plain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_people")]
WORDS = {"title": "A library in every street", "text": "Conference notes streets.\n\nIt resolves.", "note": "Streets."}


@pytest.fixture
def writer(client, motion):
    """An admin's browser."""
    person = with_role(Role.ADMIN, name="Ada Admin")
    client.force_login(person)
    return client


@pytest.fixture
def at(motion):
    return f"/admin/texts/{motion.pk}/"


def save(client, at, *, seen=0, after=1, **words):
    return client.post(at, {**WORDS, **words, "after": after, "seen": seen})


def test_draft_begins_from_the_current_text_and_publishes_nothing(writer, motion, at):
    page = writer.get(at)
    assert page.context["form"]["title"].value() == "A library in reach of every child"
    assert save(writer, at).status_code == 302
    draft = TextDraft.objects.get()
    assert (draft.title, draft.note, draft.after, draft.saves) == (WORDS["title"], "Streets.", 1, 1)
    assert draft.saved_by.name == "Ada Admin"
    assert MotionVersion.objects.count() == 1
    assert "every street" not in writer.get(motion.get_absolute_url()).text
    assert writer.get(at).context["form"]["title"].value() == WORDS["title"]


def test_draft_that_is_far_too_long_is_kept_and_says_so(writer, motion, at):
    save(writer, at, text="word " * 300)
    assert "300 of 250 words, 50 too many" in plain(writer.get(at).text)
    refused = writer.post(f"{at}publish/", {"seen": 1})
    assert (refused.status_code, "50 too many" in plain(refused.text)) == (422, True)
    assert MotionVersion.objects.count() == 1
    assert TextDraft.objects.count() == 1


def test_two_who_write_at_once_learn_of_each_other_and_lose_nothing(writer, motion, at):
    save(writer, at)
    second = save(writer, at, title="Mine", seen=0)
    assert second.status_code == 422
    assert "Ada Admin saved the draft while you were writing." in plain(second.text)
    assert second.context["form"]["title"].value() == "Mine"
    assert TextDraft.objects.get().title == WORDS["title"]
    again = {**WORDS, "title": "Mine", "after": 1, "seen": second.context["form"]["seen"].value()}
    assert writer.post(at, again).status_code == 302
    assert TextDraft.objects.get().title == "Mine"


@pytest.mark.parametrize("look", ["page", "letter", "sheet"])
def test_preview_shows_the_draft_as_the_public_would_see_it_and_changes_nothing(writer, motion, clp, at, look):
    save(writer, at)
    shown = writer.get(f"{at}preview/{look}/")
    told = plain(shown.text)
    assert "A library in every street" in told
    assert "Conference notes streets." in told
    assert "A preview: this is not published" in told
    assert MotionVersion.objects.count() == 1
    assert "A preview" not in writer.get(motion.get_absolute_url()).text


def test_preview_of_letters_without_a_clp_says_so(writer, motion, at):
    save(writer, at)
    assert "No CLP is on the list yet" in plain(writer.get(f"{at}preview/letter/").text)


def test_preview_of_what_is_none_is_not_there(writer, at):
    assert writer.get(f"{at}preview/nothing/").status_code == 404


def test_any_two_versions_and_the_draft_are_compared(writer, motion, at):
    for number in (2, 3):
        publish_version(motion=motion, title=f"Title {number}", text=f"Text {number}.", note="New.", by=None)
    save(writer, at, after=3)
    page = writer.get(f"{at}compare/?old=1&new=3")
    assert "[removed: A library in reach of every child ]" in plain(page.text)
    assert "[added: Title 3 ]" in plain(page.text)
    assert "[added: A library in every street ]" in plain(writer.get(f"{at}compare/?old=2&new=draft").text)
    # Nothing chosen, or what nobody could choose: the last two.
    assert (writer.get(f"{at}compare/?old=x&new=99").context["old"]) == "3"


def test_publishing_says_who_holds_what_and_who_is_told_and_then_does_it(writer, motion, at):
    make_submission(motion, CLPFactory())
    carry(motion, CLPFactory())
    make_champion(motion, CLPFactory())
    save(writer, at)
    told = plain(writer.get(f"{at}publish/").text)
    assert "Publish version 2" in told
    assert "Version 1 , 1 Jun 2027 1 1 1" in re.sub(r"(\d+ \w+ 20\d\d)", "1 Jun 2027", told)
    assert "1 champion who still means to send an older text is asked to take this one." in told
    assert "For 1 report waiting for a vote, whoever made it is told" in told
    assert MotionVersion.objects.count() == 1
    assert writer.post(f"{at}publish/", {"seen": 1}).status_code == 302
    version = MotionVersion.objects.get(number=2)
    assert (version.title, version.note, version.published_by.name) == (WORDS["title"], "Streets.", "Ada Admin")
    assert not TextDraft.objects.exists()
    assert "every street" in writer.get(motion.get_absolute_url()).text
    # Pressed twice, it is published once.
    writer.post(f"{at}publish/", {"seen": 1})
    assert MotionVersion.objects.count() == 2


def test_publishing_another_draft_than_was_shown_is_refused(writer, motion, at):
    save(writer, at)
    save(writer, at, seen=1, title="Changed since")
    refused = writer.post(f"{at}publish/", {"seen": 1})
    assert refused.status_code == 422
    assert "The draft has changed since." in plain(refused.text)
    assert MotionVersion.objects.count() == 1


def test_publishing_asks_what_changed(writer, motion, at):
    save(writer, at, note="")
    assert "Say in the draft what changed" in plain(writer.post(f"{at}publish/", {"seen": 1}).text)


def test_publishing_after_somebody_else_published_is_refused(writer, motion, at):
    save(writer, at)
    publish_version(motion=motion, title="Theirs", text="Other words.", note="New.", by=None)
    assert "Version 2 was published while you were writing." in plain(writer.post(f"{at}publish/", {"seen": 1}).text)
    assert MotionVersion.objects.count() == 2


def test_draft_is_thrown_away(writer, motion, at):
    save(writer, at)
    writer.post(at, {"act": "drop"})
    assert not TextDraft.objects.exists()
    assert "There is no draft" in plain(writer.get(f"{at}publish/").text)


def test_first_text_is_written_here_too(writer, motion):
    new = MotionFactory(campaign=motion.campaign, kind="local", slug="new", version=False)
    at = f"/admin/texts/{new.pk}/"
    save(writer, at, after=0, note="")
    assert writer.get(f"{at}preview/page/").status_code == 200
    writer.post(f"{at}publish/", {"seen": 1})
    new.refresh_from_db()
    assert new.current_version.title == WORDS["title"]


def test_organisers_read_who_holds_what_and_see_no_draft(client, writer, motion, at):
    save(writer, at, title="Secret words")
    organiser = with_role(Role.ORGANISER)
    client.force_login(organiser)
    assert "Version 1" in plain(client.get("/admin/texts/").text)
    assert "Secret words" not in client.get(f"{at}compare/?new=draft").text
    for page in ("", "publish/", "preview/page/"):
        assert client.get(f"{at}{page}").status_code == 403
        assert client.post(f"{at}{page}", WORDS).status_code in (403, 405)
    assert Event.objects.filter(kind="version_published").count() == 0


def test_reports_are_listed_by_version(writer, motion):
    old = make_submission(motion, CLPFactory())
    publish_version(motion=motion, title="Title 2", text="Text 2.", note="New.", by=None)
    new = make_submission(motion, CLPFactory(), version=motion.current_version)
    for query, expected in ((old.version_id, {old.pk}), (new.version_id, {new.pk}), ("x", {old.pk, new.pk})):
        listed = writer.get(f"/admin/motions/submission/?version={query}").context["cl"].result_list
        assert {row.pk for row in listed} == expected
    page = writer.get("/admin/texts/").text
    assert f"/admin/motions/submission/?version={old.version_id}&amp;of_campaign=all" in page
