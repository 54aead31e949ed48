"""All declared policies: which are in force on a day, for which kinds of work, and what changed when."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Any

from headwater.analysis.policy.policy import SCOPES, Cell, Policy


@dataclass(frozen=True)
class PolicySet:
    """The policies of one file.

    A policy that another one replaces ends on the day before that one starts, unless it ends earlier.

    Examples
    --------
    >>> old = Policy("aht-1", "Operations", "aht_s", "<=", 300)
    >>> new = Policy("aht-2", "Operations", "aht_s", "<=", 240, replaces="aht-1",
    ...              effective_from=date(2026, 1, 1))
    >>> [p.id for p in PolicySet((old, new)).in_force(date(2025, 12, 31))]
    ['aht-1']
    """

    policies: tuple[Policy, ...]
    name: str = ""

    def __post_init__(self) -> None:
        starts = {p.replaces: p.effective_from for p in self.policies if p.replaces and p.effective_from}
        ended = tuple(_ended(p, starts.get(p.id)) for p in self.policies)
        object.__setattr__(self, "policies", ended)

    def __iter__(self) -> Iterator[Policy]:
        return iter(self.policies)

    def __len__(self) -> int:
        return len(self.policies)

    def in_force(self, on: date) -> tuple[Policy, ...]:
        """Return the policies in force on a day."""
        return tuple(policy for policy in self.policies if policy.in_force(on))

    def to_dict(self) -> dict[str, Any]:
        """Return the policies as they stand in a file."""
        return {"name": self.name, "policies": [policy.to_dict() for policy in self.policies]}


def kinds_of_work(policies: tuple[Policy, ...]) -> dict[Cell, tuple[Policy, ...]]:
    """Return each kind of work the policies tell apart, with those that hold for it.

    Kinds of work to which the same policies, or fewer, hold are left out: they can have no other conflicts.

    Examples
    --------
    >>> phone = Policy("a", "WFM", "aht_s", "<=", 240, scope={"channel": ("phone",)})
    >>> chat = Policy("b", "WFM", "aht_s", "<=", 600, scope={"channel": ("chat",)})
    >>> [[p.id for p in group] for group in kinds_of_work((phone, chat)).values()]
    [['b'], ['a']]
    """
    names = [
        [*sorted({name for policy in policies for name in policy.scope.get(dimension, ())}), ""]
        for dimension in SCOPES
    ]
    groups: dict[frozenset[str], tuple[Cell, tuple[Policy, ...]]] = {}
    for cell in product(*names):
        held = tuple(policy for policy in policies if policy.covers(cell))
        groups.setdefault(frozenset(policy.id for policy in held), (cell, held))
    largest = [key for key in groups if key and not any(key < other for other in groups)]
    return dict(groups[key] for key in largest)


def in_words(cell: Cell) -> str:
    """Name a kind of work; nothing where it is all of it.

    Examples
    --------
    >>> in_words(("", "phone", "refund", ""))
    'channel phone, issue type refund'
    """
    named = zip(SCOPES, cell, strict=True)
    return ", ".join(f"{dimension.replace('_', ' ')} {name}" for dimension, name in named if name)


def _ended(policy: Policy, replaced_on: date | None) -> Policy:
    if replaced_on is None:
        return policy
    last = replaced_on - timedelta(days=1)
    if policy.effective_to is not None and policy.effective_to <= last:
        return policy
    return replace(policy, effective_to=last)
