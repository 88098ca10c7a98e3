"""The short form with which a member offers to help in their union or society."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, cast

from django import forms
from django.forms.models import ModelChoiceField, ModelChoiceIterator

from clps.enums import AffiliateKind
from clps.models import Affiliate
from motions.actions.offers import Help
from motions.consent import offer_wording
from motions.enums import AffiliateLetterRoute
from motions.forms.fields import BranchName, LongText, OneLine
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


class AffiliateLetterForm(forms.Form):
    """To which body of which union, society or group? Sent by GET, so the answer is part of the page's address."""

    affiliate = OneLine(
        label="Your union, society or group",
        max_length=120,
        error_messages={"required": "Name it, so that the email can."},
    )
    route = forms.ChoiceField(
        label="Whom do you write to?",
        choices=AffiliateLetterRoute.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one. If you are not sure, begin with your branch."},
    )
    branch = BranchName(label="Your branch in it, if you know its name", max_length=80, required=False)

    def __init__(self, *args: Any, for_conference: bool, **kwargs: Any) -> None:
        """Offer the branch alone for a motion that goes no further."""
        super().__init__(*args, **kwargs)
        if not for_conference:
            field = cast(forms.ChoiceField, self.fields["route"])
            field.choices = [choice for choice in AffiliateLetterRoute.choices if choice[0] == "branch"]
            field.initial = AffiliateLetterRoute.BRANCH.value


class OfferForm(PersonFields):
    """Help in your union or society."""

    OTHER = "other"

    affiliate = AffiliateChoice(
        Affiliate.objects.all(), label="Your union, society or group", empty_label="Choose one", required=False
    )
    other_affiliate = forms.CharField(label="Its name, if it is not in the list", max_length=120, required=False)
    message = LongText(
        label="What should we know?",
        rows=4,
        longest=2_000,
        required=False,
        help_text="If you like: your branch, when it meets, whom you know there. Only organisers read this.",
    )

    field_order = ["affiliate", "other_affiliate", "message", "name", "email"]

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        """Ask for consent in this campaign's words."""
        super().__init__(*args, campaign=campaign, **kwargs)
        self.ask_in(offer_wording(campaign), kept="your offer")

    def clean(self) -> dict[str, Any]:
        """Ask for one of the list, or for another's name."""
        cleaned = super().clean() or {}
        # What was sent, as "another one" and nothing at all both come out of cleaning as None.
        chosen = self.data.get(self.add_prefix("affiliate"))
        if "affiliate" in self.errors or cleaned.get("affiliate"):
            return cleaned
        if not chosen:
            self.add_error("affiliate", "Choose your union, society or group.")
        elif not cleaned.get("other_affiliate") and "other_affiliate" not in self.errors:
            self.add_error("other_affiliate", "Give its name.")
        return cleaned

    def help(self) -> Help:
        """Return what a valid form says."""
        given = self.cleaned_data
        other = "" if given["affiliate"] else given["other_affiliate"]
        return Help(affiliate=given["affiliate"], other_affiliate=other, message=given["message"])
