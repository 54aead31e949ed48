"""The answer to a what-if: every figure before, after and by how much it moves."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import Estimate
from headwater.analysis.frames import Backend, Columns, to_frame
from headwater.analysis.policy.what_if.units import shown, shown_change

if TYPE_CHECKING:
    from headwater.analysis.charts.figure import Figure

Better = Literal["lower", "higher", ""]


@dataclass(frozen=True)
class Row:
    """One figure of the answer.

    Attributes
    ----------
    unit : str
        `agents`, `share`, `s`, `contacts`, `hours`, or a currency.
    change : Estimate
        After less before, from the same draws: sharper than the two beside each other.
    better : {'lower', 'higher', ''}
        Which direction is better; empty where neither is.
    """

    key: str
    words: str
    unit: str
    before: Estimate
    after: Estimate
    change: Estimate
    better: Better = ""

    @property
    def word(self) -> Literal["better", "worse", "moves", "same", "may move", "cannot tell"]:
        """What the change comes to; `may move` where its interval holds 0."""
        if self.change.value is None:
            return "cannot tell"
        low = self.change.value if self.change.low is None else self.change.low
        high = self.change.value if self.change.high is None else self.change.high
        if abs(low) < 1e-9 and abs(high) < 1e-9:
            return "same"
        if low <= 0 <= high:
            return "may move"
        if not self.better:
            return "moves"
        return "better" if (high < 0) == (self.better == "lower") else "worse"

    @property
    def before_text(self) -> str:
        """The figure before, as people write it, with its interval."""
        return shown(self.before, self.unit)

    @property
    def after_text(self) -> str:
        """The figure after, as people write it, with its interval."""
        return shown(self.after, self.unit)

    @property
    def change_text(self) -> str:
        """By how much it moves, with its sign and its interval."""
        return shown_change(self.change, self.unit)

    def __str__(self) -> str:
        if self.before.value is None and self.after.value is None:
            return f"{self.words}: {self.after_text}"
        said = f"{self.words}: {self.before_text} -> {self.after_text}"
        return said if self.change.value is None else f"{said}; {self.change_text}"


@dataclass(frozen=True)
class BreakEven:
    """How long handling may take before it costs staff, and how much it would have to resolve.

    Attributes
    ----------
    handle_seconds : Estimate
        Handle time at which the load is what it was, at the resolution after the change.
    ceiling_seconds : Estimate
        What it would be if no contact came back at all: nothing longer can pay for itself.
    resolution_needed : Estimate
        First-contact resolution at which the handle time after the change needs no more staff than today;
        cannot be told above the ceiling.
    verdict : {'frees', 'neutral', 'costs', 'cannot_pay'}
    line : tuple of (resolution, seconds)
        Handle times of constant load against resolution.
    """

    handle_seconds: Estimate
    ceiling_seconds: Estimate
    resolution_needed: Estimate
    verdict: Literal["frees", "neutral", "costs", "cannot_pay"]
    sentence: str
    before: tuple[float, float]
    after: tuple[float, float]
    line: tuple[tuple[float, float], ...]

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True)
class WhatIf:
    """What a change of the way of working would do.

    Attributes
    ----------
    change : dict
        The sliders that were moved, by key.
    rows : tuple of Row
        Every figure; those that cannot be told say why.
    sentence : str
        What comes of it, in plain words.
    break_even : BreakEven, optional
        None where handle time or resolution of today are not known.
    policies : tuple of str
        Which declared policies it breaks, newly meets, or leaves broken.
    notes : tuple of str
        What the answer rests on, and what it does not know.
    missing : tuple of str
        Facts nobody gave, each with what it would tell.
    """

    change: dict[str, float]
    rows: tuple[Row, ...]
    sentence: str
    break_even: BreakEven | None = None
    policies: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    currency: str = ""

    def row(self, key: str) -> Row:
        """Return one figure by its key."""
        for one in self.rows:
            if one.key == key:
                return one
        raise UsageError(f"There is no figure {key!r}. Figures: {', '.join(one.key for one in self.rows)}.")

    def columns(self) -> Columns:
        """Return one row a figure."""
        found: dict[str, list[Any]] = {
            "figure": [one.key for one in self.rows],
            "words": [one.words for one in self.rows],
            "unit": [one.unit for one in self.rows],
        }
        for part in ("before", "after", "change"):
            for end in ("value", "low", "high"):
                name = part if end == "value" else f"{part}_{end}"
                found[name] = [getattr(getattr(one, part), end) for one in self.rows]
        found["word"] = [one.word for one in self.rows]
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain data; `what_if_from` reads it back."""
        return asdict(self)

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return one row a figure as a data frame."""
        return to_frame(self.columns(), backend)

    def chart(self) -> "Figure":
        """Draw the break-even line: handle times of constant load against resolution, before and after."""
        from headwater.analysis.policy.what_if.picture import break_even_figure

        return break_even_figure(self)

    def __str__(self) -> str:
        lines = [self.sentence, *(f"  {one}" for one in self.rows)]
        if self.break_even is not None:
            lines.append(f"Break-even: {self.break_even}")
        for title, said in (("Policies", self.policies), ("Notes", self.notes), ("Missing", self.missing)):
            if said:
                lines += [f"{title}:", *(f"  {one}" for one in said)]
        return "\n".join(lines)


def what_if_from(kept: Mapping[str, Any]) -> WhatIf:
    """Read an answer back from plain data.

    Examples
    --------
    >>> told = WhatIf({"handle_s": 300.0}, (), "It takes longer.")
    >>> what_if_from(told.to_dict()) == told
    True
    """
    data = {one.name: kept[one.name] for one in fields(WhatIf) if one.name in kept}
    for name in ("policies", "notes", "missing"):
        data[name] = tuple(data.get(name, ()))
    data["rows"] = tuple(row_from(row) for row in kept["rows"])
    if kept.get("break_even"):
        data["break_even"] = _break_even_from(kept["break_even"])
    return WhatIf(**data)


def row_from(kept: Mapping[str, Any]) -> Row:
    """Read one figure back from plain data."""
    estimates = {part: Estimate(**kept[part]) for part in ("before", "after", "change")}
    return Row(**{**kept, **estimates})


def _break_even_from(kept: Mapping[str, Any]) -> BreakEven:
    estimates = {
        name: Estimate(**kept[name]) for name in ("handle_seconds", "ceiling_seconds", "resolution_needed")
    }
    points: dict[str, Any] = {
        "before": tuple(kept["before"]),
        "after": tuple(kept["after"]),
        "line": tuple((x, y) for x, y in kept["line"]),
    }
    return BreakEven(**{**kept, **estimates, **points})
