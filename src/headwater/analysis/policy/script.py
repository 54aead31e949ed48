"""Scripts step by step: which cost time without resolving more, and which a principle can replace."""

from datetime import date

from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.policy.checking import way_of_today
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.operation import contacts_per_hour, resolved_today
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import PolicySet
from headwater.analysis.policy.script_contacts import StepContacts
from headwater.analysis.policy.script_result import Proposal, ScriptInventory, Step
from headwater.analysis.policy.within_reason import mean_difference, share_difference


def script_inventory(
    policies: PolicySet,
    contacts: StepContacts | None = None,
    facts: Facts | None = None,
    *,
    on: date,
    margin: float = 0.02,
) -> ScriptInventory:
    """Say what each step of a script takes, whether it resolves more, and which a principle can replace.

    Parameters
    ----------
    policies : PolicySet
        Steps are policies on `script_step`.
    contacts : StepContacts, optional
        Contacts with and without each step; without them only the inventory is made.
    facts : Facts, optional
        Contacts an hour and what an agent's hour costs, for what is freed.
    margin : float
        A gain in resolution smaller than this does not count.

    Notes
    -----
    A step costs time for nothing when the whole interval of its time lies above 0 and that of its resolution
    below `margin`. Intervals are of one step at a time; with twenty steps one will err.

    Raises
    ------
    UsageError
        No policy in force is a step of a script, or the margin is no share.
    """
    if not 0 < margin < 1:
        raise UsageError(f"The margin is {margin:g}: give a share such as 0.02.")
    held = [policy for policy in policies.in_force(on) if policy.metric == "script_step"]
    if not held:
        raise UsageError("No policy in force is a step of a script (metric script_step).")
    held.sort(key=lambda policy: (policy.document, policy.order))
    steps = tuple(_step(policy, contacts, margin) for policy in held)
    proposals = []
    for document in dict.fromkeys(policy.document for policy in held):
        inside = [step for step in steps if step.policy.document == document]
        going = tuple(step for step in inside if step.may_go)
        if going:
            proposals.append(_proposal(going, len(going) == len(inside), facts or Facts()))
    return ScriptInventory(
        policies.name, on, 0 if contacts is None else len(contacts), steps, tuple(proposals)
    )


def _step(policy: Policy, contacts: StepContacts | None, margin: float) -> Step:
    done = None if contacts is None else contacts.done.get(policy.id)
    if contacts is None or done is None:
        why = "no contacts say whether it was done"
        return Step(policy, None, cannot_tell(why), cannot_tell(why), "cannot_tell", why)
    seconds = mean_difference(contacts.handle_seconds, done, contacts.reason)
    resolution = share_difference(contacts.resolved, done, contacts.reason)
    verdict, why = _verdict(seconds, resolution, margin)
    return Step(policy, float(done.mean()), seconds, resolution, verdict, why)


def _verdict(seconds: Estimate, resolution: Estimate, margin: float) -> tuple[str, str]:
    if seconds.low is None or seconds.high is None or resolution.low is None or resolution.high is None:
        return "cannot_tell", seconds.why or resolution.why
    if resolution.high < 0:
        return "harms", ""
    if resolution.high < margin:
        return ("costs", "") if seconds.low > 0 else ("free", "")
    if resolution.low > 0:
        return "resolves", ""
    more = f"it may resolve up to {resolution.high * 100:.1f} percentage points more; more contacts would say"
    return "cannot_tell", more


def _proposal(steps: tuple[Step, ...], whole: bool, facts: Facts) -> Proposal:
    seconds = _summed(steps)
    per_hour, why = _contacts(facts)
    agents = cannot_tell(why) if per_hour is None else _times(seconds, per_hour / 3600)
    if facts.cost_per_agent_hour is None:
        money = cannot_tell("the facts do not say what an agent's hour costs")
    else:
        money = _times(agents, facts.cost_per_agent_hour * facts.hours_per_year)
    first = steps[0].policy
    return Proposal(first.document, first.issuer, steps, whole, seconds, agents, money, facts.currency)


def _summed(steps: tuple[Step, ...]) -> Estimate:
    """Return the seconds a contact saves on average; intervals are added as of independent figures."""
    value = variance = 0.0
    for step in steps:
        found, share = step.seconds, step.done or 0.0
        assert found.value is not None  # a verdict was reached
        assert found.low is not None
        assert found.high is not None
        value += found.value * share
        variance += ((found.high - found.low) / 2 * share) ** 2
    half = variance**0.5
    n = min(step.seconds.n for step in steps)
    return Estimate(value, value - half, value + half, n=n, method="within reasons")


def _contacts(facts: Facts) -> tuple[float | None, str]:
    resolved = resolved_today(facts)
    if facts.issues_per_hour is None:
        return None, "the facts do not say issues_per_hour"
    if resolved is None and way_of_today(facts) is None:
        return facts.issues_per_hour, ""
    return float(contacts_per_hour(facts, 1.0 if resolved is None else resolved)), ""


def _times(found: Estimate, factor: float) -> Estimate:
    if found.value is None or found.low is None or found.high is None:
        return found
    return Estimate(
        found.value * factor, found.low * factor, found.high * factor, n=found.n, method=found.method
    )
