"""The short form with which a member offers to help in their union or society."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceField, ModelChoiceIterator

from clps.enums import AffiliateKind
from clps.models import Affiliate
from motions.actions.offers import Help
from motions.consent import offer_wording
from motions.forms.reports import PersonFields
from motions.models import Campaign
from motions.progress.affiliates import PLURALS


class _ByKind(ModelChoiceIterator):
    """Offers affiliates under the name of their kind, in one query."""

    def __iter__(self) -> Iterator[Any]:
        yield ("", self.field.empty_label)
        order = list(AffiliateKind)
        rows = sorted(self.queryset, key=lambda one: (order.index(AffiliateKind(one.kind)), one.name.casefold()))
        for kind, group in groupby(rows, key=lambda one: AffiliateKind(one.kind)):
            yield (PLURALS[kind], [self.choice(one) for one in group])
        yield ("Not in the list", [(OfferForm.OTHER, "Another one")])


class AffiliateChoice(ModelChoiceField):
    """An affiliate of our list, or another."""

    iterator = _ByKind

    def label_from_instance(self, affiliate: Any) -> str:  # noqa: ANN401 - as Django has it
        """Return both names, so that a browser's search finds either."""
        return f"{affiliate.name} ({affiliate.short_name})" if affiliate.has_two_names else str(affiliate.name)

    def to_python(self, value: Any) -> Any:  # noqa: ANN401
        """Take "another" for none of the list; `OfferForm` then asks for its name."""
        return None if value == OfferForm.OTHER else super().to_python(value)

    def validate(self, value: Any) -> None:  # noqa: ANN401
        """Leave it to the form to ask: it knows what was chosen."""


class OfferForm(PersonFields):
    """Help in your union or society."""

    OTHER = "other"

    affiliate = AffiliateChoice(
        Affiliate.objects.all(), label="Your union or society", empty_label="Choose one", required=False
    )
    other_affiliate = forms.CharField(label="Its name, if it is not in the list", max_length=120, required=False)

    field_order = ["affiliate", "other_affiliate", "name", "email"]

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        """Ask for consent in this campaign's words."""
        super().__init__(*args, campaign=campaign, **kwargs)
        self.wording = offer_wording(campaign)
        self.fields["consent"].label = self.wording
        self.fields["consent"].error_messages["required"] = "Tick this, or we cannot keep your offer."
        self.fields["email"].error_messages["required"] = "We need it to write to you."

    def clean(self) -> dict[str, Any]:
        """Ask for one of the list, or for another's name."""
        cleaned = super().clean() or {}
        chosen = self.data.get(self.add_prefix("affiliate"))
        if "affiliate" in self.errors or cleaned.get("affiliate"):
            return cleaned
        if not chosen:
            self.add_error("affiliate", "Choose your union or society.")
        elif not cleaned.get("other_affiliate") and "other_affiliate" not in self.errors:
            self.add_error("other_affiliate", "Give its name.")
        return cleaned

    def help(self) -> Help:
        """Return what a valid form says."""
        affiliate = self.cleaned_data["affiliate"]
        return Help(affiliate=affiliate, other_affiliate="" if affiliate else self.cleaned_data["other_affiliate"])
