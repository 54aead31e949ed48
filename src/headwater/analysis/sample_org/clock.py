"""Local time and daylight saving: wall-clock seconds to instants and back, for whole arrays."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Clock:
    """The offsets of a zone over a span of years.

    Attributes
    ----------
    changes : array of int64
        Instants (seconds since 1970, UTC) at which the offset changes.
    offsets : array of int64
        Seconds to add to UTC before the first change, and after each.
    """

    changes: Ints
    offsets: Ints

    @classmethod
    def of(cls, zone: str, first: date, last: date) -> "Clock":
        """Read the zone's changes between two dates."""
        info = ZoneInfo(zone)

        def offset(instant: int) -> int:
            delta = datetime.fromtimestamp(instant, tz=info).utcoffset()
            assert delta is not None
            return int(delta.total_seconds())

        at = epoch(first - timedelta(days=2))
        changes, offsets = [], [offset(at)]
        while at < epoch(last + timedelta(days=2)):
            if offset(at + 86_400) != offsets[-1]:
                low, high = at, at + 86_400
                while high - low > 1:
                    middle = (low + high) // 2
                    low, high = (middle, high) if offset(middle) == offsets[-1] else (low, middle)
                changes.append(high)
                offsets.append(offset(high))
            at += 86_400
        return cls(np.array(changes, dtype=np.int64), np.array(offsets, dtype=np.int64))

    def offset(self, instants: Ints) -> Ints:
        """Seconds local time is ahead of UTC at each instant."""
        return self.offsets[np.searchsorted(self.changes, instants, side="right")]

    def instants(self, wall: Ints) -> Ints:
        """Return the instants of wall-clock readings.

        A reading that the clock skips in spring becomes the hour before it; one that comes twice in
        autumn becomes its second occurrence in odd minutes and its first in even ones.
        """
        guess = wall - int(self.offsets.min())
        found = wall - self.offset(guess)
        earlier = wall - int(self.offsets.max())
        twice = (self.offset(earlier) + earlier == wall) & (earlier != found)
        return np.where(twice & ((wall // 60) % 2 == 0), earlier, found)


def epoch(day: date) -> int:
    """Seconds from 1970 to a day's midnight, read as UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
