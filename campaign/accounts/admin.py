"""People in the admin: organisers, admins and activists; what they agreed to is to be read only."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.auth.admin import GroupAdmin  # noqa: F401 - its module registers groups, taken away below
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from campaign.accounts.forms import PersonChangeForm
from campaign.accounts.mails import tell_of_change
from campaign.accounts.models import Consent, LastOwner, Role, User
from campaign.accounts.rights_record import record_rights
from clps.lib.admin_pages import InTheirRegions, ReadOnly
from clps.lib.audit import note_role

# What somebody is told when a right of theirs was switched on (True) or off.
CHANGED_RIGHTS = {
    "is_active": {True: "Your account was switched on again.", False: "Your account was switched off."},
    "is_superuser": {True: "You were made an owner of this site.", False: "You are no owner of this site any more."},
}


class ConsentInline(ReadOnly, admin.TabularInline):
    """What this person agreed to."""

    model = Consent
    fields = ["given_at", "wording", "submission", "champion"]
    extra = 0


@admin.register(User)
class PersonAdmin(InTheirRegions):
    """People, found by their address. Organisers read them; admins invite others, on a page of its own."""

    form = PersonChangeForm
    to_region = ("submissions__clp__region", "championed__clp__region")
    ordering = ["email"]
    list_display = ["address", "name", "what_they_do", "is_active", "email_confirmed_at"]
    list_filter = ["groups", "is_superuser", "is_active"]
    search_fields = ["email", "name"]
    readonly_fields = ["what_they_do", "email_confirmed_at", "last_login", "date_joined"]
    filter_horizontal = ()
    fieldsets = [
        (None, {"fields": ["email", "name"]}),
        ("For the campaign", {"fields": ["role", "all_regions", "regions", "is_active", "is_superuser"]}),
        ("When", {"fields": ["email_confirmed_at", "last_login", "date_joined"]}),
    ]

    @admin.display(description="email address", ordering="email")
    def address(self, person: User) -> str:
        """Their address; of somebody who was removed, that they were."""
        return str(person) if person.removed_at else person.email

    @admin.display(description="for the campaign")
    def what_they_do(self, person: User) -> str:
        """Their role, and how far it reaches."""
        if person.is_superuser:
            return "Owner"
        if person.role == Role.NONE:
            return ""
        if person.region_keys is None:
            return str(person.role.label)
        regions = ", ".join(region.name for region in person.regions.all())
        return f"{person.role.label}: {regions or 'no region yet'}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Return people with what the list says of them."""
        return super().get_queryset(request).prefetch_related("groups", "regions")

    def get_form(
        self,
        request: HttpRequest,
        obj: User | None = None,
        change: bool = False,  # noqa: FBT001, FBT002 - Django's own signature
        **kwargs: Any,
    ) -> type[ModelForm]:
        """Tell the form who fills it in."""
        form: type[ModelForm] = super().get_form(request, obj, **kwargs)
        form.acting = request.user  # type: ignore[attr-defined]
        return form

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the page where one invites: nobody is added with a password that somebody else typed."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return redirect("admin:desk-invite")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Let nobody but a superuser change a superuser, their password included: it would be a way to become one.

        Of whoever was removed there is nothing to change.
        """
        if obj is not None and obj.removed_at:
            return False
        if obj is not None and obj.is_superuser and not getattr(request.user, "is_superuser", False):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Leave deleting, in bulk too, to superusers."""
        if obj is not None and obj.is_owner and not User.objects.owners().exclude(pk=obj.pk).exists():
            return False
        return bool(getattr(request.user, "is_superuser", False)) and super().has_delete_permission(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Delete the chosen people; where the last owner is among them, say so and delete nobody."""
        try:
            super().delete_queryset(request, queryset)
        except LastOwner as refusal:
            self.message_user(request, f"Nobody was deleted. {refusal}", messages.ERROR)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Let only owners make owners: nobody raises themselves.

        The address of whoever signs in is theirs to change: whoever has it is let in.
        """
        kept = [*self.readonly_fields, "removed_at"]
        kept += [] if getattr(request.user, "is_superuser", False) else ["is_superuser"]
        return kept + (["email"] if obj and obj.is_staff else [])

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:  # noqa: ANN401 - Django says it at length
        """Show their role in words to those who may only read it."""
        if obj and not self.has_change_permission(request, obj):
            told = ["email", "name", "is_active", *self.readonly_fields]
            return [(None, {"fields": ["removed_at"] if obj.removed_at else told})]
        return super().get_fieldsets(request, obj)

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[type[InlineModelAdmin]]:
        """Show consents of people who stand already, not on the form that adds one."""
        return [ConsentInline] if obj else []

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        """Save; a new address is not confirmed, whatever the old one was."""
        if change and "email" in form.changed_data:
            obj.email_confirmed_at = None
        super().save_model(request, obj, form, change)
        if change and CHANGED_RIGHTS.keys() & set(form.changed_data):
            record_rights(obj)
        for right, words in CHANGED_RIGHTS.items():
            if change and right in form.changed_data:
                # For good: a session must not come back when they are let in again.
                obj.end_sessions()
                tell_of_change(obj, words[getattr(obj, right)])
        if change and "is_superuser" in form.changed_data:
            before, after = ("", "Owner") if obj.is_superuser else ("Owner", "")
            note_role(obj, before=before, after=after, by=request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: ANN401, FBT001
        """Give the role that was chosen, and tell them."""
        super().save_related(request, form, formsets, change)
        if change and {"role", "all_regions", "regions"} & set(form.changed_data):
            chosen, person = form.cleaned_data, form.instance
            organised = person.is_staff
            regions = None if chosen["all_regions"] else chosen["regions"]
            person.give_role(Role(chosen["role"]), regions=regions, by=request.user)
            if organised or person.is_staff:
                does = self.what_they_do(person) or "nothing any more"
                tell_of_change(person, f"An admin changed what you do for the campaign. It is now: {does}.")


# What a role allows is said in campaign.accounts.rules, and given by choosing the role: nobody edits groups.
admin.site.unregister(Group)


@admin.register(Consent)
class ConsentAdmin(ReadOnly, InTheirRegions):
    """What was agreed to, in the words that were shown."""

    to_region = ("submission__clp__region", "champion__clp__region")

    list_display = ["given_at", "user", "submission", "champion"]
    list_select_related = ["user", "submission__version", "submission__branch", "submission__clp", "champion__clp"]
    search_fields = ["user__email", "user__name"]
    date_hierarchy = "given_at"
