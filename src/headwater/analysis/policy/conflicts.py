"""Every minimal set of policies that cannot all be met."""

from collections.abc import Sequence
from datetime import date
from itertools import combinations

from headwater.analysis.policy.conflicts_result import Conflict, Conflicts, StepsToDrop
from headwater.analysis.policy.enumeration import Enumerated, minimal_sets
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.feasibility import Oracle
from headwater.analysis.policy.policy import Cell, Policy
from headwater.analysis.policy.policy_set import PolicySet, in_words, kinds_of_work
from headwater.analysis.policy.relaxing import NewValue, smallest_change, smallest_joint_change
from headwater.analysis.policy.sentences import sentence
from headwater.analysis.policy.weighing import Weighed, weigh

_MOST_STEPS = 14
"""Up to so many steps every choice of them is tried."""


def conflicts(
    policies: PolicySet, facts: Facts, *, on: date, by: str = "policy", most: int = 2000
) -> Conflicts:
    """Say which policies in force cannot all be met, and what would free each conflict.

    Parameters
    ----------
    policies : PolicySet
        From `read_policies`.
    facts : Facts
        From `read_facts`, or `facts_from_store`.
    on : date
        The day whose policies count.
    by : {'policy', 'document', 'level'}
        What the text is arranged by; the data hold all three.
    most : int
        Sets after which the search ends early.

    Returns
    -------
    Conflicts
        Empty where everything can be met.

    Examples
    --------
    >>> said = PolicySet((Policy("script", "Marketing", "script_s", ">=", 390, document_ref="Promise"),
    ...                   Policy("aht", "Operations", "aht_s", "<=", 240, document_ref="Targets")))
    >>> found = conflicts(said, Facts(), on=date(2026, 1, 1))
    >>> [way.value for way in found.conflicts[0].ways_out]
    [240.0, 390.0]
    """
    weighed = weigh(policies, facts, on)
    oracle = Oracle(weighed.facts)
    found: dict[frozenset[str], Conflict] = {}
    complete = True
    for cell, group in kinds_of_work(weighed.policies).items():
        sets = enumerate_group(group, oracle, most)
        complete &= sets.complete
        for members in sets.conflicts:
            held = tuple(group[i] for i in sorted(members))
            key = frozenset(policy.id for policy in held)
            if key not in found:
                found[key] = _conflict(held, cell, weighed, oracle)
    ordered = sorted(found.values(), key=lambda one: (len(one.policies), [p.id for p in one.policies]))
    return Conflicts(policies.name, on, len(weighed.policies), tuple(ordered), weighed.aside, complete, by)


def enumerate_group(group: Sequence[Policy], oracle: Oracle, most: int = 2000) -> Enumerated:
    """Return the minimal conflicts and corrections of policies that hold for the same work."""
    return minimal_sets(
        len(group), lambda members: oracle.feasible([group[i] for i in sorted(members)]), most=most
    )


def _conflict(held: tuple[Policy, ...], cell: Cell, weighed: Weighed, oracle: Oracle) -> Conflict:
    ways = [(policy, smallest_change(policy, held, oracle)) for policy in held]
    ways_out = tuple(way for _, way in ways if way is not None)
    joint = smallest_joint_change(held, held, oracle) or () if len(held) > 1 else ()
    mentioned = any(policy.scope for policy in held)
    work = in_words(cell) if mentioned else ""
    drops = tuple(
        drop
        for way in ways_out
        if way.policy.id in weighed.steps and (drop := _drop(way, weighed.steps[way.policy.id])) is not None
    )
    return Conflict(held, work, ways_out, joint, sentence(held, ways_out, work), drops)


def _drop(way: NewValue, steps: tuple[Policy, ...]) -> StepsToDrop | None:
    """Return the steps whose time is least while leaving them out is enough."""
    needed = way.policy.value - way.value
    may_go = [step for step in steps if step.mandatory and not step.hard]
    if len(may_go) > _MOST_STEPS:
        may_go = sorted(may_go, key=lambda step: -step.value)[:_MOST_STEPS]
    choices = [
        (sum(step.value for step in chosen), len(chosen), chosen)
        for size in range(1, len(may_go) + 1)
        for chosen in combinations(may_go, size)
    ]
    enough = [choice for choice in choices if choice[0] >= needed - 1e-6]
    if not enough:
        return None
    seconds, _, chosen = min(enough, key=lambda choice: (choice[0], choice[1]))
    return StepsToDrop(way.policy.document, tuple(chosen), float(seconds))
