"""What part of a measure to show."""

from typing import Any

from django import forms

from headwater.analysis.measures import Grain
from headwater.apps.measures.registry import GRAINS
from headwater.apps.people.models import Team


class ScopeForm(forms.Form):
    """Organisation or a team, by week or by month."""

    team = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    by = forms.ChoiceField(
        required=False, label="Periods", choices=[(g, f"{g.capitalize()}s") for g in GRAINS]
    )

    def __init__(self, *args: Any, teams: list[Team], **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["team"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", "The organisation"), *((team.pk, team.name) for team in teams)]

    @property
    def asked_team(self) -> int | None:
        """Id of the team, or None."""
        found: int | None = self.cleaned_data["team"]
        return found

    @property
    def grain(self) -> Grain:
        """Week or month."""
        return "month" if self.cleaned_data["by"] == "month" else "week"
