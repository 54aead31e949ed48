"""Changes of shares between two samples, and how they read."""

from dataclasses import dataclass
from typing import Any

from headwater.analysis.demand.prevalence.prevalence_result import NOUNS
from headwater.analysis.demand.prevalence.result import Measure
from headwater.analysis.demand.prevalence.targets import Target
from headwater.analysis.demand.text_table import text_table
from headwater.analysis.estimates import Estimate
from headwater.analysis.frames import Backend, Columns, to_frame

FEWEST_AGAIN = 10
"""Contacts coded a second time below which nothing is said of the coders' drift."""


@dataclass(frozen=True)
class Change:
    """How one share changed.

    Attributes
    ----------
    before, after : Estimate
        The share in each sample.
    difference : Estimate
        After minus before, in points of share (0.1 is ten points).
    relative : Estimate
        After over before, minus 1: -0.7 is a fall of 70%.
    per_day : Estimate
        The same of the contacts (hours, money) a day: the share's change and that of the volume together.
    naive : Estimate
        The relative change of the model's own counts, for comparison only.
    drift : Estimate
        How much higher coders set the share when they code the same contacts again.
    without_drift : Estimate
        The difference less the drift.
    """

    target: Target
    measure: Measure
    before: Estimate
    after: Estimate
    difference: Estimate
    relative: Estimate
    per_day: Estimate
    naive: Estimate
    drift: Estimate
    without_drift: Estimate

    @property
    def drifted(self) -> bool:
        """Whether the coders are seen to code otherwise than before."""
        drift = self.drift
        return drift.low is not None and drift.high is not None and not drift.low <= 0 <= drift.high

    @property
    def quoted(self) -> Estimate:
        """The difference to quote: without the coders' drift where there is one to be seen."""
        return self.without_drift if self.drifted else self.difference

    @property
    def verdict(self) -> str:
        """What can be said, in a word or two."""
        low, high = self.quoted.low, self.quoted.high
        if low is None or high is None:
            return f"cannot tell: {self.quoted.why}"
        return "rose" if low > 0 else "fell" if high < 0 else "cannot tell from no change"

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain data."""
        names = ("before", "after", "difference", "relative", "per_day", "naive", "drift", "without_drift")
        return {
            "target": dict(self.target.codes),
            "measure": self.measure,
            "verdict": self.verdict,
            **{name: getattr(self, name).to_dict() for name in names},
        }


@dataclass(frozen=True)
class Changes:
    """Changes of several shares between the same two samples."""

    changes: tuple[Change, ...]
    again: int

    def __str__(self) -> str:
        head = ["share of", "before", "after", "change, points", "change, relative", "verdict"]
        rows = [
            [
                f"{change.target} in {NOUNS[change.measure]}",
                change.before.percent(),
                change.after.percent(),
                points(change.quoted),
                points(change.relative),
                change.verdict,
            ]
            for change in self.changes
        ]
        return "\n".join([text_table(head, rows, most=60), "", *self.remarks])

    @property
    def remarks(self) -> list[str]:
        """What a reader should know."""
        if self.again < FEWEST_AGAIN:
            return [
                f"{self.again:,} contacts of the earlier sample were coded again, too few to tell whether "
                f"coders code as they did ({FEWEST_AGAIN} are needed). Mix in some: demand sample --recheck"
            ]
        said = [f"{self.again:,} contacts of the earlier sample were coded again, blind."]
        for change in self.changes:
            words = "and is taken out" if change.drifted else "which cannot be told from none"
            where = f"{change.target} in {NOUNS[change.measure]}"
            said.append(f"  {where}: drift of coders {points(change.drift)}, {words}.")
        return said

    @property
    def columns(self) -> Columns:
        """One row a change."""
        return {
            "target": [str(change.target) for change in self.changes],
            "measure": [change.measure for change in self.changes],
            "before": [change.before.value for change in self.changes],
            "after": [change.after.value for change in self.changes],
            "difference": [change.quoted.value for change in self.changes],
            "low": [change.quoted.low for change in self.changes],
            "high": [change.quoted.high for change in self.changes],
            "verdict": [change.verdict for change in self.changes],
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return the changes as a data frame."""
        return to_frame(self.columns, backend)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "coded_again": self.again,
            "remarks": self.remarks,
            "changes": [change.to_dict() for change in self.changes],
        }


def points(found: Estimate) -> str:
    """Read a change of a share as text.

    Examples
    --------
    >>> points(Estimate(-0.204, -0.3, -0.09, 100))
    '-20% (-30% to -9%)'
    """
    if found.value is None:
        return f"cannot tell: {found.why}"
    if found.low is None or found.high is None:
        return f"{found.value:+.0%}"
    digits = 0 if found.high - found.low >= 0.02 else 1
    return f"{found.value:+.{digits}%} ({found.low:+.{digits}%} to {found.high:+.{digits}%})"
