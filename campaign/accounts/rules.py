"""Who may do what, said once. Django asks here whenever it asks for a permission, besides a superuser's.

Organisers do everything but texts, settings and people, which are the admins'. What no page offers to anybody, such as
typing over a vote, is kept from both by the pages themselves. An organiser's regions limit which rows they meet:
`clps.scoping` and `campaign.accounts.roles` see to that.
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
        "mail.remindersetting",
        "motions.campaign",
        "motions.conference",
        "motions.motion",
        "motions.motionversion",
    }
)
ACTIONS = ("view", "add", "change", "delete")


@rules.predicate
def is_organiser(user: User) -> bool:
    """Whether they organise, for all regions or some; admins do too."""
    return user.is_active and user.is_staff and user.role in {Role.ORGANISER, Role.ADMIN}


@rules.predicate
def is_admin(user: User) -> bool:
    """Whether they look after texts, settings and people."""
    return user.is_active and user.is_staff and user.role == Role.ADMIN


def table() -> Iterator[tuple[str, rules.predicates.Predicate]]:
    """Yield every permission with who has it."""
    for app in OUR_APPS:
        # Whether the admin's menu shows the app at all.
        yield app, is_organiser
        for model in apps.get_app_config(app).get_models():
            name = f"{app}.{model._meta.model_name}"
            for action in ACTIONS:
                admins_only = action == "delete" or (action != "view" and name in ADMINS_WRITE)
                yield f"{app}.{action}_{model._meta.model_name}", is_admin if admins_only else is_organiser


for permission, who in table():
    rules.add_perm(permission, who)
