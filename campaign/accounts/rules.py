"""Who may do what, said once. Django asks here whenever it asks for a permission, besides a superuser's.

Organisers do everything but texts, settings and people, which are the admins'. What no page offers to anybody, such as
typing over a vote, is kept from both by the pages themselves. An organiser's regions limit which rows they meet:
`clps.lib.admin_pages` and `campaign.accounts.roles` see to that.

What is in no region is settled there too. Of affiliates and composites, organisers of some regions read how far each
has come; writing to them is for those who look after all regions, and an affiliate may be given to anybody. Offers of
help go with their affiliate. Mail and events about no CLP are for those who look after all; a question about none is
for everybody who answers.
"""

from collections.abc import Iterator

import rules
from django.apps import apps

from campaign.accounts.models import Role, User

OUR_APPS = ("accounts", "clps", "desk", "mail", "motions")
# Texts, settings, people: organisers read them, admins write them.
ADMINS_WRITE = frozenset(
    {
        "accounts.consent",
        "accounts.user",
        "clps.constituency",
        "clps.region",
        "mail.mailwording",
        "mail.remindersetting",
        "motions.campaign",
        "motions.groundanswer",
        "motions.conference",
        "motions.conferencesender",
        "motions.conferencewindow",
        "motions.speakernotes",
        "motions.motion",
        "motions.motionversion",
        "motions.periodsetting",
        "motions.refusalground",
        "motions.ruleset",
        "motions.rulesource",
        "motions.variant",
    }
)
# Whatever is changed here is changed for everybody, so an organiser of some regions reads it only.
CAMPAIGN_WIDE = frozenset(
    {
        "mail.mailpause",
        "motions.ballotheading",
        "motions.committeelist",
        "motions.compositingmeeting",
        "motions.datednote",
        "motions.pastballot",
        "motions.savedanswer",
        "motions.suspension",
    }
)
ACTIONS = ("view", "add", "change", "delete")
# Taking a file of people away, those of one's own regions: organisers see their addresses one by one as it is.
EXPORT_PEOPLE = "accounts.export_user"


def needs(app: str, model: str, action: str) -> Role:
    """Return the least role that may do this to rows of a model."""
    admins_only = action == "delete" or (action != "view" and f"{app}.{model}" in ADMINS_WRITE)
    return Role.ADMIN if admins_only else Role.ORGANISER


def permissions() -> Iterator[tuple[str, Role]]:
    """Yield every permission with the least role that has it."""
    yield EXPORT_PEOPLE, Role.ORGANISER
    for app in OUR_APPS:
        # Whether the admin's menu shows the app at all.
        yield app, Role.ORGANISER
        for found in apps.get_app_config(app).get_models():
            model = str(found._meta.model_name)
            for action in ACTIONS:
                yield f"{app}.{action}_{model}", needs(app, model, action)


def is_campaign_wide(permission: str) -> bool:
    """Whether it takes looking after all regions, whatever the role."""
    app, _, codename = permission.partition(".")
    action, _, model = codename.partition("_")
    return action != "view" and f"{app}.{model}" in CAMPAIGN_WIDE


def rights_of(role: Role) -> frozenset[str]:
    """Return the permissions that a role has."""
    return frozenset(name for name, least in permissions() if role == Role.ADMIN or least == role)


def is_organiser(user: User) -> bool:
    """Whether they organise, for all regions or some; admins do too."""
    return isinstance(user, User) and user.is_active and user.is_staff and user.role != Role.NONE


def is_admin(user: User) -> bool:
    """Whether they look after texts, settings and people."""
    return is_organiser(user) and user.role == Role.ADMIN


def looks_after_everything(user: User) -> bool:
    """Whether all regions are theirs."""
    return isinstance(user, User) and user.region_keys is None


EVERYWHERE = rules.predicate(looks_after_everything)
WHO = {Role.ORGANISER: rules.predicate(is_organiser), Role.ADMIN: rules.predicate(is_admin)}

for permission, least in permissions():
    rules.add_perm(permission, WHO[least] & EVERYWHERE if is_campaign_wide(permission) else WHO[least])
