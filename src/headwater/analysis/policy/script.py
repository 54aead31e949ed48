"""Scripts step by step: what each takes, whether it resolves more, and which a principle can replace."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.frames import Backend, Columns, to_frame
from headwater.analysis.policy.checking import way_of_today
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.operation import contacts_per_hour, resolved_today
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import PolicySet
from headwater.analysis.policy.principles import PRINCIPLES
from headwater.analysis.policy.script_contacts import StepContacts
from headwater.analysis.policy.within_reason import mean_difference, share_difference

VERDICTS = {
    "costs": "costs time and resolves no more",
    "resolves": "resolves more",
    "harms": "resolves less",
    "free": "takes no time that can be seen",
    "cannot_tell": "cannot tell",
}


@dataclass(frozen=True)
class Step:
    """One step of a script.

    Attributes
    ----------
    done : float, optional
        Share of contacts in which it was done.
    seconds, resolution : Estimate
        Contacts with it less those without, within reasons.
    verdict : str
        One of `VERDICTS`.
    """

    policy: Policy
    done: float | None
    seconds: Estimate
    resolution: Estimate
    verdict: str
    why: str = ""

    @property
    def may_go(self) -> bool:
        """Whether it costs or harms, and somebody here may take it out."""
        return self.verdict in ("costs", "harms") and not self.policy.hard

    def __str__(self) -> str:
        must = "mandatory" if self.policy.mandatory else "optional"
        head = f"{self.policy.id} ({self.policy.value:g} s at least, {must}): {VERDICTS[self.verdict]}"
        if self.verdict == "cannot_tell":
            return f"{head}: {self.why}"
        return f"{head}; {_seconds(self.seconds)}, {_points(self.resolution)} resolved"


@dataclass(frozen=True)
class Proposal:
    """One script, and what may take the place of steps that cost time for nothing.

    Attributes
    ----------
    whole : bool
        Whether all its steps may go: principles replace the script.
    agents, money_per_year : Estimate
        Work freed, in agents busy at once, and what it is worth.
    """

    document: str
    issuer: str
    steps: tuple[Step, ...]
    whole: bool
    seconds: Estimate
    agents: Estimate
    money_per_year: Estimate
    currency: str

    @property
    def principles(self) -> tuple[str, ...]:
        """Principles that take the place of the steps."""
        named = {step.policy.principle for step in self.steps if step.policy.principle}
        return tuple(name for name in PRINCIPLES if name in named)

    def __str__(self) -> str:
        what = "the whole script" if self.whole else ", ".join(step.policy.id for step in self.steps)
        freed = [_seconds(self.seconds) + " a contact"]
        if self.agents.known:
            freed.append(f"{_number(self.agents, 1)} agents' work")
        if self.money_per_year.known:
            freed.append(f"{_number(self.money_per_year, 0)} {self.currency} a year".replace("  ", " "))
        instead = " ".join(PRINCIPLES[name] for name in self.principles)
        said = f" In its place: {instead}" if instead else " No principle was named for these steps."
        return f"{self.document} ({self.issuer}): take out {what}; frees {', '.join(freed)}.{said}"

    def to_dict(self) -> dict[str, Any]:
        """Return the proposal as plain data."""
        return {
            "document": self.document,
            "issuer": self.issuer,
            "steps": [step.policy.id for step in self.steps],
            "whole": self.whole,
            "principles": list(self.principles),
            "seconds": self.seconds.to_dict(),
            "agents": self.agents.to_dict(),
            "money_per_year": self.money_per_year.to_dict(),
            "currency": self.currency,
        }


@dataclass(frozen=True)
class ScriptInventory:
    """Every step of every script in force."""

    name: str
    on: date
    contacts: int
    steps: tuple[Step, ...]
    proposals: tuple[Proposal, ...]

    def __str__(self) -> str:
        documents = list(dict.fromkeys(step.policy.document for step in self.steps))
        lines = [f"{self.name}, {self.on}: {len(self.steps)} steps in {len(documents)} scripts"]
        for document in documents:
            held = [step for step in self.steps if step.policy.document == document]
            mandatory = sum(step.policy.value for step in held if step.policy.mandatory)
            lines.append(f"{document} ({held[0].policy.issuer}): at least {mandatory:g} s in every contact")
            lines += [f"  {step.policy.order or n}. {step}" for n, step in enumerate(held, 1)]
        if self.contacts:
            lines.append(
                f"Compared within reasons on {self.contacts:,} contacts. Nobody drew lots who does a step: "
                "what else differs may be part of a difference."
            )
        lines += ["", *(str(one) for one in self.proposals)] if self.proposals else []
        return "\n".join(lines)

    def columns(self) -> Columns:
        """Return one row a step."""
        return {
            "step": [step.policy.id for step in self.steps],
            "document": [step.policy.document for step in self.steps],
            "minimum_seconds": [step.policy.value for step in self.steps],
            "mandatory": [step.policy.mandatory for step in self.steps],
            "done": [step.done for step in self.steps],
            "seconds": [step.seconds.value for step in self.steps],
            "seconds_low": [step.seconds.low for step in self.steps],
            "seconds_high": [step.seconds.high for step in self.steps],
            "resolution": [step.resolution.value for step in self.steps],
            "resolution_low": [step.resolution.low for step in self.steps],
            "resolution_high": [step.resolution.high for step in self.steps],
            "verdict": [step.verdict for step in self.steps],
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the inventory as plain data."""
        return {
            "name": self.name,
            "on": self.on.isoformat(),
            "contacts": self.contacts,
            "steps": [
                {
                    "policy": step.policy.to_dict(),
                    "done": step.done,
                    "seconds": step.seconds.to_dict(),
                    "resolution": step.resolution.to_dict(),
                    "verdict": step.verdict,
                    "why": step.why,
                }
                for step in self.steps
            ],
            "proposals": [one.to_dict() for one in self.proposals],
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return one row a step as a data frame."""
        return to_frame(self.columns(), backend)


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


def _seconds(found: Estimate) -> str:
    return f"{_number(found, 0)} s"


def _points(found: Estimate) -> str:
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    return f"{found.value * 100:+.1f} pp ({found.low * 100:+.1f} to {found.high * 100:+.1f})"


def _number(found: Estimate, digits: int) -> str:
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    return f"{found.value:,.{digits}f} ({found.low:,.{digits}f} to {found.high:,.{digits}f})"
