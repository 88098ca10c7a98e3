import logging
import time

import pytest

from clps.importing import import_clps
from clps.models import CLP, Region
from clps.postcodes import Answer, Lookup, look_up, may_be_postcode, tidy_postcode
from tests.clps import postcode_stub as answers
from tests.clps.conftest import DATA

PC = "/postcodes/SW1A1AA"
SCOTS = "/scotland/postcodes/SW1A1AA"


def found(name):
    return Lookup(Answer.FOUND, (CLP.objects.get(name=name),))


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("SW1A 1AA", "SW1A1AA"),
        ("sw1a1aa", "SW1A1AA"),
        ("  s w1a-1aa. ", "SW1A1AA"),
        ("M1 1AE", "M11AE"),
        ("B33 8TH", "B338TH"),
        ("cr2 6xh", "CR26XH"),
        ("W1A 0AX", "W1A0AX"),
        ("gir 0aa", "GIR0AA"),
        ("\uff33\uff37\uff11\uff21 \uff11\uff21\uff21", "SW1A1AA"),
        ("SW1A", None),
        ("SW1A 1A", None),
        ("SW1A 1AAA", None),
        ("1SW 1AA", None),
        ("SW\u0661A 1AA", None),
        ("../../admin1", None),
        ("Bath", None),
        ("", None),
    ],
)
def test_postcode_typed_in_any_way_is_tidied_or_refused(typed, tidy):
    assert tidy_postcode(typed) == tidy


@pytest.mark.parametrize(
    ("typed", "expected"), [("SW1", True), ("n1", True), ("\uff11", True), ("Bath", False), ("SW", False), ("", False)]
)
def test_text_with_a_digit_may_be_a_postcode(typed, expected):
    assert may_be_postcode(typed) is expected


def test_postcode_in_england_finds_its_clp(a_few_clps, stub):
    stub.answers[PC] = answers.place("England", "E14001172")
    assert look_up("sw1a 1aa") == found("Cities of London and Westminster")
    assert stub.asked == [PC]


def test_postcode_in_wales_finds_its_clp(a_few_clps, stub):
    stub.answers[PC] = answers.place("Wales", "W07000112")
    assert look_up("SW1A 1AA") == found("Ynys Môn")


def test_postcode_in_scotland_finds_its_clp_by_holyrood(a_few_clps, stub):
    stub.answers = {PC: answers.place("Scotland", "S14000060"), SCOTS: answers.scottish_place("S16000151")}
    assert look_up("SW1A 1AA") == found("Aberdeen Central")
    assert stub.asked == [PC, SCOTS]


def test_postcode_in_scotland_with_a_code_from_before_2026_finds_no_clp(a_few_clps, stub):
    stub.answers = {PC: answers.place("Scotland"), SCOTS: answers.scottish_place("S16000074")}
    assert look_up("SW1A 1AA") == Lookup(Answer.NO_CLP)


def test_postcode_in_scotland_with_a_code_from_before_2026_is_found_where_clps_have_not_moved(db, stub):
    import_clps((DATA / "clps_holyrood2011.csv").read_bytes())
    stub.answers = {PC: answers.place("Scotland"), SCOTS: answers.scottish_place("S16000074")}
    assert look_up("SW1A 1AA") == found("Aberdeen Central")


@pytest.mark.parametrize("code", [None, "", "S99999999"])
def test_postcode_in_scotland_without_a_holyrood_code_has_no_code(a_few_clps, stub, code):
    stub.answers = {PC: answers.place("Scotland", "S14000060"), SCOTS: answers.scottish_place(code)}
    assert look_up("SW1A 1AA") == Lookup(Answer.NO_CODE)


def test_postcode_in_northern_ireland_finds_its_clp_by_country(a_few_clps, stub):
    stub.answers[PC] = answers.place("Northern Ireland", None)
    assert look_up("SW1A 1AA") == found("Northern Ireland")


def test_postcode_in_a_constituency_of_two_clps_finds_both(a_few_clps, stub):
    other = CLP.objects.create(name="Aldgate", slug="aldgate", region=Region.objects.get(name="London"))
    other.constituencies.set(CLP.objects.get(slug="cities-of-london-and-westminster").constituencies.all())
    stub.answers[PC] = answers.place("England", "E14001172")
    lookup = look_up("SW1A 1AA")
    assert lookup.answer == Answer.SEVERAL
    assert [clp.slug for clp in lookup.clps] == ["aldgate", "cities-of-london-and-westminster"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (answers.place(westminster="E14009999"), Lookup(Answer.NO_CLP)),
        (answers.place(westminster=None), Lookup(Answer.NO_CODE)),
        (answers.place("Channel Islands", "L99999999"), Lookup(Answer.NO_CODE)),
        (answers.place("Isle of Man", "M99999999"), Lookup(Answer.NO_CODE)),
        ((200, {"result": {"country": None, "codes": None}}), Lookup(Answer.NO_CODE)),
        (answers.INVALID, Lookup(Answer.INVALID)),
        (answers.NOT_FOUND, Lookup(Answer.NOT_FOUND)),
        (answers.terminated(2001, 3), Lookup(Answer.TERMINATED, ended="March 2001")),
        (answers.terminated(None, None), Lookup(Answer.TERMINATED)),
        (answers.terminated(2001, 13), Lookup(Answer.TERMINATED)),
        (answers.terminated(True, True), Lookup(Answer.TERMINATED)),
        (answers.NO_SUCH_PAGE, Lookup(Answer.UNREADABLE)),
        ((404, b"<h1>Not found</h1>"), Lookup(Answer.UNREADABLE)),
        ((404, []), Lookup(Answer.UNREADABLE)),
        ((200, b"<!doctype html><h1>Sign in to the wifi</h1>"), Lookup(Answer.UNREADABLE)),
        ((200, b""), Lookup(Answer.UNREADABLE)),
        ((200, b"\xff\xfe\x00"), Lookup(Answer.UNREADABLE)),
        ((200, b"[" * 100_000), Lookup(Answer.UNREADABLE)),
        ((200, b'{"result": "' + b"x" * 300_000 + b'"}'), Lookup(Answer.UNREADABLE)),
        ((200, b"not gzip", {"Content-Encoding": "gzip"}), Lookup(Answer.UNREADABLE)),
        ((200, []), Lookup(Answer.UNREADABLE)),
        ((200, {"result": None}), Lookup(Answer.UNREADABLE)),
        ((200, {"result": {"country": "England"}}), Lookup(Answer.UNREADABLE)),
        ((200, {"result": {"country": "England", "codes": {}}}), Lookup(Answer.UNREADABLE)),
        ((200, {"result": {"country": "England", "codes": []}}), Lookup(Answer.UNREADABLE)),
        (answers.place(westminster=14001172), Lookup(Answer.UNREADABLE)),
        (answers.place(westminster="E14\0"), Lookup(Answer.UNREADABLE)),
        (answers.place(westminster="\ud800"), Lookup(Answer.UNREADABLE)),
        (answers.place(country=["England"], westminster={}), Lookup(Answer.UNREADABLE)),
        ((302, b"", {"Location": "/postcodes/SW1A1AB"}), Lookup(Answer.FAILED)),
        ((429, {"error": "Too many requests"}), Lookup(Answer.FAILED)),
    ],
)
def test_postcode_answered_otherwise_is_told_apart_and_asked_once(a_few_clps, stub, answer, expected):
    stub.answers[PC] = answer
    assert look_up("SW1A 1AA") == expected
    assert stub.asked == [PC]


@pytest.mark.parametrize("trouble", [answers.BROKEN, (503, b"<h1>Busy</h1>"), (0, b"garbage\r\n\r\n"), (0, b"")])
def test_trouble_the_first_time_is_followed_by_a_second(a_few_clps, stub, trouble):
    stub.answers[PC] = [trouble, answers.place("England", "E14001172")]
    assert look_up("SW1A 1AA") == found("Cities of London and Westminster")
    assert stub.asked == [PC, PC]


@pytest.mark.parametrize("trouble", [answers.BROKEN, (0, b"garbage\r\n\r\n"), (0, b"")])
def test_postcode_whose_answer_is_trouble_twice_has_failed(db, stub, trouble):
    stub.answers[PC] = trouble
    assert look_up("SW1A 1AA") == Lookup(Answer.FAILED)
    assert stub.asked == [PC, PC]


def test_answer_that_is_slow_twice_has_timed_out(db, stub):
    stub.answers[PC] = answers.place()
    stub.wait = 5
    started = time.monotonic()
    assert look_up("SW1A 1AA", timeout=0.3) == Lookup(Answer.TIMED_OUT)
    assert time.monotonic() - started < 2
    assert stub.asked == [PC, PC]


def test_answer_that_drips_has_timed_out_though_each_byte_is_in_time(db, stub):
    stub.answers[PC] = (200, b"x" * 100)
    stub.drip = 0.1
    started = time.monotonic()
    assert look_up("SW1A 1AA", timeout=0.5) == Lookup(Answer.TIMED_OUT)
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "api.example.org", "http://", "http://[::1", "ftp://127.0.0.1"])
def test_interface_that_cannot_be_reached_has_failed(db, settings, url):
    settings.POSTCODES_URL = url
    assert look_up("SW1A 1AA") == Lookup(Answer.FAILED)


def test_postcode_is_not_looked_up_when_switched_off(db, settings, stub):
    settings.POSTCODES_URL = ""
    assert look_up("SW1A 1AA") == Lookup(Answer.SWITCHED_OFF)
    assert stub.asked == []


@pytest.mark.parametrize("typed", ["SW1A", "SW1A 1AA/../../x", "1", "?q=SW1A1AA&x=1"])
def test_text_that_is_no_postcode_is_never_sent(db, stub, typed):
    assert look_up(typed) == Lookup(Answer.INVALID)
    assert stub.asked == []


def test_every_answer_has_its_own_words_and_each_that_is_no_clp_ends_with_the_name():
    words = [Lookup(answer).words for answer in Answer]
    assert len(set(words)) == len(Answer)
    alone = [Lookup(a).words for a in Answer if a not in (Answer.FOUND, Answer.SEVERAL)]
    assert [
        w for w in alone if not w.endswith("type your CLP’s name instead.") and "Type your CLP’s name" not in w
    ] == []
    assert Lookup(Answer.TERMINATED, ended="March 2001").words == (
        "That postcode went out of use in March 2001. Try a neighbour’s, or type your CLP’s name instead."
    )


@pytest.mark.parametrize(
    "answer",
    [
        answers.place("England", "E14001172"),
        answers.place("Scotland"),
        answers.INVALID,
        answers.BROKEN,
        (200, b"<html>"),
        (0, b"garbage\r\n\r\n"),
        (302, b"", {"Location": "/postcodes/SW1A1AA"}),
    ],
)
@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
def test_postcode_is_in_no_log(a_few_clps, stub, client, caplog, capfd, answer, level):
    caplog.set_level(level)
    stub.answers[PC] = answer
    response = client.post("/find/", {"q": "sw1a 1aa"})
    assert response.status_code in (200, 303)
    assert_not_told(caplog, capfd)


def test_postcode_is_in_no_log_when_nobody_answers(db, settings, client, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    settings.POSTCODES_URL = "http://127.0.0.1:1"
    client.post("/find/", {"q": "sw1a 1aa"})
    assert_not_told(caplog, capfd)


def assert_not_told(caplog, capfd):
    told = caplog.text + "".join(str(vars(record)) for record in caplog.records) + "".join(capfd.readouterr())
    assert "sw1a" not in told.lower()
