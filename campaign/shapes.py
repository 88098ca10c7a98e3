"""What the address of a machine, a page or a mailbox may look like, for whoever writes one into the settings."""

import re
from collections.abc import Mapping, Sequence
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, urlsplit

HOST = re.compile(r"\.?(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\.?", re.IGNORECASE)
# A name of a machine in a private network may have an underscore, one in an address that browsers ask for may not.
SERVER = re.compile(r"[a-z0-9_.,-]+", re.IGNORECASE)
HALF_ENCODED = re.compile(r"%(?![0-9a-f]{2})", re.IGNORECASE)
MAILBOX = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+\.[^@\s<>,;:\".]+|[^@\s<>,;:\"]+@localhost")
WEB = ("http", "https")
# RFC 1035, 2.3.4, and RFC 5321, 4.5.3.1.1: characters.
LONGEST_HOST, LONGEST_LOCAL = 253, 64


def trouble_with(value: str, schemes: Sequence[str]) -> str | None:
    """Return what is wrong with the address of a server, without a word of it."""
    scheme, separator, rest = value.partition("://")
    if not separator or scheme not in schemes:
        return f"does not begin with one of {', '.join(f'{one}://' for one in schemes)}"
    user, at, _ = rest.rpartition("@")
    try:
        parts = urlsplit(value)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return "has no readable host and port"
    if port == 0:
        return "has no readable host and port"
    # A slash, a question mark or a hash in a password ends the host too early, and the @ stands behind it.
    if at and (len(user) >= len(parts.netloc) or parts.fragment):
        return "has a sign in its user name or password that has to be encoded"
    if parts.fragment or HALF_ENCODED.search(parts.netloc.rpartition("@")[0]):
        return "has a sign in its user name or password that has to be encoded"
    if host and not (SERVER.fullmatch(host) or is_address(host) or "%" in host):
        return "names no host that there can be"
    return None


# What Django's backend for PostgreSQL takes for itself before it connects (5.2), as far as an address can say it: a
# pool would need a package that is not installed, and server_side_binding a value that is no text.
OF_DJANGO: Mapping[str, type] = {"assume_role": str, "isolation_level": int, "prepare_threshold": int}


def strange_option(options: Mapping[str, Any]) -> str:
    """Return what neither Django nor PostgreSQL's library takes of the options of an address; "" for none."""
    from psycopg import ProgrammingError  # large, and SQLite does without
    from psycopg.conninfo import make_conninfo

    for name, value in options.items():
        if name in OF_DJANGO:
            if not isinstance(value, OF_DJANGO[name]) or (name == "isolation_level" and value not in range(1, 5)):
                return f"a value of {name} that there is not"
            continue
        try:
            make_conninfo(**{name: value})
        except ProgrammingError:
            return "an option that there is not"
        if name == "connect_timeout" and not isinstance(value, int):
            return "a connect_timeout that is no number of seconds"
    return ""


def web_parts(value: str) -> SplitResult | None:
    """Return the parts of a web address whose host there can be; None where it is none."""
    try:
        parts = urlsplit(value)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return None
    is_one = (
        parts.scheme.lower() in WEB
        and is_host(host)
        and not host.startswith(".")
        and port != 0
        and not re.search(r"\s", value)
    )
    return parts if is_one else None


def is_mailbox(address: str) -> bool:
    """Whether mail can come from an address: RFC 5321 allows 64 letters before the @, and mail servers ASCII alone."""
    local, _, host = address.rpartition("@")
    return bool(MAILBOX.fullmatch(address)) and local.isascii() and len(local) <= LONGEST_LOCAL and is_host(host)


def is_host_pattern(value: str) -> bool:
    """Whether it names hosts as Django allows them: * is all, and one with a dot before it its sub-domains."""
    return value == "*" or is_host(value) or is_address(value.strip("[]"))


def is_host(value: str) -> bool:
    """Whether a name of a host can be one; one that ends with a number can only be an address."""
    is_name = len(value) <= LONGEST_HOST and HOST.fullmatch(value)
    return is_address(value) or bool(is_name and not value.rpartition(".")[2].isdigit())


def is_address(value: str) -> bool:
    """Whether it is the number of a machine."""
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


def is_network(value: str) -> bool:
    """Whether it is the number of a machine or of a network."""
    try:
        ip_network(value)
    except ValueError:
        return False
    return True
