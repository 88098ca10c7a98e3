"""Saved answers: edited here, put into replies at the desk, and shown on the help page."""

from django.contrib import admin

from motions.models import SavedAnswer


@admin.register(SavedAnswer)
class SavedAnswerAdmin(admin.ModelAdmin):
    """Answers for whoever asks next. The help page shows those that are ticked, step by step."""

    list_display = ["question", "step", "is_published", "position", "modified_at"]
    list_filter = ["step", "is_published"]
    search_fields = ["question", "answer"]
    ordering = ["step", "position", "pk"]
    fieldsets = [
        (None, {"fields": ["step", "question", "answer"]}),
        ("Where it stands", {"fields": ["is_published", "position", "outcome"]}),
    ]

    def view_on_site(self, obj: SavedAnswer) -> str | None:
        """Lead to the answer on the help page, where it is on it."""
        return obj.get_absolute_url() if obj.is_published else None
