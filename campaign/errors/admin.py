"""The page of errors, for owners alone."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from campaign.errors.models import KeptError
from clps.lib.admin_pages import ReadOnly


@admin.register(KeptError)
class KeptErrorAdmin(ReadOnly, admin.ModelAdmin):
    """What went wrong, newest first: enough to tell whoever mends it, and nothing that anybody wrote."""

    list_display = ["kind", "place", "doing", "times", "last_at", "first_at", "request_id"]
    list_display_links = None
    list_filter = ["last_at"]
    search_fields = ["kind", "place", "doing", "request_id"]
    search_help_text = "A type, a file, a page's name, or the number of a request."
    actions_selection_counter = True
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[KeptError]:
        """Show what has happened lately, also where the worker has forgotten to forget."""
        kept = super().get_queryset(request)
        return kept.exclude(pk__in=KeptError.objects.outdated(timezone.now()).values("pk"))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show it in the menu to owners."""
        return self._is_owner(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Show it to owners."""
        return self._is_owner(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let owners take away what is mended: they see then whether it comes back."""
        return self._is_owner(request)

    def _is_owner(self, request: HttpRequest) -> bool:
        return request.user.is_active and bool(getattr(request.user, "is_superuser", False))
