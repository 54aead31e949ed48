"""What is tried, as an address or a form says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from django import forms

from headwater.apps.policy.what_if_fields import Scale, scale_of
from headwater.apps.policy.what_if_plainly import plainly

if TYPE_CHECKING:
    from headwater.analysis.policy.what_if import Range

_LARGEST = 1e7
_EXAMPLE = {"s": "300", "share": "82", "agents": "46", "money": "60"}
_UNIT = {"s": "seconds", "share": "percent", "agents": "people", "money": "money"}


@dataclass(frozen=True)
class SliderField:
    """One slider as the page shows it.

    Attributes
    ----------
    value, today, low, high, step : str
        As the inputs hold them; `typed` is what stands in the number field, even where it cannot be read.
    mark : str
        Where today's value lies on the slider, in percent of its width.
    """

    scale: Scale
    words: str
    help: str
    unit: str
    typed: str
    value: str
    today: str
    today_said: str
    low: str
    high: str
    step: str
    mark: str
    why_not: str
    error: str
    moved: bool


class ChangeForm:
    """The sliders with what was typed into them.

    It is no Django form: every field belongs to a range that depends on the facts, may be missing, may come
    from an address somebody wrote by hand, and is left out of the change where it stands at today.
    """

    def __init__(self, ranges: "tuple[Range, ...]", said: Mapping[str, Any], currency: str = "") -> None:
        self.currency = currency
        self.change: dict[str, float] = {}
        self.errors: list[str] = []
        self.fields = [self._field(one, said) for one in ranges]

    def is_valid(self) -> bool:
        """Say whether all that was typed can be read."""
        return not self.errors

    def _field(self, one: "Range", said: Mapping[str, Any]) -> SliderField:
        scale = scale_of(one)
        typed, value, error = self._read(one, scale, said)
        moved = value is not None and (one.today is None or not scale.same(value, one.today))
        if value is not None and moved:
            self.change[scale.key] = value
        if error:
            self.errors.append(f"{one.slider.words}: {error}")
        shown = one.today if value is None else value
        at = one.low if shown is None else min(max(shown, one.low), one.high)
        today = "" if one.today is None else scale.typed(one.today)
        unit = {"share": "%", "agents": "people", "money": self.currency}.get(scale.unit, "s")
        return SliderField(
            scale=scale,
            words=one.slider.words,
            help=one.slider.help,
            unit=unit,
            typed=typed or today,
            value=scale.typed(at),
            today=today,
            today_said="" if one.today is None else scale.said(one.today, self.currency),
            low=scale.typed(one.low),
            high=scale.typed(one.high),
            step=scale.typed(one.step),
            mark=_mark(one),
            why_not=plainly(one.why_not),
            error=error,
            moved=moved or bool(error),
        )

    def _read(self, one: "Range", scale: Scale, said: Mapping[str, Any]) -> tuple[str, float | None, str]:
        """Return what was typed, the value it stands for, and what is wrong with it."""
        text, times = str(said.get(scale.name) or "").strip(), scale.times
        if not text and scale.name != scale.key and said.get(scale.key):
            text, times = (
                str(said[scale.key]).strip(),
                1.0,
            )  # a link from elsewhere gives a share as a fraction
        if not text:
            return "", None, ""
        if one.why_not:
            return "", None, f"it cannot be moved. {plainly(one.why_not)}"
        try:
            value = float(text.removesuffix("%")) / times
        except ValueError:
            value = float("nan")
        if not isfinite(value) or abs(value) > _LARGEST:
            wrong = f"“{text[:40]}” is not a number it could be."
            return (
                "",
                None,
                f"{wrong} Write it in {_UNIT[scale.unit]}, such as {_EXAMPLE[scale.unit]}.",
            )
        if scale.unit == "share" and (wrong := _no_share(scale.key, value)):
            return text[:40], None, wrong
        return (text if times == scale.times else scale.typed(value))[:40], value, ""


class KeepForm(forms.Form):
    """Under which name a change that was tried is kept."""

    name = forms.CharField(
        max_length=200,
        label="Name",
        help_text="Such as “Five minutes, and credit without asking”.",
        error_messages={"required": "Give it a name, so that you find it again."},
    )
    note = forms.CharField(
        max_length=2000,
        required=False,
        label="Note",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Why you tried it. Everybody who may open the policy lab can read it.",
    )


def _no_share(key: str, value: float) -> str:
    """Say why a share cannot be, in percent as it was typed; the analysis would say it in fractions."""
    said = f"{100 * value:.4g}%"
    if not 0 <= value <= 1:
        return f"{said} is no share. Give 0 to 100."
    if key == "shrinkage_frac" and value == 1:
        return f"at {said} nobody would be there. Give less than 100."
    if key == "service_frac" and value in (0, 1):
        return f"{said} is no target that staff can be worked out for. Give more than 0 and less than 100."
    return ""


def _mark(one: "Range") -> str:
    if one.today is None or one.high <= one.low:
        return ""
    part = min(max((one.today - one.low) / (one.high - one.low), 0.0), 1.0)
    return f"{100 * part:.2f}"
