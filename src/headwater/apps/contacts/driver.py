"""What contacts are counted per: orders, or whatever else the volumes hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.volumes import Volumes, read_volumes
from headwater.analysis.errors import BadDataError
from headwater.analysis.measures import Grain
from headwater.analysis.measures.grains import shifted

ORDERS = "orders"
"""What contacts are counted per where the volumes hold it; else the driver first in the alphabet."""

_ENOUGH = 0.8
"""Where fewer of the periods have a volume, contacts are counted for themselves."""


@dataclass(frozen=True)
class Driver:
    """Volumes of what contacts are counted per."""

    volumes: Volumes

    @property
    def name(self) -> str:
        """What is counted, such as orders."""
        return self.volumes.driver

    def over(self, grain: Grain, starts: Sequence[date]) -> dict[date, float]:
        """Return the volume of each period all of whose days have one."""
        counts = self.volumes.counts
        totals: dict[date, float] = {}
        inside: dict[date, list[float]] = {start: [] for start in starts}
        days = dict.fromkeys(starts, 0)
        for period, n in counts.items():
            start = _start_of(period.start, grain)
            if start in inside and period.end < shifted(start, 1, grain):
                inside[start].append(n)
                days[start] += len(period.dates)
        for start in starts:
            if days[start] == (shifted(start, 1, grain) - start).days:
                totals[start] = sum(inside[start])
        return totals

    def covers(self, starts: Sequence[date]) -> bool:
        """Say whether most weeks have a volume."""
        return len(self.over("week", starts)) >= _ENOUGH * len(starts) > 0


def driver_of(store: ContactStore) -> Driver | None:
    """Return what contacts are counted per; None where there are no volumes, or none that can be read."""
    table = store.volumes()
    if table is None:
        return None
    try:
        found = read_volumes(table)
    except BadDataError:  # the diagnosis says what is wrong with them
        return None
    return Driver(found.get(ORDERS) or found[min(found)]) if found else None


def _start_of(day: date, grain: Grain) -> date:
    return day.replace(day=1) if grain == "month" else day - timedelta(days=day.weekday())
