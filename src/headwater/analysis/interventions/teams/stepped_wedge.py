"""Stepped wedge: every team gets the programme, in an order drawn by lot."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from headwater.analysis.errors import UsageError
from headwater.analysis.frames import to_frame
from headwater.analysis.measures import Grain
from headwater.analysis.measures.grains import shifted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_ALPHA, _POWER = 0.05, 0.8


@dataclass(frozen=True)
class SteppedWedge:
    """Who starts when, and what that could find.

    Attributes
    ----------
    starts : tuple of (str, date)
        In order of time.
    detectable : float
        The effect that would be found four times in five, in the measure's unit.
    at_once : float
        The same if half of the teams started together at the first step, and the others never.
    """

    starts: tuple[tuple[str, date], ...]
    detectable: float
    at_once: float

    def to_dict(self) -> dict[str, Any]:
        """Return the design as plain data."""
        return asdict(self) | {"starts": [[team, day.isoformat()] for team, day in self.starts]}

    def to_frame(self) -> Any:
        """Return who starts when as a data frame."""
        return to_frame(
            {"team": [team for team, _ in self.starts], "start": [day.isoformat() for _, day in self.starts]}
        )

    def __str__(self) -> str:
        lines = [f"  {day.isoformat()}  {team}" for team, day in self.starts]
        return "\n".join(
            [
                "Who starts when, drawn by lot",
                *lines,
                f"An effect of {self.detectable:.3g} would be found four times in five.",
            ]
        )


def stepped_wedge(
    teams: Sequence[str],
    *,
    first: date,
    steps: int,
    periods_a_step: int,
    grain: Grain,
    between: float,
    within: float,
    rng: np.random.Generator,
) -> SteppedWedge:
    """Draw by lot who starts when, and say what that could find.

    Parameters
    ----------
    teams : sequence of str
    first : date
        When the first teams start; one step's length of record before it is assumed.
    steps : int
        Number of dates at which teams start.
    periods_a_step : int
        Periods between them.
    between, within : float
        Standard deviations of teams' levels, and of one team's periods, in the measure's unit.
    rng : numpy.random.Generator
        The lot.

    Raises
    ------
    UsageError
        Fewer teams than steps, or standard deviations that cannot be.

    References
    ----------
    Hussey, M. A. and Hughes, J. P. (2007). Design and analysis of stepped wedge cluster randomized trials.
    Contemporary Clinical Trials, 28(2), 182-191.

    Examples
    --------
    >>> import numpy as np
    >>> made = stepped_wedge(["a", "b", "c", "d"], first=date(2025, 1, 6), steps=2, periods_a_step=4,
    ...     grain="week", between=1.0, within=2.0, rng=np.random.default_rng(1))
    >>> [day.isoformat() for _, day in made.starts]
    ['2025-01-06', '2025-01-06', '2025-02-03', '2025-02-03']
    """
    if len(set(teams)) != len(teams):
        raise UsageError("A team is named twice. Name each once.")
    if not 2 <= steps <= len(teams):
        raise UsageError(f"{len(teams)} teams can start at 2 to {len(teams)} dates, not at {steps}.")
    if within <= 0 or between < 0 or periods_a_step < 1:
        raise UsageError("Standard deviations and the length of a step have to be above 0.")
    order = rng.permutation(len(teams))
    step_of = np.arange(len(teams)) * steps // len(teams)
    periods = (steps + 1) * periods_a_step
    exposed = np.arange(periods)[None, :] >= ((step_of + 1) * periods_a_step)[:, None]
    together = np.zeros_like(exposed)
    together[: len(teams) // 2, periods_a_step:] = True
    z = NormalDist().inv_cdf(1 - _ALPHA / 2) + NormalDist().inv_cdf(_POWER)
    return SteppedWedge(
        starts=tuple(
            (teams[place], shifted(first, int(step) * periods_a_step, grain))
            for place, step in zip(order, step_of, strict=True)
        ),
        detectable=z * wedge_error(exposed.astype(float), between, within),
        at_once=z * wedge_error(together.astype(float), between, within),
    )


def wedge_error(exposed: "Array", between: float, within: float) -> float:
    """Return the standard error of the effect in a model with teams at random and periods fixed.

    Parameters
    ----------
    exposed : array of shape (teams, periods)
        1 where a team has the programme.
    """
    teams, periods = exposed.shape
    u, w, v = exposed.sum(), (exposed.sum(axis=0) ** 2).sum(), (exposed.sum(axis=1) ** 2).sum()
    s2, t2 = within**2, between**2
    top = teams * s2 * (s2 + periods * t2)
    bottom = (teams * u - w) * s2 + (u**2 + teams * periods * u - periods * w - teams * v) * t2
    return sqrt(float(top / bottom))
