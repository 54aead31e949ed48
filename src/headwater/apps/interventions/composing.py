"""Puts together what the page of one intervention shows: the verdict first, then what it rests on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.frames import Columns
from headwater.analysis.interventions.evaluation_result import Evaluation
from headwater.analysis.interventions.plan import Plan
from headwater.analysis.interventions.promise import Difference, Said, differences, promise_of
from headwater.analysis.interventions.reading import evaluation_from
from headwater.analysis.measures import Series
from headwater.apps.interventions import drawing, selectors
from headwater.apps.interventions.comparing import Came, came_of
from headwater.apps.interventions.models import Judgement, PlanRecord
from headwater.apps.interventions.selectors import Seen
from headwater.apps.measures.drawings import Drawing
from headwater.apps.people.models import Team

Naming = Callable[[str], str]


@dataclass(frozen=True)
class PlanShown:
    """A plan as the page shows it.

    Attributes
    ----------
    state : str
        counts, draft, withdrawn or replaced.
    differs : tuple of Difference
        What it says otherwise than the plan before it.
    could_find : str
        What was said at the lock of how much it could find.
    """

    record: PlanRecord
    state: str
    promise: tuple[Said, ...]
    differs: tuple[Difference, ...]
    before: int | None
    could_find: str


@dataclass(frozen=True)
class Page:
    """The page of one intervention.

    Attributes
    ----------
    found : Evaluation or None
        What the verdict rests on; None before there is one.
    judged : PlanShown or None
        The plan the verdict is about; not always the one that counts now.
    look : Judgement or None
        The newest earlier look of the plan that counts, while it has no verdict.
    reaches : date or None
        Last day the measure has values for, where the verdict waits for it.
    """

    seen: Seen
    plans: tuple[PlanShown, ...]
    found: Evaluation | None = None
    judged: PlanShown | None = None
    look: Judgement | None = None
    picture: Drawing | None = None
    reaches: date | None = None
    unreadable: str = ""

    @property
    def plan(self) -> PlanShown | None:
        """The plan that counts."""
        return next((one for one in self.plans if one.state == "counts"), None)

    @property
    def draft(self) -> PlanShown | None:
        """The plan that is being written."""
        return next((one for one in self.plans if one.state == "draft"), None)

    @property
    def shown(self) -> PlanShown | None:
        """The plan whose promise the page says in full: the one that counts, else the draft."""
        return self.plan or self.draft

    @property
    def others(self) -> tuple[PlanShown, ...]:
        """All other plans, newest first."""
        return tuple(one for one in reversed(self.plans) if one is not self.shown)

    @property
    def verdict(self) -> Judgement | None:
        """The verdict."""
        return self.seen.verdict

    @property
    def terms(self) -> list[Mapping[str, Any]]:
        """What the effect amounts to, for people."""
        return [] if self.verdict is None else list(self.verdict.terms)

    @property
    def guards(self) -> list[Mapping[str, Any]]:
        """What became of the measures that must not get worse."""
        return [] if self.verdict is None else list(self.verdict.guards)

    @property
    def lasts_on(self) -> date | None:
        """The day on which it is asked whether it lasted; None where that is too soon after the verdict."""
        if self.judged is None:
            return None
        dates = selectors.dates_of(self.judged.record.plan)
        return next((one.due_on for one in dates if one.look == Judgement.Look.LASTED), None)

    @property
    def figures(self) -> list[Said]:
        """What the estimate is in figures, for those who want to know."""
        found = self.found
        if found is None or found.effect is None:
            return []
        effect, plan = found.effect, found.plan
        per = drawing.per_of(plan.measure.key)
        level = effect.before * per
        before = (
            f"{effect.before:.1%}" if plan.measure.kind == "share" else f"{level:,.4g} {plan.measure.unit}"
        )
        said = [
            Said("Change", f"{effect.words}, with the {found.level:.0%} interval"),
            Said("Level before", before.strip()),
            Said("Smallest effect worth having", str(plan.smallest)),
            Said("p", f"{effect.p_value:.3f}" if effect.p_value >= 0.001 else "below 0.001"),
            Said("Likeness of neighbouring periods", f"{effect.autocorrelation:.2f}"),
            Said(
                "Method",
                "grid-GLS: regressions under 260 models of the error, weighed by how well each fits",
            ),
        ]
        return said + ([Said("Looks", found.looks)] if found.looks else [])

    @property
    def came(self) -> Came | None:
        """What was predicted beside what was found; None where nothing was, or there is no verdict."""
        return None if self.found is None else came_of(self.found)

    @property
    def supersedes(self) -> bool:
        """Whether the verdict is about an earlier plan than the one that counts."""
        return self.judged is not None and self.plan is not None and self.judged is not self.plan


def page_of(seen: Seen) -> Page:
    """Put the page of an intervention together."""
    naming = naming_of(record.plan for record in seen.plans)
    plans = _plans(seen, naming)
    if seen.verdict is not None:
        return _judged(seen, plans, seen.verdict)
    if seen.plan is None and seen.draft is None:
        return Page(seen, plans)
    record = seen.plan or seen.draft
    assert record is not None
    series = series_before(record)
    looks = [one for one in record.judgements.all() if one.look == Judgement.Look.EARLIER]
    return Page(
        seen,
        plans,
        look=looks[-1] if looks else None,
        picture=None if series is None else drawing.drawing_before(record, series),
        reaches=None if series is None else series.end - timedelta(days=1),
    )


def naming_of(plans: Iterable[Plan]) -> Naming:
    """Return how to name the series of some plans: one question to the records, however many there are."""
    found = list(plans)
    named = {reference for plan in found for reference in _references(plan)}
    parts = {reference: selectors.parts_of(reference) for reference in named}
    wanted = {team for _, team in parts.values() if team is not None}
    teams = Team.objects.in_bulk(wanted) if wanted else {}
    published = {key: selectors.published_of(key) for key, _ in parts.values()}

    def name(reference: str) -> str:
        key, team = parts.get(reference, (reference, None))
        one = published.get(key)
        title = key if one is None else one.measure.title
        if team is None:
            return title
        return f"{title}, {teams[team].name}" if team in teams else f"{title}, a team that is no more"

    return name


def series_before(record: PlanRecord) -> Series | None:
    """Return the series of a plan's measure; None where nothing was measured."""
    try:
        return selectors.series_of(record.measure, grain=drawing.grain_of(record))
    except UsageError:
        return None


def columns_of(seen: Seen) -> Columns:
    """Return the series behind the page, for a file: before the verdict only what was before the start."""
    if seen.verdict is not None:
        found = _read(seen.verdict)
        return {} if found is None else found.columns()
    record = seen.plan or seen.draft
    series = None if record is None else series_before(record)
    if record is None or series is None:
        return {}
    until = sum(day < record.starts_on for day in series.days)
    part = series.part(
        0, until if until == len(series) or series.days[until] == record.starts_on else until - 1
    )
    return part.columns()


def _judged(seen: Seen, plans: tuple[PlanShown, ...], verdict: Judgement) -> Page:
    about = next((one for one in plans if one.record.pk == verdict.plan_id), None)
    found = _read(verdict)
    if found is None:
        return Page(seen, plans, judged=about, unreadable="What this verdict rests on cannot be read.")
    return Page(seen, plans, found=found, judged=about, picture=drawing.drawing_of(verdict, found))


def _read(verdict: Judgement) -> Evaluation | None:
    try:
        return evaluation_from(verdict.content)
    except BadDataError:
        return None


def _plans(seen: Seen, naming: Naming) -> tuple[PlanShown, ...]:
    found: list[PlanShown] = []
    for record in seen.plans:
        before = found[-1].record if found else None
        plan = record.plan
        found.append(
            PlanShown(
                record=record,
                state=_state(record, seen),
                promise=promise_of(plan, naming, per=_per(plan)),
                differs=() if before is None else _differs(before, record, naming),
                before=None if before is None else before.number,
                could_find=str(record.power.get("sentence", "")),
            )
        )
    return tuple(found)


def _differs(before: PlanRecord, after: PlanRecord, naming: Naming) -> tuple[Difference, ...]:
    first, second = before.plan, after.plan
    return differences(first, second, naming, per=(_per(first), _per(second)))


def _per(plan: Plan) -> float:
    """Return per how many a plan's own units are read; asked of the records only where there are any."""
    own = not plan.smallest.unit or (plan.predicted is not None and not plan.predicted.unit)
    return drawing.per_of(plan.measure.key) if own else 1.0


def _state(record: PlanRecord, seen: Seen) -> str:
    if record.withdrawn_at is not None:
        return "withdrawn"
    if not record.is_locked:
        return "draft"
    return "counts" if seen.plan is not None and record.pk == seen.plan.pk else "replaced"


def _references(plan: Plan) -> list[str]:
    own = f"{plan.measure.key}@{plan.scope}" if plan.scope else plan.measure.key
    return [one for one in (own, plan.comparison, plan.negative_control, *plan.guards) if one]
