"""Do customers have to come back? Every definition side by side."""

from typing import Any

from headwater.analysis.charts import Figure, dot_intervals, line_with_band, ranked_bars
from headwater.analysis.demand.definitions import ESTIMATOR_NAMES, Definition
from headwater.analysis.demand.diagnosis_result import Diagnosis
from headwater.analysis.demand.repeat_result import RepeatFigure
from headwater.analysis.demand.report.document import Section, Sentence, Table
from headwater.analysis.demand.report.words import comes_back, hours, named, one_of, quoted, rests_on
from headwater.analysis.estimates import Estimate

_MOST_BARS = 12
_FEWEST_FOR_A_BAR = 10
_MOST_ALONE = 0.5


def repeats_section(found: Diagnosis) -> Section | None:
    """Return the section on repeats; None where nobody can be seen coming back."""
    definition = found.definition
    if definition is None:
        return None
    figure = found.repeats.of(definition)[0]
    paragraphs = [
        Sentence(
            f"{figure.share.percent()} of {found.whose} are followed by another {comes_back(definition)}. "
            f"So first-contact resolution, as customers live it, is {figure.fcr.percent()}.",
            rests_on(figure.share, "contacts whose window lies inside the data")
            + " The interval allows for the contacts of one customer being alike.",
        ),
        *_bias(found, definition),
        *_work(found),
        *_cases(found),
    ]
    figures = [
        _by_window(found, definition),
        _by_rule(found, definition),
        *_over_time(found, definition),
        *_by_reason(found, definition),
    ]
    return Section(
        "repeats",
        "Do customers have to come back?",
        tuple(paragraphs),
        tuple(figures),
        (_every_definition(found),),
        (
            *found.repeats.missing,
            str(found.repeats.excluded),
            "A matured figure counts only contacts whose whole window lies inside the data. A naive one "
            "takes the last contacts as resolved although nobody could see yet whether they were, so it is "
            "too low. Kaplan-Meier uses every contact for as long as it was watched.",
            "A repeat does not prove a failure, and a customer who gave up makes none.",
        ),
    )


def _bias(found: Diagnosis, definition: Definition) -> list[Sentence]:
    naive = _same_but(found, definition, estimator="naive")
    if naive is None or not naive.share.known or definition.estimator == "naive":
        return []
    own = found.repeats.of(definition)[0].share
    apart = (own.value or 0.0) - (naive.share.value or 0.0)
    if apart < 0.005:
        return []
    return [
        Sentence(
            f"Counted without care for contacts at the end of the data, the figure would read "
            f"{naive.share.value:.1%} instead of {own.value:.1%}.",
        )
    ]


def _work(found: Diagnosis) -> list[Sentence]:
    figures = found.repeat_work["all"].figures
    if not figures or not figures[0].of_contacts.known:
        return []
    made = figures[0]
    text = f"Contacts that follow an earlier one make {made.of_contacts.percent()} of {found.whose}"
    if made.repeat_hours is not None and made.of_time.known:
        text += f" and {made.of_time.percent()} of {found.time_spent}, {hours(made.repeat_hours)}"
    early = found.repeat_work["all"].too_early
    basis = (
        f"{one_of(made.contacts, 'contact')}; {early:,} at the start of the data are left out, because what "
    )
    return [Sentence(f"{text}.", f"{basis}came before them is not in the export.")]


def _cases(found: Diagnosis) -> list[Sentence]:
    cases = found.cases
    if cases is None or cases.per_case.low is None or cases.per_case.high is None:
        return []
    # without a reason or a case of the helpdesk's, every contact would stand alone and seem resolved
    if cases.by_origin.get("alone", 0) > _MOST_ALONE * cases.contacts:
        return []
    return [
        Sentence(
            f"One issue takes {cases.per_case.value:.2f} contacts ({cases.per_case.low:.2f} to "
            f"{cases.per_case.high:.2f}) on average; {cases.more_than_one.percent()} of issues take more "
            "than one.",
            f"{one_of(cases.cases, 'case')}; contacts of one customer for one reason are one case while none "
            f"comes later than {cases.window_days:g} days after the one before.",
        )
    ]


def _by_window(found: Diagnosis, definition: Definition) -> Figure:
    like = [
        f
        for f in found.repeats.figures
        if f.definition.rule == definition.rule and not f.group and f.share.known
    ]
    like.sort(key=lambda f: f.definition.window_days)
    return dot_intervals(
        [
            {
                "label": f"within {f.definition.days}",
                "kind": ESTIMATOR_NAMES[f.definition.estimator],
                **_bounds(f.share),
            }
            for f in like
        ],
        title="Contacts followed by another, by how long one waits",
        description=f"{definition.rule.capitalize()}. The naive figure is shown to make its bias visible.",
        heading="Window",
        measure="Followed by another",
    )


def _by_rule(found: Diagnosis, definition: Definition) -> Figure:
    like = [
        f
        for f in found.repeats.figures
        if f.definition.window_days == definition.window_days
        and f.definition.estimator == definition.estimator
        and not f.group
        and f.share.known
    ]
    return dot_intervals(
        [{"label": f.definition.rule, **_bounds(f.fcr)} for f in like],
        title=f"First-contact resolution under every rule, {definition.days}",
        description="Same contacts, different rules: a figure without its rule says little. Net leaves out "
        "contacts that were passed on.",
        heading="Rule",
        measure="First-contact resolution",
    )


def _over_time(found: Diagnosis, definition: Definition) -> list[Figure]:
    weeks = found.repeats_by.get("week")
    known = [] if weeks is None else [f for f in weeks.of(definition) if f.share.known and f.share.n >= 30]
    if len(known) < 4:
        return []
    return [
        line_with_band(
            [{"at": f.group[0], **_bounds(f.share)} for f in known],
            title="Contacts followed by another, week by week",
            description="Weeks in which at least 30 contacts could be watched long enough.",
            heading="Week from",
            measure="Followed by another",
            more={"Contacts": [f.share.n for f in known]},
        )
    ]


def _by_reason(found: Diagnosis, definition: Definition) -> list[Figure]:
    by_reason = found.repeats_by.get("reason")
    if by_reason is None or not found.coverage.reasons_usable:
        return []
    known = [f for f in by_reason.of(definition) if f.share.known and f.share.n >= _FEWEST_FOR_A_BAR]
    known.sort(key=lambda f: -(f.share.value or 0.0))
    if len(known) < 2:
        return []
    shown = known[:_MOST_BARS]
    rest = f" The {_MOST_BARS} highest of {len(known)} reasons." if len(known) > _MOST_BARS else ""
    return [
        ranked_bars(
            [{"label": named(f.group[0]), **_bounds(f.share)} for f in shown],
            title="Contacts followed by another, by reason",
            description=f"{leader(known)}{rest}",
            heading="Reason",
            measure="Followed by another",
            more={"Contacts": [f.share.n for f in shown]},
        )
    ]


def leader(ranked: list[RepeatFigure]) -> str:
    """Name the reason with the highest share, and how many others the data cannot tell from it."""
    first, floor = quoted(ranked[0].group[0]), ranked[0].share.low or 0.0
    alike = sum((f.share.high or 0.0) >= floor for f in ranked[1:])
    if not alike:
        return f"{first} comes back most often: {ranked[0].share.percent()}."
    others = "another may come" if alike == 1 else f"{alike} others may come"
    return f"{first} is highest here, {ranked[0].share.percent()}; by these intervals {others} back as often."


def _every_definition(found: Diagnosis) -> Table:
    figures = [f for f in found.repeats.figures if not f.group]
    windows = sorted({f.definition.window_days for f in figures})
    shares = {f.definition: f.share for f in figures}
    known = [f for f in figures if f.share.known]
    lines = dict.fromkeys((f.definition.rule, f.definition.estimator) for f in known)
    columns: dict[str, list[Any]] = {
        "Rule": [rule for rule, _ in lines],
        "Computed as": [ESTIMATOR_NAMES[estimator] for _, estimator in lines],
    }
    by_cell = {(d.rule, d.estimator, d.window_days): share for d, share in shares.items()}
    for window in windows:
        cells = [by_cell.get((rule, estimator, window)) for rule, estimator in lines]
        columns[f"{window} d"] = [None if c is None or c.value is None else f"{c.value:.1%}" for c in cells]
    return Table("Contacts followed by another, every definition", columns, shown=6)


def _same_but(found: Diagnosis, definition: Definition, *, estimator: str) -> RepeatFigure | None:
    for figure in found.repeats.figures:
        own = figure.definition
        if (own.rule, own.window_days, own.estimator) == (
            definition.rule,
            definition.window_days,
            estimator,
        ) and not figure.group:
            return figure
    return None


def _bounds(estimate: Estimate) -> dict[str, float | None]:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}
