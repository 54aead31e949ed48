"""Which policies a list shows."""

from datetime import date
from typing import Any

from django import forms

from headwater.analysis.policy.metrics import METRICS
from headwater.analysis.policy.policy import LEVELS
from headwater.apps.policy import differences
from headwater.apps.policy.forms.asking import day_input
from headwater.apps.policy.selectors.declared import Asked


class FilterForm(forms.Form):
    """Level, issuer, metric, and the day they are in force on."""

    level = forms.ChoiceField(required=False)
    issuer = forms.ChoiceField(required=False)
    metric = forms.ChoiceField(required=False)
    when = forms.ChoiceField(
        required=False, label="When", choices=[("", "in force on the day"), ("ever", "all that ever were")]
    )
    day = forms.DateField(required=False, widget=day_input())

    def __init__(
        self, *args: Any, issuers: tuple[str, ...], metrics: tuple[str, ...], today: date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._today = today
        self.fields["day"].widget.attrs["placeholder"] = today.isoformat()
        for name, offered in (
            ("level", [(one, differences.LEVELS[one]) for one in LEVELS]),
            ("issuer", [(one, one) for one in issuers]),
            ("metric", [(one, METRICS[one].words) for one in metrics]),
        ):
            self.fields[name].choices = [("", "All"), *offered]  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        """What is asked for; everything in force today where nothing is, or where it cannot be read."""
        said = self.cleaned_data if self.is_valid() else {}
        day = None if said.get("when") == "ever" else said.get("day") or self._today
        return Asked(said.get("level", ""), said.get("issuer", ""), said.get("metric", ""), day)


class EndForm(forms.Form):
    """The last day of a policy."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    last_day = forms.DateField(widget=day_input(), label="Last day it holds")
    why = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class TakeOutForm(forms.Form):
    """Why something never was a policy."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = forms.CharField(
        max_length=2000, label="Why it never was a policy", widget=forms.Textarea(attrs={"rows": 2})
    )
