"""A what-if as it was asked: what is moved, from which way of working to which, under which policies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from headwater.analysis.errors import UsageError
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import PolicySet
from headwater.analysis.policy.store_facts import FoundFact
from headwater.analysis.policy.weighing import weigh
from headwater.analysis.policy.what_if.drawn import Drawn, drawn
from headwater.analysis.policy.what_if.sliders import answer_target
from headwater.analysis.policy.what_if.targets import Targets
from headwater.analysis.policy.what_if.working import (
    Working,
    check_change,
    working_after,
    working_today,
)

if TYPE_CHECKING:
    from headwater.analysis.policy.what_if.result import WhatIf


@dataclass(frozen=True)
class Asked:
    """A what-if as it was asked.

    Attributes
    ----------
    moved : dict
        Sliders and where to.
    ways : pair of Working
        Before and after.
    assumed : tuple of str
        What is assumed of the way of working after.
    """

    facts: Facts
    moved: dict[str, float]
    policies: tuple[Policy, ...]
    answer_policy: Policy | None
    seen: Drawn
    ways: tuple[Working, Working]
    targets: Targets
    assumed: tuple[str, ...]

    def answer(self) -> "WhatIf":
        """Return the analytic answer."""
        from headwater.analysis.policy.what_if.analytic import answered

        return answered(self)


def asked_of(  # noqa: PLR0917
    facts: Facts,
    change: Mapping[str, float],
    policies: Sequence[Policy] | PolicySet = (),
    on: date | None = None,
    found: Sequence[FoundFact] = (),
    draws: int = 0,
    rng: np.random.Generator | None = None,
) -> Asked:
    """Check what is asked, and return it.

    Raises
    ------
    UsageError
        A change that cannot be, or of something whose fact of today is missing.
    """
    if facts.issues_per_hour is not None and facts.issues_per_hour <= 0:
        raise UsageError(
            f"issues_per_hour is {facts.issues_per_hour:g}: without arrivals there is nothing to work out."
        )
    moved = check_change(facts, change)
    facts, in_force = _in_force(policies, facts, on)
    share, threshold, answer = answer_target(in_force)
    seen = drawn(facts, found, draws, rng)
    before = working_today(facts, seen, share, threshold)
    after, assumed = working_after(facts, before, moved)
    targets = Targets.of(in_force, answer)
    return Asked(facts, moved, in_force, answer, seen, (before, after), targets, tuple(assumed))


def _in_force(
    policies: Sequence[Policy] | PolicySet, facts: Facts, on: date | None
) -> tuple[Facts, tuple[Policy, ...]]:
    """Return the facts with the approvals that policies bring, and the policies that can be weighed."""
    replaced = {p.replaces for p in policies} if on is None else set()
    declared = tuple(p for p in policies if p.id not in replaced and (on is None or p.in_force(on)))
    if not declared:
        return facts, ()
    always = tuple(replace(p, effective_from=None, effective_to=None, replaces="") for p in declared)
    weighed = weigh(PolicySet(always), facts, on or date.min)
    return weighed.facts, weighed.policies
