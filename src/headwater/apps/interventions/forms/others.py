"""Programmes that touch the measure of a plan and are not registered here: a price change, a new shop."""

from typing import Any

from django import forms

from headwater.analysis.interventions.plan import Programme
from headwater.analysis.measures import Duration
from headwater.apps.interventions.forms.planning import day_input, weeks_field

EMPTY_OTHERS, MOST_OTHERS = 1, 20


class OtherForm(forms.Form):
    """A programme that touches the same measure and is not registered here."""

    name = forms.CharField(required=False, max_length=120, label="Name")
    start = forms.DateField(required=False, label="Started on", widget=day_input())
    phase_in = weeks_field("Weeks to reach everyone", 0, 52, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse half a row."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("name") and not said.get("start") and "start" not in self.errors:
            self.add_error("start", "When did it start?")
        if said.get("start") and not said.get("name"):
            self.add_error("name", "What is it called?")
        return said

    @property
    def said(self) -> Programme | None:
        """What the row says; None where it is empty."""
        found = self.cleaned_data
        if not found.get("name"):
            return None
        return Programme(found["name"], found["start"], Duration(found.get("phase_in") or 0))


OtherForms = forms.formset_factory(
    OtherForm, extra=EMPTY_OTHERS, max_num=MOST_OTHERS, absolute_max=MOST_OTHERS
)


def others_of(rows: Any) -> tuple[Programme, ...]:
    """Return the programmes that were typed into the rows."""
    return tuple(said for row in rows if (said := row.said) is not None)
