"""A test mail to oneself, from the desk: whether mail leaves this site, and what became of it."""

from datetime import timedelta

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from campaign.accounts.models import User
from campaign.accounts.roles import who_asks
from campaign.desk.models import TrialMail
from campaign.mail.models import Email
from campaign.mail.outbox.trial_mail import NotSent, try_mail
from clps.lib.throttle import Limit, Throttle, TooMany

MAY_TRY = "mail.change_email"
# It goes past the outbox and its limits.
NOT_OFTEN = Throttle(name="trial mail", subject=Limit(10, timedelta(hours=1)))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def trial_mail(request: HttpRequest) -> HttpResponseBase:
    """Say whereto a test mail would go; send it where the button is pressed, and say what became of it."""
    user = who_asks(request, MAY_TRY)
    if request.method == "POST":
        _try(request, user)
        return redirect("admin:desk-trial-mail")
    kept = Email.objects.filter(state="kept").count()
    context = {**admin.site.each_context(request), "title": "Send a test mail to yourself", "to": user.email}
    return render(request, "admin/desk/trial_mail.html", {**context, "kept": kept})


def _try(request: HttpRequest, user: User) -> None:
    try:
        NOT_OFTEN.take(network="", subject=str(user.pk))
        try_mail(user.email)
    except TooMany as refusal:
        messages.error(request, f"No mail left. You have tried often; try again after {refusal.until:%H:%M}.")
    except NotSent as refusal:
        messages.error(request, f"No mail left. {refusal}")
    else:
        TrialMail.objects.create(sent_by=user)
        words = f"A mail to {user.email} left: the mail server took it. See that it arrives; look among spam too."
        messages.success(request, words)
