"""The addresses of the site, read from the URLconf, and the rows that each is asked for."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import URLResolver, get_resolver

from campaign.desk.importing.catalogue import KINDS
from campaign.desk.navigation import SECTIONS
from campaign.desk.story.acts import ABOUT_A_REPORT, ACTS
from campaign.desk.texts.views import SORTS
from clps.models import CLP
from motions.enums import DatedNoteKind, DelegateStep, ListDifference
from tests.guards.world import NO_CLP

MODEL_PAGE = re.compile(r"^admin/(\w+)/(\w+)/")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """One pattern of the URLconf: its name in its namespaces, its path, and the admin's model that it is about."""

    name: str
    path: str
    model: str


@dataclass(frozen=True)
class Place:
    """One address to ask for, and whose it is: one's own, a foreign region's, or nobody's in particular."""

    route: Route
    address: str
    whose: str = ""
    # What is filled in where it is pressed.
    filled_in: tuple[tuple[str, object], ...] = ()


def routes(resolver=None, path="", names=()) -> Iterator[Route]:
    for entry in (resolver or get_resolver()).url_patterns:
        here = path + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, here, (*names, *filter(None, [entry.namespace])))
        else:
            found = MODEL_PAGE.match(here)
            model = ".".join(found.groups()) if found else ""
            is_model = any(one._meta.label_lower == model for one in admin.site._registry)
            name = entry.name or ("catch_all" if "(?P<url>" in here else "")
            yield Route(":".join([*names, name]), here, model if is_model else "")


ROUTES = list(routes())
COMPOSITE_PAGES = (
    "",
    "-agreed",
    "-check",
    "-demands",
    "-draft",
    "-lines",
    "-new-address",
    "-reading",
    "-record",
    "-screen",
    "-take-away",
)


Fillings = list[tuple[str, dict[str, object]]]


# What fills each of these in a region: one way each.
IN_A_REGION: dict[str, Callable[[SimpleNamespace], dict[str, object]]] = {
    "admin:desk-advice-question": lambda here: {"reference": here.question.reference},
    "admin:desk-clp-branch-rules": lambda here: {
        "slug": here.clp.slug,
        "branch": here.clp.branches.get_or_create(name="Castle")[0].pk,
    },
    "admin:desk-person-remove": lambda here: {"pk": here.person.pk},
    "admin:desk-call": lambda here: {"slug": here.clp.slug, "pk": here.person.pk},
    "admin:desk-call-speaker": lambda here: {"slug": here.clp.slug, "pk": here.person.pk},
    "admin:desk-letter": lambda here: {"pk": here.letter.pk},
    "admin:desk-letter-people": lambda here: {"pk": here.letter.pk},
    "admin:desk-letter-edit": lambda here: {"pk": here.letter.pk},
    "admin:desk-import-take-back": lambda here: {"pk": here.imported.pk},
    "admin:view_on_site": lambda here: {
        "content_type_id": ContentType.objects.get_for_model(CLP).pk,
        "object_id": here.clp.pk,
    },
    "admin:desk-clp-appeal": lambda here: {"slug": here.refused.clp.slug},
    "admin:desk-clp-delegates": lambda here: {"slug": here.entry.clp.slug},
    "admin:desk-clp-delegate": lambda here: {"slug": here.entry.clp.slug, "pk": here.rows["motions.delegate"].pk},
    "admin:desk-left-over": lambda here: {"pk": here.left_over.pk},
}
# Pages of a CLP that are about another motion too.
WITH_A_MOTION = ("clp", "second", "voted", "speaker-want", "champion-offer", "champion-offered")


def of_each_side(world) -> dict[str, Fillings]:
    """What there is of one's own region and of a foreign one."""
    sides = (("own", world.own), ("foreign", world.foreign))
    several = {
        "admin:desk-clp-act": lambda here: [{"slug": here.clp.slug, "act": act} for act in set(ACTS) - ABOUT_A_REPORT],
        "admin:desk-clp-report": lambda here: [
            {"slug": here.clp.slug, "act": act, "pk": here.report.pk} for act in ABOUT_A_REPORT
        ],
        "admin:desk-clp-appeal-file": lambda here: [
            {"slug": here.refused.clp.slug, "ending": ending} for ending in ("docx", "pdf")
        ],
    }
    filled = {name: [(side, fill(here)) for side, here in sides] for name, fill in IN_A_REGION.items()}
    for name, fillings in several.items():
        filled[name] = [(side, one) for side, here in sides for one in fillings(here)]
    for name in WITH_A_MOTION:
        filled[f"motions:{name}"] = [
            (side, {"slug": here.clp.slug, "motion_slug": world.other.slug}) for side, here in sides
        ]
    return filled


def by_link(world) -> dict[str, Fillings]:
    """What only whoever holds a link can open."""
    tokens = world.tokens
    return {
        "address_confirm": [("holder", {"token": tokens["address"]})],
        "invitation": [("holder", {"token": tokens["invitation"]})],
        "motions:composite-follow": [("holder", {"key": tokens["composite"]})],
        "motions:composite-follow-lines": [("holder", {"key": tokens["composite"]})],
        "setup": [("", {"token": tokens["setup"]})],
        "organiser-meetings": [("holder", {"token": tokens["feed"]})],
        "mail:preferences": [("holder", {"token": tokens["mail"]})],
        "about-you": [("holder", {"token": tokens["mail"]})],
        # Whatever link somebody came by, they may end.
        "motions:link-end": [("", {"token": tokens["report"]})],
        "motions:speaker-own": [("holder", {"token": tokens["speaker"]})],
        "motions:speaker-wish": [("holder", {"token": tokens["speaker-wish"]})],
        "motions:offer-confirm": [("holder", {"token": tokens["offer"]})],
        **{
            f"motions:report-appeal{page}": [("holder", {"token": tokens["ruled-out"]})]
            for page in ("", "-docx", "-pdf")
        },
        "motions:report-confirm": [("holder", {"token": tokens["confirm"]})],
        "motions:champion-confirm": [("holder", {"token": tokens["champion-confirm"]})],
    }


def of_the_campaign(world) -> dict[str, Fillings]:
    """What is nobody's in particular."""
    return {
        "admin:desk-section": [("", {"section": section.slug}) for section in SECTIONS if not section.page],
        "admin:desk-invitation": [("", {"pk": world.invitation.pk})],
        "account_reset_password_from_key": [("", {"uidb36": "1", "key": "nothing"})],
        **{
            f"admin:desk-composite{page}": [("", {"pk": world.meeting.pk, "side": "ours", "number": 1})]
            for page in COMPOSITE_PAGES
        },
        "admin:desk-progress": [("", {"kind": kind}) for kind in ("csv", "xlsx")],
        "admin:desk-dates-suspension": [("", {"pk": world.suspension.pk})],
        "admin:desk-dated-notes": [("", {"kind": kind}) for kind in DatedNoteKind],
        "admin:desk-dated-note": [("", {"kind": world.note.kind, "pk": world.note.pk})],
        **{
            f"admin:desk-text{page}": [("", {"pk": world.motion.pk, "look": "page"})]
            for page in ("", "-preview", "-compare", "-publish")
        },
        "admin:desk-motion-open": [("", {"sort": sort}) for sort in SORTS],
        "admin:desk-motion-end": [("", {"pk": world.other.pk})],
        "admin:desk-several": [("", {"sort": sort}) for sort in ("things", "clps", "entries")],
        "admin:desk-several-undo": [("", {"pk": world.bulk.pk})],
        "admin:desk-region": [("", {"slug": world.own.region.slug})],
        "admin:desk-earlier": [("", {"pk": world.motion.campaign_id})],
        "admin:desk-campaign-close": [("", {"pk": world.motion.campaign_id})],
        "motions:version": [("", {"slug": world.motion.slug, "number": 1})],
    }


def fillings(route: Route, world) -> Fillings:
    """What to put into the variable parts of a path, with whose it is."""
    tokens, special = world.tokens, of_each_side(world) | by_link(world) | of_the_campaign(world)
    if route.name in special:
        return special[route.name]
    if route.name.startswith("admin:desk-import"):
        return [("", {"kind": kind}) for kind in KINDS]
    if route.name.startswith("motions:champion-") and "token" in route.path:
        return [("holder", {"token": tokens["champion"]})]
    if route.name.startswith("motions:report-"):
        return [("holder", {"token": tokens["report"]})]
    if route.path.startswith("motions/"):
        return [("", {"slug": world.motion.slug})]
    return of_a_row(route, world)


def of_a_row(route: Route, world) -> Fillings:
    """What stands in the address of a page about one row, such as the admin has for each model."""
    own, sides = world.own, (("own", world.own), ("foreign", world.foreign))
    here = {
        "slug": own.clp.slug,
        "motion_slug": world.local_slug,
        "kind": "chase",
        "number": 0,
        "token": "x",
        "digest": "x",
    }
    if route.model in world.common:
        rows = [("", world.common[route.model])]
    elif route.model:
        rows = [(side, place.rows[route.model]) for side, place in sides]
    elif "slug" in PARAMETER.findall(route.path):
        return [(side, {**here, "slug": place.clp.slug}) for side, place in sides]
    else:
        return [("", {**here, "pk": own.rows["mail.email"].pk})]
    tools = getattr(admin.site.get_model_admin(rows[0][1].__class__), "tools", None) or ()
    return [
        (side, {**here, "object_id": row.pk, "pk": row.pk, "id": row.pk, "tool": tool})
        for side, row in rows
        for tool in (list(tools) if "tool" in PARAMETER.findall(route.path) else [""])
    ]


# Patterns that are no paths with parameters in brackets.
ODD_PATHS = {
    "admin:app_list": "admin/motions/",
    "admin:autocomplete": "admin/autocomplete/?app_label=motions&model_name=champion&field_name=activist&term=Pat",
    "anymail:mailgun_inbound_webhook": "hooks/mailgun/inbound/",
}


def presses(route: Route, world) -> list[tuple[str, dict[str, object]]]:
    """What to press with, and whose it is, where the form says what it is about and not the address."""
    sides = (("own", world.own), ("foreign", world.foreign))
    return {
        "admin:desk-delegate-step": [
            (side, {"delegate": here.rows["motions.delegate"].pk, "step": DelegateStep.ELECTED.value})
            for side, here in sides
        ],
        "admin:desk-committee-record": [
            (side, {"clp": here.later.clp.slug, "kind": ListDifference.NOT_KNOWN.value}) for side, here in sides
        ],
        "admin:desk-committee-place": [
            ("", {"line": line.number, "is": world.own.clp.name})
            for line in world.motion.committee_lists.get().lines.filter(sender=NO_CLP)
        ],
    }.get(route.name, [])


def places(world) -> list[Place]:
    """Every address that is asked for: each route with each of the rows that it could lead to."""
    found = []
    for route in ROUTES:
        if "(?P<url>" in route.path:
            found.append(Place(route, "/admin/nothing-here"))
        elif route.name in ODD_PATHS:
            found.append(Place(route, f"/{ODD_PATHS[route.name]}"))
        elif pressed := presses(route, world):
            found += [Place(route, f"/{route.path}", whose, tuple(given.items())) for whose, given in pressed]
        elif not PARAMETER.search(route.path):
            found.append(Place(route, f"/{route.path}"))
        else:
            for whose, values in fillings(route, world):
                address = PARAMETER.sub(lambda part, values=values: str(values[part[1]]), route.path)
                found.append(Place(route, f"/{address}", whose))
    return list(dict.fromkeys(found))
