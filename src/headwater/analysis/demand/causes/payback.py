"""After how many months savings have paid for a cost: a range, never, or cannot tell."""

from dataclasses import dataclass
from typing import Any

from headwater.analysis.estimates import Estimate

_MONTHS = 12


@dataclass(frozen=True)
class Payback:
    """After how many months savings have paid for a cost.

    Attributes
    ----------
    low, high : float or None
        Soonest and latest; None means never.
    why : str
        Why it cannot be told; empty where it can.
    """

    low: float | None = None
    high: float | None = None
    why: str = ""

    @property
    def known(self) -> bool:
        """Whether there is an answer."""
        return not self.why

    def to_dict(self) -> dict[str, Any]:
        """Return the payback as plain data."""
        return {"low_months": self.low, "high_months": self.high, "why": self.why, "text": str(self)}

    def __str__(self) -> str:
        if self.why:
            return f"cannot tell: {self.why}"
        if self.low is None:
            return "never"
        if self.high is None:
            return f"{_months(self.low)} at the soonest, or never"
        if self.high < 1:
            return "less than a month"
        low, high = (f"{bound:.0f}" if bound >= 1 else "less than 1" for bound in (self.low, self.high))
        return f"{high} month{'' if high == '1' else 's'}" if low == high else f"{low} to {high} months"


def payback(cost: float | None, saved_a_year: Estimate) -> Payback:
    """Say after how many months savings have paid for a cost.

    Examples
    --------
    >>> print(payback(6_000, Estimate(9_000, 6_000, 12_000)))
    6 to 12 months
    >>> print(payback(6_000, Estimate(6_000, 0, 12_000)))
    6 months at the soonest, or never
    """
    if cost is None:
        return Payback(why="no cost was given")
    if saved_a_year.value is None:
        return Payback(why=saved_a_year.why)
    high = saved_a_year.value if saved_a_year.high is None else saved_a_year.high
    low = saved_a_year.value if saved_a_year.low is None else saved_a_year.low
    if cost == 0:
        return Payback(0.0, 0.0)
    soonest, latest = (_MONTHS * cost / saved if saved > 0 else None for saved in (high, low))
    return Payback(soonest, latest)


def _months(months: float) -> str:
    if months < 1:
        return "less than a month"
    return f"{months:.0f} month{'' if round(months) == 1 else 's'}"
