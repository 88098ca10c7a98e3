"""The addresses that copies of the email to a secretary go to: they name the CLP and the body, and so the report."""

import re

from clps.models import CLP
from motions.enums import Body

# RFC 5321, 4.5.3.1.1: no server has to take more before the @.
LONGEST_LOCAL_PART = 64
ADDRESS = re.compile(r"\+report\.([a-z0-9-]+)\.(clp|branch)@", re.IGNORECASE)


def report_address(campaign_email: str, *, clp: CLP, body: Body) -> str:
    """Return where a copy goes: motions+report.little-mickering.branch@example.org.

    It can be guessed, and need not be secret: what comes there counts only when its sender confirms it.
    """
    user, _, domain = campaign_email.rpartition("@")
    local = f"{user}+report.{clp.slug}.{body.value}"
    if len(local) > LONGEST_LOCAL_PART:
        local = f"{user}+report.{clp.pk}.{body.value}"
    return f"{local}@{domain}"


def read_report_address(address: str) -> tuple[CLP, Body] | None:
    """Return the CLP and the body that an address names; None for any other address."""
    match = ADDRESS.search(address)
    if match is None:
        return None
    name, body = match[1].lower(), Body(match[2].lower())
    clp = CLP.objects.filter(slug=name).first()
    # A number too long for a key is no key.
    if clp is None and name.isdigit() and len(name) < 10:
        clp = CLP.objects.filter(pk=int(name)).first()
    return (clp, body) if clp else None
