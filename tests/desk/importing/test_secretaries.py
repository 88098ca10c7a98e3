"""Importing secretaries: what changes, and what does not."""

from datetime import date

import pytest

from clps.models import Branch, Secretary
from motions.models import Event
from tests.desk.importing.conftest import agreed, bring, cells, figures, preview, wrongs
from tests.desk.importing.secretary_lines import BATH, HEADER, known, rows

TODAY = date(2027, 6, 1)


def told():
    return [(event.kind, event.clp.slug, event.by.name, event.details) for event in Event.objects.order_by("pk")]


def test_secretaries_are_added_after_a_preview_that_writes_nothing(desk, places):
    page = preview(desk, "secretaries", HEADER + BATH + "Yeovil,,ylva@example.org,,\n")
    assert figures(page) == (2, 0, 0, 0)
    assert rows() == []
    assert [cells(change) for change in page.context["plan"].changes] == [
        [
            ("Name", "", "Bea Bath"),
            ("Email address", "", "bea@example.org"),
            ("How we know", "", "The May notice"),
            ("When we learned it", "", "3 May 2027"),
        ],
        [
            ("Email address", "", "ylva@example.org"),
            ("How we know", "", "A spreadsheet imported on 1 June 2027."),
            ("When we learned it", "", "1 June 2027"),
        ],
    ]
    page = desk.post("/admin/import/secretaries/apply/", agreed(page), follow=True)
    assert "Secretaries: 2 added, 0 changed, 0 as before." in page.text
    assert rows() == [
        ("Bath", "Bea Bath", "bea@example.org", date(2027, 5, 3), "The May notice", None),
        ("Yeovil", "", "ylva@example.org", TODAY, "A spreadsheet imported on 1 June 2027.", None),
    ]


def test_secretaries_imported_are_told_in_the_story_without_a_name(desk, places):
    known(places["yeovil"])
    bring(desk, "secretaries", HEADER + BATH + "Yeovil,Bea Bath,new@example.org,,\n")
    assert told() == [
        (
            "secretary_recorded",
            "bath",
            "Olive Organiser",
            {"fields": ["name", "email", "known_since", "how_known"], "from_file": True, "took_over": False},
        ),
        (
            "secretary_changed",
            "yeovil",
            "Olive Organiser",
            {"fields": ["email", "known_since"], "from_file": True, "took_over": False},
        ),
    ]
    text = desk.get("/admin/clps/yeovil/story/?kind=changes").text
    assert "Email address, when we learned it, from a spreadsheet." in text
    assert "Olive Organiser" in text


@pytest.mark.parametrize(
    "line", [BATH, "Bath,Bea Bath,,,\n", "Bath,,bea@example.org,,\n", "Bath,Bea,bea@example.org,x,\n"]
)
def test_secretaries_imported_a_second_time_change_nothing(desk, places, line):
    bring(desk, "secretaries", HEADER + line)
    before, events = rows(), Event.objects.count()
    page = preview(desk, "secretaries", HEADER + line)
    assert figures(page) == (0, 0, 1, 0)
    assert "Nothing would change" in page.text
    assert 'action="/admin/import/secretaries/apply/"' not in page.text
    assert (rows(), Event.objects.count()) == (before, events)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Bath,BEA  bath,,,\n", None),
        ("Bath,,BEA@example.org,,\n", None),
        ("Bath,Bea Bath,bea@example.org,An older word,1/1/2027\n", None),
        ("Bath,Zed Other,zed@example.org,An older word,1/1/2027\n", None),
        ("Bath,Bea Bath,,,3/5/2027\n", [("When we learned it", "1 February 2027", "3 May 2027")]),
        (
            "Bath,Bea Bath,b@example.org,,3 May 2027\n",
            [
                ("Email address", "bea@example.org", "b@example.org"),
                ("When we learned it", "1 February 2027", "3 May 2027"),
            ],
        ),
        (
            "Bath,Bea Bristow,bea@example.org,,2027-05-03\n",
            [("Name", "Bea Bath", "Bea Bristow"), ("When we learned it", "1 February 2027", "3 May 2027")],
        ),
    ],
)
def test_line_is_compared_with_what_we_know_and_clears_nothing(desk, places, line, expected):
    row = known(places["bath"])
    page = preview(desk, "secretaries", HEADER + line)
    assert figures(page) == ((0, 1, 0, 0) if expected else (0, 0, 1, 0))
    assert [cells(change) for change in page.context["plan"].changes] == ([expected] if expected else [])
    if expected:
        desk.post("/admin/import/secretaries/apply/", agreed(page))
        row.refresh_from_db()
        assert (Secretary.objects.count(), row.how_known, row.left_on) == (1, "The notice.", None)
        assert row.known_since == date(2027, 5, 3)


def test_somebody_new_takes_over_and_the_one_before_stays_on_record(desk, places):
    known(places["bath"])
    page = preview(desk, "secretaries", HEADER + "Bath,Cal New,cal@example.org,,3/5/2027\n")
    assert figures(page) == (0, 1, 0, 0)
    assert cells(page.context["plan"].changes[0])[0] == ("Name", "Bea Bath", "Cal New")
    desk.post("/admin/import/secretaries/apply/", agreed(page))
    assert rows() == [
        ("Bath", "Bea Bath", "bea@example.org", date(2027, 2, 1), "The notice.", date(2027, 5, 3)),
        ("Bath", "Cal New", "cal@example.org", date(2027, 5, 3), "A spreadsheet imported on 1 June 2027.", None),
    ]
    assert "Whoever had it before gave it up." in desk.get("/admin/clps/bath/story/").text


def test_secretaries_of_branches_and_of_the_past_are_left_alone(desk, places):
    branch = Secretary.objects.create(
        branch=Branch.objects.create(clp=places["bath"], name="Market"), name="Bo", known_since=TODAY, how_known="x"
    )
    known(places["bath"], name="Old", email="", left_on=date(2027, 3, 1))
    assert figures(preview(desk, "secretaries", HEADER + BATH)) == (1, 0, 0, 0)
    bring(desk, "secretaries", HEADER + BATH)
    branch.refresh_from_db()
    assert branch.left_on is None


def test_secretary_among_several_is_known_and_another_is_asked_about(desk, places):
    known(places["bath"])
    known(places["bath"], name="Cal Other", email="cal@example.org")
    assert figures(preview(desk, "secretaries", HEADER + "Bath,Cal Other,,,\n")) == (0, 0, 1, 0)
    page = preview(desk, "secretaries", HEADER + "Bath,Di New,,,\n")
    assert [column for _, column, _ in wrongs(page)] == ["CLP"]
    assert "several secretaries" in page.text


def test_with_one_line_wrong_nothing_can_be_imported(desk, places):
    lines = [
        "Bath,Bea Bath,bea@example.org,,",
        "Yeovil,Yves,not an address,,",
        "Ynys Mon,,,,",
        "Bath,Cal,,,",
        f"Yeovil,{'x' * 121},,,",
        "Yeovil,Yves,,,31/2/2027",
        "Yeovil,Yves,,,3/5/27",
        "Yeovil,Yves,,,2/6/2027",
    ]
    page = preview(desk, "secretaries", HEADER + "\n".join(lines))
    date_words = "This is no date that we can read. Write it as 2027-05-03 or 3/5/2027, the day first."
    assert page.status_code == 422
    assert wrongs(page) == [
        (3, "Email address", "This is no email address."),
        (4, "Name", "Give a name, an email address or both."),
        (5, "CLP", "Line 2 is about the same. Keep one of the two."),
        (6, "Name", "Ensure this value has at most 120 characters (it has 121)."),
        (7, "When we learned it", date_words),
        (8, "When we learned it", date_words),
        (9, "When we learned it", "That day is still to come."),
    ]
    page = desk.post("/admin/import/secretaries/apply/", agreed(page))
    assert (page.status_code, rows()) == (409, [])
