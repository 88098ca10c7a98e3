"""The questions that start a real campaign: what its conference, campaign and first motion need."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.utils.text import slugify

from clps.addresses import Address
from motions.models import Campaign, Conference, Motion


class ConferenceForm(forms.ModelForm):
    """The conference that motions are sent to."""

    class Meta:
        model = Conference
        fields = ["name", "starts_on", "ends_on", "motions_open_on", "deadline", "title_word_limit", "text_word_limit"]
        labels = {
            "name": "What is the conference called?",
            "starts_on": "What is its first day?",
            "ends_on": "What is its last day?",
            "motions_open_on": "From which day can motions be sent in? Leave it empty if you do not know yet.",
            "deadline": "By when must motions be sent in?",
            "title_word_limit": "How many words may a motion's title have?",
            "text_word_limit": "How many words may a motion's text have?",
        }
        help_texts = {
            "name": "Annual Conference 2027",
            "starts_on": "26/9/2027",
            "ends_on": "29/9/2027",
            "motions_open_on": "20/7/2027",
            "deadline": "16/9/2027 17:00, UK time",
            "title_word_limit": "10",
            "text_word_limit": "250",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the limits of a motion: a conference may do without them only where its rules do not say."""
        super().__init__(*args, **kwargs)
        self.fields["title_word_limit"].required = self.fields["text_word_limit"].required = True


class CampaignForm(forms.ModelForm):
    """The campaign: its name, its words and its target."""

    class Meta:
        model = Campaign
        fields = ["name", "group", "summary", "email", "target"]
        labels = {
            "name": "What is your campaign called?",
            "group": "Which group runs it?",
            "summary": "What do you ask for, and why? Two or three plain sentences, on one line.",
            "email": "What is the campaign's email address?",
            "target": "How many CLPs do you want to carry the motion for conference?",
        }
        help_texts = {
            "name": "A library in reach",
            "group": "Friends of the Lending Library",
            "summary": "Every child should live within reach of a library.",
            "email": "motions@example.org",
            "target": "100",
        }


class FirstMotionForm(forms.ModelForm):
    """The conference motion, whose text follows in the admin."""

    class Meta:
        model = Motion
        fields = ["slug"]
        labels = {"slug": "What should its web address end with?"}
        help_texts = {"slug": "libraries"}


class AdminForm(forms.Form):
    """The first admin, who writes the motion's text and lets others in."""

    email = Address(label="What is your own email address? You sign in with it.", help_text="you@example.org")
    # Unstripped: a space at either end is part of a password.
    password = forms.CharField(label="What is to be your password? It does not show as you type.", strip=False)

    def clean_email(self) -> str:
        """Refuse the address of a person who is known already: their sign-in is not to be taken over."""
        email = str(self.cleaned_data["email"]).lower()
        if get_user_model().objects.filter(email__iexact=email).exists():
            raise forms.ValidationError("Somebody signs in with that address already.")
        return email

    def clean_password(self) -> str:
        """Refuse a password that is easily guessed."""
        password = str(self.cleaned_data["password"])
        # Nobody is saved yet, but one check asks whether it is like the person's address.
        validate_password(password, get_user_model()(email=self.cleaned_data.get("email", "")))
        return password


def suggested_slug(campaign: dict[str, Any]) -> str:
    """Return the end of a web address made from the answers about a campaign."""
    return slugify(str(campaign["name"]))[:60].strip("-")
