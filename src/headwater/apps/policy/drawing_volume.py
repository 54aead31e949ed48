"""Pictures of mistake 1, drawn once for what they show: drawing takes longer than a page may."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from headwater.analysis.charts.figure import Figure
from headwater.analysis.frames import Columns
from headwater.analysis.policy.gaming_chart import bins_figure
from headwater.analysis.policy.mistakes.finding import Finding
from headwater.analysis.policy.repeat_chart import repeat_figure
from headwater.apps.measures.drawings import KEPT_SECONDS, Drawing


@dataclass(frozen=True)
class Around:
    """The picture of handle times around one value, and whether anybody declared it."""

    name: str
    seconds: float
    sentence: str
    bins: Columns
    declared: bool

    @property
    def figure(self) -> Figure:
        """The picture."""
        return bins_figure(self.bins, self.seconds, self.sentence, self.declared)


def drawn_around(found: Finding) -> list[tuple[Around, Drawing]]:
    """Return the picture of handle times around each target, or around what looks like one."""
    return [(one, _once([*vars(one).values()], lambda one=one: one.figure)) for one in _values(found)]  # type: ignore[misc]


def drawn_repeats(found: Finding) -> Drawing | None:
    """Return repeats against handle time: the plain comparison, and the effect; None where nobody knows."""
    curve, rushing = found.tables.get("repeats_by_time"), found.tables.get("rushing")
    if not curve or not rushing:
        return None
    effect = found.tables.get("effect_by_time", {})
    channel, sentence = rushing["channel"][0], rushing["sentence"][0]
    return _once([curve, effect, channel, sentence], lambda: repeat_figure(curve, effect, channel, sentence))


def draw_ahead(found: Finding) -> None:
    """Draw what the page will show."""
    drawn_around(found)
    drawn_repeats(found)


def _values(found: Finding) -> list[Around]:
    declared, likely = found.tables.get("targets", {}), found.tables.get("likely", {})
    values = [
        Around(name, seconds, sentence, found.tables[f"bins {name}"], declared=True)
        for name, seconds, sentence in _rows(declared, "id", "seconds", "sentence")
        if f"bins {name}" in found.tables
    ]
    return values + [
        Around(f"{channel} {seconds:g}", seconds, said, found.tables[f"bins {channel} {seconds:g}"], False)
        for channel, seconds, said in _rows(likely, "channel", "seconds", "sentence")
    ]


def _rows(columns: Columns, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(columns.get(name, ()) for name in names), strict=True))


def _once(shown: object, draw: Callable[[], Figure]) -> Drawing:
    key = f"policy.volume.{hashlib.sha256(json.dumps(shown).encode()).hexdigest()}"
    found: Drawing | None = cache.get(key)
    if found is None:
        made = draw()
        name = key[-12:]
        wide, narrow = made.svg(key=f"{name}-wide"), made.svg(narrow=True, key=f"{name}-narrow")
        found = Drawing(made.title, made.description, made.columns, wide, narrow)
        cache.set(key, found, KEPT_SECONDS)
    return found
