"""Weekly series of a simulation, counted from memory as the product counts them from its store."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from headwater.analysis.measures import Measure, Point, Series, series_of
from headwater.analysis.sample_org.arrivals import DAY
from headwater.analysis.sample_org.clock import epoch
from headwater.analysis.sample_org.reasons import reasons
from headwater.analysis.sample_org.repeats import until_next
from headwater.analysis.sample_org.workforce import TEAMS

if TYPE_CHECKING:
    from headwater.analysis.sample_org.simulation import SampleOrg

Counts = npt.NDArray[np.float64]

RATE = Measure("contacts.rate", kind="count", better="lower", unit="contacts per 100 orders")
RESOLVED = Measure("contacts.first_contact_resolution", kind="share", better="higher", unit="of contacts")
SATISFACTION = Measure(
    "contacts.satisfaction", kind="bounded", better="higher", unit="on a scale from 0 to 1"
)
_WITHIN_DAYS = 7
_MOST_STARS = 4


def weekly_series(sample: "SampleOrg", measure: str, team: str = "") -> Series:
    """Return one of the measures that programmes are judged on, week by week.

    Parameters
    ----------
    measure : str
        `contacts.rate`, `contacts.first_contact_resolution` or `contacts.satisfaction`.
    team : str
        Whose contacts; all by default.

    Examples
    --------
    >>> from headwater.analysis.sample_org import SampleSettings, simulate
    >>> sample = simulate(SampleSettings(contacts=2_000, weeks=20))
    >>> print(weekly_series(sample, "contacts.rate"))
    contacts.rate: 20 weeks from 2025-01-06 to 2025-05-19
    """
    wanted, counting = _COUNTING[measure]
    values, held = counting(sample, team)
    start = sample.settings.start
    points = [
        Point(start + timedelta(weeks=week), float(value), float(n))
        for week, (value, n) in enumerate(zip(values, held, strict=True))
    ]
    return series_of(wanted, points, grain="week", group=team)


def _rate(sample: "SampleOrg", team: str) -> tuple[Counts, Counts]:
    rows, week = _counted(sample, team)
    return _sum(week[rows], sample), sample.orders.reshape(-1, 7).sum(axis=1).astype(np.float64)


def _resolved(sample: "SampleOrg", team: str) -> tuple[Counts, Counts]:
    contacts = sample.contacts
    everyone, _ = _counted(sample, "")
    rows, week = _counted(sample, team)
    known = everyone[~sample.guests[contacts.customer[everyone]]]
    same = contacts.customer[known].astype(np.int64) * len(reasons()) + contacts.reason[known]
    back = np.zeros(len(contacts), dtype=np.bool_)
    back[known[until_next(same, sample.opened[known]) <= _WITHIN_DAYS * DAY]] = True
    mine = rows[~sample.guests[contacts.customer[rows]]]
    # the last week has not been watched to its end
    of, again = _sum(week[mine], sample)[:-1], _sum(week[mine[back[mine]]], sample)[:-1]
    return of - again, of


def _satisfaction(sample: "SampleOrg", team: str) -> tuple[Counts, Counts]:
    rows, week = _counted(sample, team)
    rating = sample.record.satisfaction[rows - sample.window.start]
    rated, stars = rows[rating > 0], rating[rating > 0].astype(np.float64)
    n = _sum(week[rated], sample)
    return _sum(week[rated], sample, (stars - 1) / _MOST_STARS) / n, n


def _counted(sample: "SampleOrg", team: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the positions of inbound, unmerged contacts of the export, and the week of every contact."""
    contacts = sample.contacts
    counted = ~contacts.outbound & (contacts.merged_into < 0)
    if team:
        counted &= contacts.team == TEAMS.index(team)
    rows = np.flatnonzero(counted)
    rows = rows[(rows >= sample.window.start) & (rows < sample.window.stop)]
    return rows, (contacts.wall // DAY - epoch(sample.settings.start) // DAY) // 7


def _sum(week: npt.NDArray[np.int64], sample: "SampleOrg", weights: Any = None) -> Counts:
    found = np.bincount(week, weights=weights, minlength=sample.settings.weeks)
    return np.asarray(found, dtype=np.float64)


_COUNTING: dict[str, tuple[Measure, Callable[["SampleOrg", str], tuple[Counts, Counts]]]] = {
    RATE.key: (RATE, _rate),
    RESOLVED.key: (RESOLVED, _resolved),
    SATISFACTION.key: (SATISFACTION, _satisfaction),
}
