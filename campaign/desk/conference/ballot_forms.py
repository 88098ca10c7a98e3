"""Putting headings and past ballots into the planner."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from clps.lib.http import key_in
from motions.actions.ballots import HeadingTerms, PastVotes
from motions.enums import BallotHalf
from motions.forms.fields import LongText, OneLine

HALVES = {"clps": BallotHalf.CLPS, "clp": BallotHalf.CLPS, "affiliates": BallotHalf.AFFILIATES}
HALVES |= {"affiliate": BallotHalf.AFFILIATES, "unions": BallotHalf.AFFILIATES, "together": BallotHalf.TOGETHER}
HALVES |= {"all": BallotHalf.TOGETHER, "all together": BallotHalf.TOGETHER}
CHOSEN = {"yes": True, "chosen": True, "no": False, "not chosen": False}
LINE = "Write it as: 2024; Public transport; CLPs; 61.2; chosen."


class HeadingForm(forms.Form):
    """A heading of the ballot."""

    name = OneLine(label="Heading", max_length=120, help_text="As the ballot has it.")
    clps_vote = forms.BooleanField(label="CLPs may vote for it", required=False, initial=True)
    affiliates_vote = forms.BooleanField(label="Affiliates may vote for it", required=False, initial=True)
    is_ours = forms.BooleanField(label="We ask for votes for it", required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a heading that nobody may vote for."""
        cleaned = super().clean() or {}
        if not cleaned.get("clps_vote") and not cleaned.get("affiliates_vote"):
            self.add_error("clps_vote", "Somebody has to be able to vote for it.")
        return cleaned

    def terms(self) -> HeadingTerms:
        """Return what a valid form says."""
        names = ("name", "clps_vote", "affiliates_vote", "is_ours")
        return HeadingTerms(**{name: self.cleaned_data[name] for name in names})


class PastBallotsForm(forms.Form):
    """How earlier ballots went, a line for each heading and half."""

    lines = LongText(
        label="One line for each heading and half",
        rows=6,
        longest=40_000,
        help_text="Year; heading; CLPs, affiliates or together; votes or per cent; chosen or not chosen.",
    )
    source = OneLine(label="Where it can be read", max_length=200)

    votes: list[PastVotes]

    def clean_lines(self) -> str:
        """Read each line; say which one cannot be read."""
        self.votes, wrong = [], []
        text: str = self.cleaned_data["lines"]
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip():
                continue
            if (read := _read(line)) is None:
                wrong.append(f"Line {number} cannot be read. {LINE}")
            else:
                self.votes.append(read)
        if wrong:
            raise forms.ValidationError(wrong)
        return text


def _read(line: str) -> PastVotes | None:
    """Return what a line says; None where it cannot be read."""
    parts = [part.strip() for part in line.replace("\t", ";").split(";")]
    if len(parts) != 5:
        return None
    year, heading, half, votes, chosen = parts
    try:
        number = Decimal(votes.replace(",", "").rstrip("%"))
    except InvalidOperation:
        return None
    known = half.casefold() in HALVES and chosen.casefold() in CHOSEN and bool(heading) and len(heading) <= 120
    if not known or not (1900 <= key_in(year) <= 2200) or not 0 <= number < Decimal(10) ** 9:
        return None
    return PastVotes(
        year=key_in(year),
        heading=heading,
        half=HALVES[half.casefold()],
        votes=number.quantize(Decimal("0.01")),
        was_chosen=CHOSEN[chosen.casefold()],
    )
