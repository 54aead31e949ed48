"""The same measure of several teams in the same periods."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from headwater.analysis.errors import BadDataError, UsageError, nearest
from headwater.analysis.estimates import Estimate
from headwater.analysis.frames import to_frame
from headwater.analysis.measures import Measure, Series

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FEWEST_PERIODS_BEFORE = 8


@dataclass(frozen=True)
class Panel:
    """Levels of a measure, one row a team; all treated teams start in the same period.

    Attributes
    ----------
    levels : array of shape (teams, periods)
        Logarithms of rates for counts, so that effects are ratios; else the measure itself.
    treated : array of bool, shape (teams,)
    start : int
        First period of the programme.
    """

    measure: Measure
    teams: tuple[str, ...]
    days: tuple[date, ...]
    levels: "Array"
    treated: "NDArray[np.bool_]"
    start: int


@dataclass(frozen=True)
class TeamsEffect:
    """What the programme changed in the teams that had it.

    Attributes
    ----------
    effect : Estimate
        In the measure's unit; for counts a share of the level (-0.1 is 10 per cent less).
    weights : tuple of (str, float)
        How much each other team counts in what was to be expected.
    placebos : tuple of (str, float)
        What the same method finds in teams that did not have it.
    """

    method: str
    measure: Measure
    treated: tuple[str, ...]
    effect: Estimate
    weights: tuple[tuple[str, float], ...] = ()
    placebos: tuple[tuple[str, float], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the effect as plain data."""
        return asdict(self) | {"measure": self.measure.to_dict()}

    def to_frame(self) -> Any:
        """Return the weights of the other teams as a data frame."""
        return to_frame(
            {"team": [team for team, _ in self.weights], "weight": [weight for _, weight in self.weights]}
        )

    def __str__(self) -> str:
        e = self.effect
        if e.value is None:
            return f"{self.method}: cannot tell: {e.why}"
        if e.low is None or e.high is None:
            return f"{self.method}: {self._read(e.value)}"
        return f"{self.method}: {self._read(e.value)} ({self._read(e.low)} to {self._read(e.high)})"

    def _read(self, value: float) -> str:
        return f"{100 * value:+.1f}%" if self.measure.kind == "count" else f"{value:+.3g}"


def panel_of(series: Mapping[str, Series], treated: Collection[str], start: date) -> Panel:
    """Put the series of several teams side by side.

    Parameters
    ----------
    series : mapping of str to Series
        By team; all cover the same periods.
    treated : collection of str
        Teams with the programme.
    start : date
        First day of the programme.

    Raises
    ------
    UsageError
        A team is not there, or none is left to compare with.
    BadDataError
        The teams cover different periods, periods are missing, or a count is zero.
    """
    teams = sorted(series)
    for team in treated:
        if team not in series:
            raise UsageError(f"There is no team {team!r}.{nearest(team, teams)}")
    if not treated or len(set(treated)) == len(teams):
        raise UsageError("Name the teams with the programme; at least one has to be without it.")
    first = series[teams[0]]
    for team in teams:
        one = series[team]
        if one.days != first.days:
            raise BadDataError(
                f"Team {team} covers {one.days[0].isoformat()} to {one.days[-1].isoformat()}, team "
                f"{teams[0]} {first.days[0].isoformat()} to {first.days[-1].isoformat()}. Give all "
                "teams the same periods."
            )
        if one.missing:
            raise BadDataError(
                f"Team {team} has no value for {one.missing[0].isoformat()}. Comparing teams needs every "
                "period; leave the team out, or choose a time in which all were measured."
            )
    place = first.place_of(start)
    if place < FEWEST_PERIODS_BEFORE:
        raise BadDataError(
            f"There are {place} {first.grain}s before the start; comparing teams needs "
            f"{FEWEST_PERIODS_BEFORE}."
        )
    levels = np.array([series[team].rates for team in teams], dtype=float)
    if first.measure.kind == "count":
        if np.any(levels <= 0):
            team = teams[int(np.argwhere(levels <= 0)[0][0])]
            raise BadDataError(
                f"Team {team} has a period without any. Use longer periods, or join small teams."
            )
        levels = np.log(levels)
    return Panel(
        first.measure,
        tuple(teams),
        first.days,
        levels,
        np.array([team in treated for team in teams]),
        place,
    )


def read_change(panel: Panel, change: float) -> float:
    """Take a change of levels to the measure's own scale."""
    return float(np.expm1(change)) if panel.measure.kind == "count" else change
