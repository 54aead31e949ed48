"""Sliders as a page holds them: what is typed in percent is a share, and today's value is no change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headwater.analysis.policy.what_if import Range

DIGITS = {"s": 1, "share": 1, "agents": 1, "money": 2}
"""Decimals that a field shows, by unit; shares in percent."""


@dataclass(frozen=True)
class Scale:
    """How one slider is written on the page and in its address.

    Attributes
    ----------
    name : str
        Of the field; a share has a name of its own, because its figure is in percent there.
    times : float
        Figures of the page are so many times those of the analysis.
    """

    key: str
    name: str
    unit: str
    times: float
    digits: int

    def typed(self, value: float) -> str:
        """Write a value as the field holds it."""
        text = f"{value * self.times:.{self.digits}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def same(self, one: float, other: float) -> bool:
        """Say whether two values look alike in the field."""
        return self.typed(one) == self.typed(other)

    def said(self, value: float, currency: str = "") -> str:
        """Write a value as a sentence holds it."""
        unit = {"share": "%", "agents": " people", "money": f" {currency}".rstrip()}.get(self.unit, " s")
        return f"{self.typed(value)}{unit}"


def scale_of(one: "Range") -> Scale:
    """Return how a slider is written."""
    key, unit = one.slider.key, one.slider.unit
    if unit == "share":
        return Scale(key, f"{key.removesuffix('_frac')}_percent", unit, 100.0, DIGITS[unit])
    return Scale(key, key, unit, 1.0, DIGITS.get(unit, 1))


def typed_change(ranges: tuple["Range", ...], change: Mapping[str, float]) -> dict[str, str]:
    """Return a change as the fields of the page hold it, for an address or a form."""
    scales = {one.slider.key: scale_of(one) for one in ranges}
    return {scale.name: scale.typed(change[key]) for key, scale in scales.items() if key in change}


def moved_words(ranges: tuple["Range", ...], change: Mapping[str, float], currency: str) -> tuple[str, ...]:
    """Say of each slider that was moved from where to where."""
    said = []
    for one in ranges:
        key = one.slider.key
        if key not in change:
            continue
        scale = scale_of(one)
        before = "" if one.today is None else f" from {scale.said(one.today, currency)}"
        said.append(f"{one.slider.words}{before} to {scale.said(change[key], currency)}")
    return tuple(said)
