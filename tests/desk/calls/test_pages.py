"""The call sheet as organisers use it: take, call, press one button; and the ways to and from what needs attention."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission

from campaign.desk.calls.actions import take_person
from campaign.desk.models import Call, CallHold
from clps.models import AuditEntry
from tests.factories import CLPFactory, RegionFactory, UserFactory, allow, look_after, make_submission

pytestmark = pytest.mark.django_db
SHEET = "/admin/calls/"


@pytest.fixture
def other(client, clock):
    return allow(UserFactory(is_staff=True, name="Otto Other"), "view_submission", "change_submission")


def read(response):
    assert response.status_code == 200, response
    return response.content.decode()


def key_of(client, card):
    return client.get(card).context["form"]["form_key"].value()


def record(client, card, result, **given):
    return client.post(card, {"result": result, "form_key": key_of(client, card), **given})


def test_attention_leads_to_whom_to_ask_and_back(desk, card):
    assert 'href="/admin/calls/?clp=little-mickering"' in read(desk.get("/admin/"))
    page = read(desk.get(f"{SHEET}?clp=little-mickering"))
    assert "Alex Activist, who reported it." in page
    assert 'href="/admin/clps/little-mickering/story/"' in page
    assert '/admin/calls/?clp=little-mickering">Whom to call there' in read(
        desk.get("/admin/clps/little-mickering/story/")
    )


def test_address_is_shown_to_whoever_took_them_and_that_is_noted(desk, organiser, card, report):
    assert "alex@example.org" not in read(desk.get(card))
    assert desk.post(f"{SHEET}?region=north-west", {"act": "next"})["Location"] == f"{card}?region=north-west"
    page = read(desk.get(card))
    assert 'href="mailto:alex@example.org?subject=A%20library' in page
    assert "How did it go?" in page
    noted = AuditEntry.objects.filter(act="open-person", by=organiser.pk)
    assert list(noted.values_list("about_key", flat=True)) == [str(report.activist_id)]


def test_taken_by_one_organiser_at_a_time(desk, organiser, other, client, card, report, clock):
    desk.post(card, {"act": "take"})
    client.force_login(other)
    page = read(client.get(card))
    assert "Olive Organiser</b> has them in hand until 14:00" in page
    assert "alex@example.org" not in page
    client.post(card, {"act": "take"})
    assert client.post(SHEET, {"act": "next"})["Location"] == SHEET
    assert record(client, card, "no-answer").status_code == 422
    assert (CallHold.objects.get().by, Call.objects.count()) == (organiser, 0)
    clock.shift(timedelta(hours=1))
    client.post(card, {"act": "take"})
    assert CallHold.objects.get().by == other


def test_given_back_others_can_take_them(desk, organiser, other, card, report):
    desk.post(card, {"act": "take"})
    desk.post(card, {"act": "give-back"})
    assert not CallHold.objects.exists()
    desk.post(card, {"act": "take"})
    desk.post(SHEET, {"act": "give-back"})
    assert take_person(report.activist_id, by=other)


def test_call_is_recorded_by_one_press_and_frees_the_person(desk, organiser, motion, clp, card, report):
    desk.post(card, {"act": "take"})
    key = key_of(desk, card)
    for _ in range(2):
        response = desk.post(f"{card}?why=overdue", {"result": "no-answer", "form_key": key})
        assert response["Location"] == f"{SHEET}?why=overdue"
    call = Call.objects.get()
    said = (call.person, call.clp, call.motion, call.result, call.words, call.call_back_on, call.by)
    assert said == (report.activist, clp, motion, "no-answer", "", None, organiser)
    assert not CallHold.objects.exists()
    assert "Call: no answer" in read(desk.get("/admin/clps/little-mickering/story/"))


@pytest.mark.parametrize("day", ["", "2027-06-01", "2027-05-30", "2031-01-01", "soon"])
def test_calling_back_wants_a_day_to_come_and_keeps_what_was_typed(desk, card, day):
    response = record(desk, card, "call-back", call_back_on=day, words="At work until six.")
    assert response.status_code == 422
    assert response.context["form"]["call_back_on"].errors
    assert not Call.objects.exists()
    # Not taken yet, so the card asks to take them; once taken it shows what was typed.
    desk.post(card, {"act": "take"})
    again = desk.post(card, {"result": "call-back", "call_back_on": day, "words": "At work until six."})
    assert "At work until six." in again.content.decode()


def test_card_shows_what_was_said_last(desk, card, clock, other, client):
    record(desk, card, "call-back", call_back_on="2027-06-03", words="After the count.")
    clock.shift(timedelta(days=2))
    client.force_login(other)
    assert "“After the count.”" in read(client.get(SHEET))
    client.post(card, {"act": "take"})
    page = read(client.get(card))
    assert "Olive Organiser: call back another day." in page
    assert "<blockquote>After the count.</blockquote>" in page


def test_outcome_leads_to_where_it_is_recorded(desk, card, report):
    response = record(desk, card, "outcome")
    assert response["Location"] == f"/admin/clps/little-mickering/story/outcome/{report.pk}/"
    assert desk.get(response["Location"]).status_code == 200


def test_sheet_is_narrowed_by_region_day_and_reason(desk, report, motion):
    wales = CLPFactory(name="Far Away", region=RegionFactory(name="Wales"))
    make_submission(motion, wales, meeting_on=date(2027, 6, 3))

    def shown(query):
        return [line.clp.name for line in desk.get(f"{SHEET}?{query}").context["page"]]

    assert shown("region=wales") == shown("day=2027-06-03") == shown("why=meeting-soon") == ["Far Away"]
    assert shown("region=wales&day=2027-05-10") == []
    assert shown("day=yesterday&why=nothing") == ["Far Away", "Little Mickering"]


def test_sheet_and_card_turn_outsiders_back(client, organiser, card, clp, desk):
    look_after(organiser, RegionFactory(name="Wales"))
    assert desk.get(card).status_code == desk.post(card, {"act": "take"}).status_code == 403
    client.force_login(allow(UserFactory(is_staff=True), "view_submission"))
    for address in (SHEET, card, f"{SHEET}take-away/"):
        assert client.get(address).status_code == client.post(address).status_code == 403
    client.logout()
    assert client.get(card).status_code == 302


def test_somebody_who_took_no_part_there_has_no_card(desk, card):
    CLPFactory(slug="elsewhere")
    assert desk.get(card.replace("little-mickering", "elsewhere")).status_code == 404
    assert desk.get(f"/admin/calls/little-mickering/{UserFactory().pk}/").status_code == 404


class TestTakingAway:
    ADDRESS = f"{SHEET}take-away/"

    @pytest.fixture(autouse=True)
    def may_export(self, organiser):
        organiser.user_permissions.add(Permission.objects.get_or_create(
            codename="export_user", content_type=Permission.objects.get(codename="view_user").content_type
        )[0])  # fmt: skip

    def test_csv_holds_one_line_a_person_who_is_then_in_hand(self, desk, organiser, report, clock):
        response = desk.post(self.ADDRESS, {"kind": "csv"})
        rows = b"".join(response).decode("utf-8-sig").splitlines()
        assert rows[0].startswith('"Region","CLP","Why","Day","Chance","Name","Email address"')
        assert rows[1].startswith(
            '"North West","Little Mickering","Outcome overdue","2027-05-10","Good chance","Alex Activist",'
            '"alex@example.org"'
        )
        assert len(rows) == 2
        hold = CallHold.objects.get()
        assert (hold.person, hold.by, hold.until.hour) == (report.activist, organiser, 0)
        noted = AuditEntry.objects.get(act="export")
        assert (noted.by, noted.words, noted.rows) == (organiser.pk, "call sheet, csv", 1)

    def test_person_in_other_hands_is_not_taken_away(self, desk, report, other, motion):
        make_submission(motion, CLPFactory(name="Soon"), email="soon@example.org", meeting_on=date(2027, 6, 3))
        take_person(report.activist_id, by=other)
        assert "1 more is in other hands" in " ".join(read(desk.get(self.ADDRESS)).split())
        page = read(desk.post(self.ADDRESS, {"kind": "print"}))
        assert "soon@example.org" in page
        assert "alex@example.org" not in page
