"""Who may open and who may press what, for every address of the site. A new address fails until it stands here.

Each line names the least role that is let in, for looking (GET) and for pressing (POST). The roles, each with what the
ones before it may: an outsider; a member, who has an account and no role; an organiser of one region; an organiser of
everywhere; an admin; an owner. NOBODY is not let in by any role: those rows come from actions alone.
"""

from dataclasses import dataclass
from enum import IntEnum
from fnmatch import fnmatch


class Least(IntEnum):
    """The least role that is let in, in the order of `tests.guards.world.ROLES`."""

    EVERYBODY = 0
    MEMBER = 1
    ORGANISER = 2
    EVERYWHERE = 3
    ADMIN = 4
    OWNER = 5
    NOBODY = 6


EVERYBODY, MEMBER, ORGANISER, EVERYWHERE, ADMIN, OWNER, NOBODY = Least


@dataclass(frozen=True, slots=True)
class Guard:
    """Who may look and who may press at one kind of address, and the least role for what is in a foreign region."""

    look: Least
    press: Least
    foreign: Least = EVERYBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Who may do what to the rows of a model in the admin; `in_regions` where a row is in somebody's region."""

    read: Least = ORGANISER
    # One row, where that takes more than the list does.
    row: Least = EVERYBODY
    add: Least = NOBODY
    change: Least = NOBODY
    delete: Least = NOBODY
    # Its own tools and pages, and files to take away.
    act: Least = ORGANISER
    in_regions: bool = True


READ_ONLY = Model()
SETTINGS = Model(add=ADMIN, change=ADMIN, delete=ADMIN, in_regions=False)

MODELS = {
    "accounts.user": Model(add=ADMIN, change=ADMIN, delete=OWNER, act=ADMIN),
    "accounts.consent": READ_ONLY,
    "clps.region": SETTINGS,
    "clps.constituency": SETTINGS,
    "clps.clp": Model(add=ORGANISER, change=ORGANISER, delete=ADMIN),
    "clps.branch": Model(add=ORGANISER, change=ORGANISER, delete=ADMIN),
    "clps.secretary": Model(add=ORGANISER, change=ORGANISER, delete=ADMIN),
    # In no region: for all who organise to read, and for those who look after everything to write.
    "clps.affiliate": Model(add=EVERYWHERE, change=EVERYWHERE, delete=NOBODY, act=EVERYWHERE, in_regions=False),
    "motions.composite": Model(add=EVERYWHERE, act=EVERYWHERE, in_regions=False),
    # Not even to be read by an organiser of one region, unless the affiliate is theirs.
    "motions.offer": Model(row=EVERYWHERE, act=EVERYWHERE, in_regions=False),
    "motions.campaign": SETTINGS,
    "motions.conference": SETTINGS,
    "motions.speakernotes": SETTINGS,
    "motions.variant": Model(add=ADMIN, change=ADMIN, in_regions=False),
    "motions.motion": Model(add=ADMIN, change=ADMIN, in_regions=False),
    "motions.motionversion": Model(in_regions=False),
    "motions.savedanswer": Model(add=EVERYWHERE, change=EVERYWHERE, delete=ADMIN, in_regions=False),
    "motions.champion": Model(add=ORGANISER),
    "motions.introduction": READ_ONLY,
    "motions.delegate": Model(add=ORGANISER),
    "motions.conferenceentry": Model(add=ORGANISER),
    "motions.submission": READ_ONLY,
    "motions.standing": READ_ONLY,
    "motions.event": READ_ONLY,
    "motions.vote": READ_ONLY,
    "mail.reminder": READ_ONLY,
    "mail.stop": READ_ONLY,
    "mail.email": READ_ONLY,
    "mail.inboundmail": READ_ONLY,
    "mail.suppression": READ_ONLY,
    "mail.mailpause": Model(act=EVERYWHERE, in_regions=False),
    "errors.kepterror": Model(read=OWNER, delete=OWNER, act=OWNER, in_regions=False),
    "mail.remindersetting": Model(change=ADMIN, in_regions=False),
}

# Names of addresses, the first that fits; what stands here goes before what is worked out from the models.
# A page that takes no such request from anybody answers 405, whatever it says here.
ADDRESSES = {
    # The public's. What a link with a token opens, its holder may do; who they are does not matter.
    "motions:*": Guard(EVERYBODY, EVERYBODY),
    "clps:*": Guard(EVERYBODY, EVERYBODY),
    "mail:preferences": Guard(EVERYBODY, EVERYBODY),
    "mail:links-ended": Guard(EVERYBODY, NOBODY),
    # Whoever shows a token of the scope; here nobody does.
    "api:all-*": Guard(NOBODY, NOBODY),
    "api:*": Guard(EVERYBODY, NOBODY),
    "about-you-handed-on": Guard(EVERYBODY, NOBODY),
    "about-you*": Guard(EVERYBODY, EVERYBODY),
    "organiser-meetings": Guard(EVERYBODY, NOBODY),
    # Only while the site has no owner, and this one has.
    "setup": Guard(NOBODY, NOBODY),
    # Only while DEBUG is on.
    "mail:dev-*": Guard(NOBODY, NOBODY),
    # Only the provider that the settings name, and here they name none.
    "anymail:*": Guard(NOBODY, NOBODY),
    # Signing in and out, by whoever knows a password, a code or a link.
    "account_login": Guard(EVERYBODY, EVERYBODY),
    "account_request_login_code": Guard(EVERYBODY, EVERYBODY),
    "account_confirm_login_code": Guard(EVERYBODY, EVERYBODY),
    "account_reset_password*": Guard(EVERYBODY, EVERYBODY),
    "account_logout": Guard(EVERYBODY, EVERYBODY),
    "invitation": Guard(EVERYBODY, EVERYBODY),
    # How one signs in oneself.
    "account_index": Guard(ORGANISER, NOBODY),
    "account_change_password": Guard(ORGANISER, ORGANISER),
    "account_sessions": Guard(ORGANISER, ORGANISER),
    "account_address": Guard(ORGANISER, ORGANISER),
    "address_confirm": Guard(EVERYBODY, EVERYBODY),
    # Half-way in: whoever has given a password, or nobody.
    "mfa_authenticate": Guard(NOBODY, NOBODY),
    "mfa_login_webauthn": Guard(EVERYBODY, EVERYBODY),
    "account_reauthenticate": Guard(ORGANISER, ORGANISER),
    "mfa_*": Guard(ORGANISER, ORGANISER),
    # The admin's own pages.
    "admin:login": Guard(EVERYBODY, EVERYBODY),
    "admin:logout": Guard(EVERYBODY, EVERYBODY),
    "admin:jsi18n": Guard(ORGANISER, ORGANISER),
    "admin:index": Guard(ORGANISER, ORGANISER),
    "admin:app_list": Guard(ORGANISER, ORGANISER),
    "admin:password_change*": Guard(ORGANISER, ORGANISER),
    "admin:autocomplete": Guard(ORGANISER, ORGANISER),
    # To the public page of a row.
    "admin:view_on_site": Guard(ORGANISER, ORGANISER),
    # Old addresses of rows, which lead to the new ones and say nothing themselves.
    "admin:": Guard(ORGANISER, ORGANISER),
    "admin:catch_all": Guard(NOBODY, NOBODY),
    # Shown in a frame, and pressed by nobody.
    "admin:mail_email_html": Guard(ORGANISER, NOBODY, foreign=EVERYWHERE),
    # The words of mail: everybody here reads them, with a preview in a frame.
    "admin:mail_words": Guard(ORGANISER, ADMIN),
    "admin:mail_words_html": Guard(ORGANISER, NOBODY),
    "admin:mail_words_history": Guard(ORGANISER, ADMIN),
    # One page for the whole table.
    "admin:mail_remindersetting_change": Guard(ORGANISER, ORGANISER),
    "admin:mail_remindersetting_changelist": Guard(ORGANISER, ADMIN),
    # The desk.
    "admin:desk-mark": Guard(NOBODY, ORGANISER),
    "admin:desk-advice": Guard(ORGANISER, NOBODY),
    "admin:desk-advice-question": Guard(ORGANISER, ORGANISER, foreign=EVERYWHERE),
    "admin:desk-calls": Guard(ORGANISER, ORGANISER),
    "admin:desk-calls-take-away": Guard(ORGANISER, ORGANISER),
    "admin:desk-call": Guard(ORGANISER, ORGANISER, foreign=EVERYWHERE),
    "admin:desk-call-speaker": Guard(ORGANISER, ORGANISER, foreign=EVERYWHERE),
    "admin:desk-speakers": Guard(ORGANISER, ORGANISER),
    "admin:desk-search": Guard(ORGANISER, ORGANISER),
    "admin:desk-section": Guard(ORGANISER, NOBODY),
    "admin:desk-several": Guard(ORGANISER, ORGANISER),
    "admin:desk-several-undo": Guard(NOBODY, ORGANISER),
    "admin:desk-regions": Guard(ORGANISER, NOBODY),
    "admin:desk-region": Guard(EVERYWHERE, EVERYWHERE),
    "admin:desk-motions": Guard(ORGANISER, NOBODY),
    "admin:desk-motion-open": Guard(ADMIN, ADMIN),
    "admin:desk-motion-end": Guard(NOBODY, ADMIN),
    "admin:desk-texts": Guard(ORGANISER, NOBODY),
    "admin:desk-text-compare": Guard(ORGANISER, NOBODY),
    "admin:desk-text-preview": Guard(ADMIN, NOBODY),
    "admin:desk-text*": Guard(ADMIN, ADMIN),
    "admin:desk-earlier": Guard(ORGANISER, NOBODY),
    "admin:desk-weekly": Guard(ORGANISER, ORGANISER),
    "admin:desk-weekly-docx": Guard(ORGANISER, NOBODY),
    "admin:desk-webhooks": Guard(OWNER, OWNER),
    "admin:desk-api": Guard(OWNER, OWNER),
    "admin:desk-letters": Guard(ORGANISER, NOBODY),
    "admin:desk-letter-new": Guard(ORGANISER, ORGANISER),
    # Their own letters, whoever wrote them.
    "admin:desk-letter*": Guard(ORGANISER, ORGANISER, foreign=EVERYWHERE),
    "admin:desk-invite": Guard(ADMIN, ADMIN),
    "admin:desk-invitation": Guard(NOBODY, ADMIN),
    "admin:desk-person-remove": Guard(ADMIN, ADMIN),
    "admin:desk-audit": Guard(OWNER, NOBODY),
    "admin:desk-keeping": Guard(ORGANISER, ADMIN),
    "admin:desk-trial-mail": Guard(ORGANISER, ORGANISER),
    "admin:desk-dates": Guard(ORGANISER, NOBODY),
    "admin:desk-dates-*": Guard(EVERYWHERE, EVERYWHERE),
    # In a region, where it is about a CLP.
    "admin:desk-left-over": Guard(NOBODY, ORGANISER, foreign=EVERYWHERE),
    "admin:desk-campaign-close": Guard(OWNER, OWNER),
    "admin:desk-clp-delegation": Guard(ORGANISER, NOBODY, foreign=EVERYWHERE),
    "admin:desk-ballot-sheets": Guard(ORGANISER, NOBODY),
    "admin:desk-ballot": Guard(ORGANISER, EVERYWHERE),
    "admin:desk-delegations": Guard(ORGANISER, NOBODY),
    "admin:desk-clp-delegates": Guard(ORGANISER, ORGANISER, foreign=EVERYWHERE),
    "admin:desk-clp-delegate": Guard(ORGANISER, ORGANISER, foreign=EVERYWHERE),
    "admin:desk-delegate-step": Guard(NOBODY, ORGANISER, foreign=EVERYWHERE),
    "admin:desk-briefing": Guard(ORGANISER, NOBODY),
    "admin:desk-clp-appeal*": Guard(ORGANISER, NOBODY, foreign=EVERYWHERE),
    # About the whole motion: all who organise read, those who look after everything write.
    "admin:desk-rulings": Guard(ORGANISER, NOBODY),
    "admin:desk-committee-list": Guard(ORGANISER, EVERYWHERE),
    "admin:desk-committee-record": Guard(NOBODY, ORGANISER, foreign=EVERYWHERE),
    "admin:desk-committee-place": Guard(NOBODY, EVERYWHERE),
    "admin:desk-ground-answers": Guard(ORGANISER, ADMIN),
    "admin:desk-dated-notes": Guard(ORGANISER, EVERYWHERE),
    "admin:desk-dated-note": Guard(EVERYWHERE, EVERYWHERE),
    "admin:desk-clp": Guard(ORGANISER, NOBODY, foreign=EVERYWHERE),
    "admin:desk-clp-conflict": Guard(ORGANISER, NOBODY, foreign=EVERYWHERE),
    "admin:desk-clp-*": Guard(ORGANISER, ORGANISER, foreign=EVERYWHERE),
    # The CLPs in a composite are from everywhere: all who organise read, those who look after everything write.
    "admin:desk-composite-check": Guard(NOBODY, ORGANISER),
    "admin:desk-composite-new-address": Guard(NOBODY, EVERYWHERE),
    "admin:desk-composite-take-away": Guard(NOBODY, EVERYWHERE),
    "admin:desk-composite-record": Guard(EVERYWHERE, EVERYWHERE),
    "admin:desk-composite*": Guard(ORGANISER, EVERYWHERE),
    "admin:desk-calendar": Guard(ORGANISER, ORGANISER),
    "admin:desk-progress": Guard(ORGANISER, NOBODY),
    "admin:desk-action-network": Guard(ORGANISER, ORGANISER),
    "admin:desk-imports": Guard(ORGANISER, NOBODY),
    "admin:desk-import": Guard(ORGANISER, ORGANISER),
    "admin:desk-import-take-back": Guard(NOBODY, ORGANISER, foreign=EVERYWHERE),
    "admin:desk-import-blank-*": Guard(ORGANISER, NOBODY),
    "admin:desk-import-*": Guard(NOBODY, ORGANISER),
}


def guard_of(name: str, model: str = "") -> Guard | None:
    """Return who is let in where an address of this name leads; None for one that nobody has listed."""
    listed = next((guard for pattern, guard in ADDRESSES.items() if fnmatch(name, pattern)), None)
    return listed or (_guard_of_model(MODELS[model], name.rpartition("_")[2]) if model in MODELS else None)


def _guard_of_model(about: Model, page: str) -> Guard:
    foreign, row = EVERYWHERE if about.in_regions else EVERYBODY, max(about.read, about.row)
    pages = {
        # A list is searched and its actions are asked for; `test_actions` tries those one by one.
        "changelist": Guard(about.read, about.read),
        "add": Guard(about.add, about.add),
        "change": Guard(row, about.change, foreign),
        "history": Guard(row, row, foreign),
        "delete": Guard(about.delete, about.delete, foreign),
        "csv": Guard(about.read, NOBODY),
        "xlsx": Guard(about.read, NOBODY),
    }
    return pages.get(page, Guard(about.act, about.act, foreign))
