"""Actions against causes, as people write them down: one row an action."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from headwater.analysis.demand.causes.rows import Problems, Row, read_rows
from headwater.analysis.errors import nearest

COLUMNS = (
    "reason",
    "cause",
    "owner",
    "action",
    "saved_low",
    "saved_high",
    "cost",
    "start",
    "due",
    "state",
    "note",
)
"""Columns of a ledger: `saved_low` and `saved_high` are contacts saved a year, `cost` is spent once."""

STATES = ("proposed", "agreed", "running", "done", "stopped")
_LISTED, _CURRENCY = "actions", "currency"


@dataclass(frozen=True)
class Action:
    """What somebody does about a reason, or about a whole cause.

    Attributes
    ----------
    reason, cause : str
        What it is against; one of them is empty.
    owner, action : str
        Who does what; empty while nobody has said.
    saved_low, saved_high : float or None
        Contacts it is expected to save a year; None while nobody has said.
    cost : float or None
        What it costs once.
    where : str
        File and line it was read from.
    """

    reason: str = ""
    cause: str = ""
    owner: str = ""
    action: str = ""
    saved_low: float | None = None
    saved_high: float | None = None
    cost: float | None = None
    start: date | None = None
    due: date | None = None
    state: str = "proposed"
    note: str = ""
    where: str = ""

    @property
    def against(self) -> str:
        """The reason or cause it is against."""
        return self.reason or self.cause

    @property
    def stopped(self) -> bool:
        """Whether nothing is to be expected of it any more."""
        return self.state == "stopped"

    @property
    def lacks(self) -> tuple[str, ...]:
        """Say what is still to be filled in."""
        needs = {
            "an owner": self.owner,
            "an action": self.action,
            "expected contacts saved": self.saved_low is not None and self.saved_high is not None,
        }
        return tuple(name for name, there in needs.items() if not there)

    def to_dict(self) -> dict[str, Any]:
        """Return the action as plain data."""
        days = {"start": self.start, "due": self.due}
        return {
            **{name: getattr(self, name) for name in COLUMNS},
            **{name: None if day is None else day.isoformat() for name, day in days.items()},
            "lacks": list(self.lacks),
        }


@dataclass(frozen=True)
class Actions:
    """All actions of a ledger, in the order of the file."""

    actions: tuple[Action, ...]
    currency: str = ""

    @property
    def going(self) -> tuple[Action, ...]:
        """Actions that were not stopped."""
        return tuple(action for action in self.actions if not action.stopped)


def read_actions(
    path: Path, *, reasons: Collection[str], causes: Collection[str], owners: Collection[str]
) -> Actions:
    """Read a ledger, as YAML or CSV.

    Parameters
    ----------
    reasons, causes, owners : collection of str
        What there is, from the codes and the codebook.

    Raises
    ------
    BadDataError
        With every wrong row: its line, what is wrong, what to do.
    """
    found = read_rows(path, _LISTED, COLUMNS, (_CURRENCY,))
    problems = Problems()
    actions = tuple(
        _action(row, problems, {"reason": reasons, "cause": causes, "owner": owners}) for row in found.rows
    )
    problems.raise_any()
    return Actions(actions, found.head.get(_CURRENCY, ""))


def _action(row: Row, problems: Problems, known: dict[str, Collection[str]]) -> Action:
    if not row["reason"] and not row["cause"]:
        problems.add(row, "it says neither a reason nor a cause. Say what the action is against.")
    if row["reason"] and row["cause"]:
        problems.add(row, "it says both a reason and a cause. Keep one; a second row can hold the other.")
    for name, names in known.items():
        if row[name] and row[name] not in names:
            where = "codes" if name == "cause" else "codes or in the codebook"
            hint = _hint(row[name], sorted(names))
            problems.add(row, f"there is no {name} {row[name]!r} in the {where}.{hint}")
    low, high = problems.amount(row, "saved_low"), problems.amount(row, "saved_high")
    if low is not None and high is not None and low > high:
        problems.add(row, f"saved_low ({low:g}) lies above saved_high ({high:g}). Swap them.")
    start, due = problems.day(row, "start"), problems.day(row, "due")
    if start and due and due < start:
        problems.add(row, f"it is due ({due}) before it starts ({start}). Swap the days, or move one.")
    return Action(
        reason=row["reason"],
        cause=row["cause"],
        owner=row["owner"],
        action=row["action"],
        saved_low=low if low is not None else high,
        saved_high=high if high is not None else low,
        cost=problems.amount(row, "cost"),
        start=start,
        due=due,
        state=problems.choice(row, "state", STATES) or STATES[0],
        note=row["note"],
        where=row.where,
    )


def _hint(name: str, known: Sequence[str]) -> str:
    if not known:
        return " There is none at all."
    hint = nearest(name, list(known))
    return hint if len(hint) < 300 else f"{hint[:300].rpartition(',')[0]}, ..."
