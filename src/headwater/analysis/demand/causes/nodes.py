"""One node of the tree of failure demand: how much, since when, what it sets off, and who owns it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from headwater.analysis.estimates import Estimate, cannot_tell

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Side = Literal["inside", "outside", "not said"]
"""Whether a unit is part of support."""

LEVELS = ("failure_code", "reason", "cause", "cause_owner")
"""The levels of the tree, from the top."""

Verdict = Literal["rising", "falling", "steady", "cannot tell"]


@dataclass(frozen=True)
class Amount:
    """The same failure demand in three measures.

    Attributes
    ----------
    contacts, time, cost : Estimate
        Shares of all contacts, of all handle time (or hours), of all cost (or money).
    """

    contacts: Estimate
    time: Estimate
    cost: Estimate

    def of(self, measure: str) -> Estimate:
        """Return one measure: contacts, time or cost."""
        found: Estimate = getattr(self, measure)
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return the measures as plain data."""
        return {name: self.of(name).to_dict() for name in ("contacts", "time", "cost")}


@dataclass(frozen=True)
class Trend:
    """Contacts a day in the second half of the span against the first.

    Attributes
    ----------
    change : Estimate
        Relative change: -0.4 is 40% fewer contacts a day.
    """

    change: Estimate
    verdict: Verdict

    def __str__(self) -> str:
        if self.change.value is None or self.change.low is None or self.change.high is None:
            return f"cannot tell: {self.change.why}"
        read = f"{signed(self.change.value)} ({signed(self.change.low)} to {signed(self.change.high)})"
        return f"{self.verdict}: {read}" if self.verdict != "cannot tell" else f"cannot tell: {read}"


@dataclass(frozen=True)
class KnockOn:
    """What contacts set off: the customer's next contact, whatever it is about, within the window.

    Attributes
    ----------
    followed, rest : Estimate
        Share of these contacts, and of all other coded ones, that are followed by another.
    difference : Estimate
        Of the two shares, with its own interval.
    hours : Estimate
        Handle time of the contacts that follow, in hours a year.
    """

    followed: Estimate
    rest: Estimate
    difference: Estimate
    hours: Estimate

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        names = ("followed", "rest", "difference", "hours")
        return {name: getattr(self, name).to_dict() for name in names}


@dataclass(frozen=True)
class Node:
    """Contacts of failure demand that carry these codes.

    Attributes
    ----------
    level : str
        What the last code is of, from `LEVELS`.
    name : str
        The last code; for what was folded together, how many codes there are.
    codes : tuple of (str, str)
        The way from the top of the tree.
    coded : int
        Coded contacts it rests on.
    share : Amount
        Share of all contacts, of all handle time, of all cost.
    yearly : Amount
        The same as contacts, hours and money a year, at the pace of the sampled span.
    per_contact : Amount
        Hours and money of one of these contacts; `contacts` is always 1.
    satisfaction : Estimate
        Mean rating of its rated contacts less that of the other rated ones, on the scale 0 to 1.
    side : {'inside', 'outside', 'not said'}
        Of the unit that owns most of it.
    owner, cause : str
        Unit and cause of most of it.
    folded : int
        How many codes were folded into this node because each rests on too few coded contacts.
    children : tuple of Node
        The next level, largest first.
    influence : mapping of str to ndarray
        How much each coded contact moves a figure; for differences and sums of figures.
    """

    level: str
    name: str
    codes: tuple[tuple[str, str], ...]
    coded: int
    share: Amount
    yearly: Amount
    per_contact: Amount
    trend: Trend
    knock_on: KnockOn
    satisfaction: Estimate
    side: Side = "not said"
    owner: str = ""
    cause: str = ""
    folded: int = 0
    children: tuple["Node", ...] = ()
    influence: Mapping[str, "Array"] = field(default_factory=dict, repr=False, compare=False)

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Node"]]:
        """Yield this node and all below it, with their depth."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)

    def to_dict(self) -> dict[str, Any]:
        """Return the node and all below it as plain data."""
        return {
            "level": self.level,
            "name": self.name,
            "codes": dict(self.codes),
            "coded": self.coded,
            "folded": self.folded,
            "share": self.share.to_dict(),
            "yearly": self.yearly.to_dict(),
            "per_contact": self.per_contact.to_dict(),
            "trend": {"verdict": self.trend.verdict, "change": self.trend.change.to_dict()},
            "knock_on": self.knock_on.to_dict(),
            "satisfaction": self.satisfaction.to_dict(),
            "side": self.side,
            "owner": self.owner,
            "cause": self.cause,
            "children": [child.to_dict() for child in self.children],
        }


def scaled(estimate: Estimate, factor: float) -> Estimate:
    """Return an estimate in another unit: figure and interval times a number above 0.

    Examples
    --------
    >>> made = scaled(Estimate(0.4, 0.3, 0.5, n=100), 2000)
    >>> made.value, made.low, made.high
    (800.0, 600.0, 1000.0)
    """
    if estimate.value is None:
        return estimate
    low, high = (None if bound is None else bound * factor for bound in (estimate.low, estimate.high))
    return Estimate(
        estimate.value * factor, low, high, n=estimate.n, level=estimate.level, method=estimate.method
    )


def signed(share: float) -> str:
    """Read a change.

    Examples
    --------
    >>> signed(-0.4), signed(0.125), signed(0.0)
    ('-40%', '+12%', '0%')
    """
    return "0%" if round(share, 2) == 0 else f"{share:+.0%}"


NO_RATES = cannot_tell("no rates were given: --cost-per-hour or --cost-per-contact")
"""Why there is no money."""
