"""A scorecard redesigned: what to stop targeting, what to target instead, and what that does to staffing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from headwater.analysis.frames import Backend, Columns, to_frame
from headwater.analysis.interventions.plan import Plan
from headwater.analysis.policy.conflicts_result import Conflict
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import PolicySet
from headwater.analysis.staffing import Neutrality

VERDICTS = {
    "stop": "stop targeting",
    "diagnostic": "keep as a diagnostic, for teams, without a target",
    "settle": "keep, once it is settled",
    "keep": "keep",
}


@dataclass(frozen=True)
class Judged:
    """One policy of today's scorecard.

    Attributes
    ----------
    verdict : str
        One of `VERDICTS`.
    measured_still : bool
        Whether the figure goes on being looked at, for teams, with no target on it.
    """

    policy: Policy
    verdict: str
    reasons: tuple[str, ...]
    measured_still: bool = False

    def __str__(self) -> str:
        because = f": {'; '.join(self.reasons)}" if self.reasons else ""
        return f"{self.policy.id} ({self.policy.demand()}, {self.policy.issuer}){because}"


@dataclass(frozen=True)
class Target:
    """One thing to aim at instead, for a team.

    Attributes
    ----------
    guards : tuple of str
        Ids of policies that show when it is met at the cost of something else.
    """

    policy: Policy
    why: str
    guards: tuple[str, ...] = ()

    def __str__(self) -> str:
        guarded = f" Guarded by {', '.join(self.guards)}." if self.guards else ""
        return f"{self.policy.id}: {self.policy.demand()}. {self.why}{guarded}"


@dataclass(frozen=True)
class Scorecard:
    """A scorecard redesigned.

    Attributes
    ----------
    judged : tuple of Judged
        Each policy in force today.
    targets, guards : tuple of Target
        What takes their place.
    staffing : Neutrality, optional
        What longer handling that resolves more does to staff; None where the facts do not tell.
    still_open : tuple of Conflict
        Conflicts that the redesign leaves.
    policies : PolicySet
        The policies as they are from the start on.
    plan : Plan
        The change as an intervention, to be locked before its start.
    """

    name: str
    start: date
    judged: tuple[Judged, ...]
    targets: tuple[Target, ...]
    guards: tuple[Target, ...]
    staffing: Neutrality | None
    staffing_why: str
    still_open: tuple[Conflict, ...]
    policies: PolicySet
    plan: Plan

    def of(self, verdict: str) -> tuple[Judged, ...]:
        """Return the policies of one verdict."""
        return tuple(one for one in self.judged if one.verdict == verdict)

    def __str__(self) -> str:
        lines = [f"{self.name}: scorecard from {self.start}"]
        for verdict, words in VERDICTS.items():
            held = self.of(verdict)
            if held:
                lines += [f"{words[0].upper()}{words[1:]}:", *(f"  {one}" for one in held)]
        lines += ["Target instead, for teams:", *(f"  {one}" for one in self.targets)]
        lines += ["Guards:", *(f"  {one}" for one in self.guards)]
        lines.append(f"Staffing: {self.staffing_why if self.staffing is None else self.staffing}")
        if self.still_open:
            lines += ["Still to settle:", *(f"  {one.sentence}" for one in self.still_open)]
        return "\n".join(lines)

    def yaml(self) -> str:
        """Return the policies as a file: those that ended, those that stay, and the new ones."""
        import yaml

        watched = [one.policy.id for one in self.judged if one.measured_still]
        head = f"# Measured for teams, without a target: {', '.join(watched)}.\n" if watched else ""
        return head + yaml.safe_dump(self.policies.to_dict(), sort_keys=False, allow_unicode=True, width=110)

    def columns(self) -> Columns:
        """Return one row a policy, old and new."""
        new = (*self.targets, *self.guards)
        policies = [one.policy for one in self.judged] + [one.policy for one in new]
        return {
            "policy": [policy.id for policy in policies],
            "metric": [policy.metric for policy in policies],
            "value": [policy.value for policy in policies],
            "verdict": [one.verdict for one in self.judged]
            + ["target"] * len(self.targets)
            + ["guard"] * len(self.guards),
            "why": ["; ".join(one.reasons) for one in self.judged] + [one.why for one in new],
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the redesign as plain data."""
        return {
            "name": self.name,
            "start": self.start.isoformat(),
            "judged": [
                {
                    "policy": one.policy.id,
                    "verdict": one.verdict,
                    "reasons": list(one.reasons),
                    "measured_still": one.measured_still,
                }
                for one in self.judged
            ],
            "targets": [_plain(one) for one in self.targets],
            "guards": [_plain(one) for one in self.guards],
            "staffing": None if self.staffing is None else self.staffing.to_dict(),
            "staffing_why": self.staffing_why,
            "still_open": [one.to_dict() for one in self.still_open],
            "policies": self.policies.to_dict(),
            "plan": self.plan.to_dict(),
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return one row a policy, old and new, as a data frame."""
        return to_frame(self.columns(), backend)


def _plain(target: Target) -> dict[str, Any]:
    return {"policy": target.policy.to_dict(), "why": target.why, "guards": list(target.guards)}
