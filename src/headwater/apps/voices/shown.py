"""Records and counts in the shape that pages, charts and files want."""

from collections.abc import Mapping, Sequence
from typing import Any

from headwater.analysis.charts import COUNT, Figure, line_with_band
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


def weeks_chart(weeks: Sequence[Mapping[str, Any]]) -> Figure:
    """Return the flags of a cluster week by week."""
    total = sum(week["value"] for week in weeks)
    return line_with_band(
        weeks,
        title="Flags by week",
        description=f"{total} in the last {len(weeks)} weeks; the last one is not over.",
        heading="Week from",
        measure="Flags",
        unit=COUNT,
    )


def as_columns(clusters: Sequence[ClusterSeen]) -> dict[str, list[Any]]:
    """Return clusters as the columns of a file."""
    columns: dict[str, list[Any]] = {
        "What people say": [one.kind_label for one in clusters],
        "Reason": [one.code_label for one in clusters],
        "About": [one.about for one in clusters],
        "Flags": [one.flags for one in clusters],
        "Teams": [one.teams for one in clusters],
        "Since": [one.since.isoformat() for one in clusters],
        "Last 4 weeks": [one.recent for one in clusters],
        "4 weeks before": [one.before for one in clusters],
        "Trend": [one.trend for one in clusters],
        "Without an answer": [one.waiting for one in clusters],
        "Oldest without an answer, days": [one.oldest_days for one in clusters],
        "Contacts of 90 days with this reason": [
            None if one.contacts.value is None else round(one.contacts.value) for one in clusters
        ],
    }
    for currency in sorted({cost.currency for one in clusters for cost in one.costs}):
        columns[f"Would have cost, {currency}"] = [
            next((cost.amount for cost in one.costs if cost.currency == currency), None) for one in clusters
        ]
    return columns
