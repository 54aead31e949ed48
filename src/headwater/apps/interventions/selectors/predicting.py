"""How good predictions were on one measure."""

from collections.abc import Iterable

from headwater.analysis.errors import BadDataError
from headwater.analysis.interventions.prediction_outcome import Comparison, compare
from headwater.analysis.interventions.prediction_record import FEWEST, PredictionRecord, record_of
from headwater.analysis.interventions.reading import evaluation_from
from headwater.apps.interventions.models import Judgement
from headwater.apps.interventions.selectors.seen import Seen


def record_on(found: Iterable[Seen]) -> PredictionRecord | None:
    """Return which part of what was predicted came; None where too few predictions were judged to say so."""
    verdicts = [one.verdict.pk for one in found if one.verdict is not None]
    judged = Judgement.objects.filter(pk__in=verdicts, plan__predictions__isnull=False)
    if len(verdicts) < FEWEST or judged.count() < FEWEST:
        return None
    compared = [_compared(content) for content in judged.values_list("content", flat=True)]
    record = record_of(one for one in compared if one is not None)
    return record if record.came_true.known else None


def _compared(content: dict[str, object]) -> Comparison | None:
    try:
        # the periods behind a verdict are many, and not asked for here
        found = evaluation_from({**content, "expected": []})
    except BadDataError:
        return None
    return None if found.plan.predicted is None else compare(found.plan.predicted, found)
