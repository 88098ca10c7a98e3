"""Looking for a person, an address, a branch, a note, a CLP or a region, from the head of every page of the desk.

What is typed comes by POST and never stands in an address: browsers, proxies and logs keep those, and it may be a
person's name. Whoever organises some regions finds what is theirs, as on the lists.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from campaign.accounts.models import User
from campaign.accounts.roles import may_see_desk, regions_looked_after_by, regions_of, who_asks
from campaign.desk.models import Note
from clps.finding import find_clps
from clps.models import CLP
from clps.postcodes import may_be_postcode
from motions.models import Champion, Submission

SHORTEST, LONGEST, MOST_SHOWN = 2, 100, 20
# Looked through before those of other regions are left out.
MOST_LOOKED_AT = 200
TOO_SHORT = f"Type at least {SHORTEST} letters."


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found: its name, what more there is to say, and where it leads."""

    name: str
    more: str
    address: str
    # Of a person: where they took part.
    clps: Sequence[CLP] = ()


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found of one sort; `is_cut` where there is more than is shown."""

    sort: str
    hits: Sequence[Hit]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Sought:
    """One model whose list is looked through by these columns: by the rights and the regions of that list."""

    sort: str
    model: str
    columns: tuple[str, ...]
    more: Callable[[Any], str]
    name: Callable[[Any], str] = str
    address: Callable[[Any], str] | None = None
    related: tuple[str, ...] = ()
    # In which CLPs each of the rows took part, by its key.
    clps: Callable[[User, Sequence[Any]], Mapping[int, Sequence[CLP]]] | None = None

    def find(self, request: HttpRequest, text: str) -> Hits | None:
        """Return what is found; None for whoever may not see such rows, or where there is nothing."""
        model = apps.get_model(self.model)
        pages = admin.site.get_model_admin(model)
        if not pages.has_view_permission(request):
            return None
        rows = _like(pages.get_queryset(request).select_related(*self.related), self.columns, text)
        user = request.user
        of = self.clps(user, rows) if self.clps and rows and isinstance(user, User) else {}
        hits = [Hit(self.name(row), self.more(row), self._leads(row), of.get(row.pk, ())) for row in rows]
        return _hits(self.sort, hits)

    def _leads(self, row: Model) -> str:
        if self.address:
            return self.address(row)
        return reverse(f"admin:{self.model.lower().replace('.', '_')}_change", args=[row.pk])


def _story(clp: CLP) -> str:
    return reverse("admin:desk-clp", args=[clp.slug])


def _body(secretary: Any) -> str:  # noqa: ANN401 - a secretary
    return f"{secretary.branch.name} branch" if secretary.branch else f"{secretary.clp.name} CLP"


def _clps_of(user: User, people: Sequence[User]) -> Mapping[int, Sequence[CLP]]:
    """Return in which CLPs each person reported or said “I’ll do it”, of those that whoever asks looks after."""
    regions, found = regions_of(user), defaultdict[int, dict[int, CLP]](dict)
    for model in (Submission, Champion):
        rows: Any = model._default_manager.filter(activist__in=people).select_related("clp")
        for row in rows if regions is None else rows.filter(clp__region__in=regions):
            found[row.activist_id][row.clp_id] = row.clp
    return {pk: sorted(clps.values(), key=lambda clp: clp.name) for pk, clps in found.items()}


SOUGHT = (
    Sought(
        "People",
        "accounts.User",
        ("name", "email"),
        lambda person: "" if person.removed_at else person.email,
        name=lambda person: person.called,
        clps=_clps_of,
    ),
    Sought(
        "Secretaries",
        "clps.Secretary",
        ("name", "email"),
        lambda one: f"{_body(one)}{f', {one.email}' if one.email else ''}",
        name=lambda one: one.name or "Name not known",
        related=("clp", "branch__clp"),
    ),
    Sought(
        "Delegates",
        "motions.Delegate",
        ("name", "email"),
        lambda one: f"{one.entry.clp.name} CLP",
        name=lambda one: one.name or "Name not known",
        related=("entry__clp",),
    ),
    Sought(
        "Branches",
        "clps.Branch",
        ("name",),
        lambda branch: f"{branch.clp.name} CLP",
        name=lambda branch: branch.name,
        address=lambda branch: _story(branch.clp),
        related=("clp",),
    ),
    Sought(
        "Unions, societies and groups", "clps.Affiliate", ("name", "short_name"), lambda one: one.get_kind_display()
    ),
)


@require_http_methods(["GET", "HEAD", "POST"])
# It may be a person's name, so reports of errors leave it out.
@sensitive_post_parameters("clp")
@never_cache
def search(request: HttpRequest) -> HttpResponseBase:
    """Go to the CLP that was named, where nothing else can be meant; else list what is like it."""
    user = who_asks(request, may_see_desk)
    # PostgreSQL takes no NUL in a text.
    typed = " ".join(request.POST.get("clp", "").replace("\0", "").split())[:LONGEST]
    if request.method != "POST":
        return _page(request, "", ())
    if len(typed) < SHORTEST:
        return _page(request, typed, (), error=TOO_SHORT)
    if may_be_postcode(typed):
        return _page(request, typed, (), error="That is a postcode. Type the name of a CLP, a branch or a person.")
    clps = _clps(user, typed)
    found = [hits for hits in (_shown(clps), *_other(request, user, typed)) if hits]
    if len(clps) == 1 and len(found) == 1:
        return redirect("admin:desk-clp", clps[0].slug)
    return _page(request, typed, found)


def _clps(user: User, text: str) -> list[CLP]:
    """Return the CLPs of the organiser's regions with such a name; one alone where it is that name exactly."""
    found, regions = find_clps(text, limit=MOST_LOOKED_AT), regions_of(user)
    if regions is not None:
        found = [one for one in found if one.clp.region_id in regions]
    if found and found[0].exact and not (len(found) > 1 and found[1].exact):
        found = found[:1]
    return [one.clp for one in found]


def _shown(clps: list[CLP]) -> Hits | None:
    return _hits("CLPs", [Hit(f"{clp.name} CLP", clp.region.name, _story(clp)) for clp in clps[: MOST_SHOWN + 1]])


def _other(request: HttpRequest, user: User, text: str) -> Iterator[Hits | None]:
    """Yield what is found besides CLPs."""
    for sought in SOUGHT:
        yield sought.find(request, text)
    yield _notes(user, text)
    regions = regions_looked_after_by(user).filter(name__icontains=text)
    front = reverse("admin:index")
    yield _hits("Nations and regions", [Hit(one.name, "", f"{front}?region={one.slug}") for one in regions])


def _notes(user: User, text: str) -> Hits | None:
    regions = regions_of(user)
    rows = Note.objects.select_related("clp")
    found = _like(rows if regions is None else rows.filter(clp__region__in=regions), ("words",), text)
    return _hits("Notes", [Hit(f"{note.clp.name} CLP", _about(note.words, text), _story(note.clp)) for note in found])


def _about(words: str, text: str) -> str:
    """Return the words of a note around what was looked for."""
    place = words.casefold().find(text.casefold())
    first = max(0, place - 60)
    return f"{'…' if first else ''}{words[first : first + 160]}{'…' if len(words) > first + 160 else ''}"


def _like(rows: QuerySet[Any], columns: Sequence[str], text: str) -> list[Any]:
    wanted = Q()
    for column in columns:
        wanted |= Q(**{f"{column}__icontains": text})
    # One more than is shown, so that the page can say that there are more.
    return list(rows.filter(wanted)[: MOST_SHOWN + 1])


def _hits(sort: str, hits: Sequence[Hit]) -> Hits | None:
    return Hits(sort, hits[:MOST_SHOWN], len(hits) > MOST_SHOWN) if hits else None


def _page(request: HttpRequest, typed: str, found: Sequence[Hits], *, error: str = "") -> HttpResponse:
    context = {**admin.site.each_context(request), "title": "Search", "typed": typed, "found": found, "error": error}
    return render(request, "admin/desk/search.html", context, status=422 if error else 200)
