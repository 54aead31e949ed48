"""Which nodes the tree has: codes on enough coded contacts, level by level; the others folded together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from headwater.analysis.demand.causes.evidence import FEWEST
from headwater.analysis.demand.causes.nodes import LEVELS
from headwater.analysis.demand.prevalence.targets import FAILURE, Target

Codes = tuple[tuple[str, str], ...]
Readings = tuple[tuple[Mapping[str, str], ...], ...]

NOT_SAID = ""
"""Stands for a field nobody filled in."""


@dataclass(frozen=True)
class Branch:
    """A node to be: its codes, and what lies below it.

    Attributes
    ----------
    folded : tuple of str
        For what was folded together: the codes of the level that are inside, `NOT_SAID` among them.
    """

    level: str
    codes: Codes
    coded: float
    children: tuple["Branch", ...] = ()
    folded: tuple[str, ...] = ()

    @property
    def target(self) -> Target:
        """The contacts of the node."""
        return Target.of(dict(self.codes))

    def holds(self, said: Mapping[str, str]) -> bool:
        """Say whether a contact with these codes lies in the node."""
        if not all(said.get(name) == code for name, code in self.codes):
            return False
        return not self.folded or said.get(self.level, NOT_SAID) in self.folded

    def targets(self) -> list[Target]:
        """Return this node's target and all below; what is folded has none."""
        own = [] if self.folded else [self.target]
        return own + [target for child in self.children for target in child.targets()]


def tree(readings: Readings) -> Branch:
    """Return failure demand with all levels below it."""
    return _grown("demand_type", FAILURE.codes, readings, LEVELS)


def flat(readings: Readings, level: str) -> tuple[Branch, ...]:
    """Return the codes of one level in all failure demand."""
    return _grown("demand_type", FAILURE.codes, readings, (level,)).children


def _grown(level: str, codes: Codes, readings: Readings, below: Sequence[str]) -> Branch:
    inside = [
        [said for said in contact if all(said.get(n) == code for n, code in codes)] for contact in readings
    ]
    weights = [1 / len(contact) for contact in readings]
    coded = sum(len(kept) * weight for kept, weight in zip(inside, weights, strict=True))
    if not below:
        return Branch(level, codes, coded)
    field = below[0]
    counts: dict[str, float] = {}
    for kept, weight in zip(inside, weights, strict=True):
        for said in kept:
            name = said.get(field) or NOT_SAID
            counts[name] = counts.get(name, 0.0) + weight
    enough = [name for name, count in counts.items() if name != NOT_SAID and count > FEWEST - 1e-9]
    folded = tuple(sorted(name for name in counts if name not in enough))
    children = [
        _grown(field, (*codes, (field, name)), readings, below[1:])
        for name in sorted(enough, key=lambda name: (-counts[name], name))
    ]
    if enough and folded:
        rest = sum(counts[name] for name in folded)
        children.append(Branch(field, codes, rest, folded=folded))
    return Branch(level, codes, coded, tuple(children))
