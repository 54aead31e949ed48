"""Whether the newest period is out of the ordinary: against the series' own variation, nothing else."""

from dataclasses import dataclass
from itertools import pairwise
from math import pi, sqrt
from statistics import fmean, stdev
from typing import Literal

from headwater.analysis.measures.series import Series

Verdict = Literal["usual", "better", "worse", "unknown"]

BEFORE = 12
"""Periods the newest one is compared with."""

FEWEST = 8
"""Below so many known periods nobody can say what is usual."""

_MOVING_RANGE = 2 / sqrt(pi)
"""Mean distance of two neighbours over their standard deviation, for independent normal values: 1.128."""

_LIMIT = 3.0


@dataclass(frozen=True)
class Usual:
    """The newest period of a series, and where the ones before it would let it lie.

    Attributes
    ----------
    latest : float or None
        Value of the newest period, as people read it.
    low, high : float or None
        Ends of the usual range; None where nobody can say.
    verdict : {'usual', 'better', 'worse', 'unknown'}
        Inside the range, outside on the good or on the bad side, or unknown; `why` then says why.
    periods : int
        Known periods the range rests on.
    """

    latest: float | None
    low: float | None = None
    high: float | None = None
    verdict: Verdict = "unknown"
    periods: int = 0
    middle: float | None = None
    why: str = ""


def usual_range(series: Series | None, *, before: int = BEFORE) -> Usual:
    """Compare the newest period with the ones before it.

    Parameters
    ----------
    series : Series or None
        None where nothing was measured.
    before : int
        Periods it is compared with.

    Returns
    -------
    Usual
        *Unknown* below 8 known periods.

    Notes
    -----
    The range is the mean of the periods before plus and minus three standard deviations, times
    sqrt(1 + 1/n) because the mean of n periods is itself uncertain. The standard deviation is the larger of
    two: the ordinary one, and the mean distance of neighbouring periods over 1.128. The second alone (the
    control chart of individual values) sounds an alarm too often where neighbouring weeks are alike; the
    first alone does where weeks swing to and fro. With independent normal weeks about one week in a hundred
    falls outside by chance.

    References
    ----------
    Shewhart, W. A. (1931). Economic Control of Quality of Manufactured Product. Van Nostrand.
    Montgomery, D. C. (2013). Introduction to Statistical Quality Control, 7th ed., section 6.4. Wiley.

    Examples
    --------
    >>> from datetime import date, timedelta
    >>> from headwater.analysis.measures import Measure, Point, series_of
    >>> weeks = [Point(date(2025, 1, 6) + timedelta(weeks=i), 100 + i % 3) for i in range(12)]
    >>> jump = [*weeks, Point(date(2025, 3, 31), 120)]
    >>> usual_range(series_of(Measure("contacts.volume", kind="count"), jump)).verdict
    'worse'
    """
    if series is None or not len(series):
        return Usual(None, why="nothing was measured yet")
    rates = series.rates
    latest = rates[-1]
    if latest is None:
        return Usual(None, why=f"the newest {series.grain} was not measured")
    changed = max((series.place_of(day) for day in series.changes if day < series.end), default=0)
    earlier = rates[max(changed, len(rates) - 1 - before) : -1]
    known = [rate for rate in earlier if rate is not None]
    if len(known) < FEWEST:
        why = f"{len(known)} {series.grain}s lie before it, {FEWEST} are needed"
        return Usual(latest, periods=len(known), why=why)
    steps = [abs(b - a) for a, b in pairwise(earlier) if a is not None and b is not None]
    neighbours = fmean(steps) / _MOVING_RANGE if steps else 0.0
    middle = fmean(known)
    half = _LIMIT * max(stdev(known), neighbours) * sqrt(1 + 1 / len(known))
    low, high = middle - half, middle + half
    if series.measure.kind in ("count", "share"):
        low = max(low, 0.0)
    if series.measure.kind in ("share", "bounded"):
        ends = (0.0, 1.0) if series.measure.kind == "share" else series.measure.bounds
        low, high = max(low, ends[0]), min(high, ends[1])
    verdict: Verdict = "usual"
    if not low <= latest <= high:
        above = latest > high
        verdict = "better" if above == (series.measure.better == "higher") else "worse"
    return Usual(latest, low, high, verdict, len(known), middle)
