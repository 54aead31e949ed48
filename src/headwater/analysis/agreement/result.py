"""How well coders agree: figures, verdict, and where they differ."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from headwater.analysis.agreement.details import CodeAgreement, CoderPair, Difference, MixedUp
from headwater.analysis.agreement.readings import Level
from headwater.analysis.agreement.verdict import Verdict
from headwater.analysis.estimates import Estimate
from headwater.analysis.frames import Backend, Columns, to_frame

if TYPE_CHECKING:
    import altair as alt

    from headwater.analysis.charts import Figure

Part = Literal["coefficients", "codes", "mixed_up", "pairs", "to_adjudicate"]

NAMES = {
    "percent": "percent agreement",
    "alpha": "Krippendorff's alpha",
    "kappa": "Cohen's kappa",
    "kappa_linear": "kappa, linear weights",
    "kappa_quadratic": "kappa, quadratic weights",
    "kappa_ratio": "kappa, ratio weights",
    "ac1": "Gwet's AC1",
    "ac2_linear": "Gwet's AC2, linear weights",
    "ac2_quadratic": "Gwet's AC2, quadratic weights",
    "ac2_ratio": "Gwet's AC2, ratio weights",
}
"""Every coefficient by its key."""


@dataclass(frozen=True)
class CoderReadings:
    """A coder, by coding name, and how many items they read."""

    coder: str
    readings: int


@dataclass(frozen=True)
class Agreement:
    """How well coders agree on one field.

    Attributes
    ----------
    items, items_read_once : int
        Items with a reading, and those of them with one only, which agreement cannot use.
    readings, empty, repeated : int
        Readings that count, rows without a code, and rows that say again what was said.
    coders : tuple of CoderReadings
        By name.
    coefficients : dict of str to Estimate
        By key, as in NAMES; `agreement["alpha"]` is short for it.
    verdict : Verdict
        Whether the codebook can be used.
    notes : tuple of str
        What a reader has to know to read the figures right.
    codes : tuple of CodeAgreement
        Agreement on each code, in the order of the codes.
    mixed_up : tuple of MixedUp
        Pairs of codes given to the same items, most frequent first.
    pairs : tuple of CoderPair
        Pairs of coders by name.
    to_adjudicate : tuple of Difference
        Items on which coders differ.
    """

    field: str
    level: Level
    items: int
    items_read_once: int
    readings: int
    empty: int
    repeated: int
    coders: tuple[CoderReadings, ...]
    coefficients: dict[str, Estimate]
    verdict: Verdict
    notes: tuple[str, ...]
    codes: tuple[CodeAgreement, ...]
    mixed_up: tuple[MixedUp, ...]
    pairs: tuple[CoderPair, ...]
    to_adjudicate: tuple[Difference, ...]

    def __getitem__(self, key: str) -> Estimate:
        return self.coefficients[key]

    @property
    def items_compared(self) -> int:
        """Items with two readings or more."""
        return self.items - self.items_read_once

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return asdict(self) | {"items_compared": self.items_compared}

    def columns(self, part: Part = "coefficients") -> Columns:
        """Return one part as a table; an estimate takes the columns value, low and high."""
        if part == "coefficients":
            table: dict[str, Sequence[Any]] = {"coefficient": [NAMES[key] for key in self.coefficients]}
            return table | _spread("value", list(self.coefficients.values()))
        if part == "codes":
            table = {
                name: [getattr(code, name) for code in self.codes] for name in ("code", "items", "readings")
            }
            table |= _spread("alike", [code.alike for code in self.codes])
            table |= _spread("alpha", [code.alpha for code in self.codes])
            return table | {"mixed_up_with": [code.mixed_up_with for code in self.codes]}
        if part == "mixed_up":
            names = ("first", "second", "items", "share")
            return {name: [getattr(pair, name) for pair in self.mixed_up] for name in names}
        if part == "pairs":
            table = {
                name: [getattr(pair, name) for pair in self.pairs] for name in ("first", "second", "items")
            }
            table |= _spread("alike", [pair.alike for pair in self.pairs])
            return table | _spread("alpha", [pair.alpha for pair in self.pairs])
        rows = [(one.item, coder, code) for one in self.to_adjudicate for coder, code in one.codes.items()]
        return {name: [row[place] for row in rows] for place, name in enumerate(("item", "coder", "code"))}

    def to_frame(self, backend: Backend | None = None, *, part: Part = "coefficients") -> Any:
        """Return one part as a data frame: coefficients, codes, mixed_up, pairs or to_adjudicate."""
        return to_frame(self.columns(part), backend)

    def figure(self) -> "Figure":
        """Return agreement code by code, or the coefficients where there are no codes to show."""
        from headwater.analysis.agreement.figures import codes_figure

        return codes_figure(self)

    def confusion_figure(self) -> "Figure":
        """Return how often each two codes were given to the same item."""
        from headwater.analysis.agreement.figures import confusion_figure

        return confusion_figure(self)

    def chart(self) -> "alt.TopLevelMixin":
        """Draw agreement code by code, with intervals."""
        return self.figure().chart

    def __str__(self) -> str:
        from headwater.analysis.agreement.text import agreement_text

        return agreement_text(self)


def _spread(name: str, estimates: Sequence[Estimate]) -> dict[str, Sequence[Any]]:
    low, high = ("low", "high") if name == "value" else (f"{name}_low", f"{name}_high")
    why = "why" if name == "value" else f"{name}_why"
    return {
        name: [estimate.value for estimate in estimates],
        low: [estimate.low for estimate in estimates],
        high: [estimate.high for estimate in estimates],
        why: [estimate.why for estimate in estimates],
    }


@dataclass(frozen=True)
class FieldAgreements:
    """Agreement on several fields of the same items.

    Attributes
    ----------
    fields : tuple of Agreement
    left_out : dict of str to str
        Fields nothing can be said of, and why.
    """

    fields: tuple[Agreement, ...]
    left_out: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {"fields": [one.to_dict() for one in self.fields], "left_out": dict(self.left_out)}

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return the coefficients of all fields as one data frame."""
        table: dict[str, list[Any]] = {"field": []}
        for one in self.fields:
            columns = one.columns()
            table["field"] += [one.field] * len(one.coefficients)
            for name, values in columns.items():
                table.setdefault(name, []).extend(values)
        return to_frame(table, backend)

    def chart(self) -> "alt.TopLevelMixin":
        """Draw alpha of every field, with its interval."""
        from headwater.analysis.agreement.figures import fields_figure

        return fields_figure(self).chart

    def __str__(self) -> str:
        blocks = [str(one) for one in self.fields]
        blocks += [f"{field}: {why}" for field, why in self.left_out.items()]
        return "\n\n".join(blocks)
