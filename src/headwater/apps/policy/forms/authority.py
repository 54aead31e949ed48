"""Forms about remedies, steps and what an escalation costs."""

from datetime import date
from typing import Any

from django import forms

from headwater.apps.policy.bringing import Brought

MOST_BYTES = 5 * 1024 * 1024


class TableFileForm(forms.Form):
    """A file with a table."""

    file = forms.FileField(label="CSV file", max_length=None, allow_empty_file=True)

    def clean_file(self) -> Any:
        """Refuse what is too large: no more of it was held."""
        sent = self.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 5 MB: leave out the oldest rows.")
        return sent


class KeepForm(forms.Form):
    """What was shown, to be kept."""

    brought = forms.CharField(widget=forms.HiddenInput)


class KeepRemediesForm(KeepForm):
    """Remedies to be kept, with what no column says."""

    currency = forms.RegexField(
        r"^[A-Za-z]{3}$",
        label="Currency",
        help_text="Three letters: EUR.",
        error_messages={"invalid": "Write the currency's three letters, such as EUR."},
    )
    first_day = forms.DateField(
        label="First day of these remedies",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="With both days, figures are told for a year. The file is taken to hold every remedy of "
        "these days.",
    )
    last_day = forms.DateField(
        label="Last day of these remedies", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, shown: Brought, day: date, currency: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self._day = day
        if shown.days is not None:
            del self.fields["first_day"], self.fields["last_day"]
        if shown.said["currency"]:
            del self.fields["currency"]
        elif currency:
            self.fields["currency"].initial = currency

    def clean(self) -> dict[str, Any]:
        """Refuse days that are in the wrong order, in the future, or half given."""
        said = super().clean() or {}
        first, last = said.get("first_day"), said.get("last_day")
        if bool(first) != bool(last) and not self.errors:
            self.add_error("last_day" if first else "first_day", "Give both days, or neither.")
        elif first and last and last < first:
            self.add_error("last_day", "The last day lies before the first.")
        elif last and last > self._day:
            self.add_error("last_day", "The last day lies in the future.")
        return said


class CostsForm(forms.Form):
    """What an escalation and another contact cost."""

    per_escalation = forms.FloatField(
        min_value=0,
        max_value=1e6,
        required=False,
        label="What one escalation costs",
        help_text="Time of whoever asks, of whoever approves, and what waiting costs. Empty: the agent's "
        "time alone, from the facts.",
    )
    per_contact = forms.FloatField(
        min_value=0,
        max_value=1e6,
        required=False,
        label="What one more contact costs",
        help_text="Empty: its handle time, from the facts.",
    )
    generosity = forms.FloatField(
        min_value=0,
        max_value=500,
        required=False,
        label="How much more people would pay once they may, in per cent",
        help_text="Empty: not more than was needed.",
    )

    def costs(self) -> dict[str, float]:
        """Return what was said, as the table keeps it."""
        said = {name: value for name, value in self.cleaned_data.items() if value is not None}
        if "generosity" in said:
            said["generosity"] /= 100
        return said
