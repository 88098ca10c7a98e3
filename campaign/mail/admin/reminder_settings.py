"""“What we send”: the table of all mail in words, its settings, and the way to the words of each kind."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from campaign.accounts.mails import FIXED_MAILS
from campaign.accounts.models import User
from campaign.mail.admin import wording
from campaign.mail.enums import MailKind
from campaign.mail.forms import ReminderForm
from campaign.mail.models import MailWording, ReminderSetting
from campaign.mail.outbox.stored_mail import with_frame
from campaign.mail.reminders.overview import OverviewLine, lines_of
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
        """Put the words of each mail beside the table."""
        view = self.admin_site.admin_view
        return [
            path("<slug:kind>/words/", view(with_frame(wording.edit)), name="mail_words"),
            path("<slug:kind>/words/html/", view(wording.as_html), name="mail_words_html"),
            path("<slug:kind>/words/history/", view(wording.history), name="mail_words_history"),
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
            "kinds": list(MailKind),
            "fixed": FIXED_MAILS.values(),
            "worded": MailWording.objects.worded(),
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
