"""Forms about demand: which contacts, and what they cost."""

from datetime import date, timedelta
from typing import Any

from django import forms

from headwater.analysis.contacts.schema import CHANNELS
from headwater.analysis.errors import nearest
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.models import Prices
from headwater.apps.demand.rates import EVERY

PRESETS = (4, 13, 26, 52)
"""Weeks back from the last day of the data."""


class FiltersForm(forms.Form):
    """Which part of the contacts to diagnose."""

    since = forms.DateField(
        required=False, label="From", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        required=False, label="To", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    team = forms.ChoiceField(required=False)
    channel = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, choices: dict[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self._choices = choices
        self._last = date.fromisoformat(choices["last"]) if choices["last"] else None
        for name, listed in (("team", choices["teams"]), ("channel", choices["channels"])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", f"All {name}s"), *((one, one.replace("_", " ")) for one in listed)]
            field.error_messages["invalid_choice"] = f"There are no contacts of this {name}."
        for name in ("since", "until"):
            first, last = choices["first"], choices["last"]
            if first and last:
                self.fields[name].widget.attrs |= {"min": first, "max": last}

    @property
    def presets(self) -> list[tuple[int, str]]:
        """Periods to choose with one press, as weeks and words."""
        if self._last is None:
            return []
        return [(weeks, "Last year" if weeks == 52 else f"Last {weeks} weeks") for weeks in PRESETS]

    def clean(self) -> dict[str, Any]:
        """Read a preset in place of days; refuse a period that ends before it begins."""
        said: dict[str, Any] = super().clean() or {}
        preset = self.data.get("preset", "")
        if preset == "all":
            said["since"] = said["until"] = None
        elif preset in map(str, PRESETS) and self._last is not None:
            said["since"], said["until"] = self._last - timedelta(days=7 * int(preset) - 1), self._last
        since, until = said.get("since"), said.get("until")
        if since and until and since > until:
            self.add_error("until", "This day lies before the first one. Swap them: both days are included.")
        return said

    def again(self) -> "FiltersForm":
        """Return the form anew, filled with what it was asked."""
        asked = {name: value for name, value in self.filters.to_dict().items() if value}
        return FiltersForm(initial=asked, choices=self._choices)

    @property
    def filters(self) -> Filters:
        """What was asked for, once it is checked."""
        said = self.cleaned_data
        return Filters(said.get("since"), said.get("until"), said.get("team", ""), said.get("channel", ""))


class PricesForm(forms.Form):
    """What an hour and a contact cost, and which units are part of support."""

    currency = forms.CharField(max_length=8, required=False, help_text="As it is to be read, such as EUR.")

    def __init__(self, *args: Any, prices: Prices | None, units: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self._units = units
        if prices is not None:
            self.initial["currency"] = prices.currency
        for kind, title in (
            ("hour", "One hour of handle time"),
            ("contact", "One contact, whatever it takes"),
        ):
            kept = {} if prices is None else getattr(prices, f"per_{kind}")
            for channel in (EVERY, *CHANNELS):
                label = f"{title}, {channel.replace('_', ' ')}" if channel else f"{title}, every channel"
                self.fields[_field(kind, channel)] = forms.FloatField(
                    label=label, required=False, min_value=0.01, initial=kept.get(channel)
                )
        self.fields["inside"] = forms.CharField(
            label="Units that are part of support",
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
            initial="\n".join(prices.inside) if prices is not None else "",
            help_text="One a line, as the codes name them. Without any, the codebook alone says which are.",
        )

    def clean_inside(self) -> list[str]:
        """Read units, one a line; each has to be one the codebook knows, where there is one."""
        said: str = self.cleaned_data["inside"]
        units = list(dict.fromkeys(line.strip() for line in said.splitlines() if line.strip()))
        for unit in units:
            if self._units and unit not in self._units:
                raise forms.ValidationError(f"No unit is called “{unit}”.{nearest(unit, self._units)}")
        return units

    def rates(self, kind: str) -> dict[str, float]:
        """Return the rates of an `hour` or a `contact` that were given."""
        found = {channel: self.cleaned_data.get(_field(kind, channel)) for channel in (EVERY, *CHANNELS)}
        return {channel: rate for channel, rate in found.items() if rate is not None}

    def differs(self, kind: str) -> bool:
        """Say whether a channel has a price of its own, or something is wrong with one."""
        return any(bound.value() or bound.errors for bound in self.fields_of(kind))

    def fields_of(self, kind: str) -> list[forms.BoundField]:
        """Return the fields of single channels."""
        return [self[_field(kind, channel)] for channel in CHANNELS]


def _field(kind: str, channel: str) -> str:
    return f"{kind}_{channel or 'every'}"
