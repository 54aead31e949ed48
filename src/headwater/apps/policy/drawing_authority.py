"""Pictures of authority and scripts, drawn once for what they show."""

import hashlib
from collections.abc import Callable

from django.core.cache import cache

from headwater.analysis.charts.figure import Figure
from headwater.analysis.policy.authority_chart import coverage_figure
from headwater.analysis.policy.authority_in_force import AuthorityInForce
from headwater.analysis.policy.script_chart import steps_figure
from headwater.analysis.policy.script_result import ScriptInventory
from headwater.apps.measures.drawings import KEPT_SECONDS, Drawing


def coverage_drawing(found: AuthorityInForce) -> Drawing:
    """Return the picture of what the limits in force cover."""
    limits = [one.limit for one in found.limits]
    better = sorted({one.limit for one in (held.found.advised for held in found.limits) if one is not None})
    shown = ["coverage", {name: list(column) for name, column in found.curve.items()}, limits, better]
    return _once(
        repr([*shown, found.currency]),
        lambda: coverage_figure(found.curve, limits, currency=found.currency, better=better),
    )


def _once(name: str, draw: Callable[[], Figure]) -> Drawing:
    key = f"policy.{hashlib.sha256(name.encode()).hexdigest()}"
    found: Drawing | None = cache.get(key)
    if found is None:
        made = draw()
        wide, narrow = made.svg(key="picture-wide"), made.svg(narrow=True, key="picture-narrow")
        found = Drawing(made.title, made.description, made.columns, wide, narrow)
        cache.set(key, found, KEPT_SECONDS)
    return found


def steps_drawing(inventory: ScriptInventory) -> Drawing:
    """Return the picture of what each step does to resolution."""
    return _once(repr(["steps", inventory.to_dict()]), lambda: steps_figure(inventory))
