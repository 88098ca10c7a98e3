"""What an organiser types about mail."""

from django import forms

from campaign.mail.models import MailPause


class PauseForm(forms.ModelForm):
    """Why all mail is to stop: others will read it on every page."""

    class Meta:
        model = MailPause
        fields = ["why"]
        labels = {"why": "Why?"}
        help_texts = {"why": "Every organiser reads this at the top of every page here, until mail goes again."}
