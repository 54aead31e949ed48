"""What takes the place of steps that cost time for nothing: the policies as they would be from a day on."""

from dataclasses import replace
from datetime import date, timedelta

from headwater.analysis.errors import UsageError
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import PolicySet
from headwater.analysis.policy.principles import PRINCIPLES
from headwater.analysis.policy.script_result import Proposal, ScriptInventory

_REVIEWED = 0.02
"""Share of contacts reviewed by principle to begin with; a value to start from, not a finding."""


def without_steps(policies: PolicySet, inventory: ScriptInventory, *, start: date) -> PolicySet:
    """Return the policies with the proposed steps ended on the day before, and reviews by principle instead.

    Parameters
    ----------
    policies : PolicySet
        All that were declared.
    inventory : ScriptInventory
        With its proposals.
    start : date
        First day without the steps.

    Notes
    -----
    Reviews by principle are added once, for teams, unless a policy in force asks for some already. Its words
    are the principles that were named for the steps.

    Raises
    ------
    UsageError
        Nothing is proposed.
    """
    going = {step.policy.id for one in inventory.proposals for step in one.steps}
    if not going:
        raise UsageError("No step is known to cost time for nothing: there is nothing to export.")
    last = start - timedelta(days=1)
    kept = [
        replace(one, effective_to=min(one.effective_to or last, last)) if one.id in going else one
        for one in policies
    ]
    reviewed = any(one.metric == "principle_review_frac" for one in policies.in_force(start))
    if not reviewed:
        kept.append(_reviews(inventory.proposals, {one.id for one in policies}, start))
    return PolicySet(tuple(kept), name=f"{policies.name}, without steps from {start}")


def _reviews(proposals: tuple[Proposal, ...], taken: set[str], start: date) -> Policy:
    named = {name for one in proposals for name in one.principles}
    words = " ".join(text for name, text in PRINCIPLES.items() if name in named or not named)
    name = "reviews-by-principle"
    return Policy(
        name if name not in taken else f"{name}-{start.isoformat()}",
        "Support",
        "principle_review_frac",
        ">=",
        _REVIEWED,
        level="team",
        document_ref=f"Principles from {start}",
        says=words,
        effective_from=start,
        window="month",
        consequence="report",
    )
