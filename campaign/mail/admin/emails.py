"""The outbox in the admin: to be read; sending once more and dropping go through `campaign.mail.outbox.queue`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from campaign.accounts.models import User
from campaign.mail.admin.bulk_confirmation import ask, is_confirmed, readable
from campaign.mail.admin.reminders import about
from campaign.mail.enums import DROPPABLE_STATES, RESENDABLE_STATES, EmailState
from campaign.mail.models import Email
from campaign.mail.outbox import queue
from campaign.mail.outbox.links import end_links
from campaign.mail.outbox.stored_mail import framed, read, with_frame
from clps.lib.admin_pages import InTheirRegions, ReadOnly
from clps.lib.http import key_in
from clps.models import CLP
from motions.admin.campaigns import OfOneCampaign


@dataclass(frozen=True, slots=True)
class Decision:
    """What an organiser can decide about mail: in which states, in which words, and what does it."""

    states: frozenset[str]
    label: str
    asks: str
    done: str
    act: Callable[..., bool]


# An unknown mail may have gone. So nothing sends one again by itself, and here a person decides.
DECISIONS = {
    "resend": Decision(
        RESENDABLE_STATES,
        "Send again",
        "These go out once more, to the addresses below. Whoever has one already gets it twice.",
        "to be sent again",
        queue.resend,
    ),
    "drop": Decision(DROPPABLE_STATES, "Drop", "These are never sent to the addresses below.", "dropped", queue.drop),
    "end_links": Decision(
        frozenset(EmailState),
        "End its links",
        "Whoever has one of these mails can do nothing by it any more: its reader too. "
        "Its reader can ask for a new link on the site.",
        "without links that work",
        end_links,
    ),
}


@admin.register(Email)
class EmailAdmin(OfOneCampaign, ReadOnly, InTheirRegions):
    """What was and will be sent, to whom, why, and what became of it."""

    # A mail is always a campaign's, and it may be about no motion.
    to_motion, to_campaign, shows_motion, may_be_of_none = "", "campaign", False, True
    list_display = ["subject", "to", "about_what", "state", "when", "attempts", "last_error"]
    list_filter = ["state", "returned_as", "kind", "clp__region"]
    list_select_related = ["clp"]
    search_fields = ["to", "subject", "key", "clp__name"]
    date_hierarchy = "created_at"
    list_per_page = 50
    actions = ["resend", "drop", "end_links"]
    fieldsets = [
        (None, {"fields": ["state", "last_error", "attempts"]}),
        ("Why", {"fields": ["kind", "about_what", "submission", "champion", "meeting_on", "recipient", "key"]}),
        ("The mail", {"fields": ["to", "sender", "subject", "words", "files"]}),
        ("When", {"fields": ["created_at", "not_before", "until", "claimed_at", "sent_at", "message_id"]}),
        (
            "Afterwards",
            {"fields": ["returned_as", "returned_at", "delivered_at", "soft_bounces", "told", "answered_by"]},
        ),
    ]

    class Media:
        css = {"all": ["css/mail.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Email]:
        """Leave the messages themselves out of lists: they are large."""
        return super().get_queryset(request).defer("message")

    def get_urls(self) -> list[URLPattern]:
        """Put the HTML of each mail on an address of its own, for a frame."""
        html = self.admin_site.admin_view(self.html_view)
        return [path("<int:pk>/html/", html, name="mail_email_html"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Say whose mail it is where the list is narrowed to one CLP."""
        key = key_in(request.GET.get("clp", ""))
        clp = CLP.objects.filter(pk=key).first() if key else None
        return super().changelist_view(request, {**(extra_context or {}), "about_clp": clp})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one mail, with what can be decided about it."""
        email = self.get_object(request, object_id)
        decisions: list[tuple[str, str]] = []
        if email is not None and self.has_decide_permission(request):
            decisions = [(name, one.label) for name, one in DECISIONS.items() if email.state in one.states]
        shown = {**(extra_context or {}), "decisions": decisions, "subtitle": email and email.subject}
        return cast(HttpResponse, with_frame(super().change_view)(request, object_id, form_url, shown))

    def html_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the HTML of one mail, without the tokens that let their holder act as the activist."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        # By the list's own query, so that mail about another region is not found by its number.
        email = self.get_queryset(request).filter(pk=pk).first()
        if email is None or request.method not in ("GET", "HEAD"):
            raise Http404("There is no such mail.")
        return framed(request, read(email).html_without_tokens)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether somebody may send once more or drop."""
        # Asked of the person and not of the page: being read-only, it lets nobody change a row.
        return request.user.has_perm("mail.change_email")

    @admin.display(description="about", ordering="clp__name")
    def about_what(self, email: Email) -> SafeString | str:
        """The CLP, with the way to all mail about it; or the whole campaign."""
        return about(email)

    @admin.display(description="sent or due", ordering="not_before")
    def when(self, email: Email) -> str:
        """When it went, or is to go."""
        return date_format(localtime(email.sent_at or email.not_before), "j M Y, H:i")

    @admin.display(description="as plain text")
    def words(self, email: Email) -> SafeString | str:
        """Show the plain text, without the tokens that let their holder act as the activist."""
        text = read(email).text_without_tokens
        gone = "It went, and its words are no longer kept." if email.sent_at else "It was never written."
        return format_html('<pre class="mail-words">{}</pre>', text) if text else gone

    @admin.display(description="attached")
    def files(self, email: Email) -> str:
        """Name the attached files."""
        return ", ".join(file.name for file in read(email).attachments) or "nothing"

    @admin.display(description="what the provider told us")
    def told(self, email: Email) -> SafeString | str:
        """List what the provider's webhooks said of it."""
        rows = ((f"{localtime(note.at):%-d %B %Y, %H:%M}", note.kind, note.words) for note in email.notes.all())
        return format_html_join(mark_safe("<br>"), "{}: {}. {}", rows) or "nothing"

    @admin.display(description="answers")
    def answered_by(self, email: Email) -> SafeString | str:
        """Lead to the mail that answers it."""
        answers = email.answers.defer("html", "text")
        rows = ((reverse("admin:mail_inboundmail_change", args=[answer.pk]), answer) for answer in answers)
        return format_html_join(mark_safe("<br>"), '<a href="{}">{}</a>', rows) or "none"

    @admin.action(description="Send again (failed, unknown or kept mail only)", permissions=["decide"])
    def resend(self, request: HttpRequest, queryset: QuerySet[Email]) -> HttpResponse | None:
        """Send failed, unknown or kept mail once more."""
        return self._decide(request, queryset, "resend")

    @admin.action(description="Drop (waiting, failed or unknown mail only)", permissions=["decide"])
    def drop(self, request: HttpRequest, queryset: QuerySet[Email]) -> HttpResponse | None:
        """Never send waiting, failed or unknown mail."""
        return self._decide(request, queryset, "drop")

    @admin.action(description="End the links in them", permissions=["decide"])
    def end_links(self, request: HttpRequest, queryset: QuerySet[Email]) -> HttpResponse | None:
        """End the links in mail that was forwarded or went astray."""
        return self._decide(request, queryset, "end_links")

    def _decide(self, request: HttpRequest, queryset: QuerySet[Email], name: str) -> HttpResponse | None:
        """List exactly who would get what; once that is confirmed, do it to those and no others."""
        assert isinstance(request.user, User)  # noqa: S101 - the admin has let nobody else in
        decision = DECISIONS[name]
        chosen = readable(self, request, queryset.select_related("clp").order_by("to", "pk"))
        if chosen is None:
            return None
        if not is_confirmed(request):
            return self._ask(request, chosen, name)
        # Each act asks the database for the state anew: a sender may have taken one up since they were listed.
        done = sum(decision.act(email, by=request.user) for email in chosen)
        self.message_user(request, f"{done} {decision.done}.", messages.SUCCESS)
        if left := len(chosen) - done:
            self.message_user(request, f"{left} left as they were: their state does not allow it.", messages.WARNING)
        return None

    def _ask(self, request: HttpRequest, chosen: list[Email], name: str) -> HttpResponse:
        decision = DECISIONS[name]
        emails = [email for email in chosen if email.state in decision.states]
        return ask(
            self,
            request,
            "admin/mail/email/decide.html",
            rows=emails,
            left=len(chosen) - len(emails),
            title=f"{decision.label}?",
            action=name,
            label=decision.label,
            asks=decision.asks,
            people=len({email.to for email in emails}),
        )
