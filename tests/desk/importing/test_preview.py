"""A preview: who may see it and apply it, how long it holds, and what is left behind for others to see."""

from datetime import date

import pytest
from django.db import connection

from campaign.accounts.models import Role
from motions.models import Event
from tests.desk.importing.conftest import agreed, bring, figures, preview, wrongs
from tests.desk.importing.secretary_lines import BATH, HEADER, known, rows
from tests.factories import RegionFactory, look_after, with_role

TODAY = date(2027, 6, 1)


def test_organiser_of_some_regions_imports_only_there_and_learns_nothing_of_others(client, places):
    known(places["anglesey"], name="Ann Anglesey", email="ann@example.org")
    client.force_login(with_role(Role.ORGANISER, RegionFactory(name="South West"), name="Rhian Regional"))
    page = preview(client, "secretaries", HEADER + BATH + "Ynys Môn,Ann Anglesey,new@example.org,,\n")
    words = "This CLP is not in your regions. Take the line out, or ask somebody who looks after it."
    assert (page.status_code, wrongs(page)) == (422, [(3, "CLP", words)])
    assert [change.clp.name for change in page.context["plan"].changes] == ["Bath"]
    assert "ann@example.org" not in page.text
    bring(client, "secretaries", HEADER + BATH)
    assert [row[0] for row in rows()] == ["Ynys Môn", "Bath"]


def test_regions_taken_away_after_the_preview_stop_the_import(client, places):
    organiser = with_role(Role.ORGANISER)
    client.force_login(organiser)
    page = preview(client, "secretaries", HEADER + BATH)
    look_after(organiser, [places["anglesey"].region])
    page = client.post("/admin/import/secretaries/apply/", agreed(page))
    assert (page.status_code, [column for _, column, _ in wrongs(page)], rows()) == (409, ["CLP"], [])


def test_preview_of_another_cannot_be_applied(client, places):
    client.force_login(with_role(Role.ORGANISER, name="One"))
    sent = agreed(preview(client, "secretaries", HEADER + BATH))
    client.force_login(with_role(Role.ORGANISER, name="Other"))
    page = client.post("/admin/import/secretaries/apply/", sent, follow=True)
    assert "That preview can no longer be used." in page.text
    assert rows() == []


@pytest.mark.parametrize(
    "spoil", [lambda file: "", lambda file: "x" + file, lambda file: file[:-1], lambda file: "{}"]
)
def test_preview_that_was_changed_on_its_way_is_refused(desk, places, spoil):
    sent = agreed(preview(desk, "secretaries", HEADER + BATH))
    page = desk.post("/admin/import/secretaries/apply/", {**sent, "file": spoil(sent["file"])}, follow=True)
    assert "That preview can no longer be used." in page.text
    assert rows() == []


def test_preview_of_another_kind_is_refused(desk, places):
    sent = agreed(preview(desk, "secretaries", HEADER + BATH))
    page = desk.post("/admin/import/results/apply/", sent, follow=True)
    assert "That preview can no longer be used." in page.text


def test_preview_ends_after_a_day(desk, places, clock, organiser):
    sent = agreed(preview(desk, "secretaries", HEADER + BATH))
    clock.shift(24 * 60 * 60 + 1)
    desk.force_login(organiser)
    assert (
        "That preview can no longer be used." in desk.post("/admin/import/secretaries/apply/", sent, follow=True).text
    )
    assert rows() == []


def test_change_since_the_preview_is_shown_and_nothing_is_written(desk, places):
    sent = agreed(preview(desk, "secretaries", HEADER + BATH + "Yeovil,Yves,,,\n"))
    known(places["bath"], name="Cal Quick", email="cal@example.org")
    page = desk.post("/admin/import/secretaries/apply/", sent)
    assert page.status_code == 409
    assert "Something has changed since you looked, so nothing was imported." in page.text
    assert figures(page) == (1, 1, 0, 0)
    assert [row[1] for row in rows()] == ["Cal Quick"]
    desk.post("/admin/import/secretaries/apply/", agreed(page))
    assert [(row[1], row[5]) for row in rows()] == [
        ("Cal Quick", date(2027, 5, 3)),
        ("Bea Bath", None),
        ("Yves", None),
    ]


def test_import_pressed_twice_is_one(desk, places):
    sent = agreed(preview(desk, "secretaries", HEADER + BATH))
    desk.post("/admin/import/secretaries/apply/", sent)
    page = desk.post("/admin/import/secretaries/apply/", sent)
    assert (page.status_code, figures(page), len(rows()), Event.objects.count()) == (409, (0, 0, 1, 0), 1, 1)


def test_import_that_fails_half_way_writes_nothing(desk, places):
    sent = agreed(preview(desk, "secretaries", HEADER + BATH + "Yeovil,Yves,,,\n"))

    def fail_at_yves(execute, sql, params, many, context):
        if sql.startswith("INSERT") and "clps_secretary" in sql and "Yves" in params:
            raise RuntimeError("The disk is full.")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail_at_yves), pytest.raises(RuntimeError):
        desk.post("/admin/import/secretaries/apply/", sent)
    assert (rows(), Event.objects.count()) == ([], 0)


def test_names_and_addresses_are_in_no_log_and_no_address(desk, places, caplog):
    caplog.set_level("DEBUG")
    page = preview(desk, "secretaries", HEADER + BATH + "Yeovil,Yves,broken,,\n")
    assert page.status_code == 422
    page = bring(desk, "secretaries", HEADER + BATH)
    logged = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    for name in ("Bea", "bea@", "Yves", "broken"):
        assert name not in logged
        assert name not in str(page.redirect_chain)


def test_import_of_an_unknown_kind_is_not_found_and_is_applied_by_a_press_alone(desk, places):
    assert desk.get("/admin/import/secretaries/apply/").status_code == 405
    assert desk.get("/admin/import/nothing/").status_code == 404


def test_import_is_found_where_organisers_look(desk, places):
    for address in ("", "clps/clp/", "clps/secretary/"):
        page = desk.get(f"/admin/{address}").text
        assert 'href="/admin/import/' in page
    assert 'href="/admin/import/secretaries/"' in desk.get("/admin/clps/secretary/").text
    assert "Import a spreadsheet" in desk.get("/admin/clps/clp/").text
