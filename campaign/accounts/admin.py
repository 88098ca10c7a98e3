"""People in the admin: organisers, admins and activists; what they agreed to is to be read only."""

from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.auth.admin import UserAdmin
from django.forms import ModelForm
from django.http import HttpRequest

from campaign.accounts.forms import PersonChangeForm, PersonCreationForm
from campaign.accounts.models import Consent, User

RIGHTS = ("is_staff", "is_superuser", "groups", "regions", "user_permissions")


class ReadOnly:
    """Nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse."""
        return False


class ConsentInline(ReadOnly, admin.TabularInline):
    """What this person agreed to."""

    model = Consent
    fields = ["given_at", "wording", "submission", "champion"]
    extra = 0


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People, found and added by their address."""

    form = PersonChangeForm
    add_form = PersonCreationForm
    ordering = ["email"]
    list_display = ["email", "name", "is_staff", "is_active", "email_confirmed_at"]
    list_filter = ["is_staff", "is_superuser", "is_active", "groups"]
    search_fields = ["email", "name"]
    readonly_fields = ["email_confirmed_at", "last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        ("What they may do", {"fields": ["is_active", *RIGHTS]}),
        ("When", {"fields": ["email_confirmed_at", "last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["email", "name", "usable_password", "password1", "password2"]})
    ]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Let nobody but a superuser change a superuser, their password included: it would be a way to become one."""
        if obj is not None and obj.is_superuser and not getattr(request.user, "is_superuser", False):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Leave deleting, in bulk too, to superusers."""
        return bool(getattr(request.user, "is_superuser", False)) and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Let only those who may do everything hand out rights: nobody raises themselves."""
        return [*self.readonly_fields, *([] if request.user.is_superuser else RIGHTS)]

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[type[InlineModelAdmin]]:
        """Show consents of people who stand already, not on the form that adds one."""
        return [ConsentInline] if obj else []

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        """Save; a new address is not confirmed, whatever the old one was."""
        if change and "email" in form.changed_data:
            obj.email_confirmed_at = None
        super().save_model(request, obj, form, change)


@admin.register(Consent)
class ConsentAdmin(ReadOnly, admin.ModelAdmin):
    """What was agreed to, in the words that were shown."""

    list_display = ["given_at", "user", "submission", "champion"]
    list_select_related = ["user", "submission__version", "submission__branch", "submission__clp", "champion__clp"]
    search_fields = ["user__email", "user__name"]
    date_hierarchy = "given_at"
