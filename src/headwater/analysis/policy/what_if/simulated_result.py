"""The answer of simulated days: figures before and after, and how they differ from the solved ones."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import Estimate
from headwater.analysis.frames import Backend, Columns, to_frame
from headwater.analysis.policy.what_if.result import Row, row_from


@dataclass(frozen=True)
class SimulatedWhatIf:
    """What a change would do, as simulated days show it.

    Attributes
    ----------
    rows : tuple of Row
        Figures with intervals from how the days differ; changes are of the same days before and after.
    days_met : tuple of Estimate
        Share of days on which the answer target was met, before and after.
    differs : tuple of str
        Where it differs from the analytic answer, and by what.
    """

    change: dict[str, float]
    rows: tuple[Row, ...]
    days_met: tuple[Estimate, Estimate]
    sentence: str
    differs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    runs: int = 0
    hours: float = 0.0
    seed: int = 1
    events: int = 0

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
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain data; `simulated_from` reads it back."""
        return asdict(self)

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return one row a figure as a data frame."""
        return to_frame(self.columns(), backend)

    def __str__(self) -> str:
        lines = [f"{self.runs} simulated days of {self.hours:g} hours. {self.sentence}"]
        lines += [f"  {one}" for one in self.rows]
        lines += [
            f"  Answer target met on: {self.days_met[0].percent()} -> {self.days_met[1].percent()} of days"
        ]
        for title, said in (("Beside the analytic answer", self.differs), ("Notes", self.notes)):
            if said:
                lines += [f"{title}:", *(f"  {one}" for one in said)]
        return "\n".join(lines)


def simulated_from(kept: Mapping[str, Any]) -> SimulatedWhatIf:
    """Read a simulated answer back from plain data."""
    data = {one.name: kept[one.name] for one in fields(SimulatedWhatIf) if one.name in kept}
    for name in ("differs", "notes"):
        data[name] = tuple(data.get(name, ()))
    data["rows"] = tuple(row_from(row) for row in kept["rows"])
    before, after = kept["days_met"]
    data["days_met"] = (Estimate(**before), Estimate(**after))
    return SimulatedWhatIf(**data)
