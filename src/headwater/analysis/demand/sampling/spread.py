"""How much what is estimated differs within each stratum: what Neyman allocation asks for."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from headwater.analysis.demand.sampling.population import Cell
from headwater.analysis.demand.sampling.strata import first_value
from headwater.analysis.errors import UsageError

Aim = Literal["contacts", "time"]
"""What is to be estimated best: failure demand's share of contacts, or of handle time."""

_LIKE_ALL = 4.0
"""A stratum's share is taken as if so many more of its contacts had been coded, with the overall share."""


@dataclass(frozen=True)
class Pilot:
    """What earlier codes say of each stratum.

    Attributes
    ----------
    coded, failures : mapping of str to int
        Coded contacts of each stratum, and those among them that are failure demand.
    is_shared : bool
        Whether the coded contacts are part of the sample that is drawn now.
    """

    coded: Mapping[str, int]
    failures: Mapping[str, int]
    is_shared: bool = False

    def shares(self, labels: Collection[str]) -> dict[str, float]:
        """Return each stratum's share of failure demand, drawn towards the overall one.

        Notes
        -----
        Where the coded contacts are part of the sample, a stratum's own codes must not decide how many more
        are drawn from it: contacts whose codes happen to look mixed would be joined by more others, and the
        share would be biased. (In a simulation of 100 strata with 4 coded contacts each, a share of 20% and
        twice the sample, by -2.1 points; this way by 0.1.) The share is then that of the other strata with
        the same first value, such as the same reason.

        Examples
        --------
        >>> pilot = Pilot({"phone": 16, "chat": 4}, {"phone": 8, "chat": 0})
        >>> {label: round(share, 2) for label, share in pilot.shares(["chat", "email", "phone"]).items()}
        {'chat': 0.2, 'email': 0.4, 'phone': 0.48}
        """
        coded, failures = Counter(self.coded), Counter(self.failures)
        if not self.is_shared:
            overall = (failures.total() + 0.5) / (coded.total() + 1)
            return {h: (failures[h] + _LIKE_ALL * overall) / (coded[h] + _LIKE_ALL) for h in labels}
        coded_like: Counter[str] = Counter()
        failures_like: Counter[str] = Counter()
        for label in coded:
            coded_like[first_value(label)] += coded[label]
            failures_like[first_value(label)] += failures[label]
        found = {}
        for label in labels:
            own, own_failures, like = coded[label], failures[label], first_value(label)
            others = (failures.total() - own_failures + 0.5) / (coded.total() - own + 1)
            beside = failures_like[like] - own_failures + _LIKE_ALL * others
            found[label] = beside / (coded_like[like] - own + _LIKE_ALL)
        return found


def spreads(cells: Mapping[str, Cell], aim: Aim, pilot: Pilot | None) -> dict[str, float]:
    """Return the standard deviation within each stratum of what is estimated.

    Parameters
    ----------
    cells : mapping of str to Cell
        Sums of each stratum, by its label.
    aim : {'contacts', 'time'}
        Share of contacts, or of handle time.
    pilot : Pilot, optional
        Earlier codes. For time it may be left out; every share is then taken as one half.

    Raises
    ------
    UsageError
        Contacts are aimed at without a pilot, or time where no contact has a handle time.

    Notes
    -----
    With p_h the share of failure demand in stratum h: sqrt(p_h (1 - p_h)) for contacts. For the share R of
    time, a ratio, the residual t (y - R) has the variance
    E[t^2] (p_h - 2 R p_h + R^2) - E[t]^2 (p_h - R)^2 within the stratum, t being the handle time. Where every
    share is one half this is E[t^2] / 4.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., sections 5.5 and 6.11. Wiley.
    """
    if aim == "contacts":
        if pilot is None:
            raise UsageError(
                "Neyman allocation for contacts needs codes of an earlier sample, to know where they "
                "differ: give them with --pilot, or take --allocation proportional, or --target time."
            )
        return {label: sqrt(share * (1 - share)) for label, share in pilot.shares(cells).items()}
    time = sum(cell.milliseconds for cell in cells.values())
    if not time:
        raise UsageError(
            "Neyman allocation for time needs handle times, and no contact here has one. Take --target "
            "contacts with --pilot, or --allocation proportional."
        )
    shares = pilot.shares(cells) if pilot else dict.fromkeys(cells, 0.5)
    overall = sum(shares[label] * cell.milliseconds for label, cell in cells.items()) / time
    return {label: sqrt(max(_residual(cell, shares[label], overall), 0.0)) for label, cell in cells.items()}


def _residual(cell: Cell, share: float, overall: float) -> float:
    squares = cell.mean_square * (share - 2 * overall * share + overall**2)
    return squares - cell.mean_seconds**2 * (share - overall) ** 2
