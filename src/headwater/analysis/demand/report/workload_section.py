"""Where contacts, time and money go."""

from typing import Any

from headwater.analysis.charts import Figure, grouped_bars
from headwater.analysis.charts.units import read_hours, read_seconds, read_share
from headwater.analysis.demand.diagnosis_result import Diagnosis
from headwater.analysis.demand.report.document import Section, Sentence, Table
from headwater.analysis.demand.report.findings import most_of
from headwater.analysis.demand.report.words import compact, hours, listed, named, one_of, quoted
from headwater.analysis.demand.shares import MEANING
from headwater.analysis.demand.workload_result import Workload

_MOST_BARS = 12
_HEADINGS = {"reason": "Reason", "team": "Team", "channel": "Channel"}


def workload_section(found: Diagnosis) -> Section | None:
    """Return the section on where the work goes; None where contacts can be neither split nor weighed."""
    if not found.coverage.contacts:
        return None
    shown = [name for name in ("reason", "team", "channel") if _says_something(found.workload.get(name))]
    main = found.workload[_main(found)]
    if not shown and not main.timed_contacts:
        return None
    return Section(
        "work",
        "Where the time goes" if main.timed_contacts else "Where the contacts go",
        (_total(main), *_weight(main)),
        (pareto(found),) if shown else (),
        tuple(_table(found.workload[name]) for name in shown),
        (*main.facts, MEANING),
    )


def pareto(found: Diagnosis) -> Figure:
    """Return shares of contacts, handle time and money, by the grouping that says most."""
    return _figure(found.workload[_main(found)])


def _main(found: Diagnosis) -> str:
    """Prefer reasons where they are usable, then teams, then channels."""
    if found.coverage.reasons_usable and "reason" in found.workload:
        return "reason"
    return next((n for n in ("team", "channel") if _says_something(found.workload.get(n))), "channel")


def _says_something(work: Workload | None) -> bool:
    return work is not None and len(work.rows) > 1


def _total(work: Workload) -> Sentence:
    came = one_of(work.contacts, "contact")
    if not work.timed_contacts:
        text = f"{came} came for people to handle"
    else:
        spent = hours(work.handle_hours)
        mean = read_seconds(work.handle_hours * 3600 / work.timed_contacts)
        if work.timed_contacts == work.contacts:
            text = f"People handled {came} in {spent} of handle time, {mean} each on average"
        else:
            text = (
                f"{work.timed_contacts:,} of {came} have a handle time: {spent} together, {mean} on average"
            )
    if work.cost is not None and work.rates is not None:
        text += f", at a cost of {work.cost:,.0f} {work.rates.currency}"
    return Sentence(f"{text}.")


def _weight(work: Workload) -> list[Sentence]:
    """Say where counting misleads: the group whose share of time is farthest above its share of contacts."""
    if not work.timed_contacts:
        return []
    heavy = [
        row
        for row in work.rows
        if row.share_of_time.low is not None
        and row.share_of_contacts.high is not None
        and row.share_of_time.low > row.share_of_contacts.high
    ]
    if not heavy:
        top = most_of(work)
        if top is None or len(work.rows) < 2 or not top.share_of_time.known:
            return []
        return [
            Sentence(
                f"{quoted(top.group)} takes most: {top.share_of_time.percent()} of handle time for "
                f"{top.share_of_contacts.percent()} of contacts."
            )
        ]
    row = max(heavy, key=lambda r: (r.share_of_time.value or 0.0) - (r.share_of_contacts.value or 0.0))
    return [
        Sentence(
            f"Counting contacts understates {quoted(row.group)}: {row.share_of_contacts.percent()} of "
            f"contacts, but {row.share_of_time.percent()} of handle time."
        )
    ]


def _figure(work: Workload) -> Figure:
    measures = ["Contacts"]
    if work.timed_contacts:
        measures.append("Handle time")
    if _cost_says_more(work):
        measures.append("Cost")
    rows = [
        {
            "label": named(row.group),
            "Contacts": row.share_of_contacts.value,
            "Handle time": row.share_of_time.value,
            "Cost": row.share_of_cost.value,
        }
        for row in work.rows[:_MOST_BARS]
    ]
    rest = len(work.rows) - len(rows)
    most = most_of(work)
    said = "" if most is None else f"{quoted(most.group)} comes first. "
    left = f"{one_of(rest, 'smaller one is', 'smaller ones are')} in the table only." if rest > 0 else ""
    return grouped_bars(
        rows,
        title=f"Shares of {listed([measure.lower() for measure in measures])} by {work.by}",
        description=f"{said}{left}".strip() or "Shares of the whole.",
        heading=_HEADINGS.get(work.by, work.by.capitalize()),
        measures=measures,
    )


def _cost_says_more(work: Workload) -> bool:
    """Say whether shares of cost differ from shares of time: with one rate for all hours they do not."""
    if work.cost is None:
        return False
    return not work.timed_contacts or any(
        abs((row.share_of_cost.value or 0.0) - (row.share_of_time.value or 0.0)) > 0.005 for row in work.rows
    )


def _table(work: Workload) -> Table:
    columns: dict[str, list[Any]] = {
        _HEADINGS.get(work.by, work.by.capitalize()): [named(row.group) for row in work.rows],
        "Contacts": [row.contacts for row in work.rows],
        "Share": [compact(row.share_of_contacts) for row in work.rows],
    }
    if work.timed_contacts:
        columns |= {
            "Hours": [read_hours(row.handle_hours) for row in work.rows],
            "Share of time": [compact(row.share_of_time) for row in work.rows],
            "Running": [
                None if row.running_time is None else read_share(row.running_time) for row in work.rows
            ],
        }
    if work.cost is not None and work.rates is not None:
        columns[f"Cost, {work.rates.currency}"] = [
            "not priced" if row.cost is None else f"{row.cost:,.0f}" for row in work.rows
        ]
    return Table(f"Contacts, time and money by {work.by}", columns)
