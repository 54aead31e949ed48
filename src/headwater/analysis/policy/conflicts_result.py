"""Policies that cannot all be met, and what would free them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from headwater.analysis.frames import Backend, Columns, to_frame
from headwater.analysis.policy.conflict_graph import ConflictGraph, Node
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.relaxing import NewValue
from headwater.analysis.policy.weighing import SetAside


def conflict_id(policies: Iterable[str]) -> str:
    """Return by what a conflict is addressed: the same for the same policies, in whichever order.

    Examples
    --------
    >>> conflict_id(["script", "aht"]) == conflict_id(["aht", "script"]), len(conflict_id(["aht"]))
    (True, 12)
    """
    return sha256("\n".join(sorted(policies)).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class StepsToDrop:
    """Steps of a script without which the rest can be met, by the fewest seconds."""

    document: str
    steps: tuple[Policy, ...]
    seconds: float

    def __str__(self) -> str:
        names = ", ".join(f"'{step.step}' ({step.value:g} s)" for step in self.steps)
        return f"{self.document}: without {names}"

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"document": self.document, "steps": [step.id for step in self.steps], "seconds": self.seconds}


@dataclass(frozen=True)
class Conflict:
    """Policies of which every part can be met, but not all together.

    Attributes
    ----------
    work : str
        The kind of work it is about; nothing for all of it.
    ways_out : tuple of NewValue
        For each policy that could free it alone, the smallest change.
    joint : tuple of NewValue
        The smallest change when all give way; empty where that cannot help.
    sentence : str
        Who says what in which document, why it cannot be met, and what would free it.
    drops : tuple of StepsToDrop
        Where a script takes part: which steps to leave out.
    """

    policies: tuple[Policy, ...]
    work: str
    ways_out: tuple[NewValue, ...]
    joint: tuple[NewValue, ...]
    sentence: str
    drops: tuple[StepsToDrop, ...] = ()

    @property
    def id(self) -> str:
        """By what it is addressed, for as long as the same policies are in it."""
        return conflict_id(policy.id for policy in self.policies)

    @property
    def issuers(self) -> tuple[str, ...]:
        """Who issued the policies that take part."""
        return tuple(sorted({policy.issuer for policy in self.policies}))

    @property
    def documents(self) -> tuple[str, ...]:
        """Documents whose policies take part."""
        return tuple(sorted({policy.document for policy in self.policies}))

    @property
    def levels(self) -> tuple[str, ...]:
        """Levels of management that take part."""
        return tuple(sorted({policy.level for policy in self.policies}))

    def to_dict(self) -> dict[str, Any]:
        """Return the conflict as plain data."""
        return {
            "id": self.id,
            "policies": [policy.id for policy in self.policies],
            "issuers": list(self.issuers),
            "documents": list(self.documents),
            "levels": list(self.levels),
            "work": self.work,
            "sentence": self.sentence,
            "ways_out": [way.to_dict() for way in self.ways_out],
            "joint": [way.to_dict() for way in self.joint],
            "drop_steps": [drop.to_dict() for drop in self.drops],
        }


@dataclass(frozen=True)
class Group:
    """Conflicts between the same issuers, the same documents, or the same levels of management.

    Attributes
    ----------
    smallest : bool
        Whether no conflict takes fewer of these names: the others hide behind one that does.
    """

    names: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    smallest: bool

    @property
    def title(self) -> str:
        """The names, side by side."""
        return " against ".join(self.names) if len(self.names) > 1 else f"{self.names[0]} against itself"


@dataclass(frozen=True)
class Conflicts:
    """Every minimal set of policies that cannot all be met.

    Attributes
    ----------
    weighed : int
        Policies that were weighed against each other.
    complete : bool
        Whether these are all; a search that found too many ends early and says so.
    """

    name: str
    on: date
    weighed: int
    conflicts: tuple[Conflict, ...]
    aside: tuple[SetAside, ...]
    complete: bool = True
    by: str = "policy"

    def graph(self) -> ConflictGraph:
        """Return the picture: a line for each conflict, through the policies that take part, by level."""
        inside = {policy.id: policy for conflict in self.conflicts for policy in conflict.policies}
        nodes = tuple(Node(p.id, p.level, p.issuer, p.demand()) for p in inside.values())
        return ConflictGraph(
            nodes, tuple(tuple(policy.id for policy in conflict.policies) for conflict in self.conflicts)
        )

    def by_issuer(self) -> tuple[Group, ...]:
        """Return the conflicts by the issuers that take part."""
        return _grouped(self.conflicts, "issuers")

    def by_document(self) -> tuple[Group, ...]:
        """Return the conflicts by the documents that take part."""
        return _grouped(self.conflicts, "documents")

    def by_level(self) -> tuple[Group, ...]:
        """Return the conflicts by the levels of management that take part."""
        return _grouped(self.conflicts, "levels")

    def __str__(self) -> str:
        many = f"{self.weighed} polic{'y' if self.weighed == 1 else 'ies'} weighed"
        count = len(self.conflicts)
        head = f"{self.name}, {self.on}: {many}, "
        head += (
            f"{count} conflict{'' if count == 1 else 's'}" if count else "no conflict: all can be met at once"
        )
        lines = [head] + ([] if self.complete else ["There are more: the search ended early."])
        if self.by == "policy":
            for number, conflict in enumerate(self.conflicts, 1):
                lines += _lines(conflict, f"{number}. ")
        else:
            for group in self.by_document() if self.by == "document" else self.by_level():
                lines += ["", group.title + ("" if group.smallest else " (contains a smaller one)")]
                for conflict in group.conflicts:
                    lines += _lines(conflict, "  ", between="")
        if self.aside:
            lines += ["", "Not weighed:", *(f"  {one}" for one in self.aside)]
        return "\n".join(lines)

    def columns(self) -> Columns:
        """Return one row for each policy of each conflict."""
        rows = [
            (n, conflict, policy)
            for n, conflict in enumerate(self.conflicts, 1)
            for policy in conflict.policies
        ]
        frees = [
            next((way.value for way in conflict.ways_out if way.policy.id == policy.id), None)
            for _, conflict, policy in rows
        ]
        return {
            "conflict": [n for n, _, _ in rows],
            "policy": [policy.id for _, _, policy in rows],
            "issuer": [policy.issuer for _, _, policy in rows],
            "level": [policy.level for _, _, policy in rows],
            "document": [policy.document for _, _, policy in rows],
            "metric": [policy.metric for _, _, policy in rows],
            "value": [policy.value for _, _, policy in rows],
            "frees_at": frees,
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the conflicts as plain data."""
        return {
            "name": self.name,
            "on": self.on.isoformat(),
            "policies_weighed": self.weighed,
            "complete": self.complete,
            "conflicts": [conflict.to_dict() for conflict in self.conflicts],
            "by_document": [_plain(group, self.conflicts) for group in self.by_document()],
            "by_level": [_plain(group, self.conflicts) for group in self.by_level()],
            "not_weighed": [one.to_dict() for one in self.aside],
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return one row for each policy of each conflict, as a data frame."""
        return to_frame(self.columns(), backend)


def _lines(conflict: Conflict, mark: str, between: str | None = None) -> list[str]:
    lines = [] if between is not None else [""]
    lines.append(f"{mark}{conflict.sentence}")
    pad = " " * len(mark)
    if len(conflict.joint) > 1:
        lines.append(f"{pad}If all give way: {'; '.join(str(way) for way in conflict.joint)}.")
    lines += [f"{pad}Steps to leave out, {drop}." for drop in conflict.drops]
    return lines


def _grouped(conflicts: tuple[Conflict, ...], what: str) -> tuple[Group, ...]:
    found: dict[tuple[str, ...], list[Conflict]] = {}
    for conflict in conflicts:
        found.setdefault(getattr(conflict, what), []).append(conflict)
    return tuple(
        Group(names, tuple(held), not any(set(other) < set(names) for other in found))
        for names, held in sorted(found.items(), key=lambda item: (len(item[0]), item[0]))
    )


def _plain(group: Group, conflicts: tuple[Conflict, ...]) -> dict[str, Any]:
    places = [conflicts.index(conflict) + 1 for conflict in group.conflicts]
    return {"names": list(group.names), "conflicts": places, "smallest": group.smallest}
