"""Reading variables from the environment: each is what it should be, or one plain line says what is wrong with it.

A mistake in the environment is met by whoever runs the site, mostly not by a programmer. So every mistake is
collected, and the process ends with a line for each, without a traceback. What may hold a password is never part of
a line.
"""

import os
import re
import sys
from collections.abc import Mapping, Sequence
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ  # type: ignore[import-untyped]

from campaign.shapes import (
    is_host_pattern,
    is_mailbox,
    is_network,
    strange_option,
    trouble_with,
    web_parts,
)

YES, NO = frozenset({"on", "yes", "true", "1", "y", "ok"}), frozenset({"off", "no", "false", "0", "n"})
DATABASES = ("postgres", "postgresql", "sqlite")
ENCODE = (
    "In a user name or password, write @ as %40, / as %2F, : as %3A, # as %23, ? as %3F and % as %25 (percent-encode)."
)
LONGEST_SHOWN = 60  # characters


class Variables:
    """The variables of this process, and what is wrong with them."""

    def __init__(self, source: Mapping[str, str] | None = None) -> None:
        """Read from `source`, by default the environment."""
        self.source = os.environ if source is None else source
        self.troubles: list[str] = []

    def read_file(self, path: Path) -> None:
        """Add the variables of an .env file, where there is one; those of the environment win."""
        try:
            if path.is_file():
                environ.Env.read_env(path)
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
            self.troubles.append(f"{path} cannot be read: {reason}.")

    def text(self, name: str, *, unset: str = "") -> str:
        """Return a variable as it is, or `unset` when it is missing or empty."""
        return self.source.get(name, "").strip() or unset

    def required(self, name: str, *, hint: str) -> str:
        """Return a variable that has to be there."""
        if not (value := self.text(name)):
            self.troubles.append(f"{name} is not set. {hint}")
        return value

    def switch(self, name: str, *, unset: bool = False) -> bool:
        """Return whether a variable says on; `unset` where it says nothing. Other words are a trouble."""
        value = self.text(name).lower()
        if value and value not in YES | NO:
            self._wrong(name, "is neither on nor off", "Write on or off.")
        return value in YES if value else unset

    def listed(self, name: str) -> list[str]:
        """Return what stands there with commas between."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def number(self, name: str, *, unset: int, least: int = 1) -> int:
        """Return a whole number of at least `least`."""
        value = self.text(name, unset=str(unset))
        if value.isascii() and value.isdigit() and len(value) < 10 and int(value) >= least:
            return int(value)
        self._wrong(name, f"is no whole number from {least} on", f"Write a number, such as {unset}.")
        return unset

    def choice(self, name: str, choices: Sequence[str], *, unset: str = "") -> str:
        """Return one of the choices, in their own spelling, however it was written."""
        value = self.text(name, unset=unset)
        for known in choices:
            if value.lower() == known.lower():
                return known
        if value:
            self._wrong(name, "is not known", f"Write one of these: {', '.join(choices)}.")
        return unset

    def folder(self, name: str, *, unset: Path, base: Path, make: bool = False) -> Path:
        """Return a folder that can be written to; with `make` it is there afterwards."""
        path = base / (self.text(name) or unset)
        if not (make or self.text(name)):
            return path
        try:
            if make:
                path.mkdir(parents=True, exist_ok=True)
            nearest = next(one for one in (path, *path.parents) if one.exists())
            reason = "" if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK) else "it cannot be written to"
        except OSError as error:
            reason = error.strerror or type(error).__name__
        except ValueError:
            reason = "it is no name of a folder"
        if reason:
            told = f"{name} cannot be used (“{_shown(str(path))}”): {reason}."
            self.troubles.append(f"{told} Name a folder that this user may write to.")
        return path

    def site(self, name: str, *, unset: str) -> str:
        """Return the address of a site: scheme, host and perhaps a port, and nothing after it."""
        value = self.text(name, unset=unset).rstrip("/")
        parts = web_parts(value)
        hint = "Write it with http:// or https:// and no path, such as https://motions.example.org."
        if parts is None:
            self._wrong(name, "is not a web address", hint)
        elif parts.path or parts.query or parts.fragment or "?" in value or "#" in value:
            self._wrong(name, "has something after the host", hint)
        elif "@" in parts.netloc:
            self._wrong(name, "has a user name before the host", hint)
        else:
            return f"{parts.scheme.lower()}://{parts.netloc.lower()}"
        return unset

    def web_address(self, name: str, *, is_secret: bool = False) -> str:
        """Return a web address, or nothing."""
        value = self.text(name)
        if value and web_parts(value) is None:
            hint = "Write it with http:// or https://, or leave it empty."
            self._wrong(name, "is not a web address", hint, is_secret=is_secret)
            return ""
        return value

    def dsn(self, name: str) -> str:
        """Return the address of a Sentry: a key before its host and a number behind it."""
        value = self.text(name)
        parts = web_parts(value) if value else None
        if value and not (parts and parts.username and parts.path.rpartition("/")[2].isdigit()):
            hint = "Copy it from the project's settings in Sentry: https://key@sentry.example.org/1."
            self._wrong(name, "is not the address of a Sentry", hint, is_secret=True)
            return ""
        return value

    def hosts(self, name: str) -> list[str]:
        """Return names of hosts; one that begins with a dot stands for its sub-domains too."""
        return self._all(name, is_host_pattern, "no name of a host", "Write names such as motions.example.org.")

    def networks(self, name: str, *, also: Sequence[str] = ()) -> list[str]:
        """Return addresses and networks, and the words `also`."""
        hint = f"Write such as 127.0.0.1,10.0.0.0/8{''.join(f', or {word}' for word in also)}."
        return self._all(name, lambda one: one in also or is_network(one), "neither an address nor a network", hint)

    def age_keys(self, name: str) -> list[str]:
        """Return public keys of age; a private one, put there by mistake, is not repeated."""
        keys = self.listed(name)
        if not all(re.fullmatch(r"age1[02-9ac-hj-np-z]{58}", key) for key in keys):
            hint = "They begin with age1; `age-keygen` prints one as “public key”."
            self._wrong(name, "holds something that is no public key of age", hint, is_secret=True)
            return []
        return keys

    def sender(self, name: str, *, unset: str) -> str:
        """Return whom mail comes from: a name and an address, or an address alone."""
        value = self.text(name, unset=unset)
        address = parseaddr(value)[1]
        stands_at_the_end = value == address or value.endswith(f"<{address}>")
        if "\n" in value or not stands_at_the_end or not is_mailbox(address):
            self._wrong(name, "holds no email address", "Write it as: Our campaign <motions@example.org>.")
            return unset
        return value

    def bearer(self, name: str) -> str:
        """Return a secret that is shown in a header: letters, numbers and signs, without a space."""
        value = self.text(name)
        if value and not re.fullmatch(r"[\x21-\x7e]+", value):
            hint = "Use letters, numbers and signs without spaces."
            self._wrong(name, "cannot be shown in a header", hint, is_secret=True)
        return value

    def pair(self, name: str) -> str:
        """Return a name and a password with a colon between."""
        value = self.text(name)
        if value and not all(value.partition(":")):
            self._wrong(name, "is no name and password with a colon between", "Write name:password.", is_secret=True)
        return value

    def database(self, name: str) -> dict[str, Any] | None:
        """Return Django's settings of a database, or None."""
        example = "postgres://user:password@host:5432/name"
        parts = self._server(name, DATABASES, example)
        if parts is None:
            return None
        try:
            config: dict[str, Any] = environ.Env.db_url_config(self.text(name))
            strange = "" if parts.scheme == "sqlite" else strange_option(config.get("OPTIONS", {}))
        except ValueError:
            strange = "a number that is none"
        if strange:
            self._wrong(name, f"ends with {strange} after the “?”", f"Write {example}. {ENCODE}", is_secret=True)
            return None
        if parts.scheme == "sqlite":
            return config
        if not config["NAME"] or "@" in parts.path or ("/" in config["NAME"] and not config["HOST"].startswith("/")):
            self._wrong(
                name, "does not end with the name of one database", f"Write {example}. {ENCODE}", is_secret=True
            )
            return None
        return config

    def broker(self, name: str) -> str:
        """Return the address of a Redis; a Valkey goes by either name."""
        parts = self._server(name, ("redis", "rediss", "valkey", "valkeys"), "redis://host:6379/0")
        if parts is None:
            return ""
        if parts.path.strip("/") and not parts.path.strip("/").isdigit():
            hint = f"Write redis://host:6379/0. {ENCODE}"
            self._wrong(name, "does not end with the number of a database", hint, is_secret=True)
            return ""
        return re.sub(r"^valkey(s?)://", r"redis\1://", self.text(name))

    def mail(self, name: str) -> dict[str, Any]:
        """Return Django's settings of a mail server, or none."""
        schemes = tuple(environ.Env.EMAIL_SCHEMES)
        parts = self._server(name, schemes, "smtp+tls://user:password@smtp.example.org:587")
        if parts is None:
            return {}
        if parts.scheme.startswith("smtp") and not parts.hostname:
            self._wrong(name, "names no host", f"Write smtp+tls://host:587. {ENCODE}", is_secret=True)
            return {}
        config: dict[str, Any] = environ.Env.email_url_config(self.text(name))
        return config

    def mailbox(self, name: str) -> str:
        """Return the address of a mailbox by IMAP, or nothing."""
        example = "imaps://user:password@imap.example.org:993/INBOX"
        parts = self._server(name, ("imaps", "imap+tls"), example)
        if parts is None:
            return ""
        if not (parts.hostname and parts.username and parts.password):
            self._wrong(name, "lacks its user, password or host", f"Write {example}. {ENCODE}", is_secret=True)
            return ""
        return self.text(name)

    def stop_if_wrong(self) -> None:
        """End the process with a line for each mistake. Not an exception that a server would log and try again."""
        if self.troubles:
            sys.exit("\n".join(self.troubles))

    def _server(self, name: str, schemes: Sequence[str], example: str) -> SplitResult | None:
        """Return the parts of a server's address; None where it is unset or, with a line about it, wrong."""
        if not (value := self.text(name)):
            return None
        if value == "sqlite://:memory:":
            return SplitResult("sqlite", "", "", "", "")
        if (trouble := trouble_with(value, schemes)) is None:
            return urlsplit(value)
        self._wrong(name, trouble, f"Write {example}. {ENCODE}", is_secret=True)
        return None

    def _all(self, name: str, is_right: Any, what: str, hint: str) -> list[str]:  # noqa: ANN401 - any test of a text
        values = self.listed(name)
        for value in values:
            if not is_right(value):
                self.troubles.append(f"{name} names “{_shown(value)}”, which is {what}. {hint}")
        return [value for value in values if is_right(value)]

    def _wrong(self, name: str, what: str, hint: str, *, is_secret: bool = False) -> None:
        value = self.text(name)
        shown = "" if is_secret or "@" in value else f" (“{_shown(value)}”)"
        self.troubles.append(f"{name} {what}{shown}. {hint}")


def _shown(value: str) -> str:
    """Return a value as one short line."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in value).split())
    return line if len(line) <= LONGEST_SHOWN else f"{line[:LONGEST_SHOWN]}…"
