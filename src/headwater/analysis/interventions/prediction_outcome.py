"""Whether what was predicted came, said no more surely than the prediction and the outcome are known."""

from dataclasses import asdict, dataclass
from math import hypot
from statistics import NormalDist
from typing import Any, Literal

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.interventions.effect import Effect
from headwater.analysis.interventions.evaluation_result import Evaluation
from headwater.analysis.interventions.prediction import Prediction

ComparisonWord = Literal[
    "as predicted", "less than predicted", "more than predicted", "the other way", "cannot tell"
]
COMPARISONS: tuple[ComparisonWord, ...] = (
    "as predicted",
    "less than predicted",
    "more than predicted",
    "the other way",
    "cannot tell",
)

BIASING = ("record", "reaction", "overlap", "placebo", "control")
"""Gates that ask of every effect whether it is the programme's doing. The sixth asks only of effects that
were found: a record of predictions that went by it would leave out large ones more often than small ones."""

_LEVEL = 0.95


@dataclass(frozen=True)
class Comparison:
    """What was predicted beside what was found.

    Attributes
    ----------
    word : str
        One of five.
    predicted, found, difference : Estimate
        On the scale on which the effect is read: a share of the level before, a difference of shares, or the
        measure's unit. The difference is found less predicted.
    holds : bool
        Whether every gate holds that asks of any effect if it is the programme's doing.
    """

    word: ComparisonWord
    sentence: str
    predicted: Estimate
    found: Estimate
    difference: Estimate
    holds: bool = True

    @property
    def came_true(self) -> float | None:
        """Part of what was predicted that was found; None where it says nothing of the prediction."""
        if not self.holds or self.found.value is None or not self.predicted.value:
            return None
        return self.found.value / self.predicted.value

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data."""
        return asdict(self)

    def __str__(self) -> str:
        return self.sentence


def compare(prediction: Prediction, evaluation: Evaluation) -> Comparison:
    """Say whether what was predicted came, no more surely than both intervals allow.

    Parameters
    ----------
    prediction : Prediction
        As it was said before the start.
    evaluation : Evaluation
        The verdict on the same measure.

    Returns
    -------
    Comparison
        *as predicted* where the difference is surely smaller than the prediction itself, so that neither
        nothing nor twice as much is possible; *less* or *more* where the interval of the difference excludes
        0; *the other way* where the measure surely moved against the prediction; else *cannot tell*.

    Notes
    -----
    Prediction and outcome rest on different data and are taken as independent. With distances a and b from
    the figures to the bounds that matter, the bound of the difference is sqrt(a^2 + b^2) away: the method of
    variance estimates recovery, which keeps intervals that are not symmetrical as they are. A prediction
    without an interval is taken as an exact number.

    References
    ----------
    Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect measures: a general
    approach. Statistics in Medicine, 27(10), 1693-1702.
    """
    effect = evaluation.effect
    nothing = cannot_tell("nothing could be estimated")
    if effect is None:
        sentence = "Cannot tell whether the prediction came true: there is no estimate to hold it against."
        return Comparison("cannot tell", sentence, nothing, nothing, nothing, holds=False)
    said = on_scale_of(effect, prediction)
    if said.value is None:
        sentence = f"Cannot tell whether the prediction came true: {said.why}."
        return Comparison("cannot tell", sentence, said, effect.change, nothing, holds=False)
    found = _at(effect.change)
    difference = difference_of(found, _at(said))
    failed = [gate for gate in evaluation.gates if gate.status == "fails"]
    word = "cannot tell" if failed else _word(said, found, difference)
    sentence = _sentence(word, (said, found, difference), effect, failed[0].title if failed else "")
    holds = all(gate.key not in BIASING for gate in failed)
    return Comparison(word, sentence, said, found, difference, holds=holds)


def difference_of(first: Estimate, second: Estimate) -> Estimate:
    """Return first less second, two independent estimates at the same level.

    Examples
    --------
    Newcombe (1998), table II, method 10, 56 of 70 against 48 of 80:

    >>> from headwater.analysis.estimates import wilson
    >>> found = difference_of(wilson(56, 70), wilson(48, 80))
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    a, a_low, a_high = _ends(first)
    b, b_low, b_high = _ends(second)
    d = a - b
    return Estimate(
        d,
        d - hypot(a - a_low, b_high - b),
        d + hypot(a_high - a, b - b_low),
        n=first.n,
        level=first.level,
        method="variance estimates recovery",
    )


def on_scale_of(effect: Effect, prediction: Prediction) -> Estimate:
    """Return a prediction on the scale on which an effect is read.

    Effects on counts are shares of the level before; on shares and scales from 0 to 1 they are differences;
    else they are in the measure's unit. Per cent and own units are turned into each other by the level
    before the start, as it was estimated.
    """
    before = effect.before
    if effect.scale == "percent":
        if prediction.unit == "pp":
            return cannot_tell("percentage points are for shares")
        if not prediction.unit and not before > 0:
            return cannot_tell("the level before is not above 0, so nothing can be read against it")
        factor = 0.01 if prediction.unit else 1 / before
    else:
        factor = {"%": before / 100, "pp": 0.01, "": 1.0}[prediction.unit]
        if not factor:
            return cannot_tell("the level before is 0, of which nothing is a part")
    if prediction.low is None or prediction.high is None:
        return Estimate(prediction.value * factor, level=_LEVEL, method="said")
    low, high = sorted((prediction.low * factor, prediction.high * factor))
    return Estimate(prediction.value * factor, low, high, level=_LEVEL, method="said")


def _word(said: Estimate, found: Estimate, difference: Estimate) -> ComparisonWord:
    assert said.value is not None
    way = 1 if said.value > 0 else -1
    _, low, high = _ends(difference)
    nearest, farthest = sorted((way * low, way * high))
    if nearest > 0:
        return "more than predicted"
    if farthest < 0:
        _, *ends = _ends(found)
        return "the other way" if max(way * end for end in ends) < 0 else "less than predicted"
    size = abs(said.value)
    return "as predicted" if -size < nearest and farthest < size else "cannot tell"


_OPENINGS: dict[ComparisonWord, str] = {
    "as predicted": "It came as predicted",
    "less than predicted": "It moved less than predicted",
    "more than predicted": "It moved more than predicted",
    "the other way": "It moved the other way than predicted",
    "cannot tell": "Cannot tell whether the prediction came true",
}


def _sentence(
    word: ComparisonWord, known: tuple[Estimate, Estimate, Estimate], effect: Effect, failed: str
) -> str:
    said, found, difference = known
    opening, figures = (
        _OPENINGS[word],
        f"{_read(effect, said)} was predicted, {_read(effect, found)} was found",
    )
    if failed:
        return f"{opening}: {figures}, and it is not known to be its doing, as the gate “{failed}” fails."
    if word != "cannot tell":
        apart = f"The difference is {_read(effect, difference)}."
        return f"{opening}: {figures}. {apart}"
    assert said.value is not None
    ends = _ends(difference)[1:]
    nothing, twice = (_reaches(ends, -said.value), _reaches(ends, said.value))
    if nothing and twice:
        return f"{opening}: {figures}. Anything is possible, from nothing to twice as much as was predicted."
    other = "that nothing came of it" if nothing else "that it was twice as much"
    return f"{opening}: {figures}. It is possible that all of it came, and also {other}."


def _reaches(ends: tuple[float, ...], value: float) -> bool:
    return min(ends) <= value <= max(ends)


def _read(effect: Effect, estimate: Estimate) -> str:
    return effect.read_estimate(estimate)


def _at(estimate: Estimate) -> Estimate:
    """Return an estimate at the usual level; looks are paid for with a stricter one."""
    if estimate.value is None or estimate.low is None or estimate.high is None or estimate.level == _LEVEL:
        return estimate
    normal = NormalDist()
    part = normal.inv_cdf(0.5 + _LEVEL / 2) / normal.inv_cdf(0.5 + estimate.level / 2)
    value = estimate.value
    low, high = (value - part * (value - end) for end in (estimate.low, estimate.high))
    return Estimate(value, low, high, n=estimate.n, level=_LEVEL, method=estimate.method)


def _ends(estimate: Estimate) -> tuple[float, float, float]:
    assert estimate.value is not None
    value = estimate.value
    return (
        value,
        value if estimate.low is None else estimate.low,
        value if estimate.high is None else estimate.high,
    )
