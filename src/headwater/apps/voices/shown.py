"""Records and counts in the shape that pages, charts and files want."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from headwater.apps.voices.models import Flag
from headwater.apps.voices.selectors.clusters import ClusterSeen

_SAID = (
    "words",
    "needed",
    "amount",
    "currency",
    "limit",
    "instruction_a",
    "origin_a",
    "instruction_b",
    "origin_b",
    "may_name",
)
USUAL_CURRENCY = "EUR"


def what_was_said(flag: Flag) -> dict[str, Any]:
    """Return the parts of a flag that its person can change."""
    said = {name: getattr(flag, name) for name in _SAID}
    return said | {"currency": flag.currency or USUAL_CURRENCY}


@dataclass(frozen=True)
class Bar:
    """The flags of one week, and where their bar stands in a picture of 480 by 150."""

    count: int
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        """Where its number stands."""
        return self.x + 14

    @property
    def above(self) -> int:
        """How high its number stands."""
        return self.y - 5


@dataclass(frozen=True)
class Weeks:
    """Flags week by week, as a picture and as the columns it is drawn from."""

    description: str
    bars: tuple[Bar, ...]
    first: date
    last: date
    columns: dict[str, list[Any]]


def by_week(weeks: Sequence[tuple[date, int]]) -> Weeks:
    """Return weeks and their flags as a page shows them."""
    most = max([count for _, count in weeks] + [1])
    step = 480 // len(weeks)
    bars = []
    for at, (_, count) in enumerate(weeks):
        height = round(100 * count / most)
        bars.append(Bar(count, at * step + (step - 28) // 2, 126 - height, height))
    return Weeks(
        f"{sum(count for _, count in weeks)} in the last {len(weeks)} weeks; this week is not over.",
        tuple(bars),
        weeks[0][0],
        weeks[-1][0],
        {"Week from": [week.isoformat() for week, _ in weeks], "Flags": [count for _, count in weeks]},
    )


def as_columns(clusters: Sequence[ClusterSeen]) -> dict[str, list[Any]]:
    """Return clusters as the columns of a file."""
    columns: dict[str, list[Any]] = {
        "What people say": [one.kind_label for one in clusters],
        "Reason": [one.code_label for one in clusters],
        "About": [one.about for one in clusters],
        "Flags": [one.flags for one in clusters],
        "Teams": [one.teams for one in clusters],
        "Since the week of": [one.since.isoformat() for one in clusters],
        "Last 4 weeks": [one.recent for one in clusters],
        "4 weeks before": [one.before for one in clusters],
        "Trend": [one.trend for one in clusters],
        "Without an answer": [one.waiting for one in clusters],
        "Oldest without an answer": [one.oldest if one.waiting else None for one in clusters],
        "Contacts of 90 days with this reason": [
            None if one.contacts.value is None else round(one.contacts.value) for one in clusters
        ],
    }
    for currency in sorted({cost.currency for one in clusters for cost in one.costs}):
        columns[f"Would have cost, {currency}"] = [
            next((cost.amount for cost in one.costs if cost.currency == currency), None) for one in clusters
        ]
    return columns
