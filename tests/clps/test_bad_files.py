import pytest
from django.core.management import CommandError, call_command

from clps.models import CLP, Region
from tests.clps.files import BATH, HEADER, YEOVIL, refusal
from tests.factories import CLPFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        (b"", ["line 1: the file is empty."]),
        ("\ufeff \n\n", ["line 1: the file is empty."]),
        (HEADER, ["line 1: there are no CLPs below the header."]),
        (BATH, [f'line 1: there is no column "{name}".' for name in HEADER.strip().split(",")]),
        (HEADER.replace("hex_q,", "") + "Bath\n", ['line 1: there is no column "hex_q".']),
        (HEADER.replace("hex_r", "hex_r,name"), ['line 1: the column "name" is there twice.']),
        (
            (HEADER + BATH).encode() + YEOVIL.replace("o", "\xf4").encode("latin-1"),
            ["line 3: this is not UTF-8. Save the file as CSV in UTF-8."],
        ),
        ((HEADER + BATH).encode("utf-16"), ["line 1: this is not UTF-8. Save the file as CSV in UTF-8."]),
        (HEADER + '"Bath,England\n' + YEOVIL, ["line 2: this row cannot be read: unexpected end of data."]),
        (HEADER + BATH + "Yeovil,England\n", ["line 3: too few values: 2, where the header has 6."]),
        (HEADER + BATH.replace("44", "44,9"), ["line 2: too many values: 7, where the header has 6."]),
        (HEADER + BATH.replace("Bath", ""), ["line 2: the name is empty."]),
        (HEADER + BATH.replace("Bath", " \u00a0"), ["line 2: the name is empty."]),
        (
            HEADER + BATH.replace("Bath", '"Ba\nth"') + YEOVIL.replace("Yeovil", "???"),
            [
                "line 2: the name has a line break or another character in it that cannot be printed.",
                'line 4: the name "???" has no letter from A to Z to make an address of.',
            ],
        ),
        (HEADER + BATH.replace("Bath", "B" * 121), ["line 2: the name is longer than 120 characters."]),
        (
            HEADER + BATH + YEOVIL + YEOVIL.replace("Yeovil", "BÂTH").replace("6,46", "1,1"),
            ['line 4: the name "BÂTH" is on line 2 already, as "Bath".'],
        ),
        (
            HEADER + BATH + YEOVIL.replace("6,46", "08,44"),
            ["line 3: the cell (8, 44) is on line 2 already, for Bath."],
        ),
        (HEADER + BATH.replace("South West", "Wessex"), ['line 2: there is no region "Wessex".']),
        (HEADER + BATH.replace("South West", ""), ['line 2: there is no region "".']),
        (HEADER + BATH.replace("England", "Albion"), ['line 2: there is no nation "Albion".']),
        (HEADER + BATH.replace("England", "Wales"), ['line 2: the region "South West" is in England, not in Wales.']),
        *[
            (
                HEADER + BATH.replace("E14001080", code),
                [f'line 2: "{code}" is not the code of a constituency, such as E14001063.'],
            )
            for code in ("E1400108", "E140010800", "e14001080", "E12001080", "X14001080", "E14\u0661001080", "Bath")
        ],
        (
            HEADER + BATH.replace("E14001080", "E14001080|"),
            ['line 2: "" is not the code of a constituency, such as E14001063.'],
        ),
        (
            HEADER + BATH.replace("E14001080", "E14001080|E14001081|E14001080"),
            ["line 2: the code E14001080 is there twice."],
        ),
        (
            HEADER + BATH.replace("E14001080", "E14001080|W07000081|S16000151|N06000001"),
            [
                f"line 2: the code {code} is of a constituency in {nation}, not in England."
                for code, nation in (
                    ("W07000081", "Wales"),
                    ("S16000151", "Scotland"),
                    ("N06000001", "Northern Ireland"),
                )
            ],
        ),
        *[
            (
                HEADER + BATH.replace("8,44", f"{number},44"),
                [f'line 2: hex_q is "{number}", which is not a whole number for a cell.'],
            )
            for number in ("8.0", "x", "1e3", "99999", "1_0", "\u0668", "9" * 5000)
        ],
        (
            HEADER + BATH.replace("8,44", "8,"),
            ["line 2: half a cell: hex_q and hex_r are either both given or both empty."],
        ),
        (
            HEADER + BATH.replace("8,44", ",44"),
            ["line 2: half a cell: hex_q and hex_r are either both given or both empty."],
        ),
        (
            HEADER.replace("hex_r", "hex_r,notes")
            + BATH.replace("44\n", '44,"three\r\nlines\nof notes"\n')
            + ",Albion,Wessex,E1,x,y,\n"
            + BATH.replace("44\n", "44,\n"),
            [
                "line 5: the name is empty.",
                'line 5: there is no region "Wessex".',
                'line 5: "E1" is not the code of a constituency, such as E14001063.',
                'line 5: hex_q is "x", which is not a whole number for a cell.',
                'line 5: hex_r is "y", which is not a whole number for a cell.',
                'line 6: the name "Bath" is on line 2 already, as "Bath".',
                "line 6: the cell (8, 44) is on line 2 already, for Bath.",
            ],
        ),
    ],
)
def test_bad_file_is_refused_with_every_line_that_is_wrong(load, content, problems):
    CLPFactory(name="Somewhere", region=Region.objects.get(name="London"), hex_q=0, hex_r=0)
    assert [line.removesuffix(" Look for a stray quotation mark.") for line in refusal(load, content)] == problems


def test_cell_of_a_clp_that_is_not_in_the_file_is_not_taken(load):
    load(HEADER + BATH)
    assert refusal(load, HEADER + YEOVIL.replace("6,46", "8,44")) == [
        "line 2: the cell (8, 44) is held by Bath, which is not in this file. With --remove-missing that CLP goes."
    ]


def test_name_of_a_clp_that_is_not_in_the_file_is_not_taken(load):
    load(HEADER + BATH + YEOVIL)
    CLP.objects.filter(slug="bath").update(name="YEOVIL")
    assert refusal(load, HEADER + YEOVIL.replace("Yeovil", "YEOVIL")) == [
        'line 2: the name "YEOVIL" is held by another CLP, at bath.'
    ]


def test_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere.csv cannot be read: No such file or directory\."):
        call_command("import_clps", tmp_path / "nowhere.csv")
