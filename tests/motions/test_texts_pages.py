import io

import pytest
from django.urls import reverse
from docx import Document

from motions.actions.texts import publish_version
from motions.enums import MotionKind
from tests.factories import CampaignFactory, MotionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def motion():
    return MotionFactory(
        slug="libraries", version__title="A library in reach", version__text="One.\n\nTwo <b>& three."
    )


def revise(motion, number):
    text = "One.\n\n" + "Two. " * number
    return publish_version(motion=motion, title="A library in reach", text=text, note=f"Change {number}", by=None)


def read(client, name, *args):
    response = client.get(reverse(f"motions:{name}", args=args))
    assert response.status_code == 200
    assert response.cookies == {}
    return response.content.decode()


def test_motion_shows_its_text_escaped_and_its_counts(client, motion):
    page = read(client, "motion", "libraries")

    assert "<p>Two &lt;b&gt;&amp; three.</p>" in page
    assert "Title: 4 of 10 words, 6 left." in page
    assert "Text: 4 of 250 words, 246 left." in page
    assert "and not changed since" in page


def test_motion_that_is_full_says_that_nothing_can_be_added(client):
    MotionFactory(slug="full", version__title=" ".join(["a"] * 10), version__text=" ".join(["b"] * 250))

    page = read(client, "motion", "full")

    assert "Title: 10 of 10 words: nothing can be added." in page
    assert "Text: 250 of 250 words: nothing can be added." in page


def test_motion_over_a_lowered_limit_tells_the_truth(client, motion):
    conference = motion.campaign.conference
    conference.text_word_limit = 3
    conference.save()

    assert '<span class="is-over">Text: 4 of 3 words, 1 too many.</span>' in read(client, "motion", "libraries")


def test_motion_leads_to_finding_a_clp(client, motion):
    assert f'href="{reverse("clps:find")}"' in read(client, "motion", "libraries")


def test_motion_local_says_what_it_is_and_has_no_limit(client):
    MotionFactory(slug="local", kind=MotionKind.LOCAL, version__title="Save ours", version__text="We ask.")

    page = read(client, "motion", "local")

    assert "Title: 2 words." in page
    assert "on its own account" in page
    assert "Take it to your CLP" not in page


def test_motion_without_a_text_says_so(client):
    MotionFactory(slug="empty", version=False)

    assert "has no text yet" in read(client, "motion", "empty")
    assert client.get("/motions/empty/motion.txt").status_code == 404
    assert client.get("/motions/empty/motion.docx").status_code == 404


def test_motion_of_an_earlier_campaign_stays_and_says_so(client):
    MotionFactory(slug="old", campaign=CampaignFactory(name="Last year's", is_current=False))
    CampaignFactory()

    page = read(client, "motion", "old")

    assert "belongs to an earlier campaign, “Last year&#x27;s”" in page
    assert "Take it to your CLP" not in page
    assert "/motions/old/" not in read(client, "motion-list")


def test_motion_of_no_known_name_is_not_found(client):
    assert client.get("/motions/nowhere/").status_code == 404


def test_motion_lists_its_versions_and_what_changed(client, motion):
    revise(motion, 2)

    page = read(client, "motion", "libraries")

    assert "Last changed on" in page
    assert "Change 2" in page
    assert reverse("motions:version", args=["libraries", 1]) in page


def test_motion_list_puts_the_conference_motion_first(client, motion):
    MotionFactory(slug="a-local", campaign=motion.campaign, kind=MotionKind.LOCAL, version__title="Save ours")
    MotionFactory(slug="a-draft", campaign=motion.campaign, kind=MotionKind.LOCAL, version=False)

    page = read(client, "motion-list")

    assert 0 < page.index("/motions/libraries/") < page.index("/motions/a-local/")
    assert "/motions/a-draft/" not in page


@pytest.mark.parametrize("make", [lambda: None, lambda: CampaignFactory(), lambda: MotionFactory(version=False)])
def test_motion_list_with_nothing_to_show(client, make):
    make()

    assert "The motions" in read(client, "motion-list")


def test_version_marks_what_changed(client, motion):
    publish_version(motion=motion, title="A library in reach", text="One.\n\nTwo <i>& three.", note="Why", by=None)

    page = read(client, "version", "libraries", 2)

    assert (
        '<del><span class="visually-hidden"> [removed: </span>&lt;b&gt;&amp;<span class="visually-hidden">] ' in page
    )
    assert '<ins><span class="visually-hidden"> [added: </span>&lt;i&gt;&amp;<span class="visually-hidden">] ' in page
    assert "This is the current version" in page


def test_version_first_has_nothing_to_differ_from(client, motion):
    page = read(client, "version", "libraries", 1)

    assert "What changed from" not in page


@pytest.mark.parametrize("number", [0, 2, 99999999999999999999])
def test_version_of_no_known_number_is_not_found(client, motion, number):
    assert client.get(f"/motions/libraries/versions/{number}/").status_code == 404


def test_text_file_holds_the_text_under_a_name_with_its_version(client, motion):
    response = client.get("/motions/libraries/motion.txt")

    assert response.content.decode() == "A library in reach\n\nOne.\n\nTwo <b>& three.\n"
    assert {name: response[name] for name in ("Content-Type", "Content-Disposition", "Cache-Control")} == {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Disposition": 'attachment; filename="libraries-version-1.txt"',
        "Cache-Control": "public, no-cache",
    }


def test_docx_holds_the_text_under_a_name_with_its_version(client, motion):
    response = client.get("/motions/libraries/motion.docx")
    paragraphs = Document(io.BytesIO(response.content)).paragraphs

    assert [paragraph.text for paragraph in paragraphs] == ["A library in reach", "One.", "Two <b>& three."]
    assert response["Content-Disposition"] == 'attachment; filename="libraries-version-1.docx"'


@pytest.mark.parametrize("ending", ["txt", "docx"])
def test_download_is_given_again_only_when_the_text_moved(client, motion, ending):
    address = f"/motions/libraries/motion.{ending}"
    etag = client.get(address)["ETag"]

    again = client.get(address, headers={"If-None-Match": etag})
    revise(motion, 2)
    moved = client.get(address, headers={"If-None-Match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert (moved.status_code, moved["ETag"] == etag) == (200, False)


@pytest.mark.parametrize("name", ["motion-list", "motion", "motion-text", "motion-docx"])
def test_pages_take_no_post(client, motion, name):
    args = [] if name == "motion-list" else ["libraries"]

    assert client.post(reverse(f"motions:{name}", args=args)).status_code == 405


@pytest.mark.parametrize("many", [1, 12])
def test_pages_cost_a_constant_number_of_queries(client, motion, many, django_assert_num_queries):
    for number in range(many):
        revise(motion, number + 1)
        MotionFactory(campaign=motion.campaign, kind=MotionKind.LOCAL)

    for name, args, queries in [
        ("motion-list", [], 2),
        # Two of them are for the picture that goes with a shared link: its address names what it shows.
        ("motion", ["libraries"], 6),
        ("version", ["libraries", 2], 2),
        ("motion-text", ["libraries"], 1),
        ("motion-docx", ["libraries"], 1),
    ]:
        with django_assert_num_queries(queries):
            client.get(reverse(f"motions:{name}", args=args))
