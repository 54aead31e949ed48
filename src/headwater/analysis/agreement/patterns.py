"""Items that were read alike, counted once: what makes a bootstrap over items cheap."""

from dataclasses import dataclass

import numpy as np

from headwater.analysis.agreement.readings import MISSING, Codes, Flags, Level, Numbers, Readings


@dataclass(frozen=True, eq=False)
class Patterns:
    """Distinct rows of the table of readings, and how many items show each.

    A statistic of the items is a function of how often each pattern occurs. So resampling items is drawing
    those counts, and items with one reading can be drawn apart from items with two or more: how many
    there are of each was decided before coding and tells nothing of agreement.

    Attributes
    ----------
    table : array of int, (patterns, coders)
    items : array of float, (patterns,)
        Items that show the pattern.
    counts : array of float, (patterns, codes)
        Readings of each code.
    readings : array of float, (patterns,)
        Readings an item of the pattern has.
    """

    table: Codes
    items: Numbers
    counts: Numbers
    readings: Numbers
    values: Numbers
    level: Level

    @classmethod
    def of(cls, readings: Readings) -> "Patterns":
        """Count the patterns of a table of readings; items nobody read are left out."""
        read = readings.table[readings.per_item > 0]
        table, items = np.unique(read, axis=0, return_counts=True)
        counts = np.zeros((len(table), len(readings.codes)))
        for coder in range(table.shape[1]):
            here = np.flatnonzero(table[:, coder] != MISSING)
            counts[here, table[here, coder]] += 1
        return cls(table, items.astype(float), counts, counts.sum(axis=1), readings.values, readings.level)

    @property
    def pairable(self) -> Flags:
        """Patterns with two readings or more."""
        return np.asarray(self.readings >= 2)

    @property
    def pairable_items(self) -> int:
        """Items with two readings or more."""
        return int(self.items[self.pairable].sum())

    def of_code(self, code: int) -> "Patterns":
        """Return the same readings as one code against all others."""
        one = self.counts[:, code]
        counts = np.stack([self.readings - one, one], axis=1)
        table = np.where(self.table == MISSING, MISSING, (self.table == code).astype(np.int64))
        return Patterns(table, self.items, counts, self.readings, np.array([0.0, 1.0]), "nominal")

    def of_pair(self, first: int, second: int) -> "Patterns":
        """Return the readings of two coders only."""
        table = self.table[:, [first, second]]
        counts = np.zeros_like(self.counts)
        for coder in range(2):
            here = np.flatnonzero(table[:, coder] != MISSING)
            counts[here, table[here, coder]] += 1
        return Patterns(table, self.items, counts, counts.sum(axis=1), self.values, self.level)
