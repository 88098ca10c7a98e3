"""Finding the CLP that a line of a file means: never a guess."""

import pytest

from clps.directory import Directory
from clps.models import Constituency
from tests.factories import CLPFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clps():
    found = {
        name: CLPFactory(name=name, slug=slug)
        for name, slug in (
            ("Bath", "bath"),
            ("Ynys Môn", "ynys-mon"),
            ("Houghton & Sunderland South", "houghton-and-sunderland-south"),
            ("Newcastle upon Tyne North", "newcastle-upon-tyne-north"),
            ("Mid Mickering", "old-mickering"),
        )
    }
    found["Bath"].constituencies.add(Constituency.objects.create(gss_code="E14001080", kind="westminster"))
    found["Mid Mickering"].constituencies.add(
        Constituency.objects.create(gss_code="E14009999", name="Mickering Vale", kind="westminster"),
        Constituency.objects.create(gss_code="E14009998", name="Bath", kind="westminster"),
    )
    return found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bath", "Bath"),
        (" BATH clp ", "Bath"),
        ("Bath Labour Party", "Bath"),
        ("e14001080", "Bath"),
        ("Ynys Mon", "Ynys Môn"),
        ("Anglesey", "Ynys Môn"),
        ("Houghton and Sunderland South", "Houghton & Sunderland South"),
        ("Newcastle-upon-Tyne North", "Newcastle upon Tyne North"),
        ("Newcastle Tyne North", "Newcastle upon Tyne North"),
        ("Old Mickering", "Mid Mickering"),
        ("Mickering Vale", "Mid Mickering"),
    ],
)
def test_clp_is_found_by_any_of_its_names(clps, text, name):
    assert Directory.read().find(text) == [clps[name]]


@pytest.mark.parametrize("text", ["", "  ", "Bat", "Baht", "E14001081", "Newcastle North", "x" * 5_000])
def test_clp_is_not_guessed(clps, text):
    assert Directory.read().find(text) == []


def test_names_that_come_near_are_offered_best_first(clps):
    directory = Directory.read()
    assert directory.suggest("Baht") == ["Bath"]
    assert directory.suggest("Newcastle") == ["Newcastle upon Tyne North"]
    assert directory.suggest("Zzyzx") == []


@pytest.mark.parametrize("more", [0, 40])
def test_directory_is_read_in_two_queries(clps, django_assert_num_queries, more):
    CLPFactory.create_batch(more)
    with django_assert_num_queries(2):
        directory = Directory.read()
        assert directory.find("Bath")[0].region.name == "North West"
