"""The sheet to hand round: what it says, that it is one page, and the same file for the same words."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.utils.html import escape

from motions.actions.texts import publish_version
from motions.enums import MotionKind
from motions.models import MotionVersion
from motions.texts import typesetting
from motions.texts.blocks import Item, ItemList, Paragraph
from motions.texts.sheets import sheet_of
from tests.factories import MotionFactory

pytestmark = pytest.mark.django_db
POINTS = "Books are for everybody.\n\n  A library costs little. \nSay so at your meeting."
HOSTILE = '<script>alert("1")</script> #let x = 1 $y$ \\ & ŵŷâô – “…”'
LONG = " ".join(["constitutionally"] * 250)


@pytest.fixture
def motion():
    return MotionFactory(
        slug="libraries",
        campaign__speaking_points=POINTS,
        campaign__conference__name="Annual Conference",
        version__title=HOSTILE,
        version__text=f"Conference notes:\n1. One.\n2. Two {HOSTILE}.\n\nIt resolves.",
        version__published_at="2027-05-03T23:30:00Z",
    )


def version_of(motion):
    return MotionVersion.objects.select_related("motion__campaign__conference").get(current_for=motion)


def pages_of(pdf):
    assert pdf[:5] == b"%PDF-"
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_sheet_says_all_that_a_meeting_needs(motion):
    sheet = sheet_of(version_of(motion))
    assert sheet.kicker == "Motion for Annual Conference"
    assert sheet.title == HOSTILE
    assert sheet.blocks == (
        Paragraph(["Conference notes:"]),
        ItemList([Item("1.", ["One."]), Item("2.", [f"Two {HOSTILE}."])]),
        Paragraph(["It resolves."]),
    )
    assert sheet.points == ("Books are for everybody.", "A library costs little.", "Say so at your meeting.")
    assert sheet.address == "http://testserver/find/"
    assert sheet.footer == "A library in reach, by Friends of the Lending Library. Version 1, 4 May 2027."
    assert sheet.qr.startswith("<svg ")
    assert "style" not in sheet.qr


def test_sheet_of_a_local_motion_leads_to_its_text(motion):
    local = MotionFactory(slug="local", kind=MotionKind.LOCAL, campaign=motion.campaign)
    sheet = sheet_of(version_of(local))
    assert (sheet.kicker, sheet.address) == ("Model local motion", "http://testserver/motions/local/")


def test_page_to_print_shows_the_sheet_escaped(client, motion):
    response = client.get("/motions/libraries/print/")
    page = response.content.decode()
    assert response.cookies == {}
    assert f"<h1>{escape(HOSTILE)}</h1>" in page
    assert "<script>alert" not in page
    assert "<li>A library costs little.</li>" in page
    assert 'aria-label="QR code that leads to http://testserver/find/"><svg ' in page
    assert " style=" not in page
    assert "What to say for it" in page


def test_page_to_print_without_speaking_points_has_no_place_for_them(client):
    MotionFactory(slug="libraries")
    assert "What to say for it" not in client.get("/motions/libraries/print/").content.decode()


def test_pdf_is_one_tagged_page_that_says_what_it_is(client, motion):
    response = client.get("/motions/libraries/motion.pdf")
    assert {name: response[name] for name in ("Content-Type", "Content-Disposition", "Cache-Control")} == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'inline; filename="libraries-version-1.pdf"',
        "Cache-Control": "public, no-cache",
    }
    assert response.cookies == {}
    assert pages_of(response.content) == 1
    for mark in (b"pdfuaid", b"/StructTreeRoot", b"/Lang(en-GB)", b"/MarkInfo"):
        assert mark in response.content.replace(b" (", b"(")
    assert len(response.content) < 100_000


@pytest.mark.parametrize("words", ["conference", "a", "ŵŷâô–"])
def test_pdf_of_250_words_and_three_points_is_one_page(client, words):
    points = "\n".join([" ".join(["speak"] * 26)[:160]] * 3)
    text = "\n\n".join(" ".join([words] * 25) for _ in range(10))
    MotionFactory(
        slug="full", campaign__speaking_points=points, version__title=" ".join([words] * 10), version__text=text
    )
    assert pages_of(client.get("/motions/full/motion.pdf").content) == 1


def test_pdf_far_over_the_limit_runs_on(client):
    MotionFactory(slug="long", version__text=" ".join([LONG] * 8))
    assert pages_of(client.get("/motions/long/motion.pdf").content) > 1


def test_pdf_with_letters_that_the_typeface_lacks_is_still_given(client):
    MotionFactory(slug="bench", version__title="A bench 🪑", version__text="عربي")
    content = client.get("/motions/bench/motion.pdf").content
    assert pages_of(content) == 1
    assert b"/StructTreeRoot" in content


def test_pdf_of_the_same_words_is_the_same_file(motion):
    version = version_of(motion)
    first = sheet_of(version).pdf(version)
    typesetting.forget_typesetting()
    assert sheet_of(version).pdf(version) == first


def test_pdf_is_given_again_only_when_something_on_it_moved(client, motion):
    address = "/motions/libraries/motion.pdf"
    etags = [client.get(address)["ETag"]]
    assert client.get(address, headers={"If-None-Match": etags[0]}).status_code == 304
    motion.campaign.speaking_points = "One."
    motion.campaign.save()
    etags.append(client.get(address, headers={"If-None-Match": etags[0]})["ETag"])
    publish_version(motion=motion, title="A library", text="Conference notes books.", note="", by=None)
    etags.append(client.get(address, headers={"If-None-Match": etags[1]})["ETag"])
    assert len(set(etags)) == 3


@pytest.mark.parametrize("ending", ["print/", "motion.pdf"])
def test_sheet_costs_one_query_and_takes_reading_only(client, motion, ending, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):  # the page's foot reads the campaign that the site shows
        client.get(f"/motions/libraries/{ending}")
    assert client.post(f"/motions/libraries/{ending}").status_code == 405


@pytest.mark.parametrize("slug", ["nowhere", "empty"])
def test_sheet_of_a_motion_without_a_text_is_not_there(client, slug):
    MotionFactory(slug="empty", version=False)
    assert client.get(f"/motions/{slug}/print/").status_code == 404
    assert client.get(f"/motions/{slug}/motion.pdf").status_code == 404


def test_motion_page_leads_to_the_sheet(client, motion):
    page = client.get("/motions/libraries/").content.decode()
    assert 'href="/motions/libraries/motion.pdf"' in page
    assert 'href="/motions/libraries/print/"' in page


@pytest.mark.parametrize(
    ("points", "refusal"),
    [
        ("1\n2\n3\n4", "There are 4 lines. Keep the 3 strongest."),
        ("One.\n" + "x" * 161, "Line 2 has 161 letters. At most 160 fit on the sheet."),
    ],
)
def test_speaking_points_that_do_not_fit_are_refused(motion, points, refusal):
    motion.campaign.speaking_points = points
    with pytest.raises(ValidationError) as refused:
        motion.campaign.full_clean()
    assert refused.value.message_dict == {"speaking_points": [refusal]}


@pytest.mark.parametrize("points", ["", "\n\n", "1\n\n2\n3\n", "x" * 160])
def test_speaking_points_that_fit_are_taken(motion, points):
    motion.campaign.speaking_points = points
    motion.campaign.full_clean()
