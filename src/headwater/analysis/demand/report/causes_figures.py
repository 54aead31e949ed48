"""Figures on the causes of failure demand."""

from headwater.analysis.charts import HOURS, Figure, dot_intervals, ranked_bars
from headwater.analysis.demand.causes.causes_result import Causes
from headwater.analysis.demand.causes.nodes import Node
from headwater.analysis.demand.causes.reading_figures import lead, rank_of
from headwater.analysis.demand.prevalence.prevalence_result import NOUNS

_MOST = 15
HEADINGS = {"cause_owner": "Unit", "cause": "Cause", "reason": "Reason", "failure_code": "Failure code"}
_TITLES = {
    "cause_owner": "by the unit that owns its cause",
    "cause": "by cause",
    "reason": "by reason",
}


def view_figure(found: Causes, level: str) -> Figure:
    """Return the shares of failure demand by unit, cause or reason, largest first; units inside stand out."""
    noun = NOUNS[found.measure]
    nodes = [n for n in found.named(level) if n.share.of(found.measure).value is not None][:_MOST]
    left = len(found.named(level)) - len(nodes)
    described = lead(found.rankings[level])
    inside = [title_of(node) for node in nodes if node.side == "inside"] if level == "cause_owner" else []
    if inside:
        described += " Units of support stand out in colour."
    if left > 0:
        described += f" {left} smaller ones are in the table only."
    return ranked_bars(
        [
            {
                "label": title_of(node),
                "value": node.share.of(found.measure).value,
                "low": node.share.of(found.measure).low,
                "high": node.share.of(found.measure).high,
            }
            for node in nodes
        ],
        title=f"Failure demand, share of {noun} {_TITLES[level]}",
        description=described.strip() or "Shares with their intervals.",
        heading=HEADINGS[level],
        measure=f"Share of {noun}",
        highlight=inside,
        more={
            "Rank": [rank_of(found.rankings[level], node) for node in nodes],
            "Coded": [node.coded for node in nodes],
        },
    )


def knock_on_figure(found: Causes) -> Figure | None:
    """Return the hours that follow contacts of each reason; None where they cannot be told."""
    nodes = sorted(
        (n for n in found.named("reason") if n.knock_on.hours.value is not None),
        key=lambda n: -(n.knock_on.hours.value or 0.0),
    )[:_MOST]
    if not nodes:
        return None
    days = found.settings.window_days
    return dot_intervals(
        [
            {
                "label": node.name,
                "value": node.knock_on.hours.value,
                "low": node.knock_on.hours.low,
                "high": node.knock_on.hours.high,
            }
            for node in nodes
        ],
        title="Hours a year that contacts of a reason set off",
        description=f"Handle time of the customer's next contact, where it came within {days} days.",
        heading="Reason",
        measure="Hours a year",
        unit=HOURS,
    )


def title_of(node: Node) -> str:
    """Name a node on a page."""
    return node.name.replace("_", " ") if node.level in ("cause", "failure_code") else node.name
