"""Are contacts ended just below a handle-time target? Found from the shape of handle times alone."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.frames import Columns, to_frame
from headwater.analysis.policy.bunching import fit_shape
from headwater.analysis.policy.gaming_bins import BELOW_SECONDS, binned, found_elsewhere, rounded_to
from headwater.analysis.policy.gaming_harm import came_back_more, satisfaction_lost
from headwater.analysis.policy.grades import GRADES, Grade
from headwater.analysis.policy.handle_times import HandleTimes

if TYPE_CHECKING:
    from headwater.analysis.charts.figure import Figure

FEWEST_BELOW = 100
_NORMAL = 1.959964
_FIRES, _TOO_MANY_FIRE = 3.0, 0.1

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
    saved_seconds : Estimate
        Time by which the contacts together were cut short.
    satisfaction : Estimate
        Satisfaction of customers whose contact was cut short less what it would have been, from -1 to 1.
    grade : str
        How far `came_back_more` and `satisfaction` can be read as an effect; see `GRADES`.
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
    saved_seconds: Estimate
    satisfaction: Estimate
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
    harm: bool = True,
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
    harm : bool
        Whether what came of it is looked for too.

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
    total = times.total
    rounded = rounded_to(times, target)
    if rounded:
        why = f"handle times are rounded to {rounded} seconds, and so bunch at values that are no target too"
        return _untold(target, total, why, {})
    bins = binned(times, target)
    if bins is None:
        return _untold(target, total, "too few contacts lie around the target", {})
    windows = bins.windows(target, also_targets)
    shape = fit_shape(bins.counts, bins.middles, windows)
    below, columns = bins.below(target), bins.columns(shape)
    if shape.expected[below].sum() < FEWEST_BELOW:
        why = f"fewer than {FEWEST_BELOW} contacts are to be expected in the {BELOW_SECONDS} seconds below it"
        return _untold(target, total, why, columns)
    excess, error = shape.excess(below)
    elsewhere = found_elsewhere(bins, target, windows, shape.order)
    fires = float(np.mean(np.abs(elsewhere[:, 0]) > _FIRES)) if len(elsewhere) else 0.0
    wider, wider_still = np.maximum(1.0, elsewhere.std(axis=0)) if len(elsewhere) > 3 else (1.0, 1.0)
    if fires > _TOO_MANY_FIRE:
        why = (
            f"counts bunch at {fires:.0%} of the values that are no target too, as rounded handle times do; "
            "what is special about the target cannot be told apart"
        )
        return _untold(target, total, why, columns, fires)
    error *= float(wider)
    contacts = _around(excess, error, total)
    shifted = _around(excess / total, error / total, total)
    word: Word = "bunched" if excess > _NORMAL * error else "no sign"
    caused = saved = satisfaction = cannot_tell("nothing was shifted")
    if word == "bunched" and not harm:
        caused = saved = satisfaction = cannot_tell("it was not looked for")
    elif word == "bunched":
        draws = rng or np.random.default_rng(0)
        caused = came_back_more(shape, bins, target, draws)
        satisfaction = satisfaction_lost(shape, bins, target, draws)
        shorter, unsure = shape.excess(-bins.middles * windows[0])
        saved = _around(shorter, unsure * float(wider_still), total)
    return Gaming(
        target=target,
        word=word,
        shifted=shifted,
        contacts=contacts,
        z=excess / error,
        placebo_fires=fires,
        came_back_more=caused,
        saved_seconds=saved,
        satisfaction=satisfaction,
        grade="C",
        sentence=_sentence(word, target, shifted, contacts),
        bins=columns,
    )


def first_look(times: HandleTimes, target: float, also_targets: Sequence[float] = ()) -> float | None:
    """Return the excess below a value in standard errors, before it is held against other values.

    It is never smaller in size than the `z` that `find_gaming` gives, and far quicker to have. None where
    contacts are too few.
    """
    bins = binned(times, target)
    if bins is None:
        return None
    shape = fit_shape(bins.counts, bins.middles, bins.windows(target, also_targets))
    below = bins.below(target)
    if shape.expected[below].sum() < FEWEST_BELOW:
        return None
    excess, error = shape.excess(below)
    return excess / error


def _around(value: float, error: float, n: int) -> Estimate:
    return Estimate(
        value,
        value - _NORMAL * error,
        value + _NORMAL * error,
        n=n,
        method="excess over a smooth shape of handle times",
    )


def _untold(target: float, total: int, why: str, bins: Columns, fires: float = 0.0) -> Gaming:
    nothing = cannot_tell(why, total)
    return Gaming(
        target=target,
        word="cannot tell",
        shifted=nothing,
        contacts=nothing,
        z=None,
        placebo_fires=fires,
        came_back_more=nothing,
        saved_seconds=nothing,
        satisfaction=nothing,
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
