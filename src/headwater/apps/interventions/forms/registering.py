"""What an intervention is, whose it is, and what it costs."""

from decimal import Decimal
from typing import Any

from django import forms

from headwater.apps.interventions.models import Cost, Intervention
from headwater.apps.interventions.services import CostSaid
from headwater.apps.people.models import Team, User

EMPTY_ROWS, MOST_ROWS = 3, 40
"""Rows for costs that are offered without a script, and the most that are read."""


class RegisterForm(forms.Form):
    """What is tried, against what, and who answers for it."""

    name = forms.CharField(
        max_length=200, label="What it is called", help_text="Short, as people here would call it."
    )
    kind = forms.ChoiceField(
        label="What it is",
        choices=[
            ("", "Choose"),
            *((value, label.capitalize()) for value, label in Intervention.Kind.choices),
        ],
    )
    problem = forms.CharField(
        required=False,
        max_length=4000,
        label="The problem it is against",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Without words or names of customers.",
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label="Who answers for it",
        empty_label="Choose a person",
        help_text="Gets the verdict by mail on the day it is due.",
    )
    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(),
        required=False,
        label="Teams it is for",
        widget=forms.CheckboxSelectMultiple,
        help_text="None chosen: the whole organisation.",
    )
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$",
        max_length=3,
        label="Currency of the money below",
        error_messages={"invalid": "Three letters, such as EUR."},
    )
    origin = forms.ChoiceField(widget=forms.HiddenInput, choices=Intervention.Origin.choices)
    origin_key = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, owners: Any, teams: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, found in (("owner", owners), ("teams", teams)):
            self.fields[name].queryset = found  # type: ignore[attr-defined]

    def clean_currency(self) -> str:
        """Return the currency in capitals."""
        said: str = self.cleaned_data["currency"]
        return said.upper()

    def clean(self) -> dict[str, Any]:
        """Take an origin without a key for what it is: words."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("origin_key"):
            said["origin"] = Intervention.Origin.FREE.value
        return said


class CostForm(forms.Form):
    """One thing an intervention costs."""

    what = forms.CharField(required=False, max_length=120, label="What for")
    planned = forms.DecimalField(
        required=False, min_value=0, max_digits=12, decimal_places=2, label="How much"
    )
    unit = forms.ChoiceField(
        required=False, label="In", choices=[("money", "money"), ("hours", "hours of people")]
    )

    def clean(self) -> dict[str, Any]:
        """Refuse half a row."""
        said: dict[str, Any] = super().clean() or {}
        what, planned = said.get("what"), said.get("planned")
        if what and planned is None and "planned" not in self.errors:
            self.add_error("planned", "How much is it? Give 0 where it costs nothing.")
        if planned is not None and not what:
            self.add_error("what", "What is it for?")
        return said

    @property
    def said(self) -> CostSaid | None:
        """What the row says; None where it is empty."""
        found = self.cleaned_data
        if not found.get("what"):
            return None
        planned: Decimal = found["planned"]
        return CostSaid(found["what"], found.get("unit") or Cost.Unit.MONEY.value, planned)


CostForms = forms.formset_factory(CostForm, extra=EMPTY_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


def costs_of(rows: Any) -> tuple[CostSaid, ...]:
    """Return the costs that were typed into the rows."""
    return tuple(said for row in rows if (said := row.said) is not None)


def next_row(number: int) -> CostForm:
    """Return an empty row that stands at a place."""
    return CostForm(prefix=f"costs-{number}", auto_id="id_%s")
