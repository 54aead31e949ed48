"""From which day on a proposal is adopted."""

from datetime import date, timedelta
from typing import Any

from django import forms

_LONGEST = timedelta(days=2 * 365)


class StartForm(forms.Form):
    """The first day of a new scorecard, or of a script with fewer steps."""

    start = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, day: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self._day = day

    def clean_start(self) -> date:
        """Refuse a day that has begun, or one too far ahead to mean it."""
        start: date = self.cleaned_data["start"]
        if start <= self._day:
            raise forms.ValidationError("Choose a day after today: what holds today cannot end yesterday.")
        if start > self._day + _LONGEST:
            raise forms.ValidationError("Choose a day within the next two years.")
        return start
