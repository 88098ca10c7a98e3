"""The file in which a person has everything that is held about them."""

import json

import pytest

from campaign.desk.privacy.inventory import HOLDINGS
from tests.desk.privacy.somebody import own_link_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "two_people")]
NO_STORE = "max-age=0, no-cache, no-store, must-revalidate, private"


def test_file_is_theirs_to_keep_and_nobody_elses(reader, person):
    response = reader.post(f"{own_link_of(person)}about-you/", {"act": "tell"})
    headers = ("Content-Type", "Content-Disposition", "Cache-Control", "X-Robots-Tag")
    assert [response[name] for name in headers] == [
        "application/json; charset=utf-8",
        'attachment; filename="what-we-hold-2027-06-01.json"',
        NO_STORE,
        "noindex",
    ]
    assert response.cookies == {}
    told = json.loads(response.content)
    assert told["Held by"] == "Friends of the Lending Library, motions@example.org"
    assert told["Who they are"] == [
        {
            "Email address": "rosaria@example.org",
            "Name": "Alex Activist",
            "Address confirmed at": "2027-06-01T13:00+01:00",
            "Date joined": told["Who they are"][0]["Date joined"],
        }
    ]
    assert told["Reports"] == [
        {
            "Their name": "Alex Activist",
            "CLP": "Little Mickering",
            "Sent to": "CLP",
            "Version": "A library in reach of every child",
            "Sent on": "2027-03-01",
            "State": "Sent, no outcome yet",
            "Created at": "2027-06-01T13:00+01:00",
            "Address confirmed at": "2027-06-01T13:00+01:00",
        }
    ]
    assert told["What they agreed to"] == [
        {"Wording": "I agree.", "Given at": "2027-06-01T13:00+01:00", "CLP": "Little Mickering"}
    ]


def test_file_holds_everything_that_is_theirs_and_no_working_link(reader, rosaria):
    person = rosaria.does_everything()
    content = reader.post(f"{own_link_of(person)}about-you/", {"act": "tell"}).content.decode()
    told = json.loads(content)
    # What is only counted there has its own words.
    assert [holding.name for holding in HOLDINGS if holding.name not in told] == []
    assert told["What others wrote that names you"]["How many"] == 17
    assert "Ó Briain" in content
    assert "Passed 9 to 1, kittiwake." in content
    assert "Ada" not in content
    assert {"Evenings": ["Tuesday"]}.items() <= told["Offers to speak"][0].items()
    assert told["Regions in which they offered to speak"][0] == {"Region": rosaria.clps[0].region.name}
    words = "\n".join(row.get("Message", "") for row in told["Mail to them"])
    assert "/reports/…" in words


def test_files_of_two_people_hold_nothing_of_each_other(reader, rosaria, alexis):
    person = rosaria.does_everything()
    alexis.does_everything()
    content = reader.post(f"{own_link_of(person)}about-you/", {"act": "tell"}).content.decode()
    assert [needle for needle in alexis.needles if needle in content] == []
