"""What each step of a script takes and resolves, and what may take its place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from headwater.analysis.estimates import Estimate
from headwater.analysis.frames import Backend, Columns, to_frame
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.principles import PRINCIPLES

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
        named = [f"“{step.policy.step}”" if step.policy.step else step.policy.id for step in self.steps]
        what = "the whole script" if self.whole else ", ".join(named)
        freed = [_seconds(self.seconds) + " a contact"]
        if self.agents.known:
            freed.append(f"{_number(self.agents, 2)} agents' work")
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


def inventory_from(kept: Mapping[str, Any], policies: Iterable[Policy]) -> ScriptInventory:
    """Read an inventory back from plain data; steps that are no longer declared are left out."""
    known = {policy.id: policy for policy in policies}
    steps = {
        one["policy"]["id"]: Step(
            known[one["policy"]["id"]],
            one["done"],
            Estimate(**one["seconds"]),
            Estimate(**one["resolution"]),
            one["verdict"],
            one["why"],
        )
        for one in kept["steps"]
        if one["policy"]["id"] in known
    }
    proposals = tuple(
        Proposal(
            one["document"],
            one["issuer"],
            tuple(steps[key] for key in one["steps"] if key in steps),
            one["whole"],
            Estimate(**one["seconds"]),
            Estimate(**one["agents"]),
            Estimate(**one["money_per_year"]),
            one["currency"],
        )
        for one in kept["proposals"]
    )
    held = tuple(one for one in proposals if one.steps)
    on = date.fromisoformat(kept["on"])
    return ScriptInventory(kept["name"], on, kept["contacts"], tuple(steps.values()), held)


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
