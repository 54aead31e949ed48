"""What was paid for what, and what came of it: money and hours by kind and by verdict."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.frames import Columns
from headwater.analysis.interventions.evaluation_result import Evaluation
from headwater.analysis.interventions.ledger import DID_NOT_WORK, NEVER, NO_VERDICT, Entry
from headwater.analysis.interventions.plan import KINDS_OF_INTERVENTION
from headwater.analysis.interventions.prediction import Prediction
from headwater.analysis.interventions.prediction_outcome import Comparison, compare
from headwater.analysis.interventions.prediction_record import PredictionRecord, record_of
from headwater.analysis.interventions.verdict import WORDS

OUTCOMES: tuple[str, ...] = (*WORDS, NEVER)
"""What can have come of what was paid."""

_NO_VALUE = "no plan says what one unit of its measure is worth"


@dataclass(frozen=True)
class Paid:
    """One intervention: what it cost, and what is known of it.

    Attributes
    ----------
    entry : Entry
        As the ledger has it: money as it was really spent where somebody said so, else as planned.
    found : Evaluation, optional
        The verdict it was given last.
    lasted : str
        Word of the verdict on the time after the window; empty where there is none.
    worse : tuple of str
        Titles of guards that got worse.
    predicted : Prediction, optional
        What was predicted at the lock of the plan that counts, while it is not judged.
    """

    entry: Entry
    found: Evaluation | None = None
    lasted: str = ""
    worse: tuple[str, ...] = ()
    stopped: bool = False
    predicted: Prediction | None = None

    @property
    def key(self) -> int:
        """Number of the record it stands for; 0 without one."""
        return self.entry.number or 0

    @property
    def name(self) -> str:
        """What it is called."""
        return self.entry.name

    @property
    def kind(self) -> str:
        """Fix, training, hiring or policy."""
        return self.entry.kind

    @property
    def word(self) -> str:
        """One of the five words of a verdict, or *never measured*."""
        return self.entry.verdict

    @property
    def due(self) -> date | None:
        """When its verdict is due."""
        return self.entry.due

    @property
    def money(self) -> float:
        """What it cost, in `currency`."""
        return self.entry.money

    @property
    def hours(self) -> float:
        """Hours of people; never turned into money."""
        return self.entry.hours

    @property
    def currency(self) -> str:
        """What it was paid in."""
        return self.entry.currency

    @property
    def said(self) -> Prediction | None:
        """What was predicted: of the plan that was judged, else of the one that counts."""
        return self.predicted if self.found is None else self.found.plan.predicted

    @property
    def comparison(self) -> Comparison | None:
        """What was predicted beside what was found; None where nothing was predicted, or judged."""
        if self.found is None or self.found.plan.predicted is None:
            return None
        return compare(self.found.plan.predicted, self.found)

    @property
    def worth(self) -> Estimate:
        """What the change gave back, in the currency; *cannot tell* where the plan says no value."""
        worth = None if self.found is None else self.found.worth
        if worth is None or worth.currency != self.currency:
            return cannot_tell(_NO_VALUE)
        return worth.worth

    @property
    def net(self) -> Estimate:
        """The same less what it really came to."""
        worth = self.worth
        if worth.value is None or worth.low is None or worth.high is None:
            return worth
        value, low, high = (bound - self.money for bound in (worth.value, worth.low, worth.high))
        return Estimate(value, low, high, n=worth.n, level=worth.level, method=worth.method)


@dataclass(frozen=True)
class Sum:
    """Money and hours of some interventions, and how many they are."""

    money: float = 0.0
    hours: float = 0.0
    number: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.money + other.money, self.hours + other.hours, self.number + other.number)


@dataclass(frozen=True)
class Side:
    """All that was spent one way: on training, or on fixing causes.

    Attributes
    ----------
    by_word : dict of str to Sum
        Only the outcomes that occur.
    worth, net : Estimate
        What those that say what a unit is worth gave back, in the currency, and what is left of it after
        their cost; *cannot tell* where none of them says so.
    valued : int
        How many that are.
    """

    kind: str
    spent: Sum
    by_word: dict[str, Sum]
    worth: Estimate
    net: Estimate
    judged: tuple[Paid, ...]
    valued: int = 0

    @property
    def worked(self) -> float | None:
        """Share of the money that went to what worked; None where nothing was spent."""
        return _share(self.by_word.get("worked", Sum()).money, self.spent.money)

    @property
    def unknown(self) -> float | None:
        """Share of the money of which nobody can say anything, or not yet."""
        return _share(sum(self.by_word[w].money for w in NO_VERDICT if w in self.by_word), self.spent.money)


@dataclass(frozen=True)
class Spending:
    """Everything that was paid in one currency, by kind and by what came of it.

    Attributes
    ----------
    apart : dict of str to Sum
        What was paid in other currencies. It is in no sum of money; its hours are in every sum of hours.
    """

    currency: str
    paid: tuple[Paid, ...]
    apart: dict[str, Sum]

    @property
    def total(self) -> Sum:
        """All of it."""
        return self.sum_of()

    @property
    def without_verdict(self) -> Sum:
        """What nobody can say anything of, or not yet."""
        return self.sum_of(words=NO_VERDICT)

    @property
    def on_what_did_not_work(self) -> Sum:
        """What had no effect that matters, or made it worse."""
        return self.sum_of(words=DID_NOT_WORK)

    @property
    def predictions(self) -> PredictionRecord:
        """How good predictions were, whatever the programmes cost and whichever measure they were on."""
        return record_of(one.comparison for one in self.paid if one.comparison is not None)

    @property
    def kinds(self) -> list[str]:
        """Kinds that occur, in the order in which the words of plans name them."""
        held = {one.kind for one in self.paid}
        return [kind for kind in KINDS_OF_INTERVENTION if kind in held] + sorted(
            held - set(KINDS_OF_INTERVENTION)
        )

    def sum_of(self, kind: str = "", words: Sequence[str] = OUTCOMES) -> Sum:
        """Add up what was paid, for one kind or all, where one of these words came of it."""
        chosen = (one for one in self.paid if kind in ("", one.kind) and one.word in words)
        return sum((Sum(self._money(one), one.hours, 1) for one in chosen), Sum())

    def side(self, kind: str) -> Side:
        """Return one way of spending with what it gave back."""
        of_kind = [one for one in self.paid if one.kind == kind]
        held = [word for word in OUTCOMES if any(one.word == word for one in of_kind)]
        judged = tuple(one for one in of_kind if one.found is not None and one.found.effect is not None)
        valued = [one for one in judged if one.currency == self.currency]
        return Side(
            kind=kind,
            spent=self.sum_of(kind),
            by_word={word: self.sum_of(kind, (word,)) for word in held},
            worth=_added([one.worth for one in valued]),
            net=_added([one.net for one in valued]),
            judged=judged,
            valued=sum(one.net.known for one in valued),
        )

    def columns(self) -> Columns:
        """Return a row for each intervention."""
        return {
            "number": [one.key for one in self.paid],
            "name": [one.name for one in self.paid],
            "kind": [one.kind for one in self.paid],
            "verdict": [one.word for one in self.paid],
            "money": [one.money for one in self.paid],
            "currency": [one.currency for one in self.paid],
            "hours": [one.hours for one in self.paid],
            "verdict_due": [one.due.isoformat() if one.due else "" for one in self.paid],
            "lasted": [one.lasted for one in self.paid],
            "change": [_bound(one, "value") for one in self.paid],
            "change_low": [_bound(one, "low") for one in self.paid],
            "change_high": [_bound(one, "high") for one in self.paid],
            "change_in": [_scale(one) for one in self.paid],
            "predicted": [_predicted(one, "value") for one in self.paid],
            "predicted_low": [_predicted(one, "low") for one in self.paid],
            "predicted_high": [_predicted(one, "high") for one in self.paid],
            "prediction": ["" if one.comparison is None else one.comparison.word for one in self.paid],
            "measure": [one.found.plan.measure.title if one.found else "" for one in self.paid],
            "guards_worse": ["; ".join(one.worse) for one in self.paid],
            "stopped": ["yes" if one.stopped else "" for one in self.paid],
        }

    def _money(self, one: Paid) -> float:
        return one.money if one.currency == self.currency else 0.0


def spending_of(paid: Iterable[Paid]) -> Spending:
    """Put what was paid in order, in the currency in which most was paid.

    Parameters
    ----------
    paid : iterable of Paid
        In any order.

    Returns
    -------
    Spending
        What was paid in other currencies stands apart: nobody here knows a rate.

    Examples
    --------
    >>> scans, talk = Entry("Scans", "fix", "worked", money=4000), Entry("Talk", "training", money=900)
    >>> spent = spending_of([Paid(scans), Paid(talk)])
    >>> spent.without_verdict.money, spent.side("training").worked
    (900.0, 0.0)
    """
    listed = tuple(sorted(paid, key=lambda one: (-one.money, one.key)))
    by_currency: dict[str, Sum] = {}
    for one in listed:
        by_currency[one.currency] = by_currency.get(one.currency, Sum()) + Sum(one.money, one.hours, 1)
    currency = max(by_currency, key=lambda name: (by_currency[name].money, name == "EUR"), default="EUR")
    apart = {name: by_currency[name] for name in sorted(by_currency) if name != currency}
    return Spending(currency, listed, {name: held for name, held in apart.items() if held.money})


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _added(estimates: Sequence[Estimate]) -> Estimate:
    """Add estimates as carefully as can be: bound by bound, since one bad year may be in all."""
    known = [(one.value, one.low, one.high) for one in estimates if one.known]
    if not known:
        return cannot_tell(_NO_VALUE)
    value, low, high = (sum(bound or 0.0 for bound in bounds) for bounds in zip(*known, strict=True))
    return Estimate(value, low, high, n=len(known), level=min(one.level for one in estimates if one.known))


def _bound(one: Paid, name: str) -> float | None:
    if one.found is None or one.found.effect is None:
        return None
    value = getattr(one.found.effect.change, name)
    return None if value is None else float(value)


def _predicted(one: Paid, name: str) -> float | None:
    """Return a bound of what was predicted, on the scale of the change."""
    compared = one.comparison
    value = None if compared is None else getattr(compared.predicted, name)
    return None if value is None else float(value)


def _scale(one: Paid) -> Any:
    """Say what a change is counted in: a share of the level before, a difference of shares, or a unit."""
    if one.found is None or one.found.effect is None:
        return ""
    unit = one.found.plan.measure.unit or "unit of the measure"
    said = {"percent": "share of the level before", "points": "difference of shares"}
    return said.get(one.found.effect.scale, unit)
