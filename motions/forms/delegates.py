"""The forms of the delegates who are briefed for conference."""

from typing import Any, cast

from django import forms

from clps.addresses import Address
from motions.actions.delegates import Agreement, DelegateContact
from motions.forms.fields import DatedForm, OneLine, PastDay
from motions.models import ConferenceEntry, Delegate


class EntryChoice(forms.ModelChoiceField):
    """An entry, by the name of its CLP."""

    def label_from_instance(self, entry: Any) -> str:  # noqa: ANN401 - as Django has it
        """Return the CLP's name."""
        return str(entry.clp.name)


class ContactForm(forms.Form):
    """How to reach a delegate, and how we know it."""

    name = forms.CharField(label="Name", max_length=120)
    email = Address(label="Email address", max_length=254, required=False)
    phone = forms.CharField(label="Telephone", max_length=30, required=False)
    how_known = forms.CharField(
        label="How we know", max_length=200, help_text="For example: the CLP’s secretary told us on 3 September."
    )

    def contact(self) -> DelegateContact:
        """Return what a valid form says."""
        names = ("name", "email", "phone", "how_known")
        return DelegateContact(**{name: self.cleaned_data[name] for name in names})


class DelegateForm(ContactForm):
    """A delegate of a CLP that sent the motion, and how we know them."""

    entry = EntryChoice(ConferenceEntry.objects.none(), label="CLP")

    field_order = ["entry"]

    def __init__(self, *args: Any, delegate: Delegate | None = None, **kwargs: Any) -> None:
        """Offer the CLPs that sent the current campaign's motion; the CLP of a known delegate stays."""
        if delegate is not None:
            names = ("name", "email", "phone", "how_known")
            kwargs["initial"] = {name: getattr(delegate, name) for name in names}
        super().__init__(*args, **kwargs)
        if delegate is not None:
            del self.fields["entry"]
            return
        rows = ConferenceEntry.objects.standing().filter(motion__campaign__is_running=True).select_related("clp")
        cast(forms.ModelChoiceField, self.fields["entry"]).queryset = rows.order_by("clp__name")


class NewDelegateForm(ContactForm):
    """A delegate of a CLP that is known already, with their word that we may write to them, where they gave it."""

    agreed_on = PastDay(
        label="Agreed to hear from us on",
        required=False,
        help_text="Leave it empty if nobody has asked them yet: then nothing is sent to them.",
    )
    how_agreed = OneLine(
        label="How did they agree?",
        max_length=200,
        required=False,
        help_text="For example: by email, or to Asha on the telephone.",
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a day without a word of how, and a word without its day: neither shows that they agreed."""
        cleaned = super().clean() or {}
        if (
            "agreed_on" in cleaned
            and "how_agreed" in cleaned
            and bool(cleaned["agreed_on"]) != bool(cleaned["how_agreed"])
        ):
            missing = "how_agreed" if cleaned["agreed_on"] else "agreed_on"
            self.add_error(missing, "Say on which day they agreed and how, or leave both empty.")
        return cleaned

    def agreement(self) -> Agreement | None:
        """Return what a valid form says of their agreement; None where they gave none."""
        on = self.cleaned_data["agreed_on"]
        return Agreement(on=on, how=self.cleaned_data["how_agreed"]) if on else None


class AgreementForm(DatedForm):
    """A delegate agreed to be written to."""

    how = forms.CharField(
        label="How did they agree?", max_length=200, help_text="For example: by email, or to Asha on the telephone."
    )

    field_order = ["on", "how"]
