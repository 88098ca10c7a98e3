"""Importing past results: what stands beside what, whose they are, and earlier campaigns."""

from datetime import UTC, date, datetime

from zeal import zeal_ignore

from campaign.accounts.models import Role
from campaign.mail.models import Email, Reminder
from campaign.mail.tasks import mail_round
from motions.actions.votes import Result, record_vote
from motions.enums import Outcome
from motions.models import Event, Motion, Standing, Submission, Vote
from tests.desk.importing.conftest import agreed, bring, cells, figures, preview, wrongs
from tests.desk.importing.lines import BATH, HEADER, line, votes
from tests.factories import (
    CampaignFactory,
    ConferenceFactory,
    MotionFactory,
    RegionFactory,
    allow,
    carried_on,
    make_submission,
    sign_in_with,
    with_role,
)

HELD = date(2027, 5, 3)


def stages():
    return {one.clp.slug: one.stage for one in Standing.objects.select_related("clp") if one.stage != "not_started"}


def test_results_are_counted_after_a_preview_that_writes_nothing(desk, places, motion):
    content = HEADER + BATH + line("E14001080", "lost", "2027-05-01", branch="Market", votes="3,9,")
    page = preview(desk, "results", content)
    assert figures(page) == (2, 0, 0, 0)
    assert not Submission.objects.exists()
    assert [(change.about, cells(change)) for change in page.context["plan"].changes] == [
        (
            "The CLP",
            [
                ("Outcome", "", "Carried, as our conference motion"),
                ("Meeting", "", "3 May 2027"),
                ("Votes", "", "31 for, 2 against, 4 abstained"),
                ("Note", "", "From the minutes"),
            ],
        ),
        ("Market branch", [("Outcome", "", "Lost"), ("Meeting", "", "1 May 2027"), ("Votes", "", "3 for, 9 against")]),
    ]
    done = desk.post("/admin/import/results/apply/", agreed(page), follow=True)
    assert "Past results: 2 added, 0 changed, 0 as before." in done.text
    assert votes() == [
        ("bath", "carried", "conference", HELD, 31, 2, 4, "From the minutes"),
        ("bath", "lost", "", date(2027, 5, 1), 3, 9, None, ""),
    ]
    assert stages() == {"bath": "carried_for_conference"}
    with zeal_ignore([{"model": "accounts.User", "field": "get()"}]):
        story = desk.get("/admin/clps/bath/story/").text
    for words in ("from a spreadsheet", "From the minutes", "31 for, 2 against, 4 abstained", "Olive Organiser"):
        assert words in story


def test_results_imported_a_second_time_change_nothing(desk, places):
    content = HEADER + BATH + line("Yeovil", "Deferred", "1/5/2027", new="1/7/2027") + line("Yeovil", branch="Moor")
    bring(desk, "results", content)
    before = votes(), Event.objects.count(), Standing.objects.count()
    page = preview(desk, "results", content)
    assert figures(page) == (0, 0, 3, 0)
    assert "Nothing would change" in page.text
    assert (votes(), Event.objects.count(), Standing.objects.count()) == before


def test_file_corrects_an_earlier_file_and_empty_cells_clear_nothing(desk, places):
    bring(desk, "results", HEADER + BATH)
    page = preview(desk, "results", HEADER + line(purpose="Conference", votes="32,,"))
    assert figures(page) == (0, 1, 0, 0)
    assert cells(page.context["plan"].changes[0]) == [
        ("Votes", "31 for, 2 against, 4 abstained", "32 for, 2 against, 4 abstained")
    ]
    desk.post("/admin/import/results/apply/", agreed(page))
    assert votes()[1:] == [("bath", "carried", "conference", HELD, 32, 2, 4, "From the minutes")]
    bring(desk, "results", HEADER + line(outcome="Lost", votes="2,31,"))
    assert votes()[2:] == [("bath", "lost", "", HELD, 2, 31, None, "")]
    assert (Submission.objects.count(), stages()) == (1, {"bath": "not_carried"})
    assert Event.objects.filter(kind="vote_corrected").count() == 2


def test_meeting_after_one_that_put_it_off_is_another_vote_of_the_same_report(desk, places):
    bring(desk, "results", HEADER + line(outcome="Inquorate"))
    assert stages() == {"bath": "with_clp"}
    bring(desk, "results", HEADER + line(held_on="20/5/2027", purpose="Policy"))
    assert (Submission.objects.count(), stages()) == (1, {"bath": "carried_as_policy"})
    assert [vote.corrects for vote in Vote.objects.all()] == [None, None]


def test_report_by_somebody_stays_and_a_conflict_is_announced(desk, places, motion):
    theirs = make_submission(motion, places["bath"], meeting_on=HELD)
    record_vote(theirs, Result(outcome=Outcome.LOST, held_on=HELD), by=theirs.activist)
    page = preview(desk, "results", HEADER + BATH)
    assert figures(page) == (1, 0, 0, 0)
    assert page.context["plan"].changes[0].notes == [
        "Another report says: Lost, on 3 May 2027. Both are kept.",
        "The two conflict: settle it on the CLP’s page.",
    ]
    assert theirs.reporter_name not in page.text
    desk.post("/admin/import/results/apply/", agreed(page))
    assert theirs.current_vote.outcome == "lost"
    assert Standing.objects.get(clp=places["bath"]).is_conflicting


def test_result_that_somebody_reported_already_is_known(desk, places, motion):
    theirs = make_submission(motion, places["bath"], meeting_on=HELD)
    said = carried_on(HELD, votes_for=31)
    record_vote(theirs, said, by=theirs.activist)
    assert figures(preview(desk, "results", HEADER + line(purpose="Conference"))) == (0, 0, 1, 0)
    assert figures(preview(desk, "results", HEADER + line(purpose="Policy"))) == (1, 0, 0, 0)


def test_report_that_waits_for_its_outcome_is_still_asked_about(desk, places, motion):
    make_submission(motion, places["bath"], meeting_on=HELD)
    make_submission(motion, places["yeovil"], confirmed=False)
    page = preview(desk, "results", HEADER + BATH + line("Yeovil", "Lost"))
    assert [change.notes for change in page.context["plan"].changes] == [
        ["A report here still waits for its outcome. It stays, and its reporter is still asked."],
        [],
    ]


def test_one_body_twice_in_a_file_is_an_error_and_two_bodies_are_not(desk, places):
    told = [
        line(outcome="Lost"),
        line(outcome="Lost", branch="Market"),
        line(outcome="Lost", branch=" market "),
        line("E14001080", "Lost"),
    ]
    page = preview(desk, "results", HEADER + "".join(told))
    assert wrongs(page) == [
        (4, "CLP", "Line 3 is about the same. Keep one of the two."),
        (5, "CLP", "Line 2 is about the same. Keep one of the two."),
    ]


def test_results_of_an_earlier_campaign_go_to_its_motion(desk, places, motion):
    conference = ConferenceFactory(
        name="Annual Conference 2025",
        starts_on=date(2025, 9, 28),
        ends_on=date(2025, 10, 1),
        deadline=datetime(2025, 9, 11, 16, tzinfo=UTC),
    )
    earlier = MotionFactory(slug="last", campaign=CampaignFactory(conference=conference, is_current=False))
    offered = [str(label) for _, label in desk.get("/admin/import/results/").context["form"].fields["motion"].choices]
    assert offered == [
        f"{motion.campaign.conference}: A library in reach (now)",
        "Annual Conference 2025: A library in reach",
    ]
    told = HEADER + line(held_on="3/6/2025", purpose="Conference")
    assert figures(preview(desk, "results", told))[3] == 1
    bring(desk, "results", told, motion=earlier.pk)
    assert [(one.motion, one.stage) for one in Standing.objects.all()] == [(earlier, "carried_for_conference")]
    with zeal_ignore([{"model": "accounts.User", "field": "get()"}]):
        [before] = desk.get("/admin/clps/bath/story/").context["story"].earlier
    assert (before.motion, before.stage) == (earlier, "carried_for_conference")
    assert [fact.on for fact in before.facts][-1] == date(2025, 6, 3)
    assert Motion.objects.get(pk=motion.pk).progress_version == 0


def test_motion_that_is_none_of_the_conference_motions_is_refused(desk, places):
    local = MotionFactory(slug="local", kind="local", campaign=Motion.objects.get().campaign)
    page = preview(desk, "results", HEADER + BATH, motion=local.pk)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["motion"])


def test_results_are_for_organisers_of_the_region(client, places, motion):
    client.force_login(with_role(Role.ORGANISER, RegionFactory(name="Wales")))
    theirs = make_submission(motion, places["bath"], meeting_on=HELD)
    record_vote(theirs, Result(outcome=Outcome.LOST, held_on=HELD), by=theirs.activist)
    page = preview(client, "results", HEADER + BATH + line("Anglesey", "Lost"))
    words = "This CLP is not in your regions. Take the line out, or ask somebody who looks after it."
    assert wrongs(page) == [(2, "CLP", words)]
    assert "Another report" not in page.text
    bring(client, "results", HEADER + line("Anglesey", "Lost"))
    assert stages()["ynys-mon"] == "not_carried"


def test_results_need_the_right_to_change_reports(client, places):
    reader = sign_in_with(client, "view_submission", "view_secretary", "add_secretary", "change_secretary")
    assert client.get("/admin/import/results/").status_code == 403
    page = client.get("/admin/import/")
    assert [kind.slug for kind in page.context["kinds"]] == ["secretaries"]
    allow(reader, "view_submission")
    for address in ("", "results/", "results/blank.xlsx", "secretaries/", "secretaries/blank.csv"):
        assert client.get(f"/admin/import/{address}").status_code == 403
    assert client.post("/admin/import/secretaries/apply/").status_code == 403


def test_import_of_results_sends_no_mail(desk, places, motion, mailoutbox):
    bring(desk, "results", HEADER + BATH + line("Yeovil", "Deferred", new="2/6/2027") + line("Yeovil", branch="Moor"))
    mail_round()
    assert (mailoutbox, Email.objects.count(), Reminder.objects.count()) == ([], 0, 0)
