"""The switch that stops all mail, in the admin: each way round it says first what will happen."""

from typing import cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone

from campaign.accounts.models import User
from campaign.mail.forms import PauseForm
from campaign.mail.models import MailPause
from campaign.mail.outbox import pausing
from clps.lib.admin_pages import ReadOnly

LIST = "admin:mail_mailpause_changelist"


@admin.register(MailPause)
class MailPauseAdmin(ReadOnly, admin.ModelAdmin):
    """When all mail was stopped, by whom and why; and the switch."""

    list_display = ["paused_at", "by", "why", "resumed_at", "resumed_by"]
    list_select_related = ["by", "resumed_by"]
    change_list_template = "admin/mail/mailpause/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the two sides of the switch."""
        views = {"pause": self.pause_view, "resume": self.resume_view}
        sides = [
            path(f"{name}/", self.admin_site.admin_view(view), name=f"mail_mailpause_{name}")
            for name, view in views.items()
        ]
        return [*sides, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Show the pauses, with the switch for those who may use it."""
        about = {"may_switch": may_switch(request), "is_paused": pausing.is_paused()}
        return super().changelist_view(request, {**(extra_context or {}), **about})

    def pause_view(self, request: HttpRequest) -> HttpResponseBase:
        """Say what a pause does and ask why; stop all mail when the answer is sent."""
        _guard(request)
        form = PauseForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            if pausing.pause(by=cast(User, request.user), why=form.cleaned_data["why"]):
                self.message_user(request, "All mail is paused.", messages.WARNING)
            else:
                self.message_user(request, "It was paused already.", messages.INFO)
            return redirect(LIST)
        return self._asked(request, form, "pause", "Pause all mail")

    def resume_view(self, request: HttpRequest) -> HttpResponseBase:
        """Say what goes out, and let it go when the button is pressed."""
        _guard(request)
        if request.method == "POST":
            if pausing.resume(by=cast(User, request.user)):
                self.message_user(request, "Mail goes again.", messages.SUCCESS)
            else:
                self.message_user(request, "It was not paused.", messages.INFO)
            return redirect(LIST)
        return self._asked(request, Form(), "resume", "Let mail go again")

    def _asked(self, request: HttpRequest, form: BaseForm, side: str, title: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "form": form,
            "waiting": pausing.count_waiting(timezone.now()),
            "opts": self.opts,
        }
        return render(request, f"admin/mail/mailpause/{side}.html", context)


def may_switch(request: HttpRequest) -> bool:
    """Whether somebody may stop all mail and let it go again."""
    return bool(request.user.has_perm("mail.change_mailpause"))


def _guard(request: HttpRequest) -> None:
    if not may_switch(request):
        raise PermissionDenied
