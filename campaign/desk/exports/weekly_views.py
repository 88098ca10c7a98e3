"""The weekly report: as a page, as a Word document, as the beginning of a letter to a group, and to share."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from campaign.accounts.roles import may_see_desk, may_work_at_desk, who_asks
from campaign.desk.chosen import chosen_motion, needed_motion
from campaign.desk.exports.weekly import WeeklyReport, docx_of, read_weekly
from campaign.mail.group_letters import write_letter
from clps.lib.http import as_file
from motions.texts.documents import DOCX_TYPE

WHATSAPP = "https://wa.me/"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def weekly(request: HttpRequest) -> HttpResponseBase:
    """Show the week, the figures for the press and the words to share; begin a letter with them when asked to."""
    user = who_asks(request, may_see_desk)
    report = _report(request)
    if request.method == "POST" and report:
        if not may_work_at_desk(user):
            raise PermissionDenied
        audience = {"roles": ["reporter", "champion"]}
        letter = write_letter(
            None, motion=report.motion, subject=report.title, body=report.letter, audience=audience, by=user
        )
        return redirect("admin:desk-letter-edit", letter.pk)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "The week",
        "report": report,
        "whatsapp": f"{WHATSAPP}?{urlencode({'text': report.message})}" if report else "",
        "may_write": may_work_at_desk(user),
    }
    return render(request, "admin/desk/weekly.html", context)


@require_safe
@never_cache
def weekly_docx(request: HttpRequest) -> HttpResponse:
    """Give the week as a Word document."""
    who_asks(request, may_see_desk)
    report = read_weekly(needed_motion(request.GET), now=timezone.now())
    return as_file(docx_of(report), DOCX_TYPE, f"week-{report.day}.docx")


def _report(request: HttpRequest) -> WeeklyReport | None:
    """Return the week of the motion that the address is about; None without a campaign."""
    motion = chosen_motion(request.GET)
    return read_weekly(motion, now=timezone.now()) if motion else None
