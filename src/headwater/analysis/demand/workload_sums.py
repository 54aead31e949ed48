"""Exact sums of contacts and handle time, and amounts (counts, hours, money) made from them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

MS_AN_HOUR = 3_600_000


@dataclass
class Sums:
    """Exact sums over contacts: `squares` of whole seconds, so that they fit 64 bits."""

    contacts: int = 0
    timed: int = 0
    abandoned: int = 0
    ms: int = 0
    squares: int = 0

    def add(self, other: "Sums") -> None:
        """Take in the sums of other contacts."""
        self.contacts += other.contacts
        self.timed += other.timed
        self.abandoned += other.abandoned
        self.ms += other.ms
        self.squares += other.squares


@dataclass
class Cells:
    """Sums by channel in each period, of one group or of all."""

    by: dict[tuple[str, int], Sums] = field(default_factory=lambda: defaultdict(Sums))

    def channels(self) -> dict[str, Sums]:
        """Return the sums of each channel over all periods, in the order of their names."""
        found: dict[str, Sums] = defaultdict(Sums)
        for (channel, _), sums in self.by.items():
            found[channel].add(sums)
        return dict(sorted(found.items()))

    def all(self) -> Sums:
        """Return the sums over all channels and periods."""
        total = Sums()
        for sums in self.by.values():
            total.add(sums)
        return total


@dataclass(frozen=True)
class Amount:
    """What is shared out: an amount linear in contacts and handle time, with weights by channel."""

    per_contact: Callable[[str], float]
    per_hour: Callable[[str], float]

    def total(self, channels: Iterable[tuple[str, Sums]]) -> float:
        """Return the amount of some channels together."""
        return sum(
            self.per_contact(channel) * sums.contacts + self.per_hour(channel) * sums.ms / MS_AN_HOUR
            for channel, sums in channels
        )

    def squares(self, cells: Cells) -> float:
        """Return the sum of the squared amounts of single contacts."""
        total = 0.0
        for channel, sums in cells.channels().items():
            fixed, rate = self.per_contact(channel), self.per_hour(channel) / 3600
            total += fixed**2 * sums.contacts + 2 * fixed * rate * sums.ms / 1000 + rate**2 * sums.squares
        return total

    def by_period(self, cells: Cells, periods: list[int]) -> list[float]:
        """Return the amount in each period, zero where there is none."""
        found: dict[int, list[tuple[str, Sums]]] = defaultdict(list)
        for (channel, period), sums in sorted(cells.by.items(), key=lambda item: item[0]):
            found[period].append((channel, sums))
        return [self.total(found.get(period, [])) for period in periods]


COUNT = Amount(per_contact=lambda _: 1.0, per_hour=lambda _: 0.0)
TIME = Amount(per_contact=lambda _: 0.0, per_hour=lambda _: 1.0)
