"""Which pages tell whoever opens them a person's or a CLP's story: a table, read after each page of the admin."""

from django.http import HttpRequest, HttpResponseBase

from clps.lib.audit import note_opened_clp, note_opened_person, note_opened_row
from clps.models import CLP

# The name of an address in the admin, the part of it that says whom it is about, and what notes it.
PERSONS_PAGES = {
    "accounts_user_change": "object_id",
    "accounts_user_history": "object_id",
    "desk-person-remove": "pk",
    "desk-call": "pk",
}
# Whoever has a row and no account: the table they are in, and the part of the address that is their key.
ROWS_PAGES = {
    "clps_secretary_change": ("clps.secretary", "object_id"),
    "motions_delegate_change": ("motions.delegate", "object_id"),
    "desk-clp-delegate": ("motions.delegate", "pk"),
    "motions_champion_change": ("motions.champion", "object_id"),
    "motions_offer_change": ("motions.offer", "object_id"),
}
CLPS_PAGES = {"desk-clp": "slug"}


def note_visit(request: HttpRequest, response: HttpResponseBase) -> None:
    """Note what a page has just shown, where it is one of those; what was refused or not found was not shown."""
    found = request.resolver_match
    if response.status_code != 200 or found is None or request.user.pk is None:
        return
    name = found.url_name or ""
    if name in PERSONS_PAGES:
        note_opened_person(request.user, found.kwargs[PERSONS_PAGES[name]])
    elif name in ROWS_PAGES:
        model, key = ROWS_PAGES[name]
        note_opened_row(request.user, model, found.kwargs[key])
    elif name in CLPS_PAGES and (clp := CLP.objects.filter(slug=found.kwargs[CLPS_PAGES[name]]).first()):
        note_opened_clp(request.user, clp)
