"""Where a request comes from: the visitor's own address, believed only from a proxy that the settings name.

Limits count networks, not addresses. One household or one attacker has all of an IPv6 /64, and an IPv4 address changes
hands within its /24. What is kept of it anywhere is never the address itself.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
PREFIXES = {4: 24, 6: 64}
# Stands in TRUSTED_PROXIES for a proxy on the same machine that speaks through a socket file: it has no address.
SOCKET = "socket"
NOWHERE = "unknown"


def network_of(request: HttpRequest) -> str:
    """Return the network that a request comes from, such as 203.0.113.0/24; "unknown" where nothing tells."""
    address = visitor_of(request)
    if address is None:
        return NOWHERE
    return str(ip_network((address, PREFIXES[address.version]), strict=False))


def visitor_of(request: HttpRequest) -> Address | None:
    """Return the visitor's address: that of the nearest machine which is not one of our own proxies.

    Each proxy adds to the right of X-Forwarded-For whom it heard from. What stands further left came from the visitor,
    who can write anything there.
    """
    last = None
    for address in _hops(request):
        if address is None:
            break
        last = address
        if not _is_proxy(address):
            break
    return last


def _hops(request: HttpRequest) -> Iterator[Address | None]:
    """Yield who spoke to whom, nearest first; None for what is no address."""
    nearest = request.META.get("REMOTE_ADDR", "")
    if nearest:
        address = _parsed(nearest)
        yield address
        if address is None or not _is_proxy(address):
            return
    elif SOCKET not in settings.TRUSTED_PROXIES:
        return
    for told in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        yield _parsed(told)


def _parsed(text: str) -> Address | None:
    text = text.strip()
    if text.startswith("["):  # an IPv6 address with its port
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_proxy(address: Address) -> bool:
    return any(address in ip_network(proxy) for proxy in settings.TRUSTED_PROXIES if proxy != SOCKET)
