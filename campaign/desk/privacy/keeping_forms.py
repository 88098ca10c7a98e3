"""How long each sort is kept, as somebody chooses it."""

from typing import Any

from django import forms

from motions.periods import TABLE, Kept, Period


class PeriodsForm(forms.Form):
    """One number of days for each line of the table that can be chosen."""

    def __init__(self, data: Any = None, *, days: dict[Kept, int]) -> None:  # noqa: ANN401 - as Django's forms take it
        """Show what holds now."""
        super().__init__(data)
        for period in TABLE:
            if not period.is_fixed:
                bounds = f"Choose between {period.least} and {period.most} days."
                self.fields[period.kept.value] = forms.IntegerField(
                    label=f"Days: {period.kept.label}",
                    min_value=period.least,
                    max_value=period.most,
                    initial=days[period.kept],
                    error_messages=dict.fromkeys(("min_value", "max_value", "invalid", "required"), bounds),
                )

    def lines(self, days: dict[Kept, int]) -> list[tuple[Period, int, forms.BoundField | None]]:
        """Return the lines of the table, each with its days and with its field where it can be chosen."""
        return [
            (one, days[one.kept], self[one.kept.value] if one.kept.value in self.fields else None) for one in TABLE
        ]

    def chosen(self) -> dict[Kept, int]:
        """Return what was typed."""
        return {Kept(name): number for name, number in self.cleaned_data.items()}
