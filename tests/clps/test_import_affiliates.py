"""`manage.py import_affiliates`: what it writes, and what it refuses line by line."""

import pytest
from django.core.management import CommandError, call_command

from clps.models import Affiliate
from tests.clps.conftest import DATA, loader

pytestmark = pytest.mark.django_db
HEADER = "kind,name,short_name\n"
GMB = "union,GMB,GMB\n"


@pytest.fixture
def load(tmp_path):
    return loader("import_affiliates", tmp_path)


def state():
    return list(Affiliate.objects.order_by("name").values_list("kind", "name", "short_name"))


def test_file_of_the_project_is_loaded_whole_once(load):
    content = (DATA / "affiliates.csv").read_bytes()
    assert load(content) == ["Affiliates: 32 added, 0 changed, 0 unchanged."]
    before = state()
    assert load(content) == ["Affiliates: 0 added, 0 changed, 32 unchanged."]
    assert state() == before
    assert ("union", "Union of Shop, Distributive and Allied Workers", "Usdaw") in before
    assert {kind for kind, _, _ in before} == {"union", "socialist society"}


def test_loading_takes_a_constant_number_of_queries(load, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        load((DATA / "affiliates.csv").read_bytes())


def test_dry_run_says_the_same_and_changes_nothing(load):
    last = "This was a dry run: nothing was changed."
    assert load(HEADER + GMB, dry_run=True) == ["Affiliates: 1 added, 0 changed, 0 unchanged.", last]
    assert state() == []


def test_affiliate_is_known_by_its_name_in_other_capitals_and_signs(load):
    Affiliate.objects.create(kind="interest group", name="Labour for Trains and Buses")
    Affiliate.objects.create(kind="campaign group", name="Ours")
    assert load(HEADER + "campaign group,LABOUR for Trains & Buses,LTB\n") == [
        "Affiliates: 0 added, 1 changed, 0 unchanged.",
        "Not in this file and left alone: 1.",
    ]
    assert state() == [("campaign group", "LABOUR for Trains & Buses", "LTB"), ("campaign group", "Ours", "")]


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        ("", ["line 1: the file is empty."]),
        (HEADER, ["line 1: there are no affiliates below the header."]),
        (GMB, [f'line 1: there is no column "{name}".' for name in ("kind", "name", "short_name")]),
        (HEADER + GMB + "union,Unite\n", ["line 3: too few values: 2, where the header has 3."]),
        (
            HEADER + "guild,GMB,\n",
            [
                'line 2: there is no kind "guild". It is one of: union, socialist society, interest group, '
                "campaign group."
            ],
        ),
        (HEADER + "union,,GMB\n", ["line 2: the name is empty."]),
        (HEADER + "union,???,\n", ['line 2: the name "???" has no letter from A to Z.']),
        (HEADER + f"union,{'G' * 121},\n", ["line 2: the name is longer than 120 characters."]),
        (HEADER + f"union,GMB,{'G' * 41}\n", ["line 2: the short_name is longer than 40 characters."]),
        (
            HEADER + 'union,"GM\nB",\n',
            ["line 2: a line break or another character that cannot be printed is in it."],
        ),
        (HEADER + GMB + "union,gmb,\n", ['line 3: the name "gmb" is on line 2 already, as "GMB".']),
        (
            HEADER + "guild,,\n" + GMB + GMB,
            [
                'line 2: there is no kind "guild". It is one of: union, socialist society, interest group, '
                "campaign group.",
                "line 2: the name is empty.",
                'line 4: the name "GMB" is on line 3 already, as "GMB".',
            ],
        ),
    ],
)
def test_bad_file_is_refused_by_line_and_changes_nothing(load, content, problems):
    Affiliate.objects.create(kind="union", name="Community")
    with pytest.raises(CommandError) as refused:
        load(content)
    headline, *lines = str(refused.value).splitlines()
    assert headline.endswith("was not loaded and nothing was changed.")
    assert lines == problems
    assert state() == [("union", "Community", "")]


def test_name_of_another_affiliate_is_refused(load):
    Affiliate.objects.create(kind="union", name="Rail & Sea")
    Affiliate.objects.create(kind="union", name="Rail and Sea")
    with pytest.raises(CommandError, match='line 2: the name "Rail & Sea" is held by another affiliate'):
        load(HEADER + "union,Rail & Sea,\n")


def test_file_that_is_not_there_is_said_plainly():
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_affiliates", "/nowhere/affiliates.csv")
