import pytest

from clps.names import slug_of, tidy_name, words_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ynys Môn", "ynys-mon"),
        ("YNYS MON", "ynys-mon"),
        ("Queen\u2019s Park & Maida Vale", "queens-park-and-maida-vale"),
        ("Queen's Park and Maida Vale", "queens-park-and-maida-vale"),
        ("Aldridge\u2013Brownhills", "aldridge-brownhills"),
        ("Caithness, Sutherland and Ross", "caithness-sutherland-and-ross"),
        ("???", ""),
    ],
)
def test_address_of_a_name_is_the_same_for_any_spelling(name, slug):
    assert slug_of(name) == slug


def test_name_is_stored_composed_and_with_single_spaces():
    assert tidy_name("  Ynys \u00a0 Mo\u0302n ") == "Ynys Môn"


def test_words_of_a_name_are_bare():
    assert words_of("Montgomeryshire & Glyndŵr (St. Ives's) Kinross-shire") == [
        *("montgomeryshire", "and", "glyndwr", "st", "ivess", "kinross", "shire"),
    ]
