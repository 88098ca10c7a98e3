"""The pages behind the sign-in, read from the URLconf: every one is looked at, or is said to be no page."""

from collections.abc import Iterator
from fnmatch import fnmatch

from tests.guards.routes import ROUTES, places
from tests.guards.table import EVERYBODY, NOBODY, Guard, guard_of

# Names of addresses, with what they are instead of a page.
NOT_PAGES = {
    "admin:": "leads to the page of a row",
    "admin:*_export_csv": "a file",
    "admin:*_export_xlsx": "a file",
    "admin:desk-weekly-docx": "a file",
    "admin:desk-clp-appeal-file": "a file",
    "admin:desk-clp-delegation": "a file",
    "admin:desk-ballot-sheets": "a file",
    "admin:desk-briefing": "a file",
    "admin:desk-progress": "a file",
    "admin:desk-import-blank-*": "a file",
    "admin:desk-composite-lines": "data",
    "admin:autocomplete": "data",
    "admin:jsi18n": "a script",
    "admin:view_on_site": "leads to a public page",
    "admin:motions_conferenceentry_tool": "leads to the story of the CLP",
    "admin:motions_submission_tool": "leads to the story of the CLP",
    "admin:app_list": "leads to a section",
    "admin:accounts_user_add": "leads to inviting somebody",
    "admin:mail_remindersetting_change": "leads to the table of all of them",
    "admin:password_change": "leads to the page of one’s own sign-in",
    "mfa_reauthenticate*": "leads to signing in again, where there is no second factor",
    "mfa_deactivate_totp": "is not there without a second factor",
    "mfa_view_recovery_codes": "is not there without a second factor",
    "mfa_remove_webauthn": "is not there without a passkey",
}


def is_behind_sign_in(guard: Guard | None) -> bool:
    """Say whether somebody may look there, and not everybody."""
    return guard is not None and guard.look not in (EVERYBODY, NOBODY)


def is_no_page(name: str) -> bool:
    """Say whether an address of that name is listed as something else than a page."""
    return any(fnmatch(name, pattern) for pattern in NOT_PAGES)


def desk_names() -> set[str]:
    """Return the name of every address for those who have signed in."""
    return {route.name for route in ROUTES if is_behind_sign_in(guard_of(route.name, route.model))}


def desk_addresses(world) -> Iterator[tuple[str, str]]:
    """Yield the address and the name of everything behind the sign-in, for an owner; each kind of row once."""
    for place in places(world):
        if place.whose != "foreign" and is_behind_sign_in(guard_of(place.route.name, place.route.model)):
            yield place.address, place.route.name
