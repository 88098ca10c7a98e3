"""The forms of somebody who says that they will take the motion to their CLP."""

from typing import Any

from django import forms
from django.utils import timezone

from motions.consent import champion_wording, introduction_wording
from motions.forms.reports import PersonFields, ReportForm
from motions.models import Campaign, Champion, MotionVersion
from motions.queries import introducible_to


class BecomeChampionForm(PersonFields):
    """“I’ll do it”: a member takes the motion on, and says whether others there may be named to them."""

    # An agreement of its own: whoever does not want this is a champion all the same.
    may_introduce = forms.BooleanField(required=False)

    field_order = ["name", "email", "consent", "may_introduce"]

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        """Ask for consent in this campaign's words."""
        super().__init__(*args, campaign=campaign, **kwargs)
        self.wording, self.introduction = champion_wording(campaign), introduction_wording(campaign)
        self.fields["consent"].label = self.wording
        self.fields["consent"].error_messages["required"] = "Tick this, or we cannot keep your offer."
        self.fields["email"].error_messages["required"] = "We need it to send you your own page."
        self.fields["may_introduce"].label = f"{self.introduction} (If you like. You can change it later.)"

    @property
    def consent_given(self) -> str:
        """All that was agreed to on a valid form, word for word."""
        return f"{self.wording} {self.introduction}" if self.cleaned_data["may_introduce"] else self.wording


class ChampionChoice(forms.ModelChoiceField):
    """Champions by name, for organisers only."""

    def label_from_instance(self, obj: Champion) -> str:
        """Return who it is and since when."""
        return f"{obj.called}, since {obj.since:%-d %B %Y}"


class IntroduceForm(forms.Form):
    """To whom an organiser introduces a champion: those of the same CLP who agreed, and whom they have not met."""

    def __init__(self, *args: Any, champion: Champion, **kwargs: Any) -> None:
        """Offer the others by name."""
        super().__init__(*args, **kwargs)
        refusal = "Choose somebody in this CLP who agreed too."
        self.fields["other"] = ChampionChoice(
            introducible_to(champion),
            label="Introduce them to",
            empty_label=None,
            help_text="Both get a mail with the other’s name and address.",
            error_messages={"required": refusal, "invalid_choice": refusal},
        )


class VersionChoice(forms.ModelChoiceField):
    """The published texts of one motion, told apart by number and day."""

    def label_from_instance(self, obj: MotionVersion) -> str:
        """Return which it is, short enough for a phone."""
        return f"Version {obj.number}, of {timezone.localtime(obj.published_at):%-d %B %Y}"


class ChampionReportForm(ReportForm):
    """I have sent it, by somebody whom we know: their name is filled in, and their address is confirmed."""

    field_order = ["body", "branch", "version", *ReportForm.field_order[2:]]

    def __init__(self, *args: Any, champion: Champion, version: MotionVersion, **kwargs: Any) -> None:
        """Start from what the champion told us; ask which text went only where there was more than one."""
        known = {"name": champion.called, "email": champion.activist.email}
        kwargs["initial"] = {**known, **kwargs.get("initial", {})}
        super().__init__(*args, clp=champion.clp, version=version, **kwargs)
        # Disabled, not only read-only: Django then pays no heed to what a browser sends for it.
        self.fields["email"].disabled = True
        self.fields["email"].help_text = "We know that it is yours: our mail there brought you here."
        versions = MotionVersion.objects.filter(motion=champion.motion).select_related("motion")
        if versions.count() > 1:
            self.fields["version"] = VersionChoice(versions, label="Which text did you send?", empty_label=None)
        self.order_fields(self.field_order)
