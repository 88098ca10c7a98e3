"""Addresses that we no longer write to, in the admin: to be seen, and lifted one by one or several at once."""

from typing import cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from campaign.accounts.models import User
from campaign.mail.admin.bulk_confirmation import ask, is_confirmed, readable
from campaign.mail.enums import SuppressionReason
from campaign.mail.models import Suppression
from campaign.mail.outbox import suppression
from clps.lib.admin_pages import InTheirRegions, ReadOnly


class StandingFilter(admin.SimpleListFilter):
    """Those that stand, or those that somebody lifted."""

    title = "do we write to it?"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """Name the two."""
        return [("yes", "No, not any more"), ("no", "Yes, again")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Suppression]) -> QuerySet[Suppression]:
        """Keep the chosen."""
        if self.value() is None:
            return queryset
        return queryset.filter(lifted_at__isnull=self.value() == "yes")


# `Refusal` has no page: what somebody refused is a hash, and only the link in their mail takes it back.
@admin.register(Suppression)
class SuppressionAdmin(ReadOnly, InTheirRegions):
    """Whom we no longer write to, since when and why; lifting goes through `campaign.mail.outbox.suppression`."""

    # By the mail that showed it: what that was about, and where its reader takes part.
    to_region = (
        "by_email__clp__region",
        "by_email__recipient__submissions__clp__region",
        "by_email__recipient__championed__clp__region",
    )

    list_display = ["address", "reason", "since", "detail", "lifted_at", "lifted_by"]
    list_select_related = ["lifted_by"]
    list_filter = [StandingFilter, "reason", "by_email__clp__region"]
    search_fields = ["address"]
    actions = ["lift", "leave_alone"]

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether somebody may lift."""
        return request.user.has_perm("mail.change_suppression")

    @admin.action(description="Write to it again", permissions=["decide"])
    def lift(self, request: HttpRequest, queryset: QuerySet[Suppression]) -> HttpResponse | None:
        """List exactly where we would write again; once that is confirmed, do so."""
        chosen = readable(self, request, queryset.order_by("address"))
        if chosen is None:
            return None
        if not is_confirmed(request):
            return self._ask(request, chosen)
        done = [suppression.lift(standing, by=cast(User, request.user)) for standing in chosen]
        self.message_user(
            request,
            f"{sum(done)} lifted: from now on we write there again. What was not sent stays unsent.",
            messages.SUCCESS,
        )
        if left := len(done) - sum(done):
            self.message_user(request, f"{left} had been lifted already.", messages.WARNING)
        return None

    @admin.action(description="Leave alone what rests", permissions=["decide"])
    def leave_alone(self, request: HttpRequest, queryset: QuerySet[Suppression]) -> HttpResponse | None:
        """List exactly whom we would leave alone; once that is confirmed, do so."""
        chosen = readable(self, request, queryset.order_by("address"))
        if chosen is None:
            return None
        if not is_confirmed(request):
            resting = [one for one in chosen if one.lifted_at is None and one.reason == SuppressionReason.RESTING]
            told = {"title": "Leave them alone?", "action": "leave_alone", "label": "Leave them alone"}
            template = "admin/mail/suppression/leave.html"
            return ask(self, request, template, rows=resting, left=len(chosen) - len(resting), **told)
        done = sum(suppression.stop_for_good(one, by=cast(User, request.user)) for one in chosen)
        self.message_user(request, f"{done} left alone: we write there no more.", messages.SUCCESS)
        return None

    def _ask(self, request: HttpRequest, chosen: list[Suppression]) -> HttpResponse:
        standing = [one for one in chosen if one.lifted_at is None]
        return ask(
            self,
            request,
            "admin/mail/suppression/lift.html",
            rows=standing,
            left=len(chosen) - len(standing),
            title="Write to them again?",
            action="lift",
            label="Write to them again",
        )
