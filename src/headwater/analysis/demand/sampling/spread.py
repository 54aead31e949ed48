"""How much what is estimated differs within each stratum: what Neyman allocation asks for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from headwater.analysis.demand.sampling.population import Cell
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
    """

    coded: Mapping[str, int]
    failures: Mapping[str, int]

    def shares(self, labels: Collection[str]) -> dict[str, float]:
        """Return each stratum's share of failure demand, drawn towards the overall one.

        Examples
        --------
        >>> pilot = Pilot({"phone": 16, "chat": 4}, {"phone": 8, "chat": 0})
        >>> {label: round(share, 2) for label, share in pilot.shares(["chat", "email", "phone"]).items()}
        {'chat': 0.2, 'email': 0.4, 'phone': 0.48}
        """
        coded = sum(self.coded.values())
        overall = (sum(self.failures.values()) + 0.5) / (coded + 1)
        return {
            label: (self.failures.get(label, 0) + _LIKE_ALL * overall)
            / (self.coded.get(label, 0) + _LIKE_ALL)
            for label in labels
        }


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
