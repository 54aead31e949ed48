"""What was paid for interventions, with what came of each, to whoever may read the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from headwater.analysis.errors import BadDataError
from headwater.analysis.interventions.evaluation_result import Evaluation
from headwater.analysis.interventions.prediction import Prediction as Said
from headwater.analysis.interventions.reading import evaluation_from
from headwater.analysis.interventions.spending import Paid, Spending, spending_of
from headwater.apps.interventions.models import Judgement, Prediction
from headwater.apps.interventions.selectors.ledger import begins, ledger_of, ledger_seen_by
from headwater.apps.interventions.selectors.seen import Seen
from headwater.apps.people.models import User


@dataclass(frozen=True)
class Accounts:
    """Everything that was paid, by the year in which it started.

    Attributes
    ----------
    years : tuple of int
        Years in which anything started, newest first.
    """

    years: tuple[int, ...]
    paid: tuple[tuple[int, Seen, Paid], ...]

    def of(self, year: int | None) -> Spending:
        """Return what started in a year, or all of it."""
        return spending_of(paid for started, _, paid in self.paid if year in (None, started))


def accounts_visible_to(user: User) -> Accounts:
    """Return what was paid for every intervention and what came of it: in eight queries, however many."""
    seen = ledger_seen_by(user)
    evaluations, guards = _judged(one.verdict.pk for one in seen if one.verdict is not None)
    predicted = _predicted(one.plan.pk for one in seen if one.plan is not None)
    found = []
    for one, entry in zip(seen, ledger_of(seen).entries, strict=True):
        verdict = one.verdict
        paid = Paid(
            entry,
            found=None if verdict is None else evaluations.get(verdict.pk),
            lasted="" if one.lasted is None else one.lasted.word,
            worse=() if verdict is None else tuple(guards.get(verdict.pk, ())),
            stopped=one.record.stopped_on is not None,
            predicted=None if one.plan is None else predicted.get(one.plan.pk),
        )
        found.append((begins(one).year, one, paid))
    return Accounts(tuple(sorted({year for year, _, _ in found}, reverse=True)), tuple(found))


def _predicted(wanted: Iterable[int]) -> dict[int, Said]:
    kept = Prediction.objects.filter(plan__in=list(wanted))
    return {one.plan_id: one.said for one in kept}


def _judged(wanted: Iterable[int]) -> tuple[dict[int, Evaluation], dict[int, list[str]]]:
    """Read what verdicts rest on, without the periods behind each: they are many, and not asked for here."""
    evaluations: dict[int, Evaluation] = {}
    guards: dict[int, list[str]] = {}
    rows: Any = Judgement.objects.filter(pk__in=list(wanted)).values_list("pk", "content", "guards")
    for pk, content, judged in rows:
        guards[pk] = [guard["title"] for guard in judged if guard["word"] == "got worse"]
        try:
            evaluations[pk] = evaluation_from({**content, "expected": []})
        except BadDataError:
            continue
    return evaluations, guards
