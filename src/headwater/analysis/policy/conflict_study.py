"""Everything about the policies that cannot all be met, worked out once: to be read, drawn and put right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from headwater.analysis.policy.conflicts import conflicts
from headwater.analysis.policy.conflicts_result import Conflict, Conflicts, Group
from headwater.analysis.policy.corrections import Corrections, relax
from headwater.analysis.policy.effects import Effect, effect_of, joint_as_today, kept_as_today
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.feasibility import Oracle
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import PolicySet
from headwater.analysis.policy.relaxing import NewValue
from headwater.analysis.policy.sentences import why
from headwater.analysis.policy.weighing import Weighed, weigh

MOST = 200
"""Sets after which the search ends early here: nobody reads more."""


@dataclass(frozen=True)
class Way:
    """One way out of a conflict, and what it would do.

    Attributes
    ----------
    change : NewValue
        The smallest change that frees it.
    as_today : NewValue or None
        What it would have to be with hold and wrap-up as they are today; None where it is the same.
    frees : tuple of str
        Other conflicts that are freed as well, by their ids.
    """

    change: NewValue
    as_today: NewValue | None
    effect: Effect
    frees: tuple[str, ...]

    @property
    def real(self) -> NewValue:
        """The change to make: the one that holds with hold and wrap-up as they are."""
        return self.as_today or self.change

    @property
    def handle_s(self) -> float | None:
        """Talk, hold and wrap-up after it; None where that cannot be told."""
        found = self.effect.way
        return None if found is None else found.talk_s + found.hold_s + found.wrap_s


@dataclass(frozen=True)
class Studied:
    """A conflict with its ways out.

    Attributes
    ----------
    joint_as_today : tuple of NewValue
        The joint change with hold and wrap-up as they are today; empty where it is the same.
    joint_effect : Effect or None
        What happens if all give way.
    """

    conflict: Conflict
    ways: tuple[Way, ...]
    joint_as_today: tuple[NewValue, ...]
    joint_effect: Effect | None


@dataclass(frozen=True)
class Study:
    """Conflicts, corrections, and what each way out would do."""

    found: Conflicts
    corrections: Corrections
    studied: tuple[Studied, ...]
    weighed: Weighed

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain data, as pages read it."""
        steps = self.weighed.steps
        return {
            "name": self.found.name,
            "on": self.found.on.isoformat(),
            "weighed": self.found.weighed,
            "complete": self.found.complete and self.corrections.complete,
            "policies": {p.id: _told(p, steps.get(p.id, ())) for p in self.weighed.policies},
            "conflicts": [_plain(one, number) for number, one in enumerate(self.studied, 1)],
            "issuer": [_group(group) for group in self.found.by_issuer()],
            "document": [_group(group) for group in self.found.by_document()],
            "level": [_group(group) for group in self.found.by_level()],
            "corrections": [
                {
                    "changes": [_change(change) for change in one.changes],
                    "gives_up": [] if one.changes else [p.id for p in one.policies],
                    "hard": [p.id for p in one.policies if p.hard],
                    "weight": one.weight,
                }
                for one in self.corrections.corrections
            ],
            "together": [_change(change) for change in self.corrections.together],
            "aside": [
                {"policy": one.policy.id, "words": str(one.policy), "why": one.why, "missing": one.missing}
                for one in self.found.aside
            ],
        }


def study_conflicts(policies: PolicySet, facts: Facts, *, on: date, most: int = MOST) -> Study:
    """Find all conflicts and corrections of a day, and work out what each way out would do.

    Parameters
    ----------
    most : int
        Sets after which the search ends early, and says so.

    Raises
    ------
    BadDataError
        The facts contradict each other, or a currency differs from that of the facts.

    Examples
    --------
    >>> said = PolicySet((Policy("script", "Marketing", "script_s", ">=", 390),
    ...                   Policy("aht", "Operations", "aht_s", "<=", 240)))
    >>> study = study_conflicts(said, Facts(), on=date(2026, 1, 1))
    >>> [str(way.change) for way in study.studied[0].ways]
    ['the script down to 240 s (Marketing)', 'handle time up to 390 s (Operations)']
    """
    found = conflicts(policies, facts, on=on, most=most)
    corrections = relax(policies, facts, on=on, most=most)
    weighed = weigh(policies, facts, on)
    oracle = Oracle(weighed.facts)
    studied = tuple(_studied(one, found.conflicts, weighed, oracle) for one in found.conflicts)
    return Study(found, corrections, studied, weighed)


def _studied(conflict: Conflict, every: Sequence[Conflict], weighed: Weighed, oracle: Oracle) -> Studied:
    ways = []
    for change in conflict.ways_out:
        as_today = kept_as_today(change, conflict.policies, oracle)
        values = {change.policy.id: (as_today or change).value}
        effect = effect_of(conflict.policies, values, weighed.policies, oracle)
        ways.append(Way(change, as_today, effect, _freed(conflict, values, every, oracle)))
    real = joint_as_today(conflict.joint, conflict.policies, oracle)
    joint = {change.policy.id: change.value for change in real or conflict.joint}
    effect_of_all = effect_of(conflict.policies, joint, weighed.policies, oracle) if len(joint) > 1 else None
    return Studied(conflict, tuple(ways), real, effect_of_all)


def _freed(
    conflict: Conflict, values: Mapping[str, float], every: Sequence[Conflict], oracle: Oracle
) -> tuple[str, ...]:
    return tuple(
        other.id
        for other in every
        if other.id != conflict.id
        and any(policy.id in values for policy in other.policies)
        and oracle.feasible(other.policies, values)
    )


def _told(policy: Policy, steps: Sequence[Policy]) -> dict[str, Any]:
    return {
        "id": policy.id,
        "issuer": policy.issuer,
        "level": policy.level,
        "document": policy.document,
        "written": bool(policy.document_ref),
        "demand": policy.demand(),
        "words": str(policy),
        "says": policy.says,
        "consequence": policy.consequence,
        "hard": policy.hard,
        "weight": policy.weight,
        "since": None if policy.effective_from is None else policy.effective_from.isoformat(),
        "steps": [
            {
                "id": step.id,
                "words": step.step or step.id,
                "seconds": step.value,
                "mandatory": step.mandatory,
                "hard": step.hard,
            }
            for step in steps
        ],
    }


def _plain(one: Studied, number: int) -> dict[str, Any]:
    conflict = one.conflict
    return {
        "id": conflict.id,
        "number": number,
        "policies": [policy.id for policy in conflict.policies],
        "issuers": list(conflict.issuers),
        "documents": list(conflict.documents),
        "levels": list(conflict.levels),
        "work": conflict.work,
        "sentence": conflict.sentence,
        "why": why(conflict.policies, conflict.ways_out),
        "ways": [
            {
                **_change(way.change),
                "as_today": None if way.as_today is None else _change(way.as_today),
                "effect": way.effect.to_dict(),
                "handle_s": way.handle_s,
                "frees": list(way.frees),
            }
            for way in one.ways
        ],
        "joint": [_change(change) for change in conflict.joint],
        "joint_as_today": [_change(change) for change in one.joint_as_today],
        "joint_effect": None if one.joint_effect is None else one.joint_effect.to_dict(),
        "drops": [
            {
                "document": drop.document,
                "steps": [{"id": s.id, "words": s.step or s.id, "seconds": s.value} for s in drop.steps],
                "seconds": drop.seconds,
            }
            for drop in conflict.drops
        ],
    }


def _change(change: NewValue) -> dict[str, Any]:
    policy = change.policy
    return {
        "policy": policy.id,
        "metric": policy.metric,
        "value": change.value,
        "words": str(change),
        "from": policy.shown(),
        "to": policy.shown(change.value),
        "hard": policy.hard,
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "names": list(group.names),
        "title": group.title,
        "smallest": group.smallest,
        "conflicts": [conflict.id for conflict in group.conflicts],
    }
