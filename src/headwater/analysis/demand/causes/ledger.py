"""The action ledger: who does what about the reasons that make most of the cost of failure demand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headwater.analysis.demand.causes.actions import Action, Actions
from headwater.analysis.demand.causes.nodes import Node
from headwater.analysis.errors import BadDataError
from headwater.analysis.estimates import Estimate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_SURE = 0.975
_DRAWS = 4_000


@dataclass(frozen=True)
class LedgerLine:
    """A reason that needs an owner and an action.

    Attributes
    ----------
    share : Estimate
        Of all contacts, time or cost, by the measure of the ledger.
    chance : float
        Chance of belonging to the reasons that make most of it, given the sampling error.
    actions : tuple of Action
        What is done about it, or about the cause of most of it; stopped ones left out.
    lacks : tuple of str
        What is still missing; empty where nothing is.
    """

    reason: str
    owner: str
    cause: str
    share: Estimate
    yearly: Estimate
    chance: float
    actions: tuple[Action, ...] = ()
    lacks: tuple[str, ...] = ()

    @property
    def unsure(self) -> bool:
        """Whether sampling error leaves open that it belongs here."""
        return self.chance < _SURE

    def to_dict(self) -> dict[str, Any]:
        """Return the line as plain data."""
        return {
            "reason": self.reason,
            "owner": self.owner,
            "cause": self.cause,
            "share": self.share.to_dict(),
            "yearly": self.yearly.to_dict(),
            "chance": round(self.chance, 3),
            "unsure": self.unsure,
            "actions": [action.to_dict() for action in self.actions],
            "lacks": list(self.lacks),
        }


@dataclass(frozen=True)
class Ledger:
    """The reasons that make most of failure demand, those without owner and action first.

    Attributes
    ----------
    measure : str
        What "most" is of: cost, or time without rates, or contacts without handle times.
    within : float
        How much the reasons here make together, such as 0.8.
    may_belong : tuple of str
        Reasons left out by their figure which sampling error could bring in.
    others : tuple of Action
        Actions against anything else.
    given : bool
        Whether there is a ledger; without one every line lacks everything.
    """

    measure: str
    within: float
    lines: tuple[LedgerLine, ...]
    may_belong: tuple[str, ...] = ()
    others: tuple[Action, ...] = ()
    given: bool = True

    @property
    def open(self) -> tuple[LedgerLine, ...]:
        """Lines that lack something."""
        return tuple(line for line in self.lines if line.lacks)

    def to_dict(self) -> dict[str, Any]:
        """Return the ledger as plain data."""
        return {
            "measure": self.measure,
            "within": self.within,
            "given": self.given,
            "open": len(self.open),
            "lines": [line.to_dict() for line in self.lines],
            "may_belong": list(self.may_belong),
            "others": [action.to_dict() for action in self.others],
        }


def ledger(
    reasons: Sequence[Node],
    rest: float,
    covariance: "Array",
    actions: Actions | None,
    rng: "np.random.Generator",
    *,
    measure: str,
    within: float = 0.8,
) -> Ledger:
    """Say which reasons need an owner and an action, and which of them have none.

    Parameters
    ----------
    reasons : sequence of Node
        Reasons of failure demand, each on enough coded contacts.
    rest : float
        Share that failure demand of all other reasons makes; it is nobody's line.
    covariance : ndarray of shape (reasons, reasons)
        Of the reasons' shares, for how sure it is that a reason belongs here.
    actions : Actions, optional
        What is being done.
    rng : numpy.random.Generator
        For the chance of belonging.
    within : float
        Reasons are taken in, largest first, until they make this part of failure demand.

    Returns
    -------
    Ledger
        Lines that lack something first; inside both parts the largest first.
    """
    import numpy as np

    values = np.array([node.share.of(measure).value or 0.0 for node in reasons])
    belongs = in_top(values[None, :], rest, within)[0] if reasons else np.zeros(0, dtype=bool)
    drawn = rng.multivariate_normal(values, covariance, size=_DRAWS, method="eigh") if reasons else None
    chances = in_top(np.maximum(drawn, 0.0), rest, within).mean(axis=0) if drawn is not None else values
    going = actions.going if actions else ()
    lines, may_belong, used = [], [], set()
    for place, node in enumerate(reasons):
        chance = float(chances[place])
        if not belongs[place]:
            may_belong += [node.name] if chance > 1 - _SURE else []
            continue
        mine = tuple(a for a in going if a.reason == node.name or (a.cause and a.cause == node.cause))
        used |= {id(action) for action in mine}
        lines.append(
            LedgerLine(
                reason=node.name,
                owner=node.owner,
                cause=node.cause,
                share=node.share.of(measure),
                yearly=node.yearly.of(measure),
                chance=chance,
                actions=mine,
                lacks=_lacks(mine),
            )
        )
    lines.sort(key=lambda line: (not line.lacks, -(line.share.value or 0.0), line.reason))
    return Ledger(
        measure=measure,
        within=within,
        lines=tuple(lines),
        may_belong=tuple(may_belong),
        others=tuple(a for a in going if id(a) not in used),
        given=actions is not None,
    )


def in_top(values: "Array", rest: float, within: float) -> "NDArray[np.bool_]":
    """Say which of several values are needed, largest first, to make a part of their sum and the rest.

    Parameters
    ----------
    values : ndarray of shape (draws, several)
    rest : float
        Added to the sum of each draw.
    within : float
        The part, 0 to 1.

    Examples
    --------
    >>> import numpy as np
    >>> in_top(np.array([[50.0, 25.0, 15.0, 10.0]]), 0.0, 0.8)
    array([[ True,  True,  True, False]])
    """
    import numpy as np

    order = np.argsort(-values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    before = np.cumsum(ordered, axis=1) - ordered
    wanted = within * (values.sum(axis=1, keepdims=True) + rest)
    inside = np.zeros(values.shape, dtype=bool)
    np.put_along_axis(inside, order, (before < wanted - 1e-12) & (ordered > 0), axis=1)
    return inside


def check_savings(actions: Actions, nodes: Sequence[Node]) -> None:
    """Refuse a ledger that saves more contacts than there are.

    Raises
    ------
    BadDataError
        The actions against one reason or cause are said to save more than the upper end of the interval of
        its contacts a year.
    """
    problems = []
    for node in nodes:
        mine = [
            a for a in actions.going if a.against == node.name and bool(a.reason) == (node.level == "reason")
        ]
        saved = sum(a.saved_high or 0.0 for a in mine)
        there = node.yearly.contacts
        if mine and there.high is not None and saved > there.high:
            where = mine[0].where if len(mine) == 1 else f"{mine[0].where} and {len(mine) - 1} more"
            together = "" if len(mine) == 1 else " together"
            problems.append(
                f"{where}: saved_high is{together} {saved:,.0f} contacts a year, but {node.name!r} has "
                f"{there.value:,.0f} ({there.low:,.0f} to {there.high:,.0f}). Expect at most "
                f"{there.high:,.0f}."
            )
    if problems:
        raise BadDataError("\n".join(problems), problems=problems)


def _lacks(actions: Sequence[Action]) -> tuple[str, ...]:
    """Say what no action has yet: one complete action is enough."""
    if not actions:
        return ("an owner", "an action", "expected contacts saved")
    return min((action.lacks for action in actions), key=len)
