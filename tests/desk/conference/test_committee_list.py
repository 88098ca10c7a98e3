"""The committee's list beside ours: read however it comes, every difference named and recorded once."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from clps.directory import Directory
from clps.models import Affiliate
from motions.attention import find_attention
from motions.committee.differences import reconcile
from motions.committee.reading import ListedMotion, read_pasted
from motions.enums import CommitteeRuling
from motions.models import CommitteeList, ConferenceEntry, Event
from motions.workflow import EntryAct
from tests.desk.conference.conftest import SENT, sent
from tests.factories import CLPFactory, RegionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_people")]
PAGE, RECORD, PLACE = "/admin/committee-list/", "/admin/committee-list/record/", "/admin/committee-list/place/"
DAY = date(2027, 5, 28)


@pytest.fixture
def clps(motion):
    names = ("Ambridge", "Borchester", "Cities of London and Westminster", "Darrington", "Edgeley")
    return {name: CLPFactory(name=name, slug=name.lower().replace(" ", "-")) for name in names}


@pytest.fixture
def world(motion, clps):
    """Three that were sent, of which one is in order under a heading."""
    for name in ("Ambridge", "Borchester"):
        sent(motion, clps[name])
    entry = sent(motion, clps["Cities of London and Westminster"], EntryAct.RULE_IN_ORDER)
    ConferenceEntry.objects.filter(pk=entry.pk).update(subject_heading="Libraries")
    return motion


def read(browser, text="", *, file=None, source="First report, page 12."):
    data = {"published_on": str(DAY), "source": source, "pasted": text}
    return browser.post(PAGE, data | ({"file": file} if file else {}))


def told(motion, **values):
    found = reconcile(motion, **values)
    return [(str(one.kind), one.clp.name if one.clp else one.line.sender) for one in found.differences]


TITLE = "A library in reach of every child"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Name\tMotion\tStatus\nAmbridge CLP\tA library in reach\tIn order\nUNISON\tPay\tNot in order",
            None,
        ),
        (
            "Public services\nAmbridge CLP\n2. Borchester CLP  A library in reach  Ruled out: two subjects\n"
            "Health\nCities of London and Westminster CLP, Darrington CLP",
            [
                ListedMotion(sender="Ambridge CLP", heading="Public services"),
                ListedMotion(sender="Borchester CLP", heading="Public services", title="A library in reach",
                             ruling=CommitteeRuling.OUT, ruling_words="Ruled out: two subjects"),
                ListedMotion(sender="Cities of London and Westminster CLP", heading="Health"),
                ListedMotion(sender="Darrington CLP", heading="Health"),
            ],
        ),
        (
            "Motions ruled out of order\nAmbridge\nMotions in order\nBorchester",
            [
                ListedMotion(sender="Ambridge", ruling=CommitteeRuling.OUT),
                ListedMotion(sender="Borchester", ruling=CommitteeRuling.IN_ORDER),
            ],
        ),
    ],
)  # fmt: skip
def test_pasted_list_is_read_as_people_paste_it(clps, text, expected):
    Affiliate.objects.create(kind="union", name="UNISON")
    found = read_pasted(text, directory=Directory.read(), affiliates={"unison"})
    if expected is None:
        assert [(one.sender, one.ruling) for one in found] == [
            ("Ambridge CLP", CommitteeRuling.IN_ORDER), ("UNISON", CommitteeRuling.OUT)
        ]  # fmt: skip
    else:
        assert found == expected


def test_pasted_list_of_unions_with_long_titles_is_no_booklet(desk, clps, motion):
    unions = ("UNISON", "Unite the Union", "GMB")
    title = "Fair pay for everybody who keeps our hospitals and our schools going"
    for name in unions:
        Affiliate.objects.create(kind="union", name=name)
    assert read(desk, "\n".join(f"{name}   {title}   In order" for name in unions)).status_code == 302
    lines = CommitteeList.objects.get().lines.order_by("pk")
    assert list(lines.values_list("sender", "title", "ruling")) == [(name, title, "in-order") for name in unions]


def test_committee_list_names_every_difference_from_ours(desk, world, clps):
    lines = [
        "Name\tMotion\tHeading\tStatus",
        f"Borchester CLP\t{TITLE}\t\tOut of order",
        f"Cities of London and Westminster CLP\t{TITLE}\tCulture\tIn order",
        f"Darrington CLP\t{TITLE}\tCulture\tIn order",
        f"Edgelea CLP\t{TITLE}\tCulture\tIn order",
        "Edgeley CLP\tTrams for all\tTransport\tIn order",
    ]
    for _ in range(2):
        assert read(desk, "\n".join(lines)).status_code == 302
    assert CommitteeList.objects.count() == 1
    expected = [
        ("missing", "Ambridge"),
        ("ruling", "Borchester"),
        ("not-known", "Darrington"),
        ("no-clp", "Edgelea CLP"),
        ("heading", "Cities of London and Westminster"),
    ]
    assert told(world) == expected
    page = desk.get(PAGE).text
    for words in (
        "Sent on 10 May 2027, and not on the committee’s list.",
        "The list says “ruled out”, we say “sent”.",
        "and we do not know that it was sent.",
        "The list names “Edgelea CLP”, and we know no CLP of that name.",
        "The list has it under “Culture”, we under “Libraries”.",
        "0 lines agree with ours, 1 is about other motions.",
        "It is Edgeley",
    ):
        assert words in page
    items = [item for item in find_attention(world, day=DAY, asks_after=()) if item.kind.key == "committee-list"]
    assert len({item.key for item in items}) == len(items) == 5


def test_difference_is_recorded_by_one_press_and_twice_is_once(desk, world, clps):
    rows = [("Ambridge", "", ""), ("Borchester", "Not in order: two subjects", ""), ("Darrington", "", "")]
    rows.append(("Cities of London and Westminster", "In order", "Culture"))
    book = Workbook()
    for row in (("CLP name", "Decision", "Topic"), *rows):
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    assert read(desk, file=SimpleUploadedFile("list.xlsx", held.getvalue())).status_code == 302
    wanted = [("ruling", "borchester"), ("not-known", "darrington"), ("heading", "cities-of-london-and-westminster")]
    assert [kind for kind, _ in told(world)] == [kind for kind, _ in wanted]
    for kind, slug in wanted:
        assert desk.post(RECORD, {"kind": kind, "clp": slug}).status_code == 302
    assert told(world) == []
    entries = {entry.clp.name: entry for entry in ConferenceEntry.objects.select_related("clp")}
    assert (entries["Borchester"].state, entries["Borchester"].ruled_on) == ("ruled-out", DAY)
    assert entries["Borchester"].ruling_reason == "Not in order: two subjects"
    assert (entries["Darrington"].state, entries["Darrington"].sent_on) == ("sent", DAY)
    assert entries["Cities of London and Westminster"].subject_heading == "Culture"
    events = Event.objects.count()
    for kind, slug in wanted:
        assert (
            "there is no such difference any more" in desk.post(RECORD, {"kind": kind, "clp": slug}, follow=True).text
        )
    assert Event.objects.count() == events


def test_other_text_and_a_ruling_that_takes_judgement_are_not_recorded_by_themselves(desk, world, clps):
    ours = ConferenceEntry.objects.get(clp=clps["Ambridge"]).submission.version.text
    listed = f'CLP;Wording;Status\nAmbridge;"{ours} Tomorrow.";\nBorchester;"{ours}";\n'
    listed += "Cities of London and Westminster;;Refused"
    read(desk, file=SimpleUploadedFile("list.csv", listed.encode()))
    assert told(world) == [("ruling", "Cities of London and Westminster"), ("text", "Ambridge")]
    before = Event.objects.count()
    refused = desk.post(RECORD, {"kind": "ruling", "clp": "cities-of-london-and-westminster"}, follow=True)
    assert "This cannot be recorded by itself." in refused.text
    assert Event.objects.count() == before


def test_name_that_is_placed_counts_for_all_its_lines_and_a_newer_list_replaces_the_older(desk, world, clps):
    read(desk, f"Name\tMotion\nEdgelea CLP\t{TITLE}\nAmbridge CLP\t{TITLE}")
    for _ in range(2):
        assert desk.post(PLACE, {"line": "1", "is": "Edgeley"}).status_code == 302
    assert ("not-known", "Edgeley") in told(world)
    assert Event.objects.filter(kind="committee_line_placed").count() == 1
    assert "We know no CLP of that name." in desk.post(PLACE, {"line": "1", "is": "Nowhere"}, follow=True).text
    read(desk, "Ambridge CLP\nBorchester CLP\nCities of London and Westminster CLP", source="Second report.")
    assert told(world) == []
    page = desk.get(PAGE).text
    assert page.index("Second report.") < page.index("Lists before it") < page.index("First report, page 12.")


def test_list_is_read_by_who_looks_after_everything_and_each_sees_their_regions(
    client, organiser, of_wales, world, clps
):
    welsh = CLPFactory(name="Ynys Môn", slug="ynys-mon", region=of_wales.regions.get())
    sent(world, welsh)
    client.force_login(of_wales)
    assert read(client, "Ambridge CLP").status_code == 403
    client.force_login(organiser)
    read(client, "Ambridge CLP\nBorchester CLP")
    client.force_login(of_wales)
    page = client.get(PAGE).text
    assert "Ynys Môn CLP" in page
    assert "Westminster" not in page
    assert client.post(RECORD, {"kind": "missing", "clp": "ambridge"}).status_code == 403


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"pasted": ""}, "Paste the list, or choose a file"),
        ({"pasted": "Nothing here.\nAt all."}, "We find no CLP in it."),
        ({"published_on": "2027-06-02", "pasted": "Ambridge CLP"}, "That day is still to come."),
    ],
)
def test_list_that_cannot_be_read_is_refused_and_nothing_typed_is_lost(desk, world, given, words):
    data = {"published_on": str(DAY), "source": "First report.", **given}
    page = desk.post(PAGE, data)
    assert page.status_code == 422
    assert words in page.text
    assert "First report." in page.text
    assert not CommitteeList.objects.exists()


def test_list_of_650_is_compared_in_few_queries(desk, world, django_assert_max_num_queries):
    region = RegionFactory(name="North West")
    CLPFactory.create_batch(60, region=region)
    lines = "\n".join(f"{clp.name} CLP\t{TITLE}" for clp in region.clps.all())
    read(desk, f"Name\tMotion\n{lines}")
    with django_assert_max_num_queries(14):
        assert len(reconcile(world).differences) > 50
    assert SENT < DAY
