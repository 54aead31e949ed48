"""Money now spent on living with failure demand against money to end it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from headwater.analysis.demand.causes.actions import Action, Actions
from headwater.analysis.demand.causes.nodes import Node
from headwater.analysis.demand.causes.payback import Payback, payback
from headwater.analysis.demand.causes.spending import Spending
from headwater.analysis.errors import BadDataError
from headwater.analysis.estimates import Estimate, cannot_tell

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class BudgetLine:
    """One action: what it costs once, and what it may save a year.

    Attributes
    ----------
    hours, money : Estimate
        Saved a year: the middle, and the range from the low end of what is expected to the high end, each
        with its sampling error.
    """

    action: Action
    hours: Estimate
    money: Estimate
    payback: Payback

    def to_dict(self) -> dict[str, Any]:
        """Return the line as plain data."""
        return {
            "against": self.action.against,
            "owner": self.action.owner,
            "action": self.action.action,
            "cost": self.action.cost,
            "hours_a_year": self.hours.to_dict(),
            "money_a_year": self.money.to_dict(),
            "payback": self.payback.to_dict(),
        }


@dataclass(frozen=True)
class Budget:
    """Both sides of the budget.

    Attributes
    ----------
    hours, money : Estimate
        What all actions together may save a year.
    people : Estimate
        The hours as people, where it was said what hours a person's year holds.
    cost : float or None
        What the actions cost once; None while none of them has a cost.
    uncosted : int
        Actions without a cost.
    unknown : tuple of str
        Reasons and causes whose saving cannot be told, and so is left out.
    """

    spending: Spending
    lines: tuple[BudgetLine, ...]
    hours: Estimate
    money: Estimate
    people: Estimate
    payback: Payback
    cost: float | None
    uncosted: int
    currency: str = ""
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return both sides as plain data."""
        return {
            "currency": self.currency,
            "spending": self.spending.to_dict(),
            "cost_once": self.cost,
            "uncosted_actions": self.uncosted,
            "hours_a_year": self.hours.to_dict(),
            "money_a_year": self.money.to_dict(),
            "people": self.people.to_dict(),
            "payback": self.payback.to_dict(),
            "lines": [line.to_dict() for line in self.lines],
            "unknown": list(self.unknown),
            "notes": list(self.notes),
        }


def budget(
    spending: Spending | None,
    actions: Actions,
    nodes: Sequence[Node],
    spread: Callable[["Array"], float],
    *,
    currency: str = "",
    level: float = 0.95,
) -> Budget:
    """Set what is spent today against what the actions cost and save.

    Parameters
    ----------
    spending : Spending, optional
        Today's budget lines.
    actions : Actions
        The ledger; stopped actions are left out.
    nodes : sequence of Node
        Reasons and causes the actions are against.
    spread : callable
        Takes how much each coded contact moves a figure; returns its standard error.
    currency : str
        Of the rates contacts are priced by.

    Raises
    ------
    BadDataError
        Files and rates are in different currencies.

    Notes
    -----
    A saving is contacts saved, times the hours (or money) of one such contact. The range expected is a
    judgement: it has no distribution, and people who hope for much of one action hope for much of all. So it
    is not drawn from, which would let hopes cancel out. The low end takes the low end of every action,
    the high end the high ends; each end then gets the sampling error of hours and money per contact, in which
    all dependence between reasons is kept. No end saves more contacts than that end of the interval of
    the contacts there are.
    """
    spending = spending or Spending()
    _one_currency(spending.currency, actions.currency, currency)
    by_name = {(node.level, node.name): node for node in nodes}
    going = [a for a in actions.going if a.saved_high is not None]
    saving = _Saving(by_name, spread, level)
    lines = []
    for action in going:
        hours, money = saving.of([action], "time"), saving.of([action], "cost")
        lines.append(BudgetLine(action, hours, money, payback(action.cost, money)))
    counted = [line.action for line in lines if line.hours.known or line.money.known]
    hours, money = saving.of(counted, "time"), saving.of(counted, "cost")
    costs = [action.cost for action in counted if action.cost is not None]
    uncosted = len(counted) - len(costs)
    cost = sum(costs) if costs else None
    if uncosted and cost is not None:
        paid = Payback(why=f"{uncosted} of {len(counted)} actions have no cost")
    else:
        paid = payback(cost, money)
    return Budget(
        spending=spending,
        lines=tuple(lines),
        hours=hours,
        money=money,
        people=_people(hours, spending.hours_per_person_year),
        payback=paid,
        cost=cost,
        uncosted=uncosted,
        currency=currency or actions.currency or spending.currency,
        unknown=tuple(dict.fromkeys(a.against for a in going if a not in counted)),
        notes=_notes(counted, by_name),
    )


class _Saving:
    """Savings of several actions together, with their sampling error."""

    def __init__(
        self, nodes: Mapping[tuple[str, str], Node], spread: Callable[["Array"], float], level: float
    ) -> None:
        self._nodes, self._spread, self._level = nodes, spread, level
        self._z = NormalDist().inv_cdf(0.5 + level / 2)

    def of(self, actions: Sequence[Action], measure: str) -> Estimate:
        """Return what actions save a year in hours (time) or money (cost)."""
        if not actions:
            return cannot_tell("no action says how many contacts it saves")
        unknown = [a for a in actions if self._worth(a, measure) is None]
        if unknown:
            return cannot_tell(self._why(unknown[0], measure))
        (low, below), (high, above) = (self._end(actions, measure, high=end) for end in (False, True))
        return Estimate(
            (low + high) / 2,
            max(low - self._z * below, 0.0),
            high + self._z * above,
            n=min(self._nodes[_key(a)].coded for a in actions),
            level=self._level,
            method="range expected, each end with its sampling error",
        )

    def _end(self, actions: Sequence[Action], measure: str, *, high: bool) -> tuple[float, float]:
        """Return one end of the range and its standard error."""
        saved: dict[tuple[str, str], float] = {}
        for action in actions:
            amount = action.saved_high if high else action.saved_low
            saved[_key(action)] = saved.get(_key(action), 0.0) + (amount or 0.0)
        total, moved = 0.0, None
        for key, contacts in saved.items():
            node = self._nodes[key]
            there = node.yearly.contacts
            bound = there.high if high else there.low
            kept = contacts if bound is None else min(contacts, max(bound, 0.0))
            total += kept * (node.per_contact.of(measure).value or 0.0)
            influence = node.influence.get(f"{measure} a contact")
            if influence is not None:
                moved = kept * influence if moved is None else moved + kept * influence
        return total, 0.0 if moved is None else self._spread(moved)

    def _worth(self, action: Action, measure: str) -> float | None:
        node = self._nodes.get(_key(action))
        return None if node is None else node.per_contact.of(measure).value

    def _why(self, action: Action, measure: str) -> str:
        node = self._nodes.get(_key(action))
        if node is None:
            return f"too few coded contacts about “{action.against}”"
        return node.per_contact.of(measure).why


def _key(action: Action) -> tuple[str, str]:
    return ("reason", action.reason) if action.reason else ("cause", action.cause)


def _people(hours: Estimate, per_person: float | None) -> Estimate:
    if hours.value is None:
        return cannot_tell(hours.why)
    if per_person is None:
        return cannot_tell("nobody said how many hours of handling a person brings a year")
    low, high = (None if bound is None else bound / per_person for bound in (hours.low, hours.high))
    return Estimate(hours.value / per_person, low, high, n=hours.n, level=hours.level, method=hours.method)


def _notes(counted: Sequence[Action], nodes: Mapping[tuple[str, str], Node]) -> tuple[str, ...]:
    causes = {action.cause for action in counted if action.cause}
    twice = sorted(
        {a.reason for a in counted if a.reason and nodes[_key(a)].cause in causes}, key=str.casefold
    )
    if not twice:
        return ()
    names = ", ".join(f"“{name}”" for name in twice)
    return (f"Actions against a whole cause and against {names} may count the same contacts twice.",)


def _one_currency(*said: str) -> None:
    named = sorted({currency for currency in said if currency})
    if len(named) > 1:
        raise BadDataError(
            f"Money is given in {' and '.join(named)}. Figures are never converted: give all in one currency."
        )
