"""The ledger as pages show it: a row a kind, a column an outcome, and the two ways to spend side by side."""

from dataclasses import dataclass
from datetime import date

from headwater.analysis.estimates import Estimate
from headwater.analysis.interventions.paid_words import amount, hours_words
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
    valued: int


@dataclass(frozen=True)
class Listed:
    """One intervention of the list.

    Attributes
    ----------
    late : bool
        Whether its verdict was due, and the measure does not reach that day.
    predicted : str
        What was predicted, in words as short as the change beside it; empty where nothing was.
    came : str
        Whether it came; empty before the verdict.
    """

    paid: Paid
    kind: str
    late: bool
    predicted: str = ""
    came: str = ""


def listed_of(spent: Spending, day: date) -> tuple[Listed, ...]:
    """Return each intervention, what cost most first."""
    return tuple(
        Listed(
            one,
            KINDS.get(one.kind, one.kind),
            one.word == "too early" and one.due is not None and one.due <= day,
            *_prediction(one),
        )
        for one in spent.paid
    )


def _prediction(one: Paid) -> tuple[str, str]:
    said, compared = one.said, one.comparison
    if said is None:
        return "", ""
    if compared is None or compared.predicted.value is None or one.found is None or one.found.effect is None:
        return str(said), "" if compared is None else compared.word
    return one.found.effect.read_estimate(compared.predicted), compared.word


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
            (word, f"{amount(held.money, held.hours, currency)}, for {held.number}")
            for word, held in side.by_word.items()
        ),
        net=side.net,
        judged=side.judged,
        valued=side.valued,
    )


def _cell(word: str, held: Sum) -> Cell:
    hours = hours_words(held.hours) if held.hours else ""
    return Cell(word, f"{held.money:,.0f}" if held.money else "", hours, held.number)
