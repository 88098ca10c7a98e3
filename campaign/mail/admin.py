"""The outbox in the admin: to be read; sending once more and dropping go through `campaign.mail.outbox`."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from campaign.accounts.models import User
from campaign.mail import outbox
from campaign.mail.models import Email
from campaign.mail.reading import read
from clps.scoping import InTheirRegions


@admin.register(Email)
class EmailAdmin(InTheirRegions):
    """What was and will be sent, to whom, why, and what became of it."""

    list_display = ["subject", "to", "state", "attempts", "created_at", "last_error"]
    list_filter = ["state", "kind"]
    list_select_related = False
    search_fields = ["to", "subject", "key", "submission__clp__name"]
    date_hierarchy = "created_at"
    list_per_page = 50
    actions = ["resend", "drop"]
    fieldsets = [
        (None, {"fields": ["state", "last_error", "attempts", "kind", "key", "submission", "recipient"]}),
        ("The mail", {"fields": ["to", "sender", "subject", "words", "files"]}),
        ("When", {"fields": ["created_at", "not_before", "until", "claimed_at", "sent_at", "message_id"]}),
    ]

    class Media:
        css = {"all": ["css/mail.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Email]:
        """Leave the messages themselves out of lists: they are large."""
        return super().get_queryset(request).defer("message")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody writes mail by hand: the planner does."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Email | None = None) -> bool:
        """Nobody edits a mail; those who may change it may use the actions."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Email | None = None) -> bool:
        """Nobody deletes a mail: the row is what keeps it from being sent again."""
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether somebody may send once more or drop."""
        return request.user.has_perm("mail.change_email")

    @admin.display(description="what it says")
    def words(self, email: Email) -> SafeString | str:
        """Show the plain text, without the tokens that let their holder act as the activist."""
        text = read(email).text_without_tokens
        return format_html('<pre class="mail-words">{}</pre>', text) if text else "It was never written."

    @admin.display(description="attached")
    def files(self, email: Email) -> str:
        """Name the attached files."""
        return ", ".join(file.name for file in read(email).attachments) or "nothing"

    @admin.action(description="Send again (failed or unknown mail only)", permissions=["decide"])
    def resend(self, request: HttpRequest, queryset: QuerySet[Email]) -> None:
        """Send failed or unknown mail once more."""
        self._decide(request, queryset, outbox.resend, "to be sent again")

    @admin.action(description="Drop (waiting, failed or unknown mail only)", permissions=["decide"])
    def drop(self, request: HttpRequest, queryset: QuerySet[Email]) -> None:
        """Never send waiting, failed or unknown mail."""
        self._decide(request, queryset, outbox.drop, "dropped")

    def _decide(self, request: HttpRequest, queryset: QuerySet[Email], act: Callable[..., bool], words: str) -> None:
        assert isinstance(request.user, User)  # noqa: S101 - the admin has let nobody else in
        done = [act(email, by=request.user) for email in queryset]
        self.message_user(request, f"{sum(done)} {words}.", messages.SUCCESS)
        if left := len(done) - sum(done):
            self.message_user(request, f"{left} left as they were: their state does not allow it.", messages.WARNING)
