import pytest

from clps.models import CLP
from motions.enums import Body
from motions.letters import read_report_address, report_address
from tests.factories import CLPFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("body", Body)
@pytest.mark.parametrize("slug", ["ynys-mon", "a" * 119])
@pytest.mark.parametrize("email", ["motions@example.org", "a.very.long.local-part.for.a.campaign@example.org"])
def test_address_names_the_clp_and_the_body_in_64_characters(body, slug, email):
    clp = CLPFactory(slug=slug)
    address = report_address(email, clp=clp, body=body)
    assert read_report_address(address) == read_report_address(address.upper()) == (clp, body)
    assert len(address.partition("@")[0]) <= 64
    assert address.endswith("@example.org")


def test_address_is_readable():
    clp = CLPFactory(slug="ynys-mon")
    assert report_address("motions@example.org", clp=clp, body=Body.BRANCH) == (
        "motions+report.ynys-mon.branch@example.org"
    )


@pytest.mark.parametrize(
    "address",
    [
        "",
        "motions@example.org",
        "motions+report@example.org",
        "motions+report.nowhere.clp@example.org",
        "motions+report.ynys-mon.ward@example.org",
        "motions+report.99999999999999999999.clp@example.org",
        "motions+report.4096.clp@example.org",
    ],
)
def test_any_other_address_names_nothing(address):
    CLPFactory(slug="ynys-mon")
    assert not CLP.objects.filter(pk=4096).exists()
    assert read_report_address(address) is None
