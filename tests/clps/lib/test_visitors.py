"""Where a request comes from."""

import pytest
from django.test import RequestFactory

from clps.lib.visitors import network_of

PROXY, OTHER = "127.0.0.1", "10.1.2.3"
TOLD = {
    # who spoke to us, what they say of others, and what we take for the visitor's network
    ("203.0.113.77", ""): "203.0.113.0/24",
    ("2001:db8:1:2:aaaa::1", ""): "2001:db8:1:2::/64",
    ("::ffff:203.0.113.9", ""): "203.0.113.0/24",
    # Whoever is no proxy of ours may say what they like.
    ("203.0.113.77", "198.51.100.1"): "203.0.113.0/24",
    (PROXY, "198.51.100.1"): "198.51.100.0/24",
    (PROXY, "198.51.100.1:4711"): "198.51.100.0/24",
    (PROXY, "[2001:db8:5:6::9]:4711"): "2001:db8:5:6::/64",
    # What the visitor wrote stands to the left of what our proxies saw.
    (PROXY, "192.0.2.1, 198.51.100.1"): "198.51.100.0/24",
    (PROXY, f"192.0.2.1, 198.51.100.1, {OTHER}"): "198.51.100.0/24",
    (PROXY, ""): "127.0.0.0/24",
    (PROXY, "nonsense"): "127.0.0.0/24",
    ("", "198.51.100.1"): "unknown",
    ("nonsense", "198.51.100.1"): "unknown",
}


def test_visitor_is_whom_our_own_proxies_saw(settings):
    settings.TRUSTED_PROXIES = [PROXY, "10.0.0.0/8"]
    for (nearest, told), network in TOLD.items():
        request = RequestFactory().get("/", REMOTE_ADDR=nearest, headers={"X-Forwarded-For": told})
        assert network_of(request) == network, (nearest, told)


@pytest.mark.parametrize(("proxies", "network"), [([], "unknown"), (["socket"], "198.51.100.0/24")])
def test_proxy_behind_a_socket_is_believed_where_it_is_named(settings, proxies, network):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="", headers={"X-Forwarded-For": "198.51.100.1"})
    assert network_of(request) == network
