"""Ranks that carry their uncertainty: what the data cannot tell apart is tied."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from headwater.analysis.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_DRAWS = 4_000


@dataclass(frozen=True)
class Standing:
    """Where one of several stands.

    Attributes
    ----------
    place : int
        By its figure alone, largest first, from 1.
    best, worst : int
        Ranks it may have; all such intervals of a ranking hold at once.
    tied_with : tuple of str
        Those the data cannot tell it apart from.
    """

    name: str
    value: float
    place: int
    best: int
    worst: int
    tied_with: tuple[str, ...] = ()

    @property
    def rank(self) -> str:
        """Read the rank, no more certain than it is.

        Examples
        --------
        >>> Standing("late", 0.2, 3, 2, 4).rank, Standing("late", 0.2, 1, 1, 1).rank
        ('2nd to 4th', '1st')
        """
        return (
            ordinal(self.best)
            if self.best == self.worst
            else f"{ordinal(self.best)} to {ordinal(self.worst)}"
        )


@dataclass(frozen=True)
class Ranking:
    """Several figures in order, as far as there is one.

    Attributes
    ----------
    standings : tuple of Standing
        Largest figure first.
    groups : tuple of tuple of str
        Names in groups whose order is certain: each member of a group is larger than each of the next.
        Inside a group at least some order cannot be told.
    level : float
        Confidence with which all rank intervals, and the order of the groups, hold at once.
    """

    standings: tuple[Standing, ...]
    groups: tuple[tuple[str, ...], ...]
    level: float = 0.95

    def of(self, name: str) -> Standing | None:
        """Return where one stands; None where it is not ranked."""
        return next((standing for standing in self.standings if standing.name == name), None)

    @property
    def leaders(self) -> tuple[str, ...]:
        """Those that may be the largest."""
        return tuple(standing.name for standing in self.standings if standing.best == 1)

    def to_dict(self) -> dict[str, Any]:
        """Return the ranking as plain data."""
        return {
            "level": self.level,
            "standings": [asdict(s) | {"tied_with": list(s.tied_with)} for s in self.standings],
            "groups": [list(group) for group in self.groups],
        }

    def __str__(self) -> str:
        return "\n".join(f"{standing.rank}: {standing.name}" for standing in self.standings)


def rank(
    names: Sequence[str],
    values: Sequence[float],
    covariance: "Array",
    rng: "np.random.Generator",
    *,
    level: float = 0.95,
    smallest_step: float = 0.0,
    draws: int = _DRAWS,
) -> Ranking:
    """Rank figures, with intervals of the ranks that hold for all of them at once.

    Parameters
    ----------
    names : sequence of str, length p
    values : sequence of float, length p
        The figures, such as shares of contacts; larger ranks higher.
    covariance : ndarray of shape (p, p)
        Of the figures: they come from the same contacts, so they depend on each other.
    rng : numpy.random.Generator
        Where the draws for the critical values come from.
    level : float
        Confidence level of the ranking as a whole, 0 to 1.
    smallest_step : float
        How far one contact moves a difference; it is taken off each difference before it is judged, as
        continuity correction. A share of n contacts moves in steps of 1/n.
    draws : int
        Number of draws.

    Raises
    ------
    UsageError
        The covariance does not fit the figures.

    Notes
    -----
    For each ordered pair, "j is not larger than k" is tested by the difference over its standard error. All
    pairs are tested together: the critical value is the quantile of the largest of the statistics still in
    play under normal figures of this covariance, and is computed again without the rejected pairs until
    nothing more is rejected. The rank of j lies between one more than the number of those found larger, and
    p less the number of those found smaller.

    References
    ----------
    Mogstad, M., Romano, J. P., Shaikh, A. M. and Wilhelm, D. (2024). Inference for ranks with applications
    to mobility across neighbourhoods and academic achievement across countries. Review of Economic Studies,
    91(1), 476-518.
    Romano, J. P. and Wolf, M. (2005). Exact and approximate stepdown methods for multiple hypothesis
    testing. Journal of the American Statistical Association, 100(469), 94-108.

    Examples
    --------
    >>> import numpy as np
    >>> shares, one = [0.30, 0.10, 0.08], 0.02**2 * np.eye(3)
    >>> print(rank(["late", "lost", "damaged"], shares, one, np.random.default_rng(1)))
    1st: late
    2nd to 3rd: lost
    2nd to 3rd: damaged
    """
    import numpy as np

    given = np.asarray(covariance, dtype=float).reshape(-1)
    size = len(names)
    if given.size != size * size or len(values) != size:
        raise UsageError(
            f"A ranking of {size} needs {size} figures and a {size} by {size} covariance; "
            f"{len(values)} figures and {given.size} covariances were given."
        )
    figures = np.asarray(values, dtype=float)
    larger = (
        _told_apart(
            figures,
            given.reshape(size, size),
            rng,
            level=level,
            smallest_step=smallest_step,
            draws=draws,
        )
        if size > 1
        else np.zeros((size, size), dtype=bool)
    )
    order = sorted(range(size), key=lambda j: (-figures[j], names[j]))
    standings = [
        Standing(
            name=names[j],
            value=float(figures[j]),
            place=place,
            best=1 + int(larger[:, j].sum()),
            worst=size - int(larger[j].sum()),
            tied_with=tuple(names[k] for k in order if k != j and not larger[j, k] and not larger[k, j]),
        )
        for place, j in enumerate(order, 1)
    ]
    return Ranking(tuple(standings), _groups(names, order, larger), level)


def ordinal(number: int) -> str:
    """Read a place.

    Examples
    --------
    >>> [ordinal(n) for n in (1, 2, 3, 4, 11, 22, 113)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd', '113th']
    """
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _told_apart(
    figures: "Array",
    covariance: "Array",
    rng: "np.random.Generator",
    *,
    level: float,
    smallest_step: float,
    draws: int,
) -> "NDArray[np.bool_]":
    """Return, for each ordered pair, whether the first is larger beyond doubt."""
    import numpy as np

    size = len(figures)
    first, second = np.triu_indices(size, 1)
    variance = np.diag(covariance)
    spread = np.sqrt(np.maximum(variance[first] + variance[second] - 2 * covariance[first, second], 0.0))
    difference = figures[first] - figures[second]
    distance = np.sign(difference) * np.maximum(np.abs(difference) - smallest_step, 0.0)
    # without any spread the order is known, or the two are equal
    known = np.where(distance == 0, 0.0, np.copysign(np.inf, distance))
    statistic = np.divide(distance, spread, out=known, where=spread > 0)
    drawn = rng.multivariate_normal(np.zeros(size), covariance, size=draws, method="eigh")
    noise = np.divide(
        drawn[:, first] - drawn[:, second], spread, out=np.zeros((draws, len(first))), where=spread > 0
    )
    up = np.zeros(len(first), dtype=bool)
    down = np.zeros(len(first), dtype=bool)
    floor = NormalDist().inv_cdf(level)  # what one comparison alone would ask for
    while not (up | down).all():
        # a pair found in one direction leaves play in that direction only
        ahead = np.where(up, -np.inf, noise).max(axis=1)
        behind = np.where(down, -np.inf, -noise).max(axis=1)
        critical = max(float(np.quantile(np.maximum(ahead, behind), level)), floor)
        more_up, more_down = ~up & (statistic > critical), ~down & (-statistic > critical)
        if not (more_up | more_down).any():
            break
        up |= more_up
        down |= more_down
    larger = np.zeros((size, size), dtype=bool)
    larger[first[up], second[up]] = True
    larger[second[down], first[down]] = True
    return larger


def _groups(
    names: Sequence[str], order: list[int], larger: "NDArray[np.bool_]"
) -> tuple[tuple[str, ...], ...]:
    """Cut the order where everything above is larger than everything below."""
    groups: list[tuple[str, ...]] = []
    begin = 0
    for cut in range(1, len(order) + 1):
        if cut == len(order) or all(larger[a, b] for a in order[begin:cut] for b in order[cut:]):
            groups.append(tuple(names[j] for j in order[begin:cut]))
            begin = cut
    return tuple(groups)
