"""The ledger as pages show it: a row a kind, a column an outcome, and the two ways to spend side by side."""

from dataclasses import dataclass

from headwater.analysis.estimates import Estimate
from headwater.analysis.interventions.memo import amount
from headwater.analysis.interventions.spending import OUTCOMES, Paid, Side, Spending, Sum
from headwater.apps.interventions.models import Intervention

KINDS = {value: str(label) for value, label in Intervention.Kind.choices}


@dataclass(frozen=True)
class Cell:
    """What was spent on one kind with one outcome."""

    outcome: str
    money: str
    hours: str
    number: int

    @property
    def nothing(self) -> bool:
        """Whether there is none of it."""
        return not self.number


@dataclass(frozen=True)
class Row:
    """One kind of intervention, or all of them."""

    title: str
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True)
class SideShown:
    """One way to spend, in words."""

    title: str
    spent: str
    number: int
    worked: str
    outcomes: tuple[tuple[str, str], ...]
    net: Estimate
    judged: tuple[Paid, ...]


def rows_of(spent: Spending) -> tuple[Row, ...]:
    """Return a row for each kind that occurs, and one for all of them last."""
    rows = [(KINDS.get(kind, kind), kind) for kind in spent.kinds]
    return tuple(
        Row(
            title[:1].upper() + title[1:],
            tuple(_cell(word, spent.sum_of(kind, (word,))) for word in OUTCOMES),
            _cell("", spent.sum_of(kind)),
        )
        for title, kind in (*rows, ("all", ""))
    )


def sides_of(spent: Spending) -> tuple[SideShown, ...]:
    """Return training and fixing the cause, to be looked at side by side."""
    return tuple(
        _side(title, spent.side(kind), spent.currency)
        for kind, title in (("training", "Training"), ("fix", "Fixing the cause"))
    )


def _side(title: str, side: Side, currency: str) -> SideShown:
    return SideShown(
        title=title,
        spent=amount(side.spent.money, side.spent.hours, currency),
        number=side.spent.number,
        worked="" if side.worked is None else f"{side.worked:.0%}",
        outcomes=tuple(
            (word, f"{held.number}, {amount(held.money, held.hours, currency)}")
            for word, held in side.by_word.items()
        ),
        net=side.net,
        judged=side.judged,
    )


def _cell(word: str, held: Sum) -> Cell:
    hours = f"{held.hours:,.0f} hours" if held.hours else ""
    return Cell(word, f"{held.money:,.0f}" if held.money else "", hours, held.number)
