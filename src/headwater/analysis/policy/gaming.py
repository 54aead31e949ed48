"""Are contacts ended just below a handle-time target? Found from the shape of handle times alone."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.frames import Columns, to_frame
from headwater.analysis.policy.bunching import Shape, fit_shape
from headwater.analysis.policy.gaming_harm import came_back_more
from headwater.analysis.policy.grades import GRADES, Grade
from headwater.analysis.policy.handle_times import HandleTimes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headwater.analysis.charts.figure import Figure

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]

BIN_SECONDS = 10
BELOW_SECONDS = 30
"""How far below the target a contact counts as just below it."""
REACH = 0.5
"""How far above the target, as a part of it, contacts may have been that were cut short."""
FEWEST_BELOW = 100
_NORMAL = 1.959964
_FIRES, _TOO_MANY_FIRE = 3.0, 0.1
_STEPS, _ROUNDED = (60, 30, 20, 15), 0.1

Word = Literal["bunched", "no sign", "cannot tell"]


@dataclass(frozen=True)
class Gaming:
    """What the shape of handle times says about a target.

    Attributes
    ----------
    word : {'bunched', 'no sign', 'cannot tell'}
    shifted : Estimate
        Share of all contacts that were ended just below the target and would have lasted longer.
    contacts : Estimate
        The same as a number of contacts.
    z : float or None
        The excess in standard errors, widened by how far the method errs at values that are no target.
    placebo_fires : float
        Share of those other values at which it finds something.
    came_back_more : Estimate
        Contacts caused: customers who came back because theirs was cut short, less those who would have
        anyway.
    grade : str
        How far `came_back_more` can be read as an effect; see `GRADES`.
    bins : mapping
        Counts by bin, with those expected.
    """

    target: float
    word: Word
    shifted: Estimate
    contacts: Estimate
    z: float | None
    placebo_fires: float
    came_back_more: Estimate
    grade: Grade
    sentence: str
    bins: Columns

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return asdict(self) | {"grade_means": GRADES[self.grade]}

    def to_frame(self) -> Any:
        """Return counts by bin as a data frame."""
        return to_frame(self.bins)

    def __str__(self) -> str:
        lines = [self.sentence]
        if self.came_back_more.known:
            lines.append(
                f"Contacts this caused: {self.came_back_more.amount()}. Grade {self.grade}: "
                f"{GRADES[self.grade]}."
            )
        elif self.word == "bunched":
            lines.append(f"What it caused cannot be told: {self.came_back_more.why}.")
        return "\n".join(lines)

    def chart(self) -> "Figure":
        """Draw handle times with the shape they would have had."""
        from headwater.analysis.policy.gaming_chart import gaming_figure

        return gaming_figure(self)


def find_gaming(
    times: HandleTimes,
    target: float,
    *,
    also_targets: Sequence[float] = (),
    rng: np.random.Generator | None = None,
) -> Gaming:
    """Look for contacts that were ended just below a target.

    Parameters
    ----------
    times : HandleTimes
        Of contacts for which the target was in force.
    target : float
        Seconds; contacts of fewer seconds meet it.
    also_targets : sequence of float
        Other targets on the same contacts, so that they are not taken for a part of the smooth shape.
    rng : numpy.random.Generator, optional
        Where the draws for `came_back_more` come from; the same every time by default.

    Returns
    -------
    Gaming
        *cannot tell* where counts are few, or where the method finds as much at values that are no target.

    Raises
    ------
    UsageError
        The target is not a positive number.

    Examples
    --------
    >>> import numpy as np
    >>> draw = np.random.default_rng(3)
    >>> times = np.exp(draw.normal(5.6, 0.5, 100_000))
    >>> cut = (times > 240) & (times < 320) & (draw.random(100_000) < 0.3)
    >>> seconds, contacts = np.unique(np.where(cut, 235, times).astype(int), return_counts=True)
    >>> none = np.zeros(len(seconds))
    >>> found = find_gaming(HandleTimes(seconds.astype(float), contacts.astype(float), none, none), 240)
    >>> found.word, float(round(found.shifted.value / cut.mean(), 1))
    ('bunched', 1.0)
    """
    if not np.isfinite(target) or target <= 0:
        raise UsageError(f"A target of {target:g} seconds cannot be: give a number above 0, such as 240.")
    total = float(times.contacts.sum())
    rounded = _rounded_to(times, target)
    if rounded:
        why = f"handle times are rounded to {rounded} seconds, and so bunch at values that are no target too"
        return _untold(target, total, why, {})
    binned = _binned(times, target)
    if binned is None:
        return _untold(target, total, "too few contacts lie around the target", {})
    edges, counts, followed, returned = binned
    window = _window(edges, target)
    windows = [window, *_apart(edges, also_targets, window)]
    shape = fit_shape(counts, _middles(edges), windows)
    below = window & (edges[1:] <= target)
    columns = _columns(edges, counts, shape)
    if shape.expected[below].sum() < FEWEST_BELOW:
        why = f"fewer than {FEWEST_BELOW} contacts are to be expected in the {BELOW_SECONDS} seconds below it"
        return _untold(target, total, why, columns)
    excess, error = shape.excess(below)
    elsewhere = _placebos(edges, counts, target, windows, shape.order)
    fires = float(np.mean(np.abs(elsewhere) > _FIRES)) if len(elsewhere) else 0.0
    error *= max(1.0, float(np.std(elsewhere)) if len(elsewhere) > 3 else 1.0)
    if fires > _TOO_MANY_FIRE:
        why = (
            f"counts bunch at {fires:.0%} of the values that are no target too, as rounded handle times do; "
            "what is special about the target cannot be told apart"
        )
        return _untold(target, total, why, columns, fires)
    n = round(total)
    method = "excess over a smooth shape of handle times"
    contacts = Estimate(excess, excess - _NORMAL * error, excess + _NORMAL * error, n=n, method=method)
    shifted = Estimate(
        excess / total,
        (excess - _NORMAL * error) / total,
        (excess + _NORMAL * error) / total,
        n=n,
        method=method,
    )
    word: Word = "bunched" if excess > _NORMAL * error else "no sign"
    harm = cannot_tell("nothing was shifted")
    if word == "bunched":
        harm = came_back_more(shape, (followed, returned), (below, window), rng or np.random.default_rng(0))
    return Gaming(
        target=target,
        word=word,
        shifted=shifted,
        contacts=contacts,
        z=excess / error,
        placebo_fires=fires,
        came_back_more=harm,
        grade="C",
        sentence=_sentence(word, target, shifted, contacts),
        bins=columns,
    )


def _rounded_to(times: HandleTimes, target: float) -> int:
    """Return the seconds that many handle times are rounded to, coarser than a bin; 0 where they are not."""
    away = np.abs(times.seconds - target) > 2 * BELOW_SECONDS
    seconds, contacts = times.seconds[away], times.contacts[away]
    for step in _STEPS:
        on_step = float(contacts[seconds % step == 0].sum())
        if contacts.sum() and on_step / contacts.sum() > 1 / step + _ROUNDED:
            return step
    return 0


def _binned(times: HandleTimes, target: float) -> tuple["Array", "Array", "Array", "Array"] | None:
    """Return edges that the target is one of, and counts, from a quarter of it to where counts run out."""
    if not times.contacts.sum():
        return None
    reached = np.searchsorted(np.cumsum(times.contacts), 0.995 * times.contacts.sum())
    longest = float(times.seconds[min(reached, len(times.seconds) - 1)])
    down = int((target - max(BIN_SECONDS, target / 4)) // BIN_SECONDS)
    up = int((min(longest, 5 * target) - target) // BIN_SECONDS)
    if down < BELOW_SECONDS // BIN_SECONDS + 3 or up * BIN_SECONDS < target * REACH + 5 * BIN_SECONDS:
        return None
    edges = target + BIN_SECONDS * np.arange(-down, up + 1, dtype=float)
    place = np.digitize(times.seconds, edges) - 1
    inside = (place >= 0) & (place < len(edges) - 1)

    def summed(column: "Array") -> "Array":
        return np.asarray(np.bincount(place[inside], weights=column[inside], minlength=len(edges) - 1))

    return edges, summed(times.contacts), summed(times.followed), summed(times.returned)


def _middles(edges: "Array") -> "Array":
    return np.asarray((edges[:-1] + edges[1:]) / 2)


def _window(edges: "Array", target: float) -> "Bools":
    return np.asarray((edges[:-1] >= target - BELOW_SECONDS) & (edges[1:] <= target * (1 + REACH)))


def _apart(edges: "Array", targets: Sequence[float], taken: "Bools") -> list["Bools"]:
    found = []
    for target in targets:
        window = _window(edges, target) & ~taken
        if window.any():
            found.append(window)
            taken = taken | window
    return found


def _placebos(
    edges: "Array",
    counts: "Array",
    target: float,
    windows: Sequence["Bools"],
    order: int,
) -> "Array":
    """Return what the method finds, in standard errors, at values far from any target."""
    taken = np.any(windows, axis=0)
    found = []
    for value in edges[1:-1]:
        window = _window(edges, value)
        # a window with its full width on both sides, where nothing is known to be bent
        whole = value - BELOW_SECONDS >= edges[0] and value * (1 + REACH) <= edges[-1]
        if value == target or not whole or (window & taken).any():
            continue
        shape = fit_shape(counts, _middles(edges), [*windows, window], order)
        excess, error = shape.excess(window & (edges[1:] <= value))
        found.append(excess / error)
    return np.asarray(found)


def _columns(edges: "Array", counts: "Array", shape: Shape) -> Columns:
    return {
        "from": [float(edge) for edge in edges[:-1]],
        "to": [float(edge) for edge in edges[1:]],
        "contacts": [round(float(count)) for count in counts],
        "expected": [round(float(count), 1) for count in shape.expected],
    }


def _untold(target: float, total: float, why: str, bins: Columns, fires: float = 0.0) -> Gaming:
    nothing = cannot_tell(why, round(total))
    return Gaming(
        target=target,
        word="cannot tell",
        shifted=nothing,
        contacts=nothing,
        z=None,
        placebo_fires=fires,
        came_back_more=nothing,
        grade="D",
        sentence=f"Whether contacts are ended just below {target:g} seconds cannot be told: {why}.",
        bins=bins,
    )


def _sentence(word: Word, target: float, shifted: Estimate, contacts: Estimate) -> str:
    if word == "bunched":
        return (
            f"{shifted.percent()} of contacts were ended just below the target of {target:g} seconds and "
            f"would have lasted longer: {contacts.amount()} contacts. They meet the target, and nothing else."
        )
    assert shifted.high is not None
    return (
        f"No sign that contacts are ended just below {target:g} seconds; at most {max(shifted.high, 0):.1%} "
        "of them could be."
    )
