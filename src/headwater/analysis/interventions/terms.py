"""An effect in people's terms: contacts, hours, money, points of satisfaction, each with its interval."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from headwater.analysis.estimates import Estimate
from headwater.analysis.interventions.evaluation_result import Evaluation

What = Literal["contacts", "hours", "money", "points"]

_PER_CENT = 100
_NOT_ITS_DOING = "Not known to be its doing: "


@dataclass(frozen=True)
class Term:
    """One thing an effect amounts to.

    Attributes
    ----------
    estimate : Estimate
        How much more there was (less where negative) over the window; of money, what it was worth; of
        points, how far the mean moved.
    sure : bool
        Whether the interval leaves out nothing and every gate holds. Where the interval does not, the
        sentence says both ends and no figure.
    sentence : str
        As people say it.
    """

    what: What
    estimate: Estimate
    unit: str
    sure: bool
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)

    def __str__(self) -> str:
        return self.sentence


def people_terms(found: Evaluation, *, handle_minutes: float | None = None) -> tuple[Term, ...]:
    """Say what an effect amounts to; nothing where there is no effect to speak of, or it is too early.

    Parameters
    ----------
    handle_minutes : float, optional
        Minutes of handle time a contact took before the start, as far as known.

    Notes
    -----
    Every interval is the effect's own, multiplied by what is taken as known. Hours hold as far as the
    contacts that were added or avoided took as long as others.
    """
    terms = tuple(_terms(found, handle_minutes))
    if found.verdict.word == found.verdict.interval_says:
        return terms
    # a gate fails: something moved, and nobody can say that it was the intervention
    return tuple(replace(one, sure=False, sentence=f"{_NOT_ITS_DOING}{one.sentence}") for one in terms)


def _terms(found: Evaluation, handle_minutes: float | None) -> Iterator[Term]:
    effect, measure = found.effect, found.plan.measure
    if effect is None or found.verdict.word == "too early":
        return
    total = effect.total
    if measure.kind in ("count", "share") and _known(total):
        noun = _noun(measure.unit)
        beside = "" if measure.kind == "count" else f" that count as “{measure.title}”"
        sentence = f"{_more_or_less(total, noun)}{beside} over the window."
        yield Term("contacts", total, noun, _sure(total), sentence)
        if handle_minutes and measure.kind == "count" and noun == "contacts":
            hours = _times(total, handle_minutes / 60)
            said = f"{_more_or_less(hours, 'hours')} of handle time over the window, at {handle_minutes:.1f} "
            yield Term("hours", hours, "hours", _sure(hours), said + "minutes a contact.")
    if measure.kind == "continuous" and measure.unit == "hours" and _known(total):
        sentence = f"{_more_or_less(total, 'hours')} over the window."
        yield Term("hours", total, "hours", _sure(total), sentence)
    if measure.kind == "bounded" and _known(effect.change):
        low, high = measure.bounds
        points = _times(effect.change, _PER_CENT / (high - low))
        sentence = f"{measure.title}: {_moved(points)} on a scale of 100."
        yield Term("points", points, "points of 100", _sure(points), sentence)
    if found.worth is not None and _known(found.worth.worth):
        worth, currency = found.worth.worth, found.worth.currency
        yield Term("money", worth, currency, _sure(worth), _worth(worth, currency))


def _known(estimate: Estimate) -> bool:
    return None not in (estimate.value, estimate.low, estimate.high)


def _ends(estimate: Estimate) -> tuple[float, float, float]:
    assert estimate.value is not None
    assert estimate.low is not None
    assert estimate.high is not None
    return estimate.value, estimate.low, estimate.high


def _sure(estimate: Estimate) -> bool:
    _, low, high = _ends(estimate)
    return low > 0 or high < 0


def _times(estimate: Estimate, factor: float) -> Estimate:
    value, low, high = _ends(estimate)
    return Estimate(
        value * factor,
        low * factor,
        high * factor,
        n=estimate.n,
        level=estimate.level,
        method=estimate.method,
    )


def _noun(unit: str) -> str:
    """Return what one is, of a unit such as `contacts per 100 orders` or `of contacts`."""
    return unit.removeprefix("of ").split(" per ")[0].strip() or "events"


def _more_or_less(estimate: Estimate, noun: str) -> str:
    value, low, high = _ends(estimate)
    if _sure(estimate):
        near, far = sorted((abs(low), abs(high)))
        word = "fewer" if high < 0 else "more"
        return f"About {_number(abs(value))} {word} {noun} ({_number(near)} to {_number(far)})"
    return f"Anything from {_number(abs(low))} fewer to {_number(abs(high))} more {noun}"


def _moved(points: Estimate) -> str:
    value, low, high = _ends(points)
    if _sure(points):
        near, far = sorted((abs(low), abs(high)))
        return f"about {abs(value):.1f} points {'down' if high < 0 else 'up'} ({near:.1f} to {far:.1f})"
    return f"anything from {abs(low):.1f} points down to {abs(high):.1f} points up"


def _worth(worth: Estimate, currency: str) -> str:
    value, low, high = _ends(worth)
    if _sure(worth):
        near, far = sorted((abs(low), abs(high)))
        word = "Worth" if low > 0 else "It cost beyond its price"
        span = f"({_number(near)} to {_number(far)})"
        return f"{word} about {_number(abs(value))} {currency} over the window {span}."
    return (
        f"Worth anything from a loss of {_number(abs(low))} {currency} to a gain of {_number(abs(high))} "
        f"{currency} over the window."
    )


def _number(value: float) -> str:
    """Write a number no finer than it is useful: two digits more than its size asks for."""
    if value >= 100:
        digits = len(str(int(value)))
        step = 10 ** max(0, digits - 3)
        return f"{round(value / step) * step:,.0f}"
    return f"{value:,.0f}" if value >= 10 else f"{value:,.1f}"
