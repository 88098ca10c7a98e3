import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from clps.enums import MeetingStructure
from clps.models import CLP, Branch, Constituency, Region, Secretary
from motions.models import Standing, Submission
from tests.clps.conftest import DATA
from tests.clps.files import BATH, HEADER, YEOVIL, refusal, state
from tests.factories import MotionFactory, make_submission

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["clps.csv", "clps_holyrood2011.csv"])
def test_file_of_the_project_is_loaded_whole_once(load, name):
    content = (DATA / name).read_bytes()
    assert load(content) == ["650 added, 0 changed, 0 unchanged."]
    before = state()
    assert load(content) == ["0 added, 0 changed, 650 unchanged."]
    assert state() == before
    assert CLP.objects.count() == 650
    assert Constituency.objects.count() == 666
    assert CLP.objects.get(name="Ynys Môn").slug == "ynys-mon"
    assert CLP.objects.get(name="Northern Ireland").constituencies.count() == 18
    assert CLP.objects.get(name="Labour International").constituencies.count() == 0


def test_dry_run_says_the_same_and_changes_nothing(load):
    content = (DATA / "clps.csv").read_bytes()
    last = "This was a dry run: nothing was changed."
    assert load(content, dry_run=True) == ["650 added, 0 changed, 0 unchanged.", last]
    assert state() == ([], [], [])
    load(HEADER + BATH)
    before = state()
    assert load(HEADER + BATH.replace("8,44", "9,44") + YEOVIL, dry_run=True) == [
        "1 added, 1 changed, 0 unchanged.",
        last,
    ]
    assert state() == before


def test_loading_takes_a_constant_number_of_queries(load, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        load((DATA / "clps.csv").read_bytes())
    with django_assert_max_num_queries(8):
        load((DATA / "clps.csv").read_bytes())


def test_row_with_everything_in_it_is_stored(load):
    load(HEADER + '"Mid &  East Mickering ", England ,South West,E14000001 | E14000002,-3,7\n')
    assert state() == (
        [("mid-and-east-mickering", "Mid & East Mickering", "South West", "unknown", -3, 7)],
        [("mid-and-east-mickering", "E14000001"), ("mid-and-east-mickering", "E14000002")],
        [("E14000001", "", "westminster"), ("E14000002", "", "westminster")],
    )


@pytest.mark.parametrize(
    ("where", "code", "kind"),
    [
        ("England,London", "E14000001", "westminster"),
        ("Wales,Wales", "W07000001", "westminster"),
        ("Northern Ireland,Northern Ireland", "N05000001", "westminster"),
        ("Northern Ireland,Northern Ireland", "N06000001", "westminster"),
        ("Scotland,Scotland", "S14000001", "westminster"),
        ("Scotland,Scotland", "S16000001", "holyrood"),
        ("International,International", "E14000001", "westminster"),
    ],
)
def test_code_tells_which_parliament_its_constituency_elects_to(load, where, code, kind):
    load(f"{HEADER}Mickering,{where},{code},,\n")
    assert list(Constituency.objects.values_list("gss_code", "kind", "name")) == [(code, kind, "Mickering")]


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + HEADER + BATH,
        (HEADER + BATH).replace("\n", "\r\n"),
        (HEADER + BATH).replace("\n", "\r"),
        HEADER + "\n" + BATH + "   \n\n",
        (HEADER + BATH).strip(),
        "Name , NATION,region,gss_codes,hex_q,hex_r,notes\n" + BATH.replace("44\n", '44,"two\nlines"\n'),
        "hex_r,hex_q,gss_codes,region,nation,name\n44,8,E14001080,South West,England,Bath\n",
    ],
)
def test_file_in_any_harmless_form_is_loaded(load, content):
    assert load(content) == ["1 added, 0 changed, 0 unchanged."]
    assert state()[0] == [("bath", "Bath", "South West", "unknown", 8, 44)]


def test_change_of_each_column_is_one_change(load):
    load(HEADER + BATH + YEOVIL)
    modified = CLP.objects.get(slug="bath").modified_at
    untouched = CLP.objects.get(slug="yeovil").modified_at
    for row in (
        "BÂTH,England,South West,E14001080,8,44\n",
        "BÂTH,England,South East,E14001080,8,44\n",
        "BÂTH,England,South East,E14001080|E14001081,8,44\n",
        "BÂTH,England,South East,,8,44\n",
        "BÂTH,England,South East,,,\n",
    ):
        assert load(HEADER + YEOVIL + row) == ["0 added, 1 changed, 1 unchanged."]
        assert load(HEADER + YEOVIL + row) == ["0 added, 0 changed, 2 unchanged."]
        before, modified = modified, CLP.objects.get(slug="bath").modified_at
        assert modified > before
    assert state()[:2] == (
        [
            ("bath", "BÂTH", "South East", "unknown", None, None),
            ("yeovil", "Yeovil", "South West", "unknown", 6, 46),
        ],
        [("yeovil", "E14001594")],
    )
    assert CLP.objects.get(slug="yeovil").modified_at == untouched


def test_change_keeps_what_the_file_does_not_carry(load):
    load(HEADER + BATH)
    clp = CLP.objects.get()
    CLP.objects.update(structure=MeetingStructure.ALL_MEMBER)
    branch = Branch.objects.create(clp=clp, name="Twerton")
    load(HEADER + "Bâth,England,South West,E14001080,9,44\n")
    changed = CLP.objects.get()
    assert (changed.pk, changed.slug, changed.name, changed.structure) == (clp.pk, "bath", "Bâth", "all-member")
    assert list(changed.branches.all()) == [branch]


def test_clps_that_change_cells_are_changed_without_a_clash(load):
    load(HEADER + BATH + YEOVIL)
    assert load(HEADER + BATH.replace("8,44", "6,46") + YEOVIL.replace("6,46", "8,44")) == [
        "0 added, 2 changed, 0 unchanged."
    ]
    assert list(CLP.objects.values_list("name", "hex_q", "hex_r")) == [("Bath", 6, 46), ("Yeovil", 8, 44)]


def test_new_clp_takes_the_cell_that_another_leaves(load):
    load(HEADER + BATH)
    assert load(HEADER + YEOVIL.replace("6,46", "8,44") + BATH.replace("8,44", "1,1")) == [
        "1 added, 1 changed, 0 unchanged."
    ]


def test_two_clps_that_were_given_each_others_names_get_their_own_back(load):
    load(HEADER + BATH + YEOVIL)
    CLP.objects.filter(slug="bath").update(name="~")
    CLP.objects.filter(slug="yeovil").update(name="Bath")
    CLP.objects.filter(slug="bath").update(name="Yeovil")
    assert load(HEADER + BATH + YEOVIL) == ["0 added, 2 changed, 0 unchanged."]
    assert list(CLP.objects.values_list("slug", "name")) == [("bath", "Bath"), ("yeovil", "Yeovil")]


def test_clp_that_was_given_another_name_is_known_by_it_and_keeps_its_address(load):
    load(HEADER + BATH)
    CLP.objects.update(name="Bath and Twerton")
    assert load(HEADER + BATH.replace("Bath", "BATH & Twerton")) == ["0 added, 1 changed, 0 unchanged."]
    assert list(CLP.objects.values_list("slug", "name")) == [("bath", "BATH & Twerton")]
    assert load(HEADER + BATH.replace("Bath", "BATH & Twerton")) == ["0 added, 0 changed, 1 unchanged."]


@pytest.mark.parametrize("cell", ["8,44", "1,1", ","])
def test_clp_that_the_file_gives_another_name_is_known_by_its_constituencies_and_keeps_its_address(load, cell):
    load(HEADER + BATH + YEOVIL)
    bath = CLP.objects.get(slug="bath")
    submission = make_submission(MotionFactory(), bath)
    renamed = HEADER + YEOVIL + f"Bath and Twerton,England,South West,E14001080,{cell}\n"
    assert load(renamed) == ["0 added, 1 changed, 1 unchanged."]
    assert list(CLP.objects.values_list("pk", "slug", "name")) == [
        (bath.pk, "bath", "Bath and Twerton"),
        (CLP.objects.get(slug="yeovil").pk, "yeovil", "Yeovil"),
    ]
    assert Submission.objects.get().clp_id == submission.clp_id
    assert Constituency.objects.get(gss_code="E14001080").name == "Bath and Twerton"
    assert load(renamed) == ["0 added, 0 changed, 2 unchanged."]


def test_two_clps_that_the_file_gives_each_others_constituencies_keep_their_names(load):
    load(HEADER + BATH + YEOVIL)
    swapped = HEADER + BATH.replace("E14001080", "E14001594") + YEOVIL.replace("E14001594", "E14001080")
    assert load(swapped) == ["0 added, 2 changed, 0 unchanged."]
    assert state()[1] == [("bath", "E14001594"), ("yeovil", "E14001080")]


def test_clp_that_is_parted_in_two_is_neither_of_them(load):
    load(HEADER + BATH)
    halves = "".join(f"Bath {half},England,South West,E14001080,,\n" for half in ("East", "West"))
    assert load(HEADER + halves)[0] == "2 added, 0 changed, 0 unchanged."
    assert [clp.name for clp in CLP.objects.all()] == ["Bath", "Bath East", "Bath West"]


def test_two_clps_of_one_constituency_are_not_taken_for_each_other(load):
    load(HEADER + BATH + YEOVIL.replace("E14001594", "E14001080"))
    assert load(HEADER + "Twerton,England,South West,E14001080,,\n") == [
        "1 added, 0 changed, 0 unchanged.",
        "Not in this file and left alone: 2.",
    ]


def test_clps_of_no_constituency_are_not_taken_for_each_other(load):
    load(HEADER + "Mickering,England,South West,,,\n")
    assert load(HEADER + "Snoring,England,South West,,,\n")[0] == "1 added, 0 changed, 0 unchanged."


def test_constituency_takes_the_name_of_its_only_clp_and_keeps_one_of_its_own(load):
    load(HEADER + BATH + YEOVIL)
    Constituency.objects.filter(name="Yeovil").update(name="Yeovil (2024)")
    load(HEADER + BATH.replace("Bath", "Bâth") + YEOVIL.replace("Yeovil", "YEOVIL"))
    names = dict(Constituency.objects.values_list("gss_code", "name"))
    assert names == {"E14001080": "Bâth", "E14001594": "Yeovil (2024)"}
    load(HEADER + "Bâth,England,South West,E14001080|E14001594,8,44\n")
    assert dict(Constituency.objects.values_list("gss_code", "name")) == names


def test_two_clps_may_share_a_constituency(load):
    load(HEADER + BATH + YEOVIL.replace("E14001594", "E14001080"))
    assert [clp.name for clp in Constituency.objects.get().clps.all()] == ["Bath", "Yeovil"]


def test_clp_that_is_not_in_the_file_is_left_alone(load):
    load(HEADER + BATH + YEOVIL)
    assert load(HEADER + BATH) == ["0 added, 0 changed, 1 unchanged.", "Not in this file and left alone: 1."]
    assert CLP.objects.count() == 2


def test_write_that_fails_leaves_nothing_behind(load, monkeypatch):
    def fail(*args, **kwargs):
        raise IntegrityError

    load(HEADER + BATH + YEOVIL)
    before = state()
    monkeypatch.setattr(CLP.constituencies.through.objects, "bulk_create", fail)
    with pytest.raises(IntegrityError):
        load(HEADER + BATH.replace("8,44", "6,46") + YEOVIL.replace("6,46", "8,44"))
    assert state() == before


def test_campaign_goes_from_one_file_of_the_project_to_the_other_and_back(load):
    now, before_2026 = [(DATA / name).read_bytes() for name in ("clps.csv", "clps_holyrood2011.csv")]
    load(now)
    as_now = state()[:2]
    assert len(refusal(load, before_2026)) == 21
    expected = ["21 added, 52 changed, 577 unchanged.", "Removed, because not in this file: 21."]
    assert load(before_2026, remove_missing=True, dry_run=True)[:2] == expected
    assert state()[:2] == as_now
    assert load(before_2026, remove_missing=True) == expected
    assert load(now, remove_missing=True) == expected
    assert state()[:2] == as_now


def test_missing_clp_that_only_has_a_derived_stage_is_removed(load):
    load(HEADER + BATH + YEOVIL)
    Standing.objects.create(motion=MotionFactory(), clp=CLP.objects.get(slug="yeovil"))
    load(HEADER + BATH, remove_missing=True)
    assert [clp.name for clp in CLP.objects.all()] == ["Bath"]


def test_missing_clps_with_something_recorded_are_named_and_nothing_is_removed(load):
    names = ["Yeovil", "Taunton", "Wells", "Frome"]
    load(HEADER + BATH + "".join(f"{name},England,South West,,,\n" for name in names))
    clps = {clp.name: clp for clp in CLP.objects.all()}
    make_submission(MotionFactory(), clps["Yeovil"])
    Branch.objects.create(clp=clps["Taunton"], name="Halcon")
    Secretary.objects.create(clp=clps["Wells"], name="A", known_since="2027-01-01", how_known="the notice")
    assert refusal(load, HEADER + BATH, remove_missing=True) == [
        f"{name} is not in this file, and cannot be removed because something is recorded for it."
        for name in ("Taunton", "Wells", "Yeovil")
    ]
    with pytest.raises(ProtectedError):
        clps["Yeovil"].delete()


def test_regions_are_there_from_the_start():
    assert list(Region.objects.values_list("name", "nation")) == [
        ("Scotland", "scotland"),
        ("Northern Ireland", "northern-ireland"),
        ("North East", "england"),
        ("North West", "england"),
        ("Yorkshire and the Humber", "england"),
        ("East Midlands", "england"),
        ("West Midlands", "england"),
        ("Wales", "wales"),
        ("Eastern", "england"),
        ("London", "england"),
        ("South East", "england"),
        ("South West", "england"),
        ("International", "international"),
    ]
