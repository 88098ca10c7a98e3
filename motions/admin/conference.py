"""Conferences in the admin: composites, whom to brief there, and the rules, as rows of a conference's own page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from clps.lib.admin_pages import InTheirRegions, OfEveryRegion, ReadOnly, regions_of
from motions.act_pages import ActPage
from motions.actions.composites import change_composite, record_composite, show_composite
from motions.actions.delegates import change_delegate, record_agreement, record_delegate, remove_delegate
from motions.admin.campaigns import OfOneCampaign
from motions.admin.tools import ToolPages
from motions.forms.compositing import CompositeForm
from motions.forms.delegates import AgreementForm, DelegateForm
from motions.forms.fields import DatedForm
from motions.models import (
    Composite,
    ConferenceSender,
    ConferenceWindow,
    Delegate,
    Motion,
    RefusalGround,
    RuleSet,
    RuleSource,
)
from motions.queries import motions_running
from motions.texts.differences import differences


def _record_composite(row: None, form: CompositeForm, by: AbstractBaseUser) -> Composite:
    entries = form.cleaned_data["entries"]
    return record_composite(entries[0].motion, form.words(), entries, by=by)


@admin.register(Composite)
class CompositeAdmin(OfOneCampaign, OfEveryRegion, ReadOnly, ToolPages):
    """Composites. Their votes are recorded on the page of any entry that is in them."""

    list_display = ["name", "subject_heading", "agreed_on", "is_public"]
    list_filter = ["motion"]
    search_fields = ["name", "subject_heading"]
    adding = ActPage(
        label="Record a composite",
        form=lambda data, row: CompositeForm(data, motions=motions_running()),
        run=_record_composite,
    )
    tools = {
        "change": ActPage(
            label="Change it",
            form=lambda data, row: CompositeForm(data, motions=[row.motion], composite=row),
            run=lambda row, form, by: change_composite(row, form.words(), form.cleaned_data["entries"], by=by),
        ),
        "show": ActPage(
            label="Show it on the site",
            explains="Show its words on the motion’s page? Everybody can then read them.",
            fits=lambda row: not row.is_public,
            run=lambda row, form, by: show_composite(row, shown=True, by=by),
        ),
        "hide": ActPage(
            label="Take it off the site",
            explains="Take its words off the motion’s page?",
            fits=lambda row: row.is_public,
            run=lambda row, form, by: show_composite(row, shown=False, by=by),
        ),
    }

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Organisers of all regions with the permission record composites: the CLPs in one are from everywhere."""
        return self.may_write(request) and request.user.has_perm("motions.add_composite")

    def may_act(self, request: HttpRequest, row: Any | None = None) -> bool:  # noqa: ANN401
        """Changing one is for those who look after all the CLPs that may be in it."""
        return self.may_write(request, row) and super().may_act(request, row)

    def beside(self, request: HttpRequest, row: Composite) -> dict[str, Any]:
        """Show which CLPs' motions are in it, what it kept of our text, and what it lost."""
        current = row.motion.current_version
        changes = differences(current.text, row.text) if current else []
        entries, regions = row.entries.select_related("clp").order_by("clp__name"), regions_of(request.user)
        theirs = entries if regions is None else entries.filter(clp__region__in=regions)
        return {
            "beside_template": "admin/motions/composite/words.html",
            "changes": changes,
            "entries": theirs,
            # Of CLPs in other regions only how many: their rows are not for this organiser.
            "elsewhere": entries.count() - theirs.count(),
        }


@admin.register(Delegate)
class DelegateAdmin(OfOneCampaign, ReadOnly, ToolPages, InTheirRegions):
    """Delegates: private, for organisers alone. Nobody is written to who has not agreed to it."""

    to_region = ("entry__clp__region",)
    to_motion = "entry__motion"

    list_display = ["clp_name", "name", "agreed_on", "withdrawn_on"]
    list_filter = ["entry__motion", "entry__composite", "entry__clp__region"]
    search_fields = ["name", "email", "entry__clp__name"]
    change_list_template = "admin/motions/delegate/change_list.html"
    adding = ActPage(
        label="Record a delegate",
        form=lambda data, row: DelegateForm(data),
        run=lambda row, form, by: record_delegate(form.cleaned_data["entry"], form.contact(), by=by),
    )
    tools = {
        "change": ActPage(
            label="Change the details",
            explains="Another address needs their agreement anew.",
            fits=lambda row: row.withdrawn_on is None,
            form=lambda data, row: DelegateForm(data, delegate=row),
            run=lambda row, form, by: change_delegate(row, form.contact(), by=by),
        ),
        "agreed": ActPage(
            label="They agreed to be written to",
            fits=lambda row: row.withdrawn_on is None and row.agreed_on is None,
            form=lambda data, row: AgreementForm(data),
            run=lambda row, form, by: record_agreement(
                row, on=form.cleaned_data["on"], how=form.cleaned_data["how"], by=by
            ),
        ),
        "remove": ActPage(
            label="Remove their details",
            explains="Forget this person? Their name, address and telephone go, and cannot be had back.",
            fits=lambda row: row.withdrawn_on is None,
            form=lambda data, row: DatedForm(data),
            run=lambda row, form, by: remove_delegate(row, on=form.cleaned_data["on"], by=by),
        ),
    }

    def get_urls(self) -> list[URLPattern]:
        """Add the page for briefing delegates."""
        view = self.admin_site.admin_view(require_safe(self.briefing_view))
        return [path("briefing/", view, name=self.page_name("briefing")), *super().get_urls()]

    @admin.display(description="CLP", ordering="entry__clp__name")
    def clp_name(self, delegate: Delegate) -> str:
        """Return whose delegate it is."""
        return delegate.entry.clp.name

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delegate]:
        """Return delegates with the CLP and subject that their pages name."""
        # Where a queryset says what is read with it, Django reads nothing of `list_select_related`.
        named = ("entry__clp", "entry__composite", "entry__motion__current_version")
        return super().get_queryset(request).select_related(*named)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Organisers with the permission record delegates."""
        return request.user.has_perm("motions.add_delegate")

    def form_for(self, request: HttpRequest, tool: ActPage, row: Any | None) -> Any:  # noqa: ANN401 - as the tool has it
        """Offer the CLPs of their regions; an address may choose one beforehand."""
        form = super().form_for(request, tool, row)
        if tool is self.adding:
            regions, field = regions_of(request.user), form.fields["entry"]
            if regions is not None:
                # What is not offered is refused as well, so nobody records a delegate of a CLP elsewhere.
                field.queryset = field.queryset.filter(clp__region__in=regions)
            form.initial["entry"] = request.GET.get("entry", "")
        return form

    def briefing_view(self, request: HttpRequest) -> HttpResponseBase:
        """Show the delegates of each motion under what they will debate, with the addresses of those who agreed."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        motions = motions_running()
        rows = self.get_queryset(request).filter(entry__motion__in=motions, withdrawn_on__isnull=True)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        groups = [group for motion in motions for group in briefing_groups(_of_motion(rows, motion), motion)]
        context |= {"title": "Brief the delegates", "groups": groups, "has_motion": bool(motions)}
        return render(request, "admin/motions/delegate/briefing.html", context)


@dataclass(frozen=True, slots=True)
class BriefingGroup:
    """The delegates who meet over one composite, or over one subject."""

    name: str
    delegates: list[Delegate]

    @property
    def addresses(self) -> str:
        """The addresses of those who agreed to be written to, each once, as a mail app takes them."""
        agreed = [one.email for one in self.delegates if one.may_be_written_to and one.email]
        return ", ".join(dict.fromkeys(agreed))


def _of_motion(delegates: Iterable[Delegate], motion: Motion) -> list[Delegate]:
    return [one for one in delegates if one.entry.motion_id == motion.pk]


def briefing_groups(delegates: Iterable[Delegate], motion: Motion) -> list[BriefingGroup]:
    """Return a motion's delegates under their composite, then under their subject, then those without either."""
    about = f", “{motion}”" if motion.is_other else ""
    grouped: dict[tuple[int, str], list[Delegate]] = {}
    for delegate in delegates:
        entry = delegate.entry
        if entry.composite:
            place = (0, str(entry.composite))
        elif entry.subject_heading:
            place = (1, entry.subject_heading)
        else:
            place = (2, "No subject yet")
        grouped.setdefault(place, []).append(delegate)
    return [
        BriefingGroup(f"{name}{about}", found)
        for (_, name), found in sorted(grouped.items(), key=lambda item: item[0])
    ]


class RuleSetInline(admin.StackedInline):
    """What the rules say beside the length of a motion. What is left empty, pages say is not known."""

    model = RuleSet
    verbose_name_plural = "what else the rules say"
    fieldsets = [
        ("About and length", {"fields": ["about", ("amendment_word_limit", "emergency_word_limit"), "notes"]}),
        (
            "Rule changes and the delegation",
            {
                "fields": [
                    ("rule_change_years_ahead", "rule_change_rest_years"),
                    ("rule_change_beside", "delegation_most"),
                ]
            },
        ),
        ("Appeals", {"fields": [("appeal_window", "appeal_unit")]}),
        ("Priorities", {"fields": ["priorities", ("chosen_by_clps", "chosen_by_affiliates")]}),
    ]


class WindowInline(admin.TabularInline):
    """Times of what is no ordinary motion."""

    model = ConferenceWindow
    extra = 0


class SenderInline(admin.TabularInline):
    """Who may send motions."""

    model = ConferenceSender
    extra = 0


class GroundInline(admin.StackedInline):
    """Why the committee refuses motions. Where none is named, the usual ones are offered."""

    model = RefusalGround
    extra = 0
    fieldsets = [(None, {"fields": [("ground", "name"), "rule", "source"]})]


class SourceInline(admin.StackedInline):
    """Where a part of the rules was read, where that is another place than for the whole."""

    model = RuleSource
    extra = 0


RULES = [RuleSetInline, WindowInline, SenderInline, GroundInline, SourceInline]
