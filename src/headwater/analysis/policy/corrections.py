"""All minimal corrections: what to change so that everything else can be met."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from headwater.analysis.frames import Backend, Columns, to_frame
from headwater.analysis.policy.enumeration import minimal_sets
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.feasibility import EveryKindOfWork, Oracle
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import PolicySet, kinds_of_work
from headwater.analysis.policy.relaxing import NewValue, smallest_joint_change
from headwater.analysis.policy.weighing import SetAside, weigh


@dataclass(frozen=True)
class Correction:
    """A smallest set of policies to change.

    Attributes
    ----------
    weight : float
        Weights of its policies, added up.
    changes : tuple of NewValue
        The smallest change to them that is enough; empty where none is, and they would have to go.
    """

    policies: tuple[Policy, ...]
    weight: float
    changes: tuple[NewValue, ...]

    @property
    def soft(self) -> bool:
        """Whether all of them may be changed here."""
        return not any(policy.hard for policy in self.policies)

    @property
    def share(self) -> float:
        """How far the policies move, as shares of their values times their weights, added up."""
        return sum(change.share * change.policy.weight for change in self.changes)

    def __str__(self) -> str:
        if not self.soft:
            hard = ", ".join(policy.id for policy in self.policies if policy.hard)
            return f"give up {', '.join(policy.id for policy in self.policies)} ({hard}: not ours to change)"
        if not self.changes:
            return f"give up {', '.join(policy.id for policy in self.policies)}: no other value is enough"
        return "; ".join(str(change) for change in self.changes)

    def to_dict(self) -> dict[str, Any]:
        """Return the correction as plain data."""
        return {
            "policies": [policy.id for policy in self.policies],
            "weight": self.weight,
            "only_soft": self.soft,
            "changes": [change.to_dict() for change in self.changes],
            "weighted_share_moved": self.share,
        }


@dataclass(frozen=True)
class Corrections:
    """Every minimal correction, the least first; and the smallest change if all give way.

    Attributes
    ----------
    together : tuple of NewValue
        The joint change of every soft policy that takes part in a conflict; empty where there is none.
    """

    name: str
    on: date
    weighed: int
    corrections: tuple[Correction, ...]
    together: tuple[NewValue, ...]
    aside: tuple[SetAside, ...]
    complete: bool = True

    def __str__(self) -> str:
        head = f"{self.name}, {self.on}: {self.weighed} policies weighed, "
        if not self.corrections:
            head += "nothing has to change: all can be met at once"
        else:
            count = len(self.corrections)
            head += f"{count} smallest correction{'' if count == 1 else 's'}; any one of them is enough"
        lines = [head] + ([] if self.complete else ["There are more: the search ended early."])
        lines += [f"{number:>3}. {one}" for number, one in enumerate(self.corrections, 1)]
        if self.together:
            lines += ["", "Or all give way a little:", *(f"     {change}" for change in self.together)]
        if self.aside:
            lines += ["", "Not weighed:", *(f"  {one}" for one in self.aside)]
        return "\n".join(lines)

    def columns(self) -> Columns:
        """Return one row for each policy of each correction."""
        rows = [(n, one, policy) for n, one in enumerate(self.corrections, 1) for policy in one.policies]
        new = [
            next((c.value for c in one.changes if c.policy.id == policy.id), None) for _, one, policy in rows
        ]
        return {
            "correction": [n for n, _, _ in rows],
            "policy": [policy.id for _, _, policy in rows],
            "issuer": [policy.issuer for _, _, policy in rows],
            "from": [policy.value for _, _, policy in rows],
            "to": new,
            "hard": [policy.hard for _, _, policy in rows],
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the corrections as plain data."""
        return {
            "name": self.name,
            "on": self.on.isoformat(),
            "policies_weighed": self.weighed,
            "complete": self.complete,
            "corrections": [one.to_dict() for one in self.corrections],
            "together": [change.to_dict() for change in self.together],
            "not_weighed": [one.to_dict() for one in self.aside],
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return one row for each policy of each correction, as a data frame."""
        return to_frame(self.columns(), backend)


def relax(policies: PolicySet, facts: Facts, *, on: date, most: int = 2000) -> Corrections:
    """Say what to change so that everything else can be met.

    Parameters
    ----------
    policies : PolicySet
        From `read_policies`.
    facts : Facts
        From `read_facts`, or `facts_from_store`.
    on : date
        The day whose policies count.
    most : int
        Sets after which the search ends early.

    Returns
    -------
    Corrections
        Those of soft policies first, then by weight, then by how far values move.

    Examples
    --------
    >>> said = PolicySet((Policy("script", "Marketing", "script_s", ">=", 390),
    ...                   Policy("aht", "Operations", "aht_s", "<=", 240, weight=2)), "Two")
    >>> print(relax(said, Facts(), on=date(2026, 1, 1)))
    Two, 2026-01-01: 2 policies weighed, 2 smallest corrections; any one of them is enough
      1. the script down to 240 s (Marketing)
      2. handle time up to 390 s (Operations)
    <BLANKLINE>
    Or all give way a little:
         the script down to 275.2 s (Marketing)
         handle time up to 275.3 s (Operations)
    """
    weighed = weigh(policies, facts, on)
    held = weighed.policies
    judge = EveryKindOfWork(Oracle(weighed.facts), list(kinds_of_work(held)))
    found = minimal_sets(
        len(held), lambda members: judge.feasible([held[i] for i in sorted(members)]), most=most
    )
    made = []
    for members in found.corrections:
        if not members:
            continue
        chosen = tuple(held[i] for i in sorted(members))
        soft = not any(policy.hard for policy in chosen)
        changes = (smallest_joint_change(held, chosen, judge) or ()) if soft else ()
        made.append(Correction(chosen, sum(policy.weight for policy in chosen), changes))
    made.sort(key=lambda one: (not one.soft, one.weight, one.share, [p.id for p in one.policies]))
    involved = sorted(set().union(*found.conflicts)) if found.conflicts else []
    movable = [held[i] for i in involved]
    together = (smallest_joint_change(held, movable, judge) or ()) if movable else ()
    return Corrections(policies.name, on, len(held), tuple(made), together, weighed.aside, found.complete)
