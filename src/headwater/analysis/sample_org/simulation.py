"""The whole simulation, from orders to an export of the right length."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from headwater.analysis.sample_org.arrivals import DAY, open_line
from headwater.analysis.sample_org.cases import Contacts, World, follow
from headwater.analysis.sample_org.clock import Clock, epoch
from headwater.analysis.sample_org.oddities import with_oddities
from headwater.analysis.sample_org.operation import Operation, expected_first_contacts, operate, season_by_day
from headwater.analysis.sample_org.record import Record, keep_record
from headwater.analysis.sample_org.settings import LEAD_DAYS, TAIL_DAYS, ZONE, SampleSettings
from headwater.analysis.sample_org.workforce import Workforce, hire

_ROWS_PER_ORDER = 0.09
_PILOT_ROWS = 30_000
_MOST_TRIES = 8


@dataclass(frozen=True, repr=False)
class SampleOrg:
    """The simulated delivery company, in memory.

    Attributes
    ----------
    contacts : Contacts
        All simulated contacts in order of time, with those before and after the export.
    opened : array of int64
        Instant each began, in seconds since 1970 UTC.
    window : slice
        The contacts that are in the export.
    record : Record
        What the helpdesk notes about the exported contacts: transfers, ratings and so on.
    guests : array of bool, by customer
        Customers nobody identifies.
    orders, parcels : arrays of int64
        By day of the export.
    """

    settings: SampleSettings
    contacts: Contacts
    opened: npt.NDArray[np.int64]
    window: slice
    record: Record
    guests: npt.NDArray[np.bool_]
    workforce: Workforce
    orders: npt.NDArray[np.int64]
    parcels: npt.NDArray[np.int64]
    clock: Clock

    def __len__(self) -> int:
        return int(self.window.stop) - int(self.window.start)

    def __repr__(self) -> str:
        s = self.settings
        return (
            f"SampleOrg: {len(self):,} contacts from {s.start} to {s.day(s.days - 1)}, "
            f"{int(self.orders.sum()):,} orders, {len(self.workforce)} agents, seed {s.seed}"
        )

    @cached_property
    def truth(self) -> dict[str, Any]:
        """What was planted and what came of it, as JSON-ready data."""
        from headwater.analysis.sample_org.truth import truth

        return truth(self)


def simulate(settings: SampleSettings) -> SampleOrg:
    """Simulate the delivery company.

    Parameters
    ----------
    settings : SampleSettings
        How much, from when, with which seed and which effects.

    Returns
    -------
    SampleOrg
        With exactly the number of contacts asked for wherever whole cases allow it.

    Notes
    -----
    Contacts have causes: orders become parcels, a failing depot makes some late, stale tracking hides
    others, and each of these makes a share of customers ask. A contact is resolved or not; who is not
    helped comes back. A little more than asked for is simulated, then whole cases are dropped at
    random until the number fits, and orders and parcels are thinned by the same share.

    Examples
    --------
    >>> simulate(SampleSettings(contacts=500, weeks=2))
    SampleOrg: 500 contacts from 2025-01-06 to 2025-01-19, ... orders, ... agents, seed 1
    """
    rng = np.random.default_rng(settings.seed)
    workforce = hire(settings, rng)
    level = settings.contacts / settings.days / _ROWS_PER_ORDER
    if settings.contacts > 2 * _PILOT_ROWS:
        share = _PILOT_ROWS / settings.contacts
        _, pilot = _run(settings, workforce, level * share, rng)
        level *= _PILOT_ROWS / _rows_in_window(settings, pilot).sum()
        level *= 1.03
    else:
        level *= 1.05 + 4 / np.sqrt(settings.contacts)
    for _ in range(_MOST_TRIES):
        operation, contacts = _run(settings, workforce, level, rng)
        found = int(_rows_in_window(settings, contacts).sum())
        if found >= settings.contacts:
            break
        level *= 1.05 * settings.contacts / max(found, 1)
    kept, share = _fitting_cases(settings, contacts, rng)
    contacts = _only(contacts, kept)
    clock = Clock.of(ZONE, settings.day(-LEAD_DAYS), settings.day(settings.days + TAIL_DAYS))
    opened = clock.instants(contacts.wall)
    order = np.argsort(opened, kind="stable")
    contacts, opened = _only(contacts, order), opened[order]
    edges = clock.instants(np.array([epoch(settings.start), epoch(settings.end)], dtype=np.int64))
    first, after = (int(i) for i in np.searchsorted(opened, edges))
    window = slice(first, after)
    guests = rng.random(int(contacts.customer.max(initial=0)) + 1) < settings.planted.guest_share
    days = slice(LEAD_DAYS, LEAD_DAYS + settings.days)
    return SampleOrg(
        settings=settings,
        contacts=contacts,
        opened=opened,
        window=window,
        record=keep_record(
            settings, contacts.take(np.arange(first, after)), opened[window], end=int(edges[1]), rng=rng
        ),
        guests=guests,
        workforce=workforce,
        orders=rng.binomial(operation.orders[days], share),
        parcels=rng.binomial(operation.parcels[days], share),
        clock=clock,
    )


def _run(
    settings: SampleSettings, workforce: Workforce, orders_per_day: float, rng: np.random.Generator
) -> tuple[Operation, Contacts]:
    operation = operate(settings, orders_per_day, rng)
    expected = expected_first_contacts(settings, operation)
    line = open_line(settings, expected.sum(axis=1), season_by_day(settings), rng)
    world = World(settings, workforce, line)
    contacts = follow(world, rng.poisson(expected), -LEAD_DAYS, rng)
    return operation, with_oddities(world, contacts, rng)


def _rows_in_window(settings: SampleSettings, contacts: Contacts) -> npt.NDArray[np.bool_]:
    day = contacts.wall // DAY - epoch(settings.start) // DAY
    inside: npt.NDArray[np.bool_] = (day >= 0) & (day < settings.days)
    return inside


def _fitting_cases(
    settings: SampleSettings, contacts: Contacts, rng: np.random.Generator
) -> tuple[npt.NDArray[np.int64], float]:
    """Choose whole cases at random so that the export has the rows asked for.

    Returns the positions of the contacts to keep, and the share of cases kept.
    """
    cases = int(contacts.case.max(initial=-1)) + 1
    inside = _rows_in_window(settings, contacts)
    size = np.bincount(contacts.case[inside], minlength=cases)
    order = rng.permutation(cases)
    running = np.cumsum(size[order])
    first = int(np.searchsorted(running, settings.contacts, side="right"))
    keep = np.zeros(cases, dtype=np.bool_)
    keep[order[:first]] = True
    missing = settings.contacts - (int(running[first - 1]) if first else 0)
    rest = order[first:]
    keep[rest[size[rest] == 1][:missing]] = True
    return np.flatnonzero(keep[contacts.case]), first / max(cases, 1)


def _only(contacts: Contacts, rows: npt.NDArray[np.int64]) -> Contacts:
    """Take rows, in this order, and let merged contacts point to the new positions."""
    position = np.full(len(contacts), -1, dtype=np.int32)
    position[rows] = np.arange(len(rows), dtype=np.int32)
    taken = contacts.take(rows)
    merged = taken.merged_into >= 0
    taken.merged_into[merged] = position[taken.merged_into[merged]]
    return taken
