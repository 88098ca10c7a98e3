"""Members who offer to help in their union or society. An address shows once it is confirmed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from clps.lib.admin_pages import ReadOnly, regions_of
from motions.act_pages import ActPage
from motions.actions.offers import answer_offer, withdraw_offer
from motions.admin.campaigns import OfOneCampaign
from motions.admin.tools import ToolPages
from motions.affiliate_workflow import OFFER_FLOW, OfferAct
from motions.models import Affiliation, Offer

NOT_YET = "Shown once the address is confirmed"


@admin.register(Offer)
class OfferAdmin(OfOneCampaign, ReadOnly, ToolPages):
    """Offers of help, those to be answered first.

    They are in no region, so an organiser of some regions meets those to the affiliates that they look after.
    """

    list_display = ["affiliate_name", "shown_name", "state", "made_at"]
    list_filter = ["state", "affiliate__kind", "affiliate"]
    # By what is known to be theirs: a search must not tell whose unconfirmed address somebody typed.
    search_fields = ["affiliate__name", "affiliate__short_name", "other_affiliate"]
    date_hierarchy = "made_at"
    fields = [
        "affiliate_name",
        "shown_name",
        "address",
        "shown_message",
        "state",
        "made_at",
        "confirmed_at",
        "consent",
    ]
    readonly_fields = ["affiliate_name", "shown_name", "address", "shown_message"]
    tools = {
        "answered": ActPage(
            label="I have written to them",
            explains="Record that this offer was answered?",
            fits=lambda row: OFFER_FLOW.may(row.state, OfferAct.ANSWER),
            run=lambda row, form, by: answer_offer(row, by=by),
        ),
        "withdraw": ActPage(
            label="They took it back",
            explains="Record that they do not offer to help any more? Nobody writes to them about it again.",
            fits=lambda row: OFFER_FLOW.may(row.state, OfferAct.WITHDRAW),
            run=lambda row, form, by: withdraw_offer(row, by=by),
        ),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Offer]:
        """Return offers with their people and affiliates."""
        rows = super().get_queryset(request).select_related("activist", "affiliate", "motion__current_version")
        if regions_of(request.user) is None:
            return rows
        theirs = Affiliation.objects.filter(owner=request.user.pk, motion__campaign__is_running=True)
        return rows.filter(affiliate__in=theirs.values("affiliate"))

    @admin.display(description="union or society")
    def affiliate_name(self, offer: Offer) -> str:
        """Return where they offer to help."""
        return offer.affiliate_name

    @admin.display(description="their name")
    def shown_name(self, offer: Offer) -> str:
        """Return their name, once the address is known to be theirs."""
        return offer.name if offer.is_confirmed else NOT_YET

    @admin.display(description="what they wrote")
    def shown_message(self, offer: Offer) -> str:
        """Return their message, once the address is known to be theirs."""
        return offer.message if offer.is_confirmed else NOT_YET

    @admin.display(description="email address")
    def address(self, offer: Any) -> str:  # noqa: ANN401
        """Return where to write to, once it is known to be theirs."""
        return offer.activist.email if offer.is_confirmed else NOT_YET
