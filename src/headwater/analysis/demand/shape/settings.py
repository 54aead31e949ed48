"""What the three findings about shape have in common to ask for."""

from dataclasses import dataclass
from datetime import date

from headwater.analysis.demand.scope import check_days, check_level
from headwater.analysis.errors import UsageError


@dataclass(frozen=True)
class ShapeSettings:
    """Days, confidence, and what counts as implausible.

    Attributes
    ----------
    since, until : date, optional
        First and last local day, both included.
    level : float
        Confidence level of the intervals.
    implausible_seconds : int
        Handle times above this are counted as implausible; they stay in the figures.
    replicates, seed : int
        Draws of the bootstrap, and the seed they come from.
    """

    since: date | None = None
    until: date | None = None
    level: float = 0.95
    implausible_seconds: int = 4 * 3600
    replicates: int = 2000
    seed: int = 0

    def __post_init__(self) -> None:
        check_days(self.since, self.until)
        check_level(self.level)
        if self.implausible_seconds <= 0:
            raise UsageError(
                f"implausible_seconds is {self.implausible_seconds}: give the longest handle time that "
                "can be true, in seconds."
            )
        if self.replicates < 100:
            raise UsageError(f"replicates is {self.replicates}: a bootstrap needs at least 100.")
