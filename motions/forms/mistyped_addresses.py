"""Slips of the finger in an address, asked about and never refused; and the forms that ask for an address alone."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from rapidfuzz.distance import OSA

from motions.forms.fields import YourAddress
from motions.forms.form_fillers import BotGuardedForm

# Where most members have their mail, by what the forms of other campaigns see.
COMMON_DOMAINS = (
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "hotmail.co.uk",
    "outlook.com",
    "live.co.uk",
    "yahoo.com",
    "yahoo.co.uk",
    "icloud.com",
    "btinternet.com",
    "virginmedia.com",
    "talktalk.net",
    "ntlworld.com",
    "blueyonder.co.uk",
    "tiscali.co.uk",
    "protonmail.com",
)
# One letter away from a common one, and real.
REAL_DOMAINS = frozenset({*COMMON_DOMAINS, "ymail.com", "mail.com", "email.com", "hotmail.co", "live.com", "yahoo.co"})
# What no domain ends in, and what was meant.
ENDINGS = {
    **dict.fromkeys((".con", ".cmo", ".ocm", ".vom", ".xom", ".cpm", ".comm", ".coom", ".c0m"), ".com"),
    **dict.fromkeys(
        (".co.ik", ".co.ul", ".co.yk", ".co.ku", ".co.u", ".co.ukk", ".couk", ".co,uk", ".co.uk."), ".co.uk"
    ),
    **dict.fromkeys((".ogr", ".orh", ".rog"), ".org"),
    **dict.fromkeys((".org.ik", ".org.ul", ".org.ku", ".orguk"), ".org.uk"),
}
ALSO_MEANT = {"gmail.co.uk": "gmail.com", "googlemail.co.uk": "googlemail.com", "icloud.co.uk": "icloud.com"}


def likely_meant(address: str) -> str:
    """Return the address that was likely meant, where its domain looks like a slip; "" where it looks right."""
    user, _, domain = address.rpartition("@")
    domain = domain.lower()
    mended = next((domain[: -len(end)] + right for end, right in ENDINGS.items() if domain.endswith(end)), domain)
    if mended not in REAL_DOMAINS:
        near = (known for known in COMMON_DOMAINS if OSA.distance(mended, known, score_cutoff=1) == 1)
        mended = ALSO_MEANT.get(mended) or next(near, mended)
    return f"{user}@{mended}" if mended != domain else ""


class AsksAboutAddress(BotGuardedForm):
    """Asks once about an address that looks like a slip. Sent again as it stands, it is taken."""

    address_is_right = forms.CharField(required=False, max_length=254, widget=forms.HiddenInput)

    def clean_email(self) -> str:
        """Return the address; ask where its domain is a letter away from a common one."""
        email = str(self.cleaned_data["email"])
        meant = "" if self.fields["email"].disabled else likely_meant(email)
        name = self.add_prefix("address_is_right")
        if not meant or self.data.get(name) == email:
            return email
        # Drawn again, the form holds what it has asked about.
        self.data = cast(QueryDict, self.data).copy()
        self.data[name] = email
        raise forms.ValidationError(f"Did you mean {meant}? If {email} is right, send it again just as it is.")

    def clean(self) -> dict[str, Any]:
        """Leave out what was only a question of ours."""
        cleaned = super().clean() or {}
        cleaned.pop("address_is_right", None)
        return cleaned


class LostLinkForm(AsksAboutAddress):
    """The address that the report was made with."""

    email = YourAddress(
        required_words="Give the address that you reported with.", help_text="The one that you reported with."
    )


class CorrectAddressForm(AsksAboutAddress):
    """Where the mail is to go in place of an address with a slip in it."""

    email = YourAddress(label="The right address", required_words="Give the address that the mail is to go to.")
