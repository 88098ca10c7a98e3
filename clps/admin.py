"""The organisers' view of regions, constituencies, CLPs and branches, and of their secretaries: only here."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, Model
from django.forms import BaseInlineFormSet, ModelChoiceField, ModelForm
from django.http import HttpRequest

from clps.lib.admin_pages import InTheirRegions, regions_of, story_link
from clps.lib.exporting import Exportable, codes_of
from clps.models import CLP, Branch, Constituency, Region, Secretary


class LastingSlug(admin.ModelAdmin):
    """Makes the address from the name of a new row, and leaves the address of an old one alone."""

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Hold the address of a row that has one: people have kept it."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Model | None = None) -> dict[str, Sequence[str]]:
        """Fill the address in as the name of a new row is typed."""
        return {} if obj else {"slug": ("name",)}


class HeardFormSet(BaseInlineFormSet):
    """The rows of a table: no words stand beside their fields, so each says what it is to whoever hears it."""

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        """Add the fields of a row, each with its name."""
        super().add_fields(form, index)
        for name, field in form.fields.items():
            field.widget.attrs.setdefault("aria-label", str(field.label or name).capitalize())


class BranchInline(admin.TabularInline):
    """The branches of one CLP."""

    model = Branch
    formset = HeardFormSet
    extra = 0
    show_change_link = True


class SecretaryInline(admin.StackedInline):
    """The secretaries of one CLP or of one branch."""

    model = Secretary
    extra = 0
    fields = ["name", "email", "known_since", "how_known", "agreed_on", "left_on"]


@admin.register(Region)
class RegionAdmin(LastingSlug):
    """Labour's nations and regions."""

    list_display = ["name", "nation", "position"]
    search_fields = ["name"]


@admin.register(Constituency)
class ConstituencyAdmin(admin.ModelAdmin):
    """Parliamentary areas and their codes."""

    list_display = ["gss_code", "name", "kind"]
    list_filter = ["kind"]
    search_fields = ["gss_code", "name"]


@admin.register(CLP)
class CLPAdmin(Exportable, LastingSlug, InTheirRegions):
    """CLPs, with what people told us of how they meet and who takes motions."""

    to_region = ("region",)
    change_list_template = "admin/clps/clp/change_list.html"
    list_display = ["name", "region", "structure", "story"]
    list_filter = ["region", "structure"]
    list_select_related = ["region"]
    # The slug is there for those who search without accents.
    search_fields = ["name", "slug", "constituencies__gss_code", "constituencies__name"]
    autocomplete_fields = ["constituencies"]
    fields = ["name", "slug", "region", "structure", "constituencies", ("hex_q", "hex_r")]
    inlines = [BranchInline, SecretaryInline]
    export_columns = (
        ("CLP", "name"),
        ("Region", "region.name"),
        ("GSS codes", codes_of),
        ("Structure", "get_structure_display"),
    )
    export_select = ("region",)
    export_prefetch = ("constituencies",)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Offer their own regions: nobody puts a CLP where others look after it."""
        regions = regions_of(request.user)
        if db_field.name == "region" and regions is not None:
            kwargs["queryset"] = Region.objects.filter(pk__in=regions)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="Story")
    def story(self, clp: CLP) -> str:
        """Lead to everything that happened there."""
        return story_link(clp)


@admin.register(Branch)
class BranchAdmin(InTheirRegions):
    """Branches, as the people who know them named them."""

    list_display = ["name", "clp"]
    list_filter = ["clp__region"]
    list_select_related = ["clp"]
    search_fields = ["name", "clp__name", "clp__slug"]
    autocomplete_fields = ["clp"]
    inlines = [SecretaryInline]


@admin.register(Secretary)
class SecretaryAdmin(Exportable, InTheirRegions):
    """Who takes motions, and how and when we came to know."""

    to_region = ("clp__region", "branch__clp__region")
    change_list_template = "admin/clps/secretary/change_list.html"
    export_columns = (
        ("Region", lambda row: (row.clp or row.branch.clp).region.name),
        ("CLP", lambda row: (row.clp or row.branch.clp).name),
        ("Branch", lambda row: row.branch.name if row.branch else None),
        ("Name", "name"),
        ("Email address", "email"),
        ("Known since", "known_since"),
        ("How we know", "how_known"),
        ("Agreed to be written to on", "agreed_on"),
        ("Gave it up on", "left_on"),
    )
    export_select = ("clp__region", "branch__clp__region")
    export_prefetch = ()

    list_display = ["__str__", "name", "email", "known_since", "left_on"]
    list_filter = ["known_since"]
    list_select_related = ["clp", "branch__clp"]
    search_fields = ["name", "email", "clp__name", "clp__slug", "branch__name"]
    autocomplete_fields = ["clp", "branch"]
