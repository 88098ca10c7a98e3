"""Checks of the settings, so that a mistake in the environment is named before anybody meets it."""

from collections.abc import Iterator, Sequence
from email.utils import parseaddr
from importlib.util import find_spec
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.db import DatabaseError, connection

from campaign.startup import MIGRATE, in_words, pending_migrations
from campaign.static_files import FORGOTTEN, are_collected
from clps.lib.visitors import SOCKET

OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1", "testserver"})
WEB = ("http", "https")


@register()
def check_addresses(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Name each address in the settings that is not one, and what keeps mail from coming back."""
    return [
        *_malformed_addresses(),
        *_mail_that_cannot_come_back(),
        *_mail_that_has_no_way(),
        *_proxies_that_are_none(),
    ]


@register("carried", deploy=True)
def check_what_it_stands_on(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Name what a server needs and does not find: the database as this code has it, the broker, static files."""
    if connection.settings_dict["NAME"] == ":memory:":
        return []  # nobody serves from a database that ends with its process: it is the settings that are looked at
    return [*_database_that_is_behind(), *_broker_that_is_away(), *_files_not_collected()]


@register(Tags.security, deploy=True)
def check_production(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Name what would fail people in production, though every page answers."""
    return [*_mail_that_goes_nowhere(), *_links_that_lead_nowhere()]


def _malformed_addresses() -> Iterator[CheckMessage]:
    if not _is_web(settings.SITE_URL):
        yield Error(
            f"SITE_URL is “{settings.SITE_URL}”, which is not a web address.",
            hint="Write it with http:// or https:// and no path, such as https://motions.example.org.",
            id="carried.E001",
        )
    if settings.POSTCODES_URL and not _is_web(settings.POSTCODES_URL):
        yield Error(
            f"POSTCODES_URL is “{settings.POSTCODES_URL}”, which is not a web address.",
            hint="Write it with http:// or https://, or leave it empty: people then choose their CLP by name.",
            id="carried.E002",
        )
    if "@" not in parseaddr(settings.DEFAULT_FROM_EMAIL)[1]:
        yield Error(
            f"DEFAULT_FROM_EMAIL is “{settings.DEFAULT_FROM_EMAIL}”, which holds no email address.",
            hint="Write it as: Our campaign <motions@example.org>",
            id="carried.E003",
        )


def _mail_that_cannot_come_back() -> Iterator[CheckMessage]:
    provider = settings.ANYMAIL_PROVIDER
    if provider and (not provider.isidentifier() or find_spec(f"anymail.backends.{provider}") is None):
        yield Error(
            f"ANYMAIL_PROVIDER is “{provider}”, which anymail does not know.",
            hint="Write it as in the addresses of its webhooks: postmark, mailgun, brevo, amazon_ses and so on.",
            id="carried.E006",
        )
    brings = provider and settings.ANYMAIL.get("WEBHOOK_SECRET")
    if settings.INBOUND_MAIL and not (brings or settings.INBOUND_IMAP_URL):
        yield Error(
            "INBOUND_MAIL is on, but no provider may bring mail: its webhook stays shut.",
            hint="Set INBOUND_IMAP_URL; or ANYMAIL_PROVIDER, and ANYMAIL_WEBHOOK_SECRET to name:password.",
            id="carried.E007",
        )
    if (secret := settings.ANYMAIL.get("WEBHOOK_SECRET")) and not all(str(secret).partition(":")):
        yield Error(
            "ANYMAIL_WEBHOOK_SECRET is not a name and a password with a colon between, so no webhook can give it.",
            hint="Write it as name:password, and put the same before the host in the webhook's address.",
            id="carried.E008",
        )


def _mail_that_has_no_way() -> Iterator[CheckMessage]:
    if settings.ANYMAIL_PROVIDER and not settings.EMAIL_URL:
        try:
            get_connection()
        except ImproperlyConfigured as error:
            # Anymail names the setting that is missing, or the package, and shows no value.
            yield Error(
                f"ANYMAIL_PROVIDER is {settings.ANYMAIL_PROVIDER}, but it cannot send: {str(error).splitlines()[0]}",
                hint="Set what anymail's page for that company asks for, each with ANYMAIL_ before it.",
                id="carried.E010",
            )
        except Exception:
            # The import of a backend whose company has gone, and the like: sending will say so.
            return


def _proxies_that_are_none() -> Iterator[CheckMessage]:
    for proxy in settings.TRUSTED_PROXIES:
        try:
            if proxy != SOCKET:
                ip_network(proxy)
        except ValueError:
            yield Error(
                f"TRUSTED_PROXIES names “{proxy}”, which is neither an address nor a network.",
                hint="Write addresses or networks with commas between, such as 127.0.0.1,10.0.0.0/8, or: socket.",
                id="carried.E009",
            )


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in WEB and bool(parts.hostname)


def _mail_that_goes_nowhere() -> Iterator[CheckMessage]:
    if not settings.EMAIL_URL and not settings.ANYMAIL_PROVIDER:
        yield checks.Warning(
            "EMAIL_URL is not set, so no mail leaves this machine: nobody can confirm a report.",
            hint="Set it to your mail server, such as smtp+tls://user:password@smtp.example.org:587, or name a company"
            " that carries mail in ANYMAIL_PROVIDER.",
            id="carried.W001",
        )
    elif parseaddr(settings.DEFAULT_FROM_EMAIL)[1].endswith("@example.org"):
        yield checks.Warning(
            "DEFAULT_FROM_EMAIL is still the example, so mail servers will refuse your mail.",
            hint="Set it to an address that your mail server may send from.",
            id="carried.W002",
        )
    if settings.ANYMAIL_PROVIDER and not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        yield checks.Warning(
            "ANYMAIL_WEBHOOK_SECRET is not set, so the webhooks stay shut and no bounce or complaint is heard.",
            hint="Set it to a name and a long password, name:password, and give both in the webhook's address.",
            id="carried.W003",
        )


def _links_that_lead_nowhere() -> Iterator[CheckMessage]:
    parts = urlsplit(settings.SITE_URL)
    if parts.hostname in OWN_MACHINE:
        yield Error(
            f"SITE_URL is {settings.SITE_URL}, so links in mail lead each reader to their own machine.",
            hint="Set it to the address where people reach the site, such as https://motions.example.org.",
            id="carried.E004",
        )
    elif parts.scheme != "https":
        yield Error(
            f"SITE_URL is {settings.SITE_URL}, so names and addresses travel unprotected.",
            hint="Serve the site over https, and begin SITE_URL with https://.",
            id="carried.E005",
        )


def _database_that_is_behind() -> Iterator[CheckMessage]:
    try:
        pending = pending_migrations()
    except DatabaseError as error:
        yield Error(
            f"The database does not answer ({type(error).__name__}).",
            hint="See that it runs, and that DATABASE_URL names its host, port, user and password.",
            id="carried.E011",
        )
        return
    if pending:
        yield Error(in_words(pending), hint=MIGRATE, id="carried.E012")


def _broker_that_is_away() -> Iterator[CheckMessage]:
    from campaign.health.pages import reached_broker  # with redis behind it, which other commands do without

    if (says := reached_broker()) != "ok":
        yield Error(
            f"The broker does not answer as it should ({says}).",
            hint="See that it runs and may write, and that REDIS_URL names its host, port and password."
            if settings.REDIS_URL
            else "See that VAR_DIR can be written to.",
            id="carried.E013",
        )


def _files_not_collected() -> Iterator[CheckMessage]:
    if not are_collected():
        sentence, _, command = FORGOTTEN.partition(". ")
        yield checks.Warning(f"{sentence}.", hint=command, id="carried.W004")
