"""How long contacts took, and what came of them: what the shape of handle times is read from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headwater.analysis.contacts.engines import collect

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_FINE = 1000
"""Ratings are summed as whole thousandths, so that every engine gives the same sums."""


@dataclass(frozen=True)
class Ratings:
    """What customers said afterwards, by whole seconds of handle time, from 0 to 1.

    Attributes
    ----------
    rated, total, squares : array of shape (values,)
        Contacts with a rating, the sum of their ratings, and that of the squares.
    """

    rated: "Array"
    total: "Array"
    squares: "Array"


@dataclass(frozen=True)
class HandleTimes:
    """Contacts by whole seconds of handle time.

    Attributes
    ----------
    seconds, contacts : array of shape (values,)
    followed, returned : array of shape (values,)
        Contacts of known customers that were watched long enough, and those after which the customer came
        back; all zero where that is not known.
    ratings : Ratings or None
    """

    seconds: "Array"
    contacts: "Array"
    followed: "Array"
    returned: "Array"
    ratings: Ratings | None = None

    @property
    def total(self) -> int:
        """All contacts."""
        return round(float(self.contacts.sum()))


def handle_times(
    chains: nw.LazyFrame[Any],
    *,
    channel: str | Sequence[str] | None = "phone",
    team: str | Sequence[str] | None = None,
    reason: str | Sequence[str] | None = None,
    since: date | None = None,
    until: date | None = None,
    within_days: int = 7,
) -> HandleTimes:
    """Count contacts by whole seconds of handle time, in one pass.

    Parameters
    ----------
    chains : narwhals.LazyFrame
        From `next_contacts`.
    channel, team, reason : str or sequence of str, optional
        Only contacts of one or several; None takes all.
    since, until : date, optional
        First and last day; a target is best looked at while it was in force.
    within_days : int
        A customer came back when the next contact, for whatever reason, lies within so many days. Contacts
        of the last days, which nobody could watch for so long, are not followed.
    """
    last = collect(chains.select(last=nw.col("local_date").max()))["last"][0]
    if last is None:
        none = np.zeros(0)
        return HandleTimes(none, none, none, none)
    rows = chains.filter(
        ~nw.col("handle_milliseconds").is_null(),
        nw.col("handle_milliseconds") > 0,
        ~(nw.col("handled_by") == "bot").fill_null(False),
    )
    for column, names in (("channel", channel), ("team", team), ("reason_source", reason)):
        if names is not None:
            asked = [names] if isinstance(names, str) else list(names)
            rows = rows.filter(nw.col(column).cast(nw.String).is_in(asked))
    if since is not None:
        rows = rows.filter(nw.col("local_date") >= since)
    if until is not None:
        rows = rows.filter(nw.col("local_date") <= until)
    watched = nw.col("identified") & (nw.col("local_date") <= last - timedelta(days=within_days))
    came_back = watched & (nw.col("next_any_reason") <= within_days * 86_400)
    fine = (nw.col("satisfaction").fill_null(0.0) * _FINE).round(0).cast(nw.Int64)
    table = collect(
        rows.select(
            second=(nw.col("handle_milliseconds") // 1000).cast(nw.Int64),
            followed=watched.fill_null(False).cast(nw.Int64),
            returned=came_back.fill_null(False).cast(nw.Int64),
            rated=(~nw.col("satisfaction").is_null()).cast(nw.Int64),
            rating=fine,
            squared=fine * fine,
        )
        .group_by("second")
        .agg(
            n=nw.len(),
            followed=nw.col("followed").sum(),
            returned=nw.col("returned").sum(),
            rated=nw.col("rated").sum(),
            rating=nw.col("rating").sum(),
            squared=nw.col("squared").sum(),
        )
        .sort("second")
    )
    names = ("second", "n", "followed", "returned", "rated", "rating", "squared")
    second, n, followed, returned, rated, rating, squared = (
        np.asarray(table[name], dtype=float) for name in names
    )
    return HandleTimes(second, n, followed, returned, Ratings(rated, rating / _FINE, squared / _FINE**2))


def repeat_handle_seconds(chains: nw.LazyFrame[Any], *, within_days: int = 7) -> float | None:
    """Return how long contacts take, on average, of customers who came back; None where there are none."""
    rows = chains.filter(
        nw.col("handle_milliseconds") > 0,
        ~(nw.col("handled_by") == "bot").fill_null(False),
        nw.col("since_any_reason") <= within_days * 86_400,
    )
    table = collect(rows.select(n=nw.len(), spent=nw.col("handle_milliseconds").sum()))
    n, spent = table["n"][0], table["spent"][0]
    return float(spent) / n / 1000 if n else None
