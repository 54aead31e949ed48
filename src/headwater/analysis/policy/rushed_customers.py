"""What customers do and say who came while people were missing: calling again, and ratings."""

from datetime import date, timedelta
from math import sqrt
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headwater.analysis.contacts.chains import with_gaps
from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.scope import without_bots
from headwater.analysis.estimates import Estimate, cannot_tell, t_quantile
from headwater.analysis.policy.absorbing import absorbed

if TYPE_CHECKING:
    from headwater.analysis.staffing.looking_back import LookBack

WITHIN_DAYS = 7
FEWEST_LEFT = 30
FEWEST_RATED = 100
_DAY = 86_400


def more_repeats(contacts: nw.LazyFrame[Any], channel: str, first: date, last: date) -> Estimate:
    """Say how many more contact again within 7 days after giving up than after an answer.

    Notes
    -----
    The difference of two shares of the same days; its error is that of both, linearised, with days as
    independent. Only days that were watched for 7 days after.
    """
    end = collect(contacts.select(last=nw.col("local_date").max()))["last"][0]
    if end is None:
        return cannot_tell("there are no contacts")
    until = min(last, end - timedelta(days=WITHIN_DAYS))
    gap = nw.col("next_any_reason")
    rows = without_bots(with_gaps(contacts, ["next_any_reason"])).filter(
        nw.col("channel") == channel,
        ~nw.col("customer_key").is_null(),
        ~nw.col("wait_seconds").is_null(),
        nw.col("local_date") >= first,
        nw.col("local_date") <= until,
    )
    left = nw.col("abandoned").fill_null(value=False)
    again = (gap <= WITHIN_DAYS * _DAY).fill_null(value=False)
    found = collect(
        rows.select(
            "local_date",
            left=nw.when(left).then(1).otherwise(0),
            left_again=nw.when(left & again).then(1).otherwise(0),
            again=nw.when(again & ~left).then(1).otherwise(0),
        )
        .group_by("local_date")
        .agg(
            n=nw.len(),
            left=nw.col("left").sum(),
            left_again=nw.col("left_again").sum(),
            again=nw.col("again").sum(),
        )
    )
    n, gone, back, rest = (
        np.array(found[name] or [0], dtype=float) for name in ("n", "left", "left_again", "again")
    )
    answered = n - gone
    if gone.sum() < FEWEST_LEFT or answered.sum() < FEWEST_LEFT:
        return cannot_tell(
            f"only {int(gone.sum())} known customers were seen to give up; it takes {FEWEST_LEFT}",
            int(n.sum()),
        )
    high, low = back.sum() / gone.sum(), rest.sum() / answered.sum()
    scores = (back - high * gone) / gone.sum() - (rest - low * answered) / answered.sum()
    days = scores.size
    half = t_quantile(0.975, max(days - 1, 5)) * sqrt(days / max(days - 1, 1) * float(scores @ scores))
    value = float(high - low)
    return Estimate(
        value, value - half, value + half, n=int(n.sum()), method="difference, days as independent"
    )


def worse_ratings(contacts: nw.LazyFrame[Any], channel: str, back: "LookBack") -> Estimate:
    """Say by how many points of 100 ratings differ while people are missing, within the same reason.

    Notes
    -----
    Who is rated is who answered; other things differ between half-hours as well: no cause is claimed.
    """
    days = {day: at for at, day in enumerate(back.floor.days)}
    short = back.is_short_for_certain
    rows = without_bots(contacts).filter(
        nw.col("channel") == channel,
        ~nw.col("satisfaction").is_null(),
        nw.col("local_date") >= back.floor.days[0],
        nw.col("local_date") <= back.floor.days[-1],
    )
    found = collect(
        rows.select(
            "local_date", "local_half_hour", "satisfaction", reason=nw.col("reason_source").cast(nw.String)
        )
    )
    n = len(found["satisfaction"])
    if n < FEWEST_RATED:
        return cannot_tell(f"only {n} contacts of these days were rated; it takes {FEWEST_RATED}", n)
    day = np.array([days[one] for one in found["local_date"]])
    half = np.array(found["local_half_hour"], dtype=int)
    mark = short[day, half].astype(float)
    if min(mark.sum(), (1 - mark).sum()) < FEWEST_RATED / 4:
        return cannot_tell("too few rated contacts came while people were missing", n)
    _, reason = np.unique(np.array([one or "" for one in found["reason"]]), return_inverse=True)
    columns = np.column_stack([np.array(found["satisfaction"], dtype=float) * 100, mark])
    y, x = absorbed(columns, [reason.astype(np.int64)]).columns.T
    square = float(x @ x)
    if square <= 1e-9:
        return cannot_tell("people were missing for some reasons only, so that like cannot be compared", n)
    slope = float(x @ y) / square
    scores = np.bincount(day, weights=x * (y - slope * x))
    used = int((np.bincount(day) > 0).sum())
    error = sqrt(used / max(used - 1, 1) * float(scores @ scores)) / square
    t = t_quantile(0.975, max(used - 1, 5))
    return Estimate(
        slope, slope - t * error, slope + t * error, n=n, method="same reason, days as independent"
    )


def times(one: Estimate, other: Estimate) -> Estimate:
    """Return the product of two figures that were estimated apart; the second may be a plain number.

    Notes
    -----
    Relative variances add up; the interval is normal, and does not cross 0 where neither factor's does.

    Examples
    --------
    >>> found = times(Estimate(100.0, 80.0, 120.0), Estimate(0.5, 0.4, 0.6))
    >>> round(found.value), round(found.low), round(found.high)
    (50, 36, 64)
    """
    if one.value is None or other.value is None:
        return one if one.value is None else other
    value = one.value * other.value
    spread = sqrt((_half(one) * other.value) ** 2 + (_half(other) * one.value) ** 2)
    low, high = value - spread, value + spread
    if (one.low is None or one.low >= 0) and (other.low is None or other.low >= 0):
        low = max(low, 0.0)
    return Estimate(value, low, high, n=max(one.n, other.n), method="product of two figures")


def _half(found: Estimate) -> float:
    return 0.0 if found.low is None or found.high is None else (found.high - found.low) / 2
