"""What sample is asked for."""

from dataclasses import dataclass
from datetime import date

from headwater.analysis.demand.sampling.allocation import LEAST
from headwater.analysis.demand.sampling.assignment import check_coders
from headwater.analysis.demand.sampling.plan import Allocation
from headwater.analysis.demand.sampling.population import check_variables
from headwater.analysis.demand.sampling.sizes import (
    DOUBLE_SHARE,
    SECONDS_PER_CONTACT,
    check_effort,
    check_margin,
    sample_size,
)
from headwater.analysis.demand.sampling.spread import Aim
from headwater.analysis.demand.scope import check_days, check_level
from headwater.analysis.errors import UsageError, nearest

BY_DEFAULT: tuple[str, ...] = ("reason_source", "channel", "month")
"""What strata are made of when nothing else is asked for."""

SEED = 1
"""Seed when none is given."""


@dataclass(frozen=True)
class SampleSettings:
    """What sample is asked for.

    Attributes
    ----------
    n : int, optional
        Contacts to draw in all, those of an earlier sheet included. More than there are draws all of them.
    margin : float, optional
        Half the width that the interval of a share of one half may have; instead of `n`.
    variables : tuple of str, optional
        What the strata are made of, the most telling first: small strata are merged from the last one on.
        By default those of the sheet that is topped up, else reason, channel and month.
    allocation : {'proportional', 'neyman'}
        How the sample is shared out over the strata.
    aim : {'contacts', 'time'}
        What Neyman allocation estimates best: a share of contacts or of handle time.
    since, until : date, optional
        First and last local day, both included.
    seed : int, optional
        The same seed draws the same contacts; a larger sample by the same seed contains a smaller one. By
        default that of the sheet that is topped up, else 1.
    least : int
        Contacts that each stratum gets; below 2 the spread within it cannot be estimated.
    double_share : float
        Share of the contacts that two people code.
    coders : tuple of str
        Names the readings are spread over; without names anybody may take a row.
    codebook : str
        Name and version to code by, written on every row.
    seconds_per_contact : float
        Time for one reading; the default is an assumption to be replaced.
    again_share : float
        Part of an earlier sample's coded contacts that is mixed in for a blind second look.
    unsure : int
        Most contacts to add because a model was unsure of them.
    """

    n: int | None = None
    margin: float | None = None
    variables: tuple[str, ...] | None = None
    allocation: Allocation = "proportional"
    aim: Aim = "contacts"
    since: date | None = None
    until: date | None = None
    seed: int | None = None
    least: int = LEAST
    double_share: float = DOUBLE_SHARE
    coders: tuple[str, ...] = ()
    codebook: str = ""
    seconds_per_contact: float = SECONDS_PER_CONTACT
    again_share: float = 0.15
    unsure: int = 50
    level: float = 0.95

    def __post_init__(self) -> None:
        check_variables(self.variables or ())
        check_days(self.since, self.until)
        check_level(self.level)
        check_effort(self.seconds_per_contact, self.double_share)
        check_coders(self.coders)
        if self.n is not None and self.margin is not None:
            raise UsageError(
                "A sample has a size or a margin, not both: give --n (contacts) or --margin (such as 0.05)."
            )
        if self.n is not None and self.n < 1:
            raise UsageError(f"A sample of {self.n} contacts is none: draw at least 1.")
        if self.margin is not None:
            check_margin(self.margin)
        if self.least < 1:
            raise UsageError(f"Each stratum is to get at least {self.least} contacts: give 1 or more.")
        if self.allocation not in ("proportional", "neyman"):
            raise UsageError(
                f"There is no allocation {self.allocation!r}."
                f"{nearest(self.allocation, ['proportional', 'neyman'])}"
            )
        if self.aim not in ("contacts", "time"):
            raise UsageError(f"There is no target {self.aim!r}.{nearest(self.aim, ['contacts', 'time'])}")
        if not 0 < self.again_share <= 1:
            raise UsageError(
                f"The share for a second look is {self.again_share:g}: give a number above 0 and up to 1."
            )
        if self.unsure < 1:
            raise UsageError(f"{self.unsure} contacts that a model is unsure of are none: give 1 or more.")

    def size(self, population: int, already: int = 0) -> int:
        """Return how many contacts the sample has, of so many there are.

        Raises
        ------
        UsageError
            Neither a size nor a margin is given, or an earlier sheet holds more already.
        """
        if self.n is not None:
            wanted = min(self.n, population)
        elif self.margin is not None:
            wanted = sample_size(self.margin, population, level=self.level)
        elif already:
            return already
        else:
            raise UsageError("How many contacts? Give --n (such as 400) or --margin (such as 0.05).")
        if self.n is not None and self.n < already:
            raise UsageError(
                f"The sheet holds {already:,} drawn contacts and a sample of {self.n:,} is asked for. --n "
                "counts all contacts, those that were drawn before included."
            )
        return max(wanted, already)
