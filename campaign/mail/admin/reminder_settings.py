"""“What we send”: the table of all mail in words, its settings, and a preview of each kind."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone

from campaign.accounts.models import User
from campaign.mail.enums import MailKind
from campaign.mail.forms import ReminderForm
from campaign.mail.models import Email, ReminderSetting
from campaign.mail.outbox.stored_mail import framed, read, with_frame
from campaign.mail.reminders.overview import OverviewLine, lines_of
from campaign.mail.reminders.previews import preview_of
from campaign.mail.reminders.settings import Choice, set_reminders
from motions.models import Campaign


@admin.register(ReminderSetting)
class WhatWeSendAdmin(admin.ModelAdmin):
    """One page for the whole table: organisers read it, and who may change settings changes them there."""

    class Media:
        css = {"all": ["css/mail.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ReminderSetting | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        """Put the previews beside the table."""
        view = self.admin_site.admin_view
        return [
            path("<slug:kind>/preview/", view(with_frame(self.preview)), name="mail_preview"),
            path("<slug:kind>/preview/html/", view(self.preview_html), name="mail_preview_html"),
            *super().get_urls(),
        ]

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the table: a row is nothing by itself."""
        return redirect("admin:mail_remindersetting_changelist")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the table; take what was changed in it, all of it or nothing."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        campaign, may_change = Campaign.objects.current(), self.has_change_permission(request)
        if request.method == "POST" and not may_change:
            raise PermissionDenied
        rows = [
            (line, None if line.is_answer else ReminderForm(request.POST or None, line=line))
            for line in (lines_of(campaign) if campaign else [])
        ]
        # Each is asked, so that every mistake is shown at once.
        mistakes = [line for line, form in rows if form and not form.is_valid()]
        if request.method == "POST" and campaign and not mistakes:
            self._save(request, campaign, rows)
            return redirect("admin:mail_remindersetting_changelist")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "media": self.media,
            "title": "What we send",
            "reminders": [row for row in rows if row[1]],
            "answers": [line for line, form in rows if form is None],
            "may_change": may_change,
            "has_errors": request.method == "POST",
        }
        return render(request, "admin/mail/what_we_send.html", context)

    def _save(
        self, request: HttpRequest, campaign: Campaign, rows: list[tuple[OverviewLine, ReminderForm | None]]
    ) -> None:
        assert isinstance(request.user, User)  # noqa: S101 - the admin has let nobody else in
        choices = {
            line.kind: Choice(form.cleaned_data["is_on"], form.cleaned_data.get("days", ()))
            for line, form in rows
            if form
        }
        changed = [kind.label for kind in set_reminders(campaign, choices, by=request.user)]
        words = f"Changed: {'; '.join(changed)}. Nothing that is past is sent." if changed else "Nothing was changed."
        self.message_user(request, words, messages.SUCCESS)

    def preview(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """Show one kind of mail as it would read now, as plain text and, in a frame, as HTML."""
        email = self._written(request, kind)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "media": self.media,
            "title": f"Preview: {MailKind(kind).label}",
            "kind": kind,
            "email": email,
            "reading": read(email) if email else None,
        }
        return render(request, "admin/mail/preview.html", context)

    def preview_html(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Show the HTML of the preview, for the frame."""
        email = self._written(request, kind)
        if email is None:
            raise Http404("There is nothing that this mail could be about now.")
        return framed(request, read(email).html_without_tokens)

    def _written(self, request: HttpRequest, kind: str) -> Email | None:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        campaign = Campaign.objects.current()
        if kind not in MailKind.values or request.method not in ("GET", "HEAD"):
            raise Http404("There is no such mail.")
        if campaign is None:
            return None
        assert isinstance(request.user, User)  # noqa: S101 - the admin has let nobody else in
        return preview_of(MailKind(kind), campaign=campaign, now=timezone.now(), viewer=request.user)
