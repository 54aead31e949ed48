"""Shares of codes, drawn with their intervals."""

from typing import TYPE_CHECKING

from headwater.analysis.charts import Figure, dot_intervals
from headwater.analysis.demand.prevalence.prevalence_result import NOUNS, Prevalence
from headwater.analysis.demand.prevalence.result import Measure

if TYPE_CHECKING:
    import altair as alt


def shares_figure(found: Prevalence, name: str, measure: Measure) -> Figure:
    """Return the shares of one field's codes, the largest first, each with its interval."""
    shares = [
        found.share(target, (), measure)
        for target in found.targets
        if len(target.codes) == 1 and target.codes[0][0] == name
    ]
    shares.sort(key=lambda share: -(share.estimate.value or 0.0))
    rows = [
        {
            "label": share.target.codes[0][1].replace("_", " "),
            "value": share.estimate.value,
            "low": share.estimate.low,
            "high": share.estimate.high,
        }
        for share in shares
    ]
    noun = NOUNS[measure]
    return dot_intervals(
        rows,
        title=f"Share of {noun} by {name.replace('_', ' ')}",
        description=f"Estimated share of {noun} for each code, with its interval.",
        heading=name.replace("_", " ").capitalize(),
        measure=f"Share of {noun}",
    )


def shares_chart(found: Prevalence, name: str, measure: Measure) -> "alt.TopLevelMixin":
    """Return the same as a chart."""
    return shares_figure(found, name, measure).chart
