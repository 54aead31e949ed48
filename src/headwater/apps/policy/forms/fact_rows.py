"""Rows of facts: kinds of remedy and limits; and how numbers and pairs of them are typed."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms

from headwater.analysis.policy.facts import LIMITED
from headwater.analysis.policy.metrics import METRICS

MOST_ROWS = 30


class RemedyRow(forms.Form):
    """One kind of remedy."""

    kind = forms.CharField(required=False, max_length=80, help_text="Such as refund.")
    share = forms.CharField(required=False, max_length=20, label="Share", help_text="Such as 25%.")
    median = forms.CharField(required=False, max_length=20, help_text="In money.")
    spread = forms.CharField(required=False, max_length=20, help_text="0.7 is usual.")
    points = forms.CharField(
        required=False,
        max_length=400,
        label="or points",
        help_text="Such as 25 40%; 100 1.",
    )

    @property
    def part(self) -> tuple[str, dict[str, Any]] | None:
        """The kind and what is said of it; None where the row is empty."""
        said = self.cleaned_data
        if not any(said.values()):
            return None
        inside: dict[str, Any] = {n: as_number(said[n]) for n in ("share", "median", "spread") if said[n]}
        if said["points"]:
            inside["points"] = pairs_of(said["points"])
        return said["kind"], inside

    def clean(self) -> dict[str, Any]:
        """Ask for the name of a remedy of which something is said."""
        said: dict[str, Any] = super().clean() or {}
        if any(said.values()) and not said.get("kind"):
            self.add_error("kind", "What kind of remedy is it?")
        return said


class LimitRow(forms.Form):
    """Least and most that a metric can be."""

    metric = forms.ChoiceField(
        required=False, choices=[("", "–"), *((name, METRICS[name].words.capitalize()) for name in LIMITED)]
    )
    min = forms.CharField(required=False, max_length=20, label="At least")
    max = forms.CharField(required=False, max_length=20, label="At most")

    @property
    def part(self) -> tuple[str, dict[str, Any]] | None:
        """The metric and its ends; None where the row is empty."""
        said = self.cleaned_data
        ends = {name: as_number(said[name]) for name in ("min", "max") if said[name]}
        return (said["metric"], ends) if said["metric"] and ends else None

    def clean(self) -> dict[str, Any]:
        """Ask for the metric of a limit."""
        said: dict[str, Any] = super().clean() or {}
        if (said.get("min") or said.get("max")) and not said.get("metric"):
            self.add_error("metric", "What can it not be under or over?")
        return said


if TYPE_CHECKING:
    Rows = forms.BaseFormSet[Any]
else:
    Rows = forms.BaseFormSet


class _Rows(Rows):
    key = ""

    def clean(self) -> None:
        """Refuse two rows of one name."""
        if any(self.errors):
            return
        names = [row.part[0] for row in self.forms if row.part]
        for row in self.forms:
            if row.part and names.count(row.part[0]) > 1:
                row.add_error(self.key, "It stands twice: keep one row for each.")


class _RemedyRows(_Rows):
    key = "kind"


class _LimitRows(_Rows):
    key = "metric"


RemedyRows = forms.formset_factory(
    RemedyRow, formset=_RemedyRows, extra=2, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)
LimitRows = forms.formset_factory(
    LimitRow, formset=_LimitRows, extra=2, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)


def remedies_in(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what the rows of remedies begin with."""
    held = said.get("remedies") or {}
    return [
        {"kind": kind, **{n: as_typed(v, share=n == "share") for n, v in one.items()}}
        for kind, one in held.items()
    ]


def limits_in(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what the rows of limits begin with."""
    return [
        {"metric": name, **{end: as_typed(v) for end, v in ends.items()}}
        for name, ends in (said.get("limits") or {}).items()
    ]


def pairs_of(text: str) -> list[list[str]]:
    """Return pairs of numbers, a line or a part between semicolons each.

    Examples
    --------
    >>> pairs_of("120 45%; 300: 82%")
    [['120', '45%'], ['300', '82%']]
    """
    lines = [line for line in re.split(r"[;\n]", text) if line.strip()]
    return [[part for part in re.split(r"[\s:]+", line.strip()) if part] for line in lines]


def as_number(text: str) -> str:
    """Return a number as a file has it; a comma alone is how many people write decimals."""
    found = text.strip().replace(" ", "")
    return found.replace(",", ".") if "." not in found and found.count(",") == 1 else found


def as_typed(value: Any, *, share: bool = False) -> str:
    """Return a value as people type it."""
    if isinstance(value, list):
        pair = [one if isinstance(one, list) else [one] for one in value]
        return "; ".join(" ".join(as_typed(part) for part in one) for one in pair)
    if isinstance(value, str):
        return value
    return f"{value * 100:g}%" if share else f"{value:.10g}"
