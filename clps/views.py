"""Finding a CLP: by name, by postcode, or in the list of them all."""

from http import HTTPStatus

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from clps.finding import SHORTEST, Found, find_clps
from clps.lib.guards import public_form
from clps.models import CLP, Region
from clps.names import region_called, words_of
from clps.postcodes import Answer, Lookup, corrected_postcode, look_up, may_be_postcode

MOST_RESULTS = 30
MOST_SUGGESTIONS = 8

NOTHING_TYPED = "Type the name of your CLP."
TOO_SHORT = f"Type at least {SHORTEST} letters of the name."
NO_SUCH_NAME = "We know no CLP by a name like that. Try one word of it, or look for it by region below."
NOT_IN_AN_ADDRESS = "A postcode has no place in an address. Type it in the box, and we shall not keep it."


@public_form
@sensitive_post_parameters("q")
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Answer a name with its CLP or with a page of those like it, and a postcode with the CLP that covers it.

    A name is sent on to an address that can be kept and shared. A postcode is answered here and stands in no address.
    """
    if request.method == "POST":
        return _answer(request, _typed(request.POST))
    text = _typed(request.GET)
    if may_be_postcode(text):
        return _page(request, "", error=NOT_IN_AN_ADDRESS)
    if not text:
        return _page(request, "", error=NOTHING_TYPED if "q" in request.GET else "")
    return _by_name(request, text)


@require_safe
@cache_control(private=True, max_age=60)
def suggest(request: HttpRequest) -> HttpResponse:
    """Return a fragment with the first few CLPs whose names answer what is being typed; never looks up a postcode."""
    text = _typed(request.GET)
    found = [] if may_be_postcode(text) else find_clps(text, limit=MOST_SUGGESTIONS)
    region = None if may_be_postcode(text) else region_called(text)
    if region:
        # Wales is no slip for Wallsend: beside a region only names with those very words are worth offering.
        typed = set(words_of(text))
        found = [each for each in found if each.exact or typed <= set(words_of(each.clp.name))]
    return render(request, "clps/suggest.html", {"found": found, "region": region, "asked": len(text) >= SHORTEST})


@require_safe
def clp_list(request: HttpRequest) -> HttpResponse:
    """Show every CLP under its region."""
    clps = Prefetch("clps", queryset=CLP.objects.only("name", "slug", "region_id").order_by("slug"))
    regions = [region for region in Region.objects.prefetch_related(clps) if region.clps.all()]
    return render(request, "clps/clp_list.html", {"regions": regions})


def _typed(data: QueryDict) -> str:
    return " ".join(data.get("q", "").replace("\0", "").split())[:100]


@sensitive_variables("text")
def _answer(request: HttpRequest, text: str) -> HttpResponse:
    """Answer what was typed in the box."""
    if may_be_postcode(text) or (corrected_postcode(text) and not find_clps(text, limit=1)):
        return _by_postcode(request, text)
    if not text:
        return _page(request, "", error=NOTHING_TYPED)
    return _see_other(reverse("clps:find", query={"q": text}))


def _see_other(to: str) -> HttpResponse:
    """Send a browser that posted something on to a page to get."""
    response = redirect(to)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


@sensitive_variables("text")
def _by_postcode(request: HttpRequest, text: str) -> HttpResponse:
    lookup = look_up(text)
    if lookup.answer is Answer.FOUND:
        response = _see_other(lookup.clps[0].get_absolute_url())
    else:
        error = "" if lookup.answer is Answer.SEVERAL else lookup.words
        meant = corrected_postcode(text) if lookup.answer in (Answer.INVALID, Answer.NOT_FOUND) else ""
        response = _page(request, text, error=error, lookup=lookup, meant=meant)
    response["Cache-Control"] = "no-store"
    return response


def _by_name(request: HttpRequest, text: str) -> HttpResponse:
    found = find_clps(text, limit=MOST_RESULTS + 1)
    exact = [each.clp for each in found if each.exact]
    if len(exact) == 1:
        return redirect(exact[0])
    if region := region_called(text):
        return redirect(f"{reverse('clps:list')}#{region.slug}")
    error = "" if found else TOO_SHORT if len(text) < SHORTEST else NO_SUCH_NAME
    return _page(request, text, error=error, found=found)


@sensitive_variables("text")
def _page(
    request: HttpRequest,
    text: str,
    *,
    error: str = "",
    found: list[Found] | None = None,
    lookup: Lookup | None = None,
    meant: str = "",
) -> HttpResponse:
    """Show the box with what was typed, what was found, and every other way to a CLP."""
    clps = list(lookup.clps) if lookup else [each.clp for each in found or []]
    context = {
        "q": text,
        "error": error,
        "clps": clps[:MOST_RESULTS],
        "has_more": len(clps) > MOST_RESULTS,
        "lookup": lookup,
        "meant": meant,
        "regions": Region.objects.filter(clps__isnull=False).distinct(),
    }
    return render(request, "clps/find.html", context)
