"""Money by what it was spent on, against what came of it."""

from collections.abc import Sequence
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
    """One intervention in the ledger.

    Attributes
    ----------
    verdict : str
        One of the five words, or *never measured*.
    """

    plan: Plan
    verdict: str = NEVER
    locked: bool = False
    due: date | None = None


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

    def by_kind(self) -> dict[str, dict[str, float]]:
        """Return money by kind of intervention and verdict."""
        kinds = sorted({entry.plan.kind for entry in self.entries})
        return {
            kind: {
                word: sum(self._cost(e) for e in self.entries if e.plan.kind == kind and e.verdict == word)
                for word in (*WORDS, NEVER)
            }
            for kind in kinds
        }

    def columns(self) -> Columns:
        """Return a row for each intervention."""
        return {
            "name": [entry.plan.name for entry in self.entries],
            "kind": [entry.plan.kind for entry in self.entries],
            "start": [entry.plan.start.isoformat() for entry in self.entries],
            "due": [entry.due.isoformat() if entry.due else "" for entry in self.entries],
            "locked": [entry.locked for entry in self.entries],
            "cost": [self._cost(entry) for entry in self.entries],
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
            "money_without_a_verdict": self.without_verdict,
            "money_on_what_did_not_work": self.on_what_did_not_work,
        }

    def __str__(self) -> str:
        if not self.entries:
            return "No interventions yet. Write one down with: headwater interventions plan"
        width = max(len(entry.plan.name) for entry in self.entries)
        lines = [
            f"{e.plan.name:<{width}}  {e.plan.kind:<8}  {e.plan.start.isoformat()}  "
            f"{self._cost(e):>12,.0f} {self.currency}  {'locked' if e.locked else 'not locked':<10}  "
            f"{e.verdict}"
            for e in self.entries
        ]
        total = sum(self._cost(entry) for entry in self.entries)
        lines += [
            "",
            f"Money spent                 {total:>12,.0f} {self.currency}",
            f"Money without a verdict     {self.without_verdict:>12,.0f} {self.currency}",
            f"Money on what did not work  {self.on_what_did_not_work:>12,.0f} {self.currency}",
        ]
        return "\n".join(lines)

    def _cost(self, entry: Entry) -> float:
        return cost_of(entry.plan) if entry.plan.currency == self.currency else 0.0

    def _sum(self, words: Sequence[str]) -> float:
        return sum(self._cost(entry) for entry in self.entries if entry.verdict in words)
