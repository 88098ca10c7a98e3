"""Whose mail comes to one mailbox: several addresses can be one person's.

Anybody can make up as many addresses of one mailbox as they like, so where people are counted, mailboxes are.
"""

from contextlib import suppress

# One mailbox under several names, as the providers' own help pages say; a new one only where nobody else can have it.
SAME_PROVIDER = {
    "googlemail.com": "gmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "protonmail.com": "proton.me",
    "pm.me": "proton.me",
}
WITHOUT_DOTS = frozenset({"gmail.com"})


def mailbox_of(address: str) -> str:
    """Return what all addresses have in common whose mail comes to one person, by the rules of who keeps the mailbox.

    Who gave us one with a tag answers from the one without, and who gave us googlemail.com answers from gmail.com.
    """
    local, _, domain = untagged(plain_address(address)).rpartition("@")
    domain = SAME_PROVIDER.get(domain, domain)
    return f"{local.replace('.', '') if domain in WITHOUT_DOTS else local}@{domain}"


def untagged(address: str) -> str:
    """Return an address in small letters, without the tag behind a plus, which most mailboxes pay no heed to."""
    local, _, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def plain_address(address: str) -> str:
    """Return an address as it is compared: in small letters, its domain in the letters that servers use."""
    user, _, domain = address.strip().lower().rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    return f"{user}@{domain}"
