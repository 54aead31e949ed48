"""How yearly figures, differences and ranks are read: with as many digits as they are certain."""

from math import floor, log10

from headwater.analysis.demand.causes.nodes import Node, Trend, signed
from headwater.analysis.demand.causes.ranking import Ranking
from headwater.analysis.estimates import Estimate


def yearly(estimate: Estimate, unit: str = "") -> str:
    """Read an amount a year with its interval.

    Examples
    --------
    >>> yearly(Estimate(1234.5, 900.2, 1567.8), "hours")
    '1,230 hours (900 to 1,570)'
    >>> yearly(Estimate(None, why="no rates were given"), "EUR")
    'cannot tell: no rates were given'
    """
    if estimate.value is None:
        return f"cannot tell: {estimate.why}"
    named = f" {unit}" if unit else ""
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:,.0f}{named}"
    width = estimate.high - estimate.low
    value, low, high = (_to(bound, width) for bound in (estimate.value, estimate.low, estimate.high))
    return f"{value}{named} ({low} to {high})"


def cell(estimate: Estimate) -> str | None:
    """Read an amount for a cell of a table; None where it cannot be told.

    Examples
    --------
    >>> cell(Estimate(1234.5, 900.2, 1567.8)), cell(Estimate(None))
    ('1,230 (900–1,570)', None)
    """
    if estimate.value is None:
        return None
    return yearly(estimate).replace(" to ", "–")


def points(estimate: Estimate) -> str:
    """Read a difference of shares in percentage points.

    Examples
    --------
    >>> points(Estimate(0.123, 0.05, 0.2)), points(Estimate(-0.02, -0.05, 0.01))
    ('+12 points (+5 to +20)', '-2 points (-5 to +1)')
    """
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return f"cannot tell: {estimate.why}"
    value, low, high = (_point(bound) for bound in (estimate.value, estimate.low, estimate.high))
    return f"{value} points ({low} to {high})"


def change(trend: Trend) -> str:
    """Read a change for a sentence or a cell of a table.

    Examples
    --------
    >>> change(Trend(Estimate(-0.4, -0.6, -0.1), "falling"))
    'falling (-60% to -10%)'
    >>> change(Trend(Estimate(1.4, 0.2, 3.4), "rising"))
    'rising (+20% to over double)'
    >>> change(Trend(Estimate(0.4, -0.6, 3.4), "cannot tell"))
    'cannot tell'
    """
    found = trend.change
    if found.low is None or found.high is None or trend.verdict == "cannot tell":
        return "cannot tell"
    low, high = ("over double" if bound > 1 else signed(bound) for bound in (found.low, found.high))
    return f"{trend.verdict} ({low} to {high})"


def rank_of(ranking: Ranking, node: Node) -> str | None:
    """Read a node's rank; None where it has none."""
    standing = ranking.of(node.name)
    return None if standing is None else standing.rank


def lead(ranking: Ranking) -> str:
    """Say who leads, as far as that is certain.

    Examples
    --------
    >>> from headwater.analysis.demand.causes.ranking import Standing
    >>> one = Standing("late", 0.3, 1, 1, 1)
    >>> lead(Ranking((one,), (("late",),)))
    '“late” is the largest.'
    """
    leaders = ranking.leaders
    names = [f"“{name.replace('_', ' ')}”" for name in leaders]
    if not leaders:
        return ""
    if len(leaders) == 1:
        return f"{names[0]} is the largest."
    if len(leaders) == len(ranking.standings) and len(leaders) > 2:
        return f"None of the {len(leaders)} can be told to be the largest; {names[0]} has the largest figure."
    if len(leaders) <= 4:
        together = f"{', '.join(names[:-1])} and {names[-1]}"
        return f"{together} lead; which of them is the largest cannot be told."
    return f"{names[0]} has the largest figure; {len(leaders) - 1} others may be as large."


def _to(value: float, width: float) -> str:
    """Round to a hundredth of the width or so."""
    if width <= 0:
        return f"{value:,.0f}"
    power = max(floor(log10(width)) - 1, -2)
    return f"{round(value / 10.0**power) * 10.0**power:,.{max(-power, 0)}f}"


def _point(share: float) -> str:
    return "0" if round(100 * share) == 0 else f"{100 * share:+.0f}"
