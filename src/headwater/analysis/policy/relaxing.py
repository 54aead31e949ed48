"""The smallest change that lets policies be met: to one of them, or to several at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import Any, Protocol

from headwater.analysis.policy.metrics import METRICS
from headwater.analysis.policy.policy import Policy

_HALVINGS = 34
_FARTHEST = 1e6


class Judge(Protocol):
    """Whatever says whether policies can all be met."""

    def feasible(self, policies: Sequence[Policy], values: Mapping[str, float] | None = None) -> bool:
        """Say whether they can, with other values for some."""
        ...


@dataclass(frozen=True)
class NewValue:
    """A policy and the value it would have to take."""

    policy: Policy
    value: float

    @property
    def share(self) -> float:
        """How far that is, against the value it has."""
        return abs(self.value - self.policy.value) / (self.policy.value or 1.0)

    def __str__(self) -> str:
        way = "up" if self.value > self.policy.value else "down"
        words = METRICS[self.policy.metric].words
        return f"{words} {way} to {self.policy.shown(self.value)} ({self.policy.issuer})"

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "policy": self.policy.id,
            "issuer": self.policy.issuer,
            "from": self.policy.value,
            "to": self.value,
            "unit": self.policy.currency or METRICS[self.policy.metric].natural_unit,
            "share_of_value": self.share,
        }


def smallest_change(policy: Policy, policies: Sequence[Policy], oracle: Judge) -> NewValue | None:
    """Return the smallest change to one policy with which all can be met; None where none is enough.

    Parameters
    ----------
    policies : sequence of Policy
        A set that cannot be met, `policy` among them.

    Notes
    -----
    Bisection: the wider a limit, the more can be met. The value is rounded to the side on which it works.
    """
    sided = _binding_side(policy, policies, oracle)
    if sided is None:
        return None
    others = [sided if other.id == policy.id else other for other in policies]

    def works(value: float) -> bool:
        return oracle.feasible(others, {policy.id: value})

    found = _bisect(sided.value, _end(sided, works), works)
    return None if found is None else NewValue(policy, _rounded(sided, found, works))


def smallest_joint_change(
    policies: Sequence[Policy], movable: Sequence[Policy], oracle: Judge
) -> tuple[NewValue, ...] | None:
    """Return the change with which all can be met and whose largest weighted part is smallest.

    Returns
    -------
    tuple of NewValue or None
        Only policies that change; None where even that is not enough, or all are hard.

    Notes
    -----
    Each movable policy gives way by the same share of its value, divided by its weight, until all can be met.
    Those that cannot give less stay there; the others are moved as little as is then enough, and so on.
    """
    moving = [_binding_side(p, policies, oracle) or p for p in movable if not p.hard]
    sides = {p.id: p for p in moving}
    fixed = [sides.get(p.id, p) for p in policies]
    values = _evened(sides, fixed, {}, oracle) if sides else None
    if values is None:
        return None
    people = {name for name, side in sides.items() if METRICS[side.metric].family == "people"}
    if any(values[name] != sides[name].value for name in people):
        whole = {name: _rounded(sides[name], values[name], lambda _: False) for name in people}
        rest = {name: side for name, side in sides.items() if name not in people}
        values = whole | (_evened(rest, fixed, whole, oracle) or {})
    changed = []
    for policy in policies:
        if policy.id in values and values[policy.id] != policy.value:

            def works(value: float, name: str = policy.id) -> bool:
                return oracle.feasible(fixed, {**values, name: value})

            values[policy.id] = _rounded(sides[policy.id], values[policy.id], works)
            changed.append(NewValue(policy, values[policy.id]))
    return tuple(changed)


def _evened(
    sides: Mapping[str, Policy], fixed: Sequence[Policy], given: Mapping[str, float], oracle: Judge
) -> dict[str, float] | None:
    """Return values that move by the smallest common step, then those that may by a smaller one."""
    settled: dict[str, float] = dict(given)
    active = dict(sides)
    last = _FARTHEST
    while active:

        def values_at(step: float, moving: Mapping[str, Policy] = active) -> dict[str, float]:
            return {name: _moved(policy, step / policy.weight) for name, policy in moving.items()}

        def works(step: float, still: Mapping[str, float] = settled) -> bool:
            return oracle.feasible(fixed, {**still, **values_at(step)})

        if works(0.0):
            settled |= {name: policy.value for name, policy in active.items()}
            break
        top = min(1.0, last)
        while top < last and not works(top):
            top = min(top * 2, last)
        step = _bisect(0.0, top, works)
        if step is None:
            return None
        held = values_at(step)
        bound = []
        for name, policy in active.items():
            less = _moved(policy, 0.98 * step / policy.weight)
            if not oracle.feasible(fixed, {**settled, **held, name: less}):
                bound.append(name)
        for name in bound or list(active):
            settled[name] = held[name]
            del active[name]
        last = step
    return {name: settled[name] for name in sides}


def _binding_side(policy: Policy, policies: Sequence[Policy], oracle: Judge) -> Policy | None:
    """Return the policy with the one of its two limits that stands in the way."""
    if policy.operator != "=":
        return policy
    for kept, given in (("<=", ">="), (">=", "<=")):
        one_sided = replace(policy, operator=kept)  # type: ignore[arg-type]
        if oracle.feasible([one_sided if p.id == policy.id else p for p in policies]):
            return replace(policy, operator=given)  # type: ignore[arg-type]
    return None


def _end(policy: Policy, works: Callable[[float], bool]) -> float:
    """Return how far a value can go: to nothing, to all, or as far as it takes."""
    if policy.operator == ">=":
        return 0.0
    if METRICS[policy.metric].family == "share":
        return 1.0
    value = max(policy.value, 1.0)
    while value < _FARTHEST and not works(value):
        value *= 2
    return value


def _moved(policy: Policy, step: float) -> float:
    size = policy.value or 1.0
    if policy.operator == ">=":
        return max(policy.value - step * size, 0.0)
    return min(policy.value + step * size, METRICS[policy.metric].largest)


def _bisect(bad: float, good: float, works: Callable[[float], bool]) -> float | None:
    """Return the value nearest to `bad` that works; None when `good` does not."""
    if not works(good):
        return None
    for _ in range(_HALVINGS):
        middle = (bad + good) / 2
        bad, good = (bad, middle) if works(middle) else (middle, good)
        if abs(good - bad) <= 1e-6 * max(abs(good), 1e-2):
            break
    return good


def _rounded(policy: Policy, value: float | None, works: Callable[[float], bool]) -> float:
    """Round to what people would write, on the side that still works."""
    assert value is not None  # the end of the span was tried
    family = METRICS[policy.metric].family
    places = {"time": 1, "share": 3, "people": 0, "money": 2, "score": 1}[family]
    nearest = float(round(value, places))
    if works(nearest):
        return nearest
    size: float = 10**places
    if policy.operator == ">=":
        return floor(value * size) / size
    return ceil(value * size) / size
