"""Money by what it was spent on, against what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from headwater.analysis.frames import Columns, to_frame
from headwater.analysis.interventions.money import cost_of
from headwater.analysis.interventions.plan import Plan
from headwater.analysis.interventions.verdict import WORDS

NEVER = "never measured"
NO_VERDICT = ("cannot tell", "too early", NEVER)
DID_NOT_WORK = ("no effect that matters", "made it worse")


@dataclass(frozen=True)
class Entry:
    """One intervention in the ledger; it may have no plan at all.

    Attributes
    ----------
    verdict : str
        One of the five words, or *never measured*.
    start, due : date or None
        Of its plan, where there is one.
    money, hours : float
        What it cost, the money in `currency`; hours are not turned into money.
    number : int, optional
        Which record it is, where there are records.
    """

    name: str
    kind: str
    verdict: str = NEVER
    start: date | None = None
    due: date | None = None
    locked: bool = False
    money: float = 0.0
    hours: float = 0.0
    currency: str = "EUR"
    number: int | None = None

    @classmethod
    def of(
        cls, plan: Plan, verdict: str = NEVER, *, locked: bool = False, due: date | None = None
    ) -> "Entry":
        """Return the entry of a plan, at what it was planned to cost."""
        return cls(
            name=plan.name,
            kind=plan.kind,
            verdict=verdict,
            start=plan.start,
            due=due,
            locked=locked,
            money=cost_of(plan),
            hours=sum(cost.amount for cost in plan.costs if cost.unit == "hours"),
            currency=plan.currency,
        )


@dataclass(frozen=True)
class Ledger:
    """All interventions with their money and their verdicts.

    Attributes
    ----------
    currency : str
        Sums hold what was paid in it.
    """

    entries: tuple[Entry, ...]
    currency: str

    @property
    def without_verdict(self) -> float:
        """Money on what nobody can say anything of, or not yet."""
        return self._sum(NO_VERDICT)

    @property
    def on_what_did_not_work(self) -> float:
        """Money on what had no effect that matters, or made it worse."""
        return self._sum(DID_NOT_WORK)

    @property
    def total(self) -> float:
        """All money in the ledger's currency."""
        return sum(self._cost(entry) for entry in self.entries)

    @property
    def elsewhere(self) -> dict[str, float]:
        """Money in other currencies; it is in none of the sums."""
        others = sorted({entry.currency for entry in self.entries if entry.money} - {self.currency})
        return {one: sum(e.money for e in self.entries if e.currency == one) for one in others}

    def by_kind(self) -> dict[str, dict[str, float]]:
        """Return money by kind of intervention and verdict."""
        return self._by_kind(self._cost)

    def hours_by_kind(self) -> dict[str, dict[str, float]]:
        """Return hours of people by kind of intervention and verdict."""
        return self._by_kind(lambda entry: entry.hours)

    def count_by_kind(self) -> dict[str, dict[str, int]]:
        """Return how many interventions there are by kind and verdict."""
        found = self._by_kind(lambda entry: 1.0)
        return {kind: {word: round(n) for word, n in row.items()} for kind, row in found.items()}

    def columns(self) -> Columns:
        """Return a row for each intervention."""
        return {
            "name": [entry.name for entry in self.entries],
            "kind": [entry.kind for entry in self.entries],
            "start": [entry.start.isoformat() if entry.start else "" for entry in self.entries],
            "due": [entry.due.isoformat() if entry.due else "" for entry in self.entries],
            "locked": [entry.locked for entry in self.entries],
            "cost": [entry.money for entry in self.entries],
            "currency": [entry.currency for entry in self.entries],
            "hours": [entry.hours for entry in self.entries],
            "verdict": [entry.verdict for entry in self.entries],
        }

    def to_frame(self) -> Any:
        """Return the ledger as a data frame."""
        return to_frame(self.columns())

    def to_dict(self) -> dict[str, Any]:
        """Return the ledger as plain data."""
        return {
            "currency": self.currency,
            "interventions": dict(self.columns()),
            "by_kind": self.by_kind(),
            "hours_by_kind": self.hours_by_kind(),
            "other_currencies": self.elsewhere,
            "money_without_a_verdict": self.without_verdict,
            "money_on_what_did_not_work": self.on_what_did_not_work,
        }

    def __str__(self) -> str:
        if not self.entries:
            return "No interventions yet. Write one down with: headwater interventions plan"
        width = max(len(entry.name) for entry in self.entries)
        lines = [
            f"{e.name:<{width}}  {e.kind:<8}  {e.start.isoformat() if e.start else '':<10}  "
            f"{e.money:>12,.0f} {e.currency}  {'locked' if e.locked else 'not locked':<10}  "
            f"{e.verdict}"
            for e in self.entries
        ]
        lines += [
            "",
            f"Money spent                 {self.total:>12,.0f} {self.currency}",
            f"Money without a verdict     {self.without_verdict:>12,.0f} {self.currency}",
            f"Money on what did not work  {self.on_what_did_not_work:>12,.0f} {self.currency}",
        ]
        lines += [f"In another currency         {sum_:>12,.0f} {one}" for one, sum_ in self.elsewhere.items()]
        return "\n".join(lines)

    def _by_kind(self, amount: Callable[[Entry], float]) -> dict[str, dict[str, float]]:
        return {
            kind: {
                word: sum(amount(e) for e in self.entries if e.kind == kind and e.verdict == word)
                for word in (*WORDS, NEVER)
            }
            for kind in sorted({entry.kind for entry in self.entries})
        }

    def _cost(self, entry: Entry) -> float:
        return entry.money if entry.currency == self.currency else 0.0

    def _sum(self, words: Sequence[str]) -> float:
        return sum(self._cost(entry) for entry in self.entries if entry.verdict in words)
