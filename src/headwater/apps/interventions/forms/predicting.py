"""What a plan predicts: how far its measure will move, with or without an interval, and who says so."""

from collections.abc import Sequence
from typing import Any

from django import forms

from headwater.analysis.errors import UsageError
from headwater.analysis.interventions.prediction import Prediction
from headwater.apps.interventions.selectors.offering import Option
from headwater.apps.interventions.selectors.suggesting import OfMeasure

OWN_UNIT = "own"
UNITS = [
    ("%", "per cent of what it was"),
    ("pp", "percentage points (shares only)"),
    (OWN_UNIT, "its own unit"),
]


def _figure(label: str, help_text: str = "") -> forms.DecimalField:
    """Return a field for a figure with a sign; phones show no minus among digits alone."""
    return forms.DecimalField(
        required=False,
        label=label,
        max_digits=12,
        decimal_places=4,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )


class PredictionForm(forms.Form):
    """The part of a plan that says what is predicted."""

    predicted = _figure(
        "It will move by",
        "With its sign: -8 where it will fall by 8. It is held against what is found; the verdict does not "
        "rest on it.",
    )
    predicted_unit = forms.ChoiceField(label="Predicted in", choices=UNITS, required=False)
    predicted_low = _figure("Between")
    predicted_high = _figure("And")

    foreseen: Sequence[OfMeasure] = ()
    """What a scenario predicts of each measure."""
    before: tuple[str, Prediction] | None = None
    """Reference and prediction of the plan that is changed."""

    def clean(self) -> dict[str, Any]:
        """Refuse half a prediction, and the prediction of another measure."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("predicted") is None:
            for name in ("predicted_low", "predicted_high"):
                if said.get(name) is not None and "predicted" not in self.errors:
                    self.add_error("predicted", "Say what is predicted between these two.")
                    break
            return said
        said["predicted_unit"] = said.get("predicted_unit") or "%"
        measure = said.get("measure") or ""
        typed = self._typed(said)
        others = [one for one in self.foreseen if one.option.reference != measure]
        own = [one for one in self.foreseen if one.option.reference == measure]
        if measure and typed not in map(_figures, own) and typed in map(_figures, others):
            name = next(one.option.name for one in others if _figures(one) == typed)
            self.add_error(
                "predicted",
                f"This is predicted of “{name}”. Say what you predict of the measure it is judged on, or "
                "leave it empty.",
            )
        return said

    def prediction_of(self, option: Option) -> Prediction | None:
        """Return what was typed, with where it comes from.

        Raises
        ------
        UsageError
            It is no prediction.
        """
        said = self.cleaned_data
        if said.get("predicted") is None:
            return None
        value, unit, low, high = self._typed(said)
        if unit == "" and option.measure.kind == "share":
            raise UsageError("This measure is a share. Predict in per cent or in percentage points.")
        factor = 1.0 if unit else option.per
        found = Prediction(
            value / factor,
            unit,
            None if low is None else low / factor,
            None if high is None else high / factor,
        )
        return Prediction(found.value, found.unit, found.low, found.high, self._source(option, found))

    def _source(self, option: Option, found: Prediction) -> str:
        known = [one.prediction for one in self.foreseen if one.option.reference == option.reference]
        if self.before is not None and self.before[0] == option.reference:
            known.append(self.before[1])
        return next((one.source for one in known if _same(one, found)), "")

    @staticmethod
    def _typed(said: dict[str, Any]) -> tuple[float, Any, float | None, float | None]:
        low, high = (said.get(name) for name in ("predicted_low", "predicted_high"))
        unit = said["predicted_unit"]
        return (
            float(said["predicted"]),
            "" if unit == OWN_UNIT else unit,
            None if low is None else float(low),
            None if high is None else float(high),
        )


def _figures(one: OfMeasure) -> tuple[float, Any, float | None, float | None]:
    said = one.prediction
    return said.value, said.unit, said.low, said.high


def _same(first: Prediction, second: Prediction) -> bool:
    """Say whether two predictions are the same to as many digits as a form shows."""

    def near(a: float | None, b: float | None) -> bool:
        return a is b if a is None or b is None else abs(a - b) <= 1e-4 * max(1e-9, abs(a))

    ends = ((first.value, second.value), (first.low, second.low), (first.high, second.high))
    return first.unit == second.unit and all(near(*pair) for pair in ends)
