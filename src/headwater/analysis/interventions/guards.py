"""Guards: measures that must not get worse while another one is improved."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from headwater.analysis.errors import HeadwaterError
from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.interventions.effect import Effect, effect_of
from headwater.analysis.interventions.evaluation import look_come, with_season
from headwater.analysis.interventions.fitting import enough, fit
from headwater.analysis.interventions.phases import Phases, phases_of
from headwater.analysis.interventions.plan import Plan, Smallest
from headwater.analysis.interventions.verdict import Verdict
from headwater.analysis.measures import Series

GuardWord = Literal["got worse", "no sign that it got worse", "cannot tell"]


@dataclass(frozen=True)
class GuardVerdict:
    """What became of a measure that must not get worse.

    Attributes
    ----------
    reference : str
        How the plan names it.
    change : Estimate
        As `Effect.change` of the same measure; without a value where it cannot be told.
    change_words : str
        The same to be read; empty where it cannot be told.
    """

    reference: str
    title: str
    word: GuardWord
    sentence: str
    change: Estimate
    change_words: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)

    def __str__(self) -> str:
        return self.sentence


def judge_guard(series: Series | None, plan: Plan, *, reference: str = "", title: str = "") -> GuardVerdict:
    """Judge whether a measure that must not get worse did.

    Parameters
    ----------
    series : Series or None
        Of the guard, up to the date that is judged; None where there is none.
    plan : Plan
        Its start, phase-in, window, looks, model and other programmes hold for the guard too. Comparison and
        smallest effect are the primary measure's, and are not used.
    reference, title : str
        How the plan names the guard, and how people do; the measure's own by default.

    Returns
    -------
    GuardVerdict
        *Got worse* where the whole interval is a deterioration; *no sign that it got worse* else, with how
        much worse it may be all the same; *cannot tell* where the record does not carry an estimate.

    Notes
    -----
    Each guard is judged for itself at the level of the primary measure. Of many guards that stay as they are
    one in forty is called worse by chance: a guard is there to be looked at, not to be added up.

    Examples
    --------
    >>> from datetime import date, timedelta
    >>> from headwater.analysis.measures import Measure, Point, series_of
    >>> weeks = [
    ...     Point(date(2023, 1, 2) + timedelta(weeks=i), (0.8 if i < 104 else 0.6) + (i * 37) % 23 / 400)
    ...     for i in range(130)
    ... ]
    >>> satisfaction = Measure("satisfaction", kind="bounded", better="higher")
    >>> plan = Plan("Script", Measure("repeats", kind="count"), date(2024, 12, 30), Smallest(-5))
    >>> judge_guard(series_of(satisfaction, weeks), plan).word
    'got worse'
    """
    if series is None:
        return _unknown(reference, title or reference, "it does not reach the date, or was not measured")
    name = title or series.measure.title
    known = reference or series.measure.key
    try:
        found = _effect(series, plan)
    except HeadwaterError as error:
        return _unknown(known, name, error.message.rstrip("."))
    if isinstance(found, str):
        return _unknown(known, name, found)
    low, high = found.linear.low, found.linear.high
    assert low is not None
    assert high is not None
    sign = series.measure.sign
    worst = min(sign * low, sign * high)
    best = max(sign * low, sign * high)
    if best < 0:
        return GuardVerdict(
            known, name, "got worse", f"{name} got worse: {found.words}.", found.change, found.words
        )
    end = found.change.low if sign > 0 else found.change.high
    assert end is not None
    rest = f" It may be worse by {found.read(abs(end)).lstrip('+')} all the same." if worst < 0 else ""
    sentence = f"There is no sign that {name} got worse: {found.words}.{rest}"
    return GuardVerdict(known, name, "no sign that it got worse", sentence, found.change, found.words)


def guarded_sentence(verdict: Verdict, guards: Sequence[GuardVerdict]) -> str:
    """Return the sentence of a verdict, with the price at which it was reached said first."""
    worse = [guard for guard in guards if guard.word == "got worse"]
    if not worse:
        return verdict.sentence
    price = "; ".join(f"{guard.title} got worse, {guard.change_words}" for guard in worse)
    if verdict.word == "worked":
        return f"Worked, but at a price: {price}. {verdict.sentence.removeprefix('Worked. ')}"
    return f"{verdict.sentence} Beside it, {price}."


def _effect(series: Series, plan: Plan) -> Effect | str:
    """Return the effect on a guard, or why there is none."""
    own = replace(
        plan,
        measure=series.measure,
        smallest=Smallest(series.measure.sign * max(abs(plan.smallest.amount), 1.0), "%"),
        comparison="",
        negative_control="",
    )
    look, level, _ = look_come(series, own)
    if look is None:
        return "it does not reach the date"
    phases = phases_of(series, own, look)
    changed = _changed_inside(series, phases)
    if changed:
        return f"it was defined differently from {changed} on"
    if not enough(series, phases) or len({rate for rate in series.rates if rate is not None}) < 2:
        return "too few of its periods were measured, or they are all alike"
    used = with_season(series, own, phases, None)
    return effect_of(fit(series, used, phases), own.smallest, level)


def _changed_inside(series: Series, phases: Phases) -> str:
    last = min(phases.end, len(series)) - 1
    inside = [day for day in series.changes if series.days[phases.first] < day <= series.days[last]]
    return inside[0].isoformat() if inside else ""


def _unknown(reference: str, title: str, why: str) -> GuardVerdict:
    sentence = f"Cannot tell whether {title} got worse: {why}."
    return GuardVerdict(reference, title, "cannot tell", sentence, cannot_tell(why))
