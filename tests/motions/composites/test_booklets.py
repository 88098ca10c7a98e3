"""Booklets as they come out of a PDF, cut into their motions."""

import pytest

from motions.composites.booklets import FoundMotion, senders_in, split_booklet

FROM_A_PDF = """Annual Conference 2027
\fCAC REPORT
Motions: Transport

Motion 1
Bring back our buses

Aberconwy CLP
Conference notes that bus routes have been cut by a third since 2010 and that many vil-
lages have no bus at all.
Conference calls on the government to:
1. give councils the power;
2. restore the routes that
were lost.
Word count: 250

\fCAC REPORT
Motion 2
A national bus strategy

Brent East CLP, Cities of London and Westminster CLP
UNISON
Conference welcomes public control of buses in Greater Manchester.

Conference notes what Ealing North CLP did.
12
\fCAC REPORT
Motion 3
Trams

Leeds South CLP
Conference likes trams.
"""


def test_booklet_is_cut_where_senders_stand():
    assert split_booklet(FROM_A_PDF, known={"unison", "unite"}) == [
        FoundMotion(
            "Bring back our buses",
            ("Aberconwy CLP",),
            "Conference notes that bus routes have been cut by a third since 2010 and that many villages have no bus "
            "at all.\nConference calls on the government to:\n1. give councils the power;\n2. restore the routes that "
            "were lost.",
        ),
        FoundMotion(
            "A national bus strategy",
            ("Brent East CLP", "Cities of London and Westminster CLP", "UNISON"),
            "Conference welcomes public control of buses in Greater Manchester.\nConference notes what Ealing North "
            "CLP did.",
        ),
        FoundMotion("Trams", ("Leeds South CLP",), "Conference likes trams."),
    ]


def test_senders_may_stand_below_their_motion():
    first = "Conference notes that bus routes have been cut. " * 8
    text = f"{first}\nMover: Aberconwy CLP\nSeconder: Unite\n\nConference wants trains.\nMover: Bangor CLP\n"
    assert [(each.senders, each.text) for each in split_booklet(text, known={"unite"})] == [
        (("Aberconwy CLP", "Unite"), first.strip()),
        (("Bangor CLP",), "Conference wants trains."),
    ]


def test_title_may_stand_between_sender_and_text():
    text = (
        "Aberavon CLP\n\nBuses for all\n\nConference notes this.\n\nBarking CLP\n\nTrams\n\nConference notes that.\n"
    )
    assert split_booklet(text) == [
        FoundMotion("Buses for all", ("Aberavon CLP",), "Conference notes this."),
        FoundMotion("Trams", ("Barking CLP",), "Conference notes that."),
    ]


def test_text_that_names_nobody_is_one_motion():
    assert split_booklet("Conference wants trams.") == [FoundMotion("", (), "Conference wants trams.")]
    assert split_booklet(" \n\n") == []


@pytest.mark.parametrize(
    ("line", "senders"),
    [
        ("Ynys Môn CLP", ["Ynys Môn CLP"]),
        ("Submitted by: Brent East CLP and Ealing North CLP", ["Brent East CLP", "Ealing North CLP"]),
        ("Cities of London and Westminster CLP", ["Cities of London and Westminster CLP"]),
        ("Birmingham, Hodge Hill CLP", ["Birmingham, Hodge Hill CLP"]),
        ("Conference thanks Ealing North CLP for its work.", []),
        ("We note that Ealing North CLP met", []),
        ("Labour Party Annual Conference 2027", []),
        ("unison", ["unison"]),
    ],
)
def test_line_names_senders_or_is_text(line, senders):
    assert senders_in(line, known={"unison"}) == senders
