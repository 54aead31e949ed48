"""Causes in order of size, as bars: by count, time or money; by reason, cause or unit."""

from typing import Any

from headwater.analysis.charts import COUNT, HOURS, Figure, Unit, money, ranked_bars
from headwater.analysis.demand.causes.causes_result import Causes
from headwater.analysis.demand.causes.reading_figures import rank_of
from headwater.analysis.demand.prevalence.prevalence_result import NOUNS
from headwater.analysis.demand.prevalence.result import Measure
from headwater.analysis.demand.report.causes_figures import HEADINGS, title_of

LEVELS = ("reason", "cause", "cause_owner")
MEASURES: tuple[Measure, ...] = ("contacts", "time", "cost")
_MOST = 15
_NEARLY_ALL = 0.995
_FEW = 0.8
"""The vital few: those that make this part of failure demand together."""


def pareto(found: Causes, level: str, measure: Measure) -> Figure | None:
    """Return causes of failure demand by what they cost a year, the vital few in colour; None without any."""
    nodes = [n for n in found.named(level) if n.yearly.of(measure).value is not None]
    nodes.sort(key=lambda n: -(n.yearly.of(measure).value or 0.0))
    whole = found.failure.yearly.of(measure).value
    if not nodes or not whole:
        return None
    running, few, together = [], [], 0.0
    for node in nodes:
        if together < _FEW:
            few.append(title_of(node))
        together += (node.yearly.of(measure).value or 0.0) / whole
        running.append(min(together, 1.0))
    shown = nodes[:_MOST]
    left = len(nodes) - len(shown)
    rest = f" {left} smaller ones are in the table of the section below only." if left else ""
    unit = _unit(found, measure)
    return ranked_bars(
        [{"label": title_of(n), **_bounds(n.yearly.of(measure).to_dict())} for n in shown],
        title=f"Failure demand by {HEADINGS[level].lower()}: {_what(found, measure)} a year",
        description=_described(len(few), running, HEADINGS[level].lower(), measure) + rest,
        heading=HEADINGS[level],
        measure=f"{_what(found, measure).capitalize() if measure != 'cost' else found.currency} a year",
        unit=unit,
        highlight=few if len(few) < len(nodes) else (),
        more={
            "Running": [f"{share:.0%}" for share in running[:_MOST]],
            "Rank": [rank_of(found.rankings[level], n) if measure == found.measure else None for n in shown],
        },
    )


def _described(few: int, running: list[float], heading: str, measure: Measure) -> str:
    noun = NOUNS[measure]
    reached = running[few - 1]
    if few == len(running):
        rest = "; what is left rests on too few codes to be named" if reached < _NEARLY_ALL else ""
        return f"Together {reached:.0%} of failure demand by {noun}{rest}."
    count = f"{few} {heading}s make" if few > 1 else f"One {heading} makes"
    return f"{count} {reached:.0%} of failure demand by {noun}; in colour."


def _what(found: Causes, measure: Measure) -> str:
    return {"contacts": "contacts", "time": "hours", "cost": found.currency}[measure]


def _unit(found: Causes, measure: Measure) -> Unit:
    return {"contacts": COUNT, "time": HOURS}.get(measure) or money(found.currency)


def _bounds(kept: dict[str, Any]) -> dict[str, Any]:
    return {name: kept[name] for name in ("value", "low", "high")}
