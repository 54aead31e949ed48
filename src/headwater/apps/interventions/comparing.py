"""What was predicted beside what was found, as a page shows it: a sentence, a picture, its figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from headwater.analysis.estimates import Estimate
from headwater.analysis.interventions.effect import Effect
from headwater.analysis.interventions.evaluation_result import Evaluation
from headwater.analysis.interventions.prediction_outcome import Comparison, compare

WIDTH, LEFT, RIGHT = 420.0, 86.0, 14.0
TOP, STEP = 34.0, 38.0


@dataclass(frozen=True)
class Figure:
    """One figure of the comparison and where it stands in the picture.

    Attributes
    ----------
    key : str
        predicted or found; difference has no place in the picture.
    x, low, high : float or None
        Places of the figure and of its bounds.
    """

    key: str
    name: str
    words: str
    interval: str
    x: float = 0.0
    low: float | None = None
    high: float | None = None
    y: float = 0.0


@dataclass(frozen=True)
class Mark:
    """A place on the axis.

    Attributes
    ----------
    side : {'middle', 'start', 'end'}
        Which end of the text stands there.
    """

    x: float
    text: str
    y: float
    side: str = "middle"


@dataclass(frozen=True)
class Came:
    """The comparison on a page.

    Attributes
    ----------
    source : str
        What the prediction comes from; empty where a person said it.
    drawn : tuple of Figure
        Those of the picture; none where nothing can be compared.
    nothing : float
        Where no change lies in the picture.
    """

    found: Comparison
    source: str
    figures: tuple[Figure, ...] = ()
    drawn: tuple[Figure, ...] = ()
    marks: tuple[Mark, ...] = ()
    nothing: float = 0.0
    width: float = WIDTH
    left: float = LEFT
    bottom: float = TOP + 2 * STEP

    @property
    def title(self) -> str:
        """What the picture shows, for those who do not see it."""
        return "; ".join(f"{one.name}: {one.words} {one.interval}".strip() for one in self.drawn)


def came_of(evaluation: Evaluation) -> Came | None:
    """Put the comparison of a verdict with its prediction together; None where nothing was predicted."""
    said, effect = evaluation.plan.predicted, evaluation.effect
    if said is None:
        return None
    found = compare(said, evaluation)
    if effect is None or not found.difference.known:
        return Came(found, said.source)
    told = (("predicted", "Predicted", found.predicted), ("found", "Found", found.found))
    place, marks = _axis(effect, [estimate for _, _, estimate in told])
    drawn = tuple(
        _figure(effect, key, name, estimate, place, TOP + STEP * row)
        for row, (key, name, estimate) in enumerate(told)
    )
    apart = _figure(effect, "difference", "Difference", found.difference, place, 0.0)
    return Came(found, said.source, (*drawn, apart), drawn, marks, place(0.0))


def _figure(  # noqa: PLR0917 - a place in a picture has so many sides
    effect: Effect, key: str, name: str, estimate: Estimate, place: Callable[[float], float], y: float
) -> Figure:
    assert estimate.value is not None
    low, high = estimate.low, estimate.high
    words = effect.read_estimate(estimate)
    figure, _, interval = words.partition(" (")
    return Figure(
        key,
        name,
        figure,
        interval.removesuffix(")") or "no interval was said",
        place(estimate.value),
        None if low is None else place(low),
        None if high is None else place(high),
        y,
    )


def _axis(effect: Effect, shown: Sequence[Estimate]) -> tuple[Callable[[float], float], tuple[Mark, ...]]:
    """Return where a change lies, and the places on the axis that are named: the ends and no change."""
    ends = [0.0, *(end for one in shown for end in (one.value, one.low, one.high) if end is not None)]
    low, high = min(ends), max(ends)
    room = 0.06 * (high - low or 1.0)
    low, high = low - room, high + room

    def place(value: float) -> float:
        return round(LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT), 1)

    below = TOP + 2 * STEP + 18
    marks = [
        Mark(place(value), effect.read(value), below, side)
        for value, side in ((min(ends), "start"), (max(ends), "end"))
        if value
    ]
    at = place(0.0)
    side = "start" if at < LEFT + 40 else "end" if at > WIDTH - RIGHT - 40 else "middle"
    return place, (Mark(at, "no change", 10.0, side), *marks)
