"""The forms with which organisers follow an affiliate."""

from typing import Any, cast

from django import forms
from django.contrib.auth import get_user_model

from clps.addresses import Address
from motions.actions.affiliates import Person
from motions.affiliate_workflow import AFFILIATE_FLOWS
from motions.enums import AffiliateRoute
from motions.forms.fields import DatedForm
from motions.models import AffiliateContact, Affiliation


class AffiliateStepForm(DatedForm):
    """What happened with an affiliate, and when. Only the steps that its route and stage allow are offered."""

    act = forms.ChoiceField(label="What happened?", widget=forms.RadioSelect)
    words = forms.CharField(
        label="In a few words", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000
    )

    field_order = ["act", "on"]

    def __init__(self, *args: Any, affiliation: Affiliation, **kwargs: Any) -> None:
        """Offer what comes next."""
        super().__init__(*args, **kwargs)
        steps = AFFILIATE_FLOWS[AffiliateRoute(affiliation.route)].steps(affiliation.stage)
        choices = [(act.value, act.value[0].upper() + act.value[1:]) for act in steps]
        cast(forms.ChoiceField, self.fields["act"]).choices = choices


class AffiliationForm(forms.Form):
    """How an affiliate decides, who looks after it, and notes."""

    route = forms.ChoiceField(label="How it decides", choices=AffiliateRoute.choices, widget=forms.RadioSelect)
    owner = forms.ModelChoiceField(
        get_user_model().objects.none(), label="Who looks after it", required=False, empty_label="Nobody yet"
    )
    notes = forms.CharField(label="Notes", required=False, widget=forms.Textarea(attrs={"rows": 6}), max_length=10_000)

    def __init__(self, *args: Any, affiliation: Affiliation, **kwargs: Any) -> None:
        """Start from what is known; organisers can look after it."""
        names = ("route", "notes")
        kwargs["initial"] = {**{name: getattr(affiliation, name) for name in names}, "owner": affiliation.owner_id}
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["owner"]).queryset = get_user_model().objects.organisers()


class ContactForm(forms.Form):
    """Somebody we know in an affiliate."""

    name = forms.CharField(label="Name", max_length=120, required=False)
    email = Address(label="Email address", max_length=254, required=False)
    how_known = forms.CharField(
        label="How we know", max_length=200, help_text="For example: they wrote to us on 3 March."
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a name or an address."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("name") and not cleaned.get("email"):
            self.add_error("name", "Give a name or an email address.")
        return cleaned

    def person(self) -> Person:
        """Return what a valid form says."""
        return Person(**{name: self.cleaned_data[name] for name in ("name", "email", "how_known")})


class RemoveContactForm(DatedForm):
    """Somebody in an affiliate who is to be forgotten."""

    contact = forms.ModelChoiceField(AffiliateContact.objects.none(), label="Whom?", empty_label=None)

    field_order = ["contact", "on"]

    def __init__(self, *args: Any, affiliation: Affiliation, **kwargs: Any) -> None:
        """Offer those we know there."""
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["contact"])
        field.queryset = AffiliateContact.objects.filter(affiliate=affiliation.affiliate_id, withdrawn_on__isnull=True)
        field.label_from_instance = lambda contact: contact.name or contact.email  # type: ignore[assignment, method-assign]
