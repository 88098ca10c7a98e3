"""The mail that came in, in the admin: to be read, with what its words seem to say beside them."""

from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import date as date_words
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.dateparse import parse_date
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from campaign.accounts.models import User
from campaign.mail.enums import TO_PUT_AWAY
from campaign.mail.inbound.bodies import clean_html
from campaign.mail.inbound.filing import mark_dealt_with, words_of_ours
from campaign.mail.inbound.quoting import split_reply
from campaign.mail.models import InboundMail
from clps.lib.admin_pages import ReadOnlyAdmin
from motions.enums import Outcome
from motions.forms.outcomes import OUTCOME_WORDS
from motions.models import Submission
from motions.workflow import SUBMISSION_FLOW, Act

FIGURES = (("votes_for", "{} for"), ("votes_against", "{} against"), ("abstentions", "{} abstained"))


class WaitingFilter(admin.SimpleListFilter):
    """Replies that seem to tell of a vote which nobody has recorded, and what could not be read."""

    title = "waiting"
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """Offer the one choice."""
        return [("yes", "Something to look at")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[InboundMail]) -> QuerySet[InboundMail]:
        """Keep what waits."""
        if self.value() != "yes":
            return queryset
        return queryset.filter(pk__in=InboundMail.objects.to_read().values("pk"))


@admin.register(InboundMail)
class InboundMailAdmin(ReadOnlyAdmin):
    """What people wrote to the campaign, and what it was filed as."""

    # By its report, or by our mail that it answers. What leads to neither is for those who look after all regions.
    to_region = ("submission__clp__region", "email__clp__region")

    list_display = ["subject_or_none", "said", "clp", "sender", "filed", "received_at"]
    list_filter = [WaitingFilter, "filed", "submission__clp__region"]
    list_select_related = ["submission__clp"]
    search_fields = ["sender", "sender_name", "subject", "submission__clp__name"]
    date_hierarchy = "received_at"
    list_per_page = 50
    change_form_template = "admin/mail/inboundmail/change_form.html"
    fieldsets = [
        ("What it was taken for", {"fields": ["filed", "note", "clp", "submission_link", "email_link"]}),
        (
            "The mail",
            {"fields": ["sender_name", "sender", "sent_at", "received_at", "quoted_words", "as_written", "files"]},
        ),
        ("For the record", {"fields": ["dealt_with_at", "dealt_with_by", "message_id"]}),
    ]
    readonly_fields = ["quoted_words", "as_written", "files", "clp", "submission_link", "email_link"]

    class Media:
        css = {"all": ["css/mail.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[InboundMail]:
        """Leave the HTML out of lists: it can be large."""
        return super().get_queryset(request).defer("html")

    def get_urls(self) -> list[URLPattern]:
        """Add the page that asks whether a reply is dealt with."""
        view = self.admin_site.admin_view(self.dealt_with_view)
        return [path("<int:pk>/dealt-with/", view, name="mail_inboundmail_dealt_with"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a mail with what can be done about it."""
        mail = self.get_object(request, object_id)
        shown = self._beside_each_other(request, mail) if mail else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    def _beside_each_other(self, request: HttpRequest, mail: InboundMail) -> dict[str, Any]:
        """Return the words, what they seem to say, and what this person may do about it."""
        waits = mail.filed in TO_PUT_AWAY and mail.dealt_with_at is None
        return {
            "words": split_reply(mail.text, words_of_ours(mail)).words,
            "said": in_words(mail.suggestion) if mail.suggestion else "",
            "confidence": mail.suggestion["confidence"] if mail.suggestion else "",
            "tool_link": tool_link(request, mail),
            "may_put_away": waits and self._may_decide(request),
        }

    def dealt_with_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Ask, then put a mail away."""
        if not self._may_decide(request):
            raise PermissionDenied
        # By the list's own query, so that mail about another region is not found by its number.
        mail = get_object_or_404(self.get_queryset(request), pk=pk)
        if request.method == "POST":
            done = mark_dealt_with(mail, by=cast(User, request.user))
            messages.success(request, "Put away." if done else "That was done already, or there is nothing to do.")
            return redirect("admin:mail_inboundmail_change", pk)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "mail": mail, "form": Form()}
        context |= {"title": f"Dealt with: {mail}", "media": self.media}
        return render(request, "admin/mail/inboundmail/dealt_with.html", context)

    def _may_decide(self, request: HttpRequest) -> bool:
        return request.user.has_perm("mail.change_inboundmail")

    @admin.display(description="subject", ordering="subject")
    def subject_or_none(self, mail: InboundMail) -> str:
        """Return the subject, or words for there being none: it is the link to the mail."""
        return str(mail)

    @admin.display(description="seems to say")
    def said(self, mail: InboundMail) -> str:
        """Say in words what the mail seems to tell of the vote."""
        return in_words(mail.suggestion) if mail.suggestion else "-"

    @admin.display(description="quoted")
    def quoted_words(self, mail: InboundMail) -> SafeString | str:
        """Show what they quoted, folded away."""
        rest = split_reply(mail.text, words_of_ours(mail)).rest
        return _folded(format_html('<pre class="mail-words">{}</pre>', rest), "What they quoted") if rest else "-"

    @admin.display(description="with its formatting")
    def as_written(self, mail: InboundMail) -> SafeString | str:
        """Show the cleaned HTML, folded away. It is cleaned again: the rules may have become stricter since."""
        html = clean_html(mail.html)
        return _folded(mark_safe(html), "As they formatted it") if html else "-"  # noqa: S308 - cleaned a line above

    @admin.display(description="attached, not kept")
    def files(self, mail: InboundMail) -> SafeString | str:
        """List what came with it. None of it was opened or kept."""
        rows = ((file["name"], file["type"], filesizeformat(file["size"] or 0)) for file in mail.attachments)
        return format_html_join(mark_safe("<br>"), "{} ({}, {})", rows) or "nothing"

    @admin.display(description="CLP")
    def clp(self, mail: InboundMail) -> str:
        """Name the CLP of its report."""
        return mail.submission.clp.name if mail.submission else "-"

    @admin.display(description="report")
    def submission_link(self, mail: InboundMail) -> SafeString | str:
        """Lead to the report that it is about."""
        return _link("admin:motions_submission_change", mail.submission_id, str(mail.submission))

    @admin.display(description="in answer to")
    def email_link(self, mail: InboundMail) -> SafeString | str:
        """Lead to our mail that it answers."""
        return _link("admin:mail_email_change", mail.email_id, mail.email.subject if mail.email else "")


def tool_link(request: HttpRequest, mail: InboundMail) -> str:
    """Return the address of the outcome's form with the suggestion filled in; "" where it cannot be recorded.

    The address holds an outcome, figures and a date, and nothing of a person.
    """
    submission: Submission | None = mail.submission
    if not mail.suggestion or submission is None or not SUBMISSION_FLOW.may(submission.state, Act.DECIDE):
        return ""
    if not request.user.has_perm("motions.change_submission"):
        return ""
    filled = {name: value for name, value in mail.suggestion.items() if name != "confidence"}
    address = reverse("admin:desk-clp-report", args=[submission.clp.slug, "outcome", submission.pk])
    return f"{address}?{urlencode(filled)}"


def in_words(suggestion: dict[str, Any]) -> str:
    """Say a stored suggestion in words: "Carried, 23 for, 4 against"."""
    parts = [OUTCOME_WORDS[Outcome(suggestion["outcome"])][0]]
    parts += [words.format(suggestion[name]) for name, words in FIGURES if name in suggestion]
    if new_date := parse_date(suggestion.get("deferred_to", "")):
        parts.append(f"to {date_words(new_date, 'j F Y')}")
    return ", ".join(parts)


def _folded(content: SafeString, label: str) -> SafeString:
    return format_html('<details class="mail-folded"><summary>{}</summary>{}</details>', label, content)


def _link(name: str, pk: int | None, words: str) -> SafeString | str:
    return format_html('<a href="{}">{}</a>', reverse(name, args=[pk]), words) if pk else "-"
