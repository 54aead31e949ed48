"""From an interval and its gates to one of five words."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from headwater.analysis.interventions.effect import Effect
from headwater.analysis.interventions.gates import Gate
from headwater.analysis.interventions.plan import Plan

Word = Literal["worked", "made it worse", "no effect that matters", "cannot tell", "too early"]
WORDS: tuple[Word, ...] = ("worked", "made it worse", "no effect that matters", "cannot tell", "too early")


@dataclass(frozen=True)
class Verdict:
    """What is said of an intervention.

    Attributes
    ----------
    interval_says : str
        What the interval alone would say; differs from `word` where a gate fails.
    sentence : str
        The verdict with its reason.
    clearer : tuple of str
        What would make it clearer.
    """

    word: Word
    interval_says: Word
    sentence: str
    clearer: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict as plain data."""
        return asdict(self) | {"clearer": list(self.clearer)}

    def __str__(self) -> str:
        return self.sentence


def interval_verdict(effect: Effect, sign: int) -> Word:
    """Read an interval against nothing and against the smallest effect worth having.

    Parameters
    ----------
    sign : int
        +1 where higher is better, -1 where lower is.
    """
    low, high = effect.linear.low, effect.linear.high
    assert low is not None
    assert high is not None
    worst, best = sorted((sign * low, sign * high))
    if worst > 0:
        return "worked"
    if best < 0:
        return "made it worse"
    return "no effect that matters" if best < sign * effect.smallest else "cannot tell"


def verdict_of(effect: Effect, gates: Sequence[Gate], plan: Plan) -> Verdict:
    """Join what the interval says with what the gates say."""
    says = interval_verdict(effect, plan.measure.sign)
    failed = [gate for gate in gates if gate.status == "fails"]
    found = f"{plan.measure.title}: {effect.words}"
    clearer = tuple(gate.sentence for gate in failed)
    if says == "cannot tell":
        mostly = f" It could have been anything from {_extent(effect)}."
        sentence = (
            f"Cannot tell. {found}, so both no effect and the smallest effect worth having "
            f"({plan.asked}) are possible.{mostly}"
        )
        return Verdict("cannot tell", says, sentence, (*clearer, *_narrower(plan)))
    if failed:
        titles = ", ".join(f"“{gate.title}”" for gate in failed)
        sentence = (
            f"Cannot tell. The interval alone says “{says}” ({found}), but "
            f"{'a gate fails' if len(failed) == 1 else 'gates fail'}: {titles}. {failed[0].sentence}"
        )
        return Verdict("cannot tell", says, sentence, clearer)
    sentence = _SENTENCES[says].format(found=found, smallest=plan.asked)
    return Verdict(says, says, sentence + _small(effect, says, plan))


def lasted_verdict(later: Verdict, first: Verdict, plan: Plan) -> Verdict:
    """Say of the time after the window whether what was found in it held on."""
    opening = {
        ("worked", "worked"): "It lasted.",
        ("worked", "no effect that matters"): "It faded.",
        ("worked", "made it worse"): "It turned round.",
        ("made it worse", "made it worse"): "It stayed worse.",
    }.get((first.word, later.word), "")
    span = f"From {plan.window} after the start to one year after it: "
    sentence = f"{opening} {span}{later.sentence}".strip()
    return Verdict(later.word, later.interval_says, sentence, later.clearer)


_SENTENCES: dict[Word, str] = {
    "worked": "Worked. {found}, and every gate holds.",
    "made it worse": "Made it worse. {found}, and every gate holds.",
    "no effect that matters": "No effect that matters. {found}: the smallest effect worth having "
    "({smallest}) is ruled out.",
}


def _small(effect: Effect, says: Word, plan: Plan) -> str:
    low, high = effect.linear.low, effect.linear.high
    assert low is not None
    assert high is not None
    best = max(plan.measure.sign * low, plan.measure.sign * high)
    if says == "worked" and best < plan.measure.sign * effect.smallest:
        return f" But it is smaller than the smallest effect worth having ({plan.asked})."
    return ""


def _extent(effect: Effect) -> str:
    assert effect.change.low is not None
    assert effect.change.high is not None
    return f"{effect.read(effect.change.low)} to {effect.read(effect.change.high)}"


def _narrower(plan: Plan) -> tuple[str, ...]:
    advice = ["A longer window narrows the interval; lock it in a new plan before looking on."]
    if not plan.comparison:
        advice.append("A comparison that shares everything but the programme takes away what moves both.")
    return tuple(advice)
