import pytest
from django.core.checks import Tags, run_checks

from campaign.checks import check_addresses, check_production


@pytest.fixture(autouse=True)
def in_production(settings):
    """The settings of a site that is as it should be."""
    settings.SITE_URL = "https://motions.example.com"
    settings.EMAIL_URL = "smtp+tls://user:password@smtp.example.com:587"
    settings.DEFAULT_FROM_EMAIL = "Our campaign <motions@example.com>"
    settings.POSTCODES_URL = "https://postcodes.example.com"
    settings.ANYMAIL_PROVIDER, settings.INBOUND_MAIL = "postmark", True
    settings.ANYMAIL = {"WEBHOOK_SECRET": "name:password"}
    return settings


def ids():
    return [message.id for message in [*check_addresses(None), *check_production(None)]]


def test_settings_as_they_should_be_pass():
    assert ids() == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SITE_URL", "motions.example.com", ["carried.E001", "carried.E005"]),
        ("SITE_URL", "https://", ["carried.E001"]),
        ("SITE_URL", "http://localhost:8000", ["carried.E004"]),
        ("SITE_URL", "https://127.0.0.1", ["carried.E004"]),
        ("SITE_URL", "http://motions.example.com", ["carried.E005"]),
        ("POSTCODES_URL", "", []),
        ("POSTCODES_URL", "postcodes.example.com", ["carried.E002"]),
        ("POSTCODES_URL", "ftp://postcodes.example.com", ["carried.E002"]),
        ("POSTCODES_URL", "http://[::1", ["carried.E002"]),
        ("DEFAULT_FROM_EMAIL", "Our campaign", ["carried.E003"]),
        ("DEFAULT_FROM_EMAIL", "Carried <campaign@example.org>", ["carried.W002"]),
        ("EMAIL_URL", "", []),
        ("ANYMAIL_PROVIDER", "", ["carried.E007"]),
        ("ANYMAIL_PROVIDER", "royal_mail", ["carried.E006"]),
        ("ANYMAIL_PROVIDER", "../postmark", ["carried.E006"]),
        ("ANYMAIL", {}, ["carried.E007", "carried.W003"]),
        ("ANYMAIL", {"WEBHOOK_SECRET": "password"}, ["carried.E008"]),
        ("TRUSTED_PROXIES", ["127.0.0.1", "2001:db8::/32", "socket"], []),
        ("TRUSTED_PROXIES", ["the proxy", "10.0.0.1/8"], ["carried.E009", "carried.E009"]),
        ("INBOUND_MAIL", False, []),
    ],
)
def test_settings_with_a_mistake_are_named(in_production, name, value, expected):
    setattr(in_production, name, value)
    assert ids() == expected


def test_settings_without_anybody_to_carry_mail_are_named(in_production):
    in_production.EMAIL_URL, in_production.ANYMAIL_PROVIDER, in_production.INBOUND_MAIL = "", "", False
    assert ids() == ["carried.W001"]


def test_settings_of_one_machine_pass_every_day_and_fail_before_they_are_deployed(in_production):
    in_production.SITE_URL = "http://localhost:8000"
    in_production.EMAIL_URL, in_production.ANYMAIL_PROVIDER, in_production.INBOUND_MAIL = "", "", False
    ours = {message.id for message in run_checks() if message.id.startswith("carried.")}
    deployed = run_checks(tags=[Tags.security], include_deployment_checks=True)
    assert ours == set()
    assert {message.id for message in deployed if message.id.startswith("carried.")} == {
        "carried.E004",
        "carried.W001",
    }


def test_provider_whose_key_is_missing_is_named(in_production):
    in_production.EMAIL_URL, in_production.EMAIL_BACKEND = "", "anymail.backends.postmark.EmailBackend"
    assert ids() == ["carried.E010"]
    (message,) = check_addresses(None)
    assert "POSTMARK_SERVER_TOKEN" in message.msg
