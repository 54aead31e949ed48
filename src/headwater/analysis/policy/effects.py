"""What a change to policies would do: handle time, repeats, staff, wait and cost, today and after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any

from headwater.analysis.policy.checking import met_in, way_of_today
from headwater.analysis.policy.effect_lines import Line, lines_of
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.feasibility import Oracle
from headwater.analysis.policy.operation import WayOfWorking
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.relaxing import NewValue, smallest_change, smallest_joint_change

_LEVERS = ("hold_s", "wrap_s", "talk_s", "agents_scheduled", "shrinkage_frac", "authority")
"""What an organisation chooses, in the order it is left as it is today."""
_OF_QUEUE = ("agents_scheduled", "shrinkage_frac")

UNKNOWN_TODAY = "the facts do not say how long contacts take today (talk_s of today)"


@dataclass(frozen=True)
class Effect:
    """What working by a change would lead to, where everything else stays as near to today as it can.

    Attributes
    ----------
    way : WayOfWorking or None
        How work would be done; None where today's way is not known.
    breaks, mends : tuple of Policy
        Policies that are met today and would not be, and the other way round.
    notes : tuple of str
        What is taken for granted.
    why_not : str
        Why nothing can be told.
    """

    way: WayOfWorking | None
    lines: tuple[Line, ...] = ()
    breaks: tuple[Policy, ...] = ()
    mends: tuple[Policy, ...] = ()
    notes: tuple[str, ...] = ()
    why_not: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        told = [line.to_dict() for line in self.lines]
        return {
            "lines": [line for line in told if line["before"] != line["after"]],
            "same": [line["words"] for line in told if line["before"] == line["after"]],
            "breaks": [str(policy) for policy in self.breaks],
            "mends": [str(policy) for policy in self.mends],
            "notes": list(self.notes),
            "why_not": self.why_not,
        }


def joint_as_today(
    joint: Sequence[NewValue], policies: Sequence[Policy], oracle: Oracle
) -> tuple[NewValue, ...]:
    """Return the smallest joint change with today's hold and wrap-up; empty where it is the same."""
    floors = _floors(oracle.facts)
    values = {change.policy.id: change.value for change in joint}
    if not joint or not floors or oracle.feasible([*policies, *floors], values):
        return ()
    return smallest_joint_change([*policies, *floors], policies, oracle) or ()


def kept_as_today(change: NewValue, policies: Sequence[Policy], oracle: Oracle) -> NewValue | None:
    """Return what the change would have to be with hold and wrap-up as they are today.

    Parameters
    ----------
    change : NewValue
        The smallest change if hold and wrap-up may go to nothing.
    policies : sequence of Policy
        The conflict.

    Returns
    -------
    NewValue or None
        None where it is the same, or today's hold and wrap-up leave no value that works.
    """
    floors = _floors(oracle.facts)
    if not floors or oracle.feasible([*policies, *floors], {change.policy.id: change.value}):
        return None
    for kept in (floors, floors[:1], floors[1:]):
        found = smallest_change(change.policy, [*policies, *kept], oracle) if kept else None
        if found is not None:
            return found
    return None


def effect_of(
    policies: Sequence[Policy], values: Mapping[str, float], everything: tuple[Policy, ...], oracle: Oracle
) -> Effect:
    """Say what meeting some policies would lead to, with other values for some of them.

    Parameters
    ----------
    policies : sequence of Policy
        What has to be met: a conflict, which the values free.
    values : mapping
        The new values, by policy.
    everything : tuple of Policy
        All policies that were weighed, of which some may break.

    Notes
    -----
    Every lever that today is known of stays where it is if that can be, and is moved by the least if not:
    hold, wrap-up, talk time, staff, shrinkage, authority, in this order. What follows is computed, not
    measured: it is as sure as the facts.
    """
    facts = oracle.facts
    before = way_of_today(facts)
    if before is None:
        return Effect(None, why_not=UNKNOWN_TODAY)
    after = _nearest(policies, values, oracle)
    if after is None:
        return Effect(None, why_not="no way of working near today's meets them, even so changed")
    if before.agents_scheduled == inf:
        after = replace(after, agents_scheduled=inf)
    changed = tuple(
        replace(policy, value=values[policy.id]) if policy.id in values else policy for policy in everything
    )
    met_before, met_after = met_in(before, facts, everything), met_in(after, facts, changed)
    return Effect(
        after,
        lines_of(before, after, facts),
        tuple(p for p in changed if met_before.get(p.id) is True and met_after.get(p.id) is False),
        tuple(p for p in changed if met_before.get(p.id) is False and met_after.get(p.id) is True),
        _notes(facts),
    )


def _floors(facts: Facts) -> list[Policy]:
    """Return hold and wrap-up of today as if they were demanded."""
    said = {name: getattr(facts.today, name) for name in ("hold_s", "wrap_s") if getattr(facts.today, name)}
    return [Policy(f"today's {name}", "", name, ">=", value, hard=True) for name, value in said.items()]


def _nearest(policies: Sequence[Policy], values: Mapping[str, float], oracle: Oracle) -> WayOfWorking | None:
    facts = oracle.facts
    held = [replace(p, value=values[p.id]) if p.id in values else p for p in policies]
    for lever in _LEVERS:
        today = getattr(facts.today, lever)
        if today is None or (lever in _OF_QUEUE and facts.issues_per_hour is None):
            continue
        pin = Policy(f"today's {lever}", "", lever, "=", today, currency=facts.currency)
        if oracle.feasible([*held, pin]):
            held.append(pin)
            continue
        moved = smallest_change(pin, [*held, pin], oracle)
        if moved is not None:
            side = "<=" if moved.value > today else ">="
            held.append(replace(pin, operator=side, value=moved.value))  # type: ignore[arg-type]
    return oracle.answer(held).way


def _notes(facts: Facts) -> tuple[str, ...]:
    said = ["Computed from the facts, not measured: it is as sure as they are."]
    if facts.resolution is None:
        said.append(
            "How resolution depends on talk time is not known, so it is taken to stay as it is, and repeats "
            "with it."
        )
    if facts.today.agents_scheduled is None:
        said.append("How many are scheduled today is not known, so waits cannot be told.")
    return tuple(said)
