"""The facts as uncertain as they are: one column of what is so, and draws of what it might be."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isclose, log
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from headwater.analysis.estimates import Estimate
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.operation import resolved_today
from headwater.analysis.policy.store_facts import FoundFact

Array = NDArray[np.float64]

_MEASURED = ("contacts_per_hour", "today.aht_s", "today.repeat_frac", "patience_s")
_TAKEN_CALL_BACK = 0.9
"""Share who come back where nobody said: what resolution was worked out with from repeats."""


@dataclass(frozen=True)
class Drawn:
    """What is so today, each an array: the figures themselves first, then draws from their intervals.

    Attributes
    ----------
    issues : array, optional
        Issues an hour; None where nobody said.
    talk : array, optional
        Talk time in seconds.
    resolved : array, optional
        First-contact resolution of today.
    patience : array, optional
    measured : tuple of str
        Which facts were measured, with an interval.
    n : int
        The fewest contacts that one of them rests on.
    """

    issues: Array | None
    talk: Array | None
    resolved: Array | None
    patience: Array | None
    measured: tuple[str, ...] = ()
    n: int = 0


def drawn(
    facts: Facts, found: Sequence[FoundFact], draws: int, rng: np.random.Generator | None = None
) -> Drawn:
    """Return the facts with draws from the intervals of those that were measured.

    Parameters
    ----------
    found : sequence of FoundFact
        As `facts_from_store` gives them. One that people said otherwise since is not drawn: what they say
        counts, and has no interval.
    rng : numpy.random.Generator, optional
        By default the same draws each time, so that two answers differ by what is different about them.

    Notes
    -----
    A normal law to each side of the figure that gives its 95% interval (patience: on the logarithm), with the
    draws spread evenly over the law (Latin hypercube). Facts are drawn independently of each other.

    References
    ----------
    McKay, M. D., Beckman, R. J. and Conover, W. J. (1979). A comparison of three methods for selecting values
    of input variables in the analysis of output from a computer code. Technometrics, 21(2), 239-245.

    Examples
    --------
    >>> from headwater.analysis.policy.facts import Today
    >>> seen = (FoundFact("today.aht_s", "s", Estimate(240.0, 230.0, 250.0, n=5000)),)
    >>> some = drawn(Facts(today=Today(talk_s=240)), seen, 400)
    >>> np.quantile(some.talk[1:], [0.025, 0.975]).round().tolist()
    [230.0, 250.0]
    """
    known = {one.name: one.estimate for one in found if _has_interval(one.estimate)}
    counted = {name: known[name] for name in _MEASURED if name in known and _still_so(name, known, facts)}
    if not counted or draws < 2:
        return Drawn(
            _one(facts.issues_per_hour),
            _one(facts.today.talk_s),
            _one(resolved_today(facts)),
            _one(facts.patience_s),
        )
    normal = spread_evenly(draws, len(_MEASURED)) if rng is None else _spread(draws, len(_MEASURED), rng)
    values = {
        name: _values(estimate, normal[_MEASURED.index(name)], on_log=name == "patience_s")
        for name, estimate in counted.items()
    }
    return Drawn(
        _issues(facts, known, values, draws),
        _talk(facts, known, values, draws),
        _resolved(facts, known, values, draws),
        values.get("patience_s", _one(facts.patience_s, draws)),
        tuple(counted),
        min(estimate.n for estimate in counted.values()),
    )


def _issues(facts: Facts, known: dict[str, Estimate], values: dict[str, Array], draws: int) -> Array | None:
    issues = _one(facts.issues_per_hour, draws)
    if issues is None or "contacts_per_hour" not in values:
        return issues
    issues = issues * values["contacts_per_hour"] / float(known["contacts_per_hour"].value or 1.0)
    if "today.repeat_frac" in values:  # issues are contacts without those that came back
        issues = issues * (1 - values["today.repeat_frac"]) / (1 - _value(known["today.repeat_frac"]))
    return np.asarray(issues)


def _talk(facts: Facts, known: dict[str, Estimate], values: dict[str, Array], draws: int) -> Array | None:
    talk = _one(facts.today.talk_s, draws)
    if talk is None or "today.aht_s" not in values:
        return talk
    return np.asarray(np.maximum(talk + values["today.aht_s"] - _value(known["today.aht_s"]), 1e-3))


def _resolved(facts: Facts, known: dict[str, Estimate], values: dict[str, Array], draws: int) -> Array | None:
    resolved = _one(resolved_today(facts), draws)
    if resolved is None or "today.repeat_frac" not in values:
        return resolved
    times = values["today.repeat_frac"] / _value(known["today.repeat_frac"])
    return np.asarray(np.clip(1 - (1 - resolved) * times, 0.0, 1.0))


def _still_so(name: str, known: dict[str, Estimate], facts: Facts) -> bool:
    """Say whether a fact is still the one that was measured, and not what somebody said since."""
    value = _value(known[name])
    if name == "patience_s":
        return facts.patience_s is not None and isclose(facts.patience_s, value, rel_tol=1e-6)
    if name == "today.aht_s":
        handle = facts.today.handle_seconds
        return handle is not None and isclose(handle, value, rel_tol=1e-6)
    repeats = known.get("today.repeat_frac")
    if name == "contacts_per_hour":
        issues = value * (1 - (0.0 if repeats is None else _value(repeats)))
        return facts.issues_per_hour is not None and isclose(facts.issues_per_hour, issues, rel_tol=1e-6)
    said = facts.today.fcr_frac
    return (
        said is not None
        and value > 0
        and any(
            isclose(1 - said, value / share, rel_tol=1e-6)
            for share in (facts.call_back_share, _TAKEN_CALL_BACK)
            if share
        )
    )


def _values(estimate: Estimate, normal: Array, *, on_log: bool) -> Array:
    """Return the figure, then draws whose interval is its own."""
    z = NormalDist().inv_cdf(0.5 + estimate.level / 2)
    value, low, high = _value(estimate), estimate.low or 0.0, estimate.high or 0.0
    if on_log:
        value, low, high = log(value), log(low), log(high)
    moved = value + normal * np.where(normal > 0, high - value, value - low) / z
    values = np.concatenate([[value], moved])
    if on_log:
        return np.asarray(np.exp(values))
    most = 0.999 if 0 < value < 1 and estimate.method.startswith("Wilson") else np.inf
    return np.asarray(np.clip(values, 1e-6, most))


def _has_interval(estimate: Estimate) -> bool:
    return None not in (estimate.value, estimate.low, estimate.high) and (estimate.value or 0) > 0


def _value(estimate: Estimate) -> float:
    return float(estimate.value or 0.0)


def _one(value: float | None, draws: int = 0) -> Array | None:
    return None if value is None else np.full(draws + 1, float(value))


@lru_cache(maxsize=8)
def spread_evenly(draws: int, facts: int) -> Array:
    """Return the same draws each time: standard normal, one row a fact."""
    return _spread(draws, facts, np.random.default_rng(1979))


def _spread(draws: int, facts: int, rng: np.random.Generator) -> Array:
    from scipy.special import ndtri

    shares = (np.array([rng.permutation(draws) for _ in range(facts)]) + rng.random((facts, draws))) / draws
    return np.asarray(ndtri(np.clip(shares, 1e-9, 1 - 1e-9)))
