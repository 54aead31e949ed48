"""How long contacts took, and whether the customer came back: what the shape of handle times is read from."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headwater.analysis.contacts.engines import collect

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class HandleTimes:
    """Contacts by whole seconds of handle time.

    Attributes
    ----------
    seconds, contacts : array of shape (values,)
    followed, returned : array of shape (values,)
        Contacts of known customers that were watched long enough, and those after which the customer came
        back; all zero where that is not known.
    """

    seconds: "Array"
    contacts: "Array"
    followed: "Array"
    returned: "Array"


def handle_times(
    chains: nw.LazyFrame[Any],
    *,
    channel: str | None = "phone",
    team: str | None = None,
    since: date | None = None,
    until: date | None = None,
    within_days: int = 7,
) -> HandleTimes:
    """Count contacts by whole seconds of handle time, in one pass.

    Parameters
    ----------
    chains : narwhals.LazyFrame
        From `next_contacts`.
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
    if channel is not None:
        rows = rows.filter(nw.col("channel") == channel)
    if team is not None:
        rows = rows.filter(nw.col("team") == team)
    if since is not None:
        rows = rows.filter(nw.col("local_date") >= since)
    if until is not None:
        rows = rows.filter(nw.col("local_date") <= until)
    watched = nw.col("identified") & (nw.col("local_date") <= last - timedelta(days=within_days))
    came_back = watched & (nw.col("next_any_reason") <= within_days * 86_400)
    table = collect(
        rows.select(
            second=(nw.col("handle_milliseconds") // 1000).cast(nw.Int64),
            followed=watched.fill_null(False).cast(nw.Int64),
            returned=came_back.fill_null(False).cast(nw.Int64),
        )
        .group_by("second")
        .agg(n=nw.len(), followed=nw.col("followed").sum(), returned=nw.col("returned").sum())
        .sort("second")
    )
    columns = [np.asarray(table[name], dtype=float) for name in ("second", "n", "followed", "returned")]
    return HandleTimes(*columns)
