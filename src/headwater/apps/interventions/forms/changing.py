"""What is said of an intervention that is registered: comments, costs, its owner, its end."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms

from headwater.apps.interventions import selectors
from headwater.apps.interventions.models import Cost, Intervention
from headwater.apps.interventions.services import CostSaid
from headwater.apps.people.models import User

MOST_COSTS = 40
"""Rows of costs that are read."""


class FilterForm(forms.Form):
    """Which interventions to list."""

    kind = forms.ChoiceField(
        required=False,
        choices=[
            ("", "All"),
            *((value, str(label).capitalize()) for value, label in Intervention.Kind.choices),
        ],
    )
    standing = forms.ChoiceField(required=False, label="State")
    whose = forms.ChoiceField(required=False, label="Owner", choices=[("", "Anybody"), ("mine", "Me")])

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        said = [(key, words[:1].upper() + words[1:]) for key, words in selectors.STANDINGS.items()]
        choices = [("", "All"), ("judged", "Judged, whatever was found"), *said]
        self.fields["standing"].choices = choices  # type: ignore[attr-defined]


class YearForm(forms.Form):
    """The year of the ledger."""

    year = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, years: Sequence[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["year"].choices = [("", "All years"), *((y, str(y)) for y in years)]  # type: ignore[attr-defined]


class CommentForm(forms.Form):
    """What somebody says about an intervention."""

    text = forms.CharField(
        max_length=4000,
        label="Comment",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Comments stay as they are. Without words or names of customers.",
    )


class OwnerForm(forms.Form):
    """Who answers for an intervention."""

    owner = forms.ModelChoiceField(
        User.objects.none(),
        label="Who answers for it",
        empty_label="Choose a person",
        help_text="Gets the verdict by mail on the day it is due.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = selectors.possible_owners()  # type: ignore[attr-defined]


class StopForm(forms.Form):
    """Why an intervention ends."""

    why = forms.CharField(
        max_length=4000, label="Why it is stopped", widget=forms.Textarea(attrs={"rows": 3})
    )


class WithdrawForm(forms.Form):
    """Why a promise is taken back."""

    why = forms.CharField(
        max_length=4000, label="Why the plan is withdrawn", widget=forms.Textarea(attrs={"rows": 3})
    )


class AgainForm(forms.Form):
    """What was corrected since the verdict."""

    why = forms.CharField(
        max_length=4000, label="What was corrected, and why", widget=forms.Textarea(attrs={"rows": 3})
    )


class CostForm(forms.Form):
    """One cost: planned, and spent once that is known."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    what = forms.CharField(required=False, max_length=120, label="What for")
    unit = forms.ChoiceField(
        required=False, label="In", choices=[("money", "money"), ("hours", "hours of people")]
    )
    planned = forms.DecimalField(
        required=False, label="Planned", min_value=0, max_digits=12, decimal_places=2
    )
    spent = forms.DecimalField(
        required=False, label="Really spent", min_value=0, max_digits=12, decimal_places=2
    )

    def __init__(self, *args: Any, promised: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        held = bool(self.initial.get("pk"))
        for name in ("what", "unit"):
            self.fields[name].disabled = promised and held
        self.fields["planned"].disabled = promised
        if promised and not held:
            self.initial["planned"] = 0

    def clean(self) -> dict[str, Any]:
        """Refuse half a row."""
        said: dict[str, Any] = super().clean() or {}
        amounts = [said.get("planned"), said.get("spent")]
        if said.get("what") and said.get("planned") is None and "planned" not in self.errors:
            self.add_error("planned", "How much is planned? Give 0 where nothing was.")
        if any(amounts) and not said.get("what") and not said.get("pk"):
            self.add_error("what", "What is it for?")
        return said

    @property
    def said(self) -> CostSaid | None:
        """What the row says; None where it is empty, or was emptied."""
        found = self.cleaned_data
        if not found.get("what"):
            return None
        unit = found.get("unit") or Cost.Unit.MONEY.value
        return CostSaid(found["what"], unit, found["planned"], found.get("spent"), found.get("pk"))


if TYPE_CHECKING:
    _Rows = forms.BaseFormSet[CostForm]
else:
    _Rows = forms.BaseFormSet


class _CostRows(_Rows):
    def clean(self) -> None:
        """Refuse rows of costs that are not those of the records any more."""
        if any(self.errors):
            return
        there = {row["pk"] for row in self.initial or ()}
        if there != {form.cleaned_data["pk"] for form in self.forms if form.cleaned_data.get("pk")}:
            raise forms.ValidationError("The costs were changed meanwhile: load the page again.")


CostRows = forms.formset_factory(
    CostForm, formset=_CostRows, extra=3, max_num=MOST_COSTS, absolute_max=MOST_COSTS
)


def rows_of(intervention: Intervention) -> list[dict[str, Any]]:
    """Return what the rows of costs begin with."""
    return [
        {name: getattr(cost, name) for name in ("pk", "what", "unit", "planned", "spent")}
        for cost in intervention.costs.all()
    ]
