"""Pictures of interventions, drawn once: a verdict never changes, and a page may not take so long."""

import hashlib
from collections.abc import Callable

from django.core.cache import cache

from headwater.analysis.charts.figure import Figure
from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.interventions.chart import evaluation_figure, record_figure
from headwater.analysis.interventions.evaluation_result import Evaluation
from headwater.analysis.interventions.reading import evaluation_from
from headwater.analysis.measures import Grain, Series
from headwater.apps.interventions import selectors
from headwater.apps.interventions.models import Judgement, PlanRecord
from headwater.apps.measures.drawings import KEPT_SECONDS, Drawing

AHEAD = 200
"""Pictures the worker draws ahead: those of the newest verdicts and plans."""


def drawing_of(judgement: Judgement, found: Evaluation) -> Drawing | None:
    """Return the picture of a verdict; None where nothing could be estimated."""
    if not found.expected:
        return None
    per = per_of(found.plan.measure.key)
    return _once(
        f"verdict.{judgement.pk}.{judgement.judged_at.timestamp()}.{per}",
        lambda: evaluation_figure(found, per=per),
    )


def drawing_before(record: PlanRecord, series: Series) -> Drawing | None:
    """Return the picture of the record before the start, whatever was measured since."""
    plan = record.plan
    part = series.part(0, sum(day < plan.start for day in series.days))
    if len(part) < 2:
        return None
    per = per_of(plan.measure.key)
    shown = hashlib.sha256(repr((part.days, part.rates, per)).encode()).hexdigest()
    return _once(f"record.{record.fingerprint}.{shown}", lambda: record_figure(part, plan, per=per))


def draw_ahead(progress: Callable[[int, int], None]) -> int:
    """Draw what pages will show, so that none has to wait; what is drawn already is left."""
    judged = list(Judgement.objects.select_related("plan").order_by("-pk")[:AHEAD])
    waiting = PlanRecord.objects.filter(judgements=None, withdrawn_at=None).order_by("-pk")
    plans = list(waiting[:AHEAD])
    for done, one in enumerate(judged):
        progress(done, len(judged) + len(plans))
        try:
            drawing_of(one, evaluation_from(one.content))
        except BadDataError:
            continue
    for done, record in enumerate(plans):
        progress(len(judged) + done, len(judged) + len(plans))
        try:
            drawing_before(record, selectors.series_of(record.measure, grain=grain_of(record)))
        except UsageError:
            continue  # nothing is measured: there is nothing to draw
    return len(judged) + len(plans)


def grain_of(record: PlanRecord) -> Grain | None:
    """Return the periods a plan was locked on; None where nobody said yet."""
    said = record.power.get("grain")
    return said if said in ("week", "month") else None


def per_of(measure: str) -> float:
    """Return per how many of its denominator a measure is shown."""
    published = selectors.published_of(measure)
    return 1.0 if published is None else published.per


def _once(name: str, draw: Callable[[], Figure]) -> Drawing:
    key = f"interventions.{hashlib.sha256(name.encode()).hexdigest()}"
    found: Drawing | None = cache.get(key)
    if found is None:
        made = draw()
        wide, narrow = made.svg(key="record-wide"), made.svg(narrow=True, key="record-narrow")
        found = Drawing(made.title, made.description, made.columns, wide, narrow)
        cache.set(key, found, KEPT_SECONDS)
    return found
