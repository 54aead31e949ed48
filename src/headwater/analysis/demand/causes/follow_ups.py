"""What came after each coded contact: the customer's next one, within a window."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.demand.definitions import SECONDS_PER_DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_MS_IN_HOUR = 3_600_000


@dataclass(frozen=True)
class FollowUps:
    """One position a coded contact.

    Attributes
    ----------
    watched : ndarray of 0 and 1
        Whether its customer is known and the whole window lies inside the data.
    followed : ndarray of 0 and 1
        Whether the customer's next contact, whatever it is about, came within the window.
    hours : ndarray
        Handle time of that next contact; 0 where there is none. Counting the next one only, each contact
        follows one other at most, so hours of different causes can be added up.
    """

    watched: "Array"
    followed: "Array"
    hours: "Array"
    window_days: int


def follow_ups(
    source: ContactSource,
    keys: Sequence[int],
    customers: Sequence[int | None],
    opened: Sequence[int],
    *,
    window_days: int,
) -> FollowUps:
    """Look up what followed the coded contacts.

    Parameters
    ----------
    keys, customers, opened : sequence of int
        Each coded contact's key, customer and opening time in seconds since 1970.
    """
    known = sorted({customer for customer in customers if customer is not None})
    window = window_days * SECONDS_PER_DAY
    chains = source.chains()
    size = len(keys)
    nothing = FollowUps(np.zeros(size), np.zeros(size), np.zeros(size), window_days)
    if not known:
        return nothing
    last = collect(chains.select(last=nw.col("opened_epoch").max()))["last"][0] or 0
    columns = ("contact_key", "customer_key", "opened_epoch", "handle_milliseconds")
    rows = collect(chains.filter(nw.col("customer_key").is_in(known)).select(*columns))
    own: dict[int, list[tuple[int, int, int]]] = {}
    for key, customer, at, ms in zip(*(rows[name] for name in columns), strict=True):
        own.setdefault(customer, []).append((at, key, ms or 0))
    after: dict[int, tuple[int, int]] = {}
    for contacts in own.values():
        contacts.sort()
        for (at, key, _), (then, _, ms) in pairwise(contacts):
            after[key] = (then - at, ms)
    watched, followed, hours = nothing.watched, nothing.followed, nothing.hours
    for place, (key, customer, at) in enumerate(zip(keys, customers, opened, strict=True)):
        watched[place] = customer is not None and at + window <= last
        gap, ms = after.get(key, (window + 1, 0))
        if gap <= window:
            followed[place], hours[place] = 1.0, ms / _MS_IN_HOUR
    return nothing
