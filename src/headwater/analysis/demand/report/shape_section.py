"""When contacts come, how long they take, and how they end."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from headwater.analysis.charts import (
    COUNT,
    Figure,
    Unit,
    dot_intervals,
    histogram,
    line_with_band,
    week_heatmap,
)
from headwater.analysis.charts.units import read_count, read_seconds
from headwater.analysis.demand.days import WEEKDAYS
from headwater.analysis.demand.diagnosis_result import Diagnosis
from headwater.analysis.demand.report.document import Section, Sentence, Table
from headwater.analysis.demand.report.words import compact, named, one_of
from headwater.analysis.demand.shape import Arrivals, HandleTimes, Outcomes
from headwater.analysis.demand.shape.seconds import Bin
from headwater.analysis.estimates import Estimate

_INDEX = Unit(".1f", lambda value: f"{value:.2f}")
_FEWEST_WEEKS = 4
_ENDINGS = {
    "transferred": "passed on at least once",
    "reopened": "reopened at least once",
    "abandoned": "given up by the customer before anyone answered",
}


def arrivals_section(found: Diagnosis) -> Section | None:
    """Return the section on when contacts come; None where there are none."""
    arrivals = found.arrivals
    if arrivals is None or not arrivals.groups:
        return None
    figures = [_heatmap(arrivals)]
    if not found.scattered:
        figures += [*_weeks(arrivals), *_weekdays(arrivals)]
    return Section(
        "arrivals",
        "When contacts come",
        tuple(_when(arrivals, scattered=found.scattered)),
        tuple(figures),
        notes=arrivals.facts[1:],
    )


def handling_section(found: Diagnosis) -> Section | None:
    """Return the section on handle times; None where no contact has one."""
    times = found.handle_times.get("all")
    if times is None or not times.groups or not times.groups[0].bins:
        return None
    whole = times.groups[0]
    mean, median = whole.mean_seconds or 0.0, whole.median_seconds or 0
    paragraphs = [
        Sentence(
            f"Half of the contacts take less than {read_seconds(median)}, one in ten more than "
            f"{read_seconds(whole.deciles[8])}; the mean is {read_seconds(mean)}.",
            f"{read_count(whole.timed_contacts)} contacts with a handle time.",
        )
    ]
    paragraphs += [
        Sentence(
            f"Handle times pile up just under {read_seconds(heap.seconds)}: {read_count(heap.under)} in the "
            f"14 seconds before it, {read_count(heap.over)} in the 14 after, {heap.excess:.1f} times "
            f"({heap.low:.1f} to {heap.high:.1f}) what the slope around leads to expect. A target may be the "
            "reason; the data cannot say."
        )
        for heap in whole.heaps
    ]
    return Section(
        "handling",
        "How long contacts take",
        tuple(paragraphs),
        (_spread(times),),
        tuple(
            _quantiles(part) for name, part in found.handle_times.items() if _split(name, len(part.groups))
        ),
        # the piles are in the paragraphs already; the facts end with them
        times.facts[1 : len(times.facts) - len(whole.heaps)],
    )


def endings_section(found: Diagnosis) -> Section | None:
    """Return the section on how contacts end; None where nothing says."""
    whole = found.outcomes.get("all")
    if whole is None or not whole.groups:
        return None
    own = whole.groups[0]
    paragraphs = [
        Sentence(
            f"{estimate.percent()} of contacts were {words}.", f"Known for {one_of(estimate.n, 'contact')}."
        )
        for name, words in _ENDINGS.items()
        if (estimate := getattr(own, name)).known
    ]
    if own.satisfaction.known:
        paragraphs.append(
            Sentence(
                f"The mean rating is {_of_scale(own.satisfaction)}, on a scale from 0 to 100.",
                f"{read_count(own.ratings)} ratings, from {own.responded.percent()} of contacts; what the "
                "others think is not known.",
            )
        )
    if not paragraphs:
        return None
    return Section(
        "endings",
        "How contacts end",
        tuple(paragraphs),
        tables=tuple(
            _endings(part) for name, part in found.outcomes.items() if _split(name, len(part.groups))
        ),
        notes=whole.facts[1:],
    )


def _split(name: str, groups: int) -> bool:
    return name != "all" and groups > 1


def _when(arrivals: Arrivals, *, scattered: bool) -> list[Sentence]:
    weekly = arrivals.weekly
    if scattered:
        days = arrivals.days
        return [
            Sentence(
                f"Only {days.days_with_contacts:,} of {one_of(days.days, 'day')} hold contacts, so whether "
                "there is a weekly rhythm cannot be told."
            )
        ]
    if not weekly.index:
        return [Sentence(f"Whether there is a weekly rhythm cannot be told: {weekly.why}.")]
    known = [(day, e) for day, e in zip(WEEKDAYS, weekly.index, strict=True) if e.value is not None]
    busiest, most = max(known, key=lambda pair: pair[1].value or 0.0)
    quietest, least = min(known, key=lambda pair: pair[1].value or 0.0)
    hours = arrivals.open_hours()
    return [
        Sentence(
            f"{busiest} is the busiest day, {_times(most)} the average day; {quietest} the quietest, "
            f"{_times(least)}. On {busiest} 99% of contacts come from {hours[busiest]}.",
            f"{one_of(weekly.weeks, 'whole week')}.",
        )
    ]


def _times(index: Estimate) -> str:
    if index.low is None or index.high is None:
        return f"{index.value:.2f} times"
    return f"{index.value:.2f} times ({index.low:.2f} to {index.high:.2f})"


def _heatmap(arrivals: Arrivals) -> Figure:
    days = arrivals.days_of_weekday
    rows = [
        {"weekday": day + 1, "half_hour": slot, "value": count / days[day] if days[day] else 0.0}
        for day, counts in enumerate(arrivals.half_hours)
        for slot, count in enumerate(counts)
    ]
    top = max(rows, key=lambda row: row["value"])
    clock = f"{int(top['half_hour']) // 2:02d}:{int(top['half_hour']) % 2 * 30:02d}"
    return week_heatmap(
        rows,
        title="Contacts by half-hour of the week",
        description=f"Most come on {WEEKDAYS[int(top['weekday']) - 1]} in the half-hour from {clock}: "
        f"{top['value']:.1f} on average. Empty half-hours saw none.",
        measure="Contacts in the half-hour, average of that weekday",
    )


def _weeks(arrivals: Arrivals) -> list[Figure]:
    """Draw contacts week by week; weeks the data hold only a part of are left out."""
    first, last = arrivals.days.first, arrivals.days.last
    if first is None or last is None:
        return []
    counts: Counter[date] = Counter()
    for group in arrivals.groups:
        for day, count in group.daily.items():
            counts[day - timedelta(days=day.weekday())] += count
    monday = first + timedelta(days=-first.weekday() % 7)
    whole = [monday + timedelta(weeks=n) for n in range(((last - monday).days + 1) // 7)]
    if len(whole) < _FEWEST_WEEKS:
        return []
    top = max(whole, key=lambda monday: counts[monday])
    return [
        line_with_band(
            [{"at": monday, "value": counts[monday]} for monday in whole],
            title="Contacts week by week",
            description=f"Whole weeks only. The busiest began on {top.day} {top:%B %Y}: "
            f"{one_of(counts[top], 'contact')}.",
            heading="Week from",
            measure="Contacts",
            unit=COUNT,
        )
    ]


def _weekdays(arrivals: Arrivals) -> list[Figure]:
    if not arrivals.weekly.index:
        return []
    rows = [
        {"label": day, "value": e.value, "low": e.low, "high": e.high}
        for day, e in zip(WEEKDAYS, arrivals.weekly.index, strict=True)
    ]
    return [
        dot_intervals(
            rows,
            title="How busy each weekday is",
            description="1 is the average day.",
            heading="Weekday",
            measure="Times the average day",
            unit=_INDEX,
        )
    ]


def _spread(times: HandleTimes) -> Figure:
    whole = times.groups[0]
    closed = [b for b in whole.bins if b.high is not None]
    beyond = sum(b.contacts for b in whole.bins if b.high is None)
    log = len({round((b.high or 0.0) - b.low) for b in closed}) > 1
    markers = [
        (float(whole.median_seconds or 0), f"median {read_seconds(whole.median_seconds or 0)}"),
        (float(whole.deciles[8]), f"9 in 10 within {read_seconds(whole.deciles[8])}"),
        *((float(heap.seconds), f"pile-up under {read_seconds(heap.seconds)}") for heap in whole.heaps),
    ]
    end = closed[-1].high or 0.0
    left = f" {read_count(beyond)} contacts above {read_seconds(end)} are not drawn." if beyond else ""
    scale = " Each step to the right is a multiple: the scale is logarithmic." if log else ""
    return histogram(
        [_bar(b) for b in closed],
        title="How handle times are spread",
        description=f"Bars count contacts in spans of time.{scale}{left}",
        heading="Handle time",
        markers=[(at, words) for at, words in markers if at <= end],
        log=log,
    )


def _bar(part: Bin) -> dict[str, Any]:
    return {"left": part.low, "right": part.high, "count": part.contacts}


def _quantiles(times: HandleTimes) -> Table:
    rows = times.groups
    return Table(
        f"Handle time by {times.by}",
        {
            (times.by or "group").capitalize(): [named(row.group) for row in rows],
            "Contacts": [row.timed_contacts for row in rows],
            "Mean": [None if row.mean_seconds is None else read_seconds(row.mean_seconds) for row in rows],
            "One in ten below": [read_seconds(row.deciles[0]) if row.deciles else None for row in rows],
            "Median": [read_seconds(row.deciles[4]) if row.deciles else None for row in rows],
            "One in ten above": [read_seconds(row.deciles[8]) if row.deciles else None for row in rows],
        },
    )


def _endings(part: Outcomes) -> Table:
    rows = part.groups
    columns: dict[str, list[Any]] = {
        (part.by or "group").capitalize(): [named(row.group) for row in rows],
        "Contacts": [row.contacts for row in rows],
    }
    for name, heading in (("transferred", "Passed on"), ("reopened", "Reopened"), ("abandoned", "Given up")):
        cells = [compact(getattr(row, name)) for row in rows]
        if any(cell is not None for cell in cells):
            columns[heading] = cells
    ratings = [_of_scale(row.satisfaction) for row in rows]
    if any(rating is not None for rating in ratings):
        columns["Rating of 100"] = ratings
    return Table(f"How contacts end, by {part.by}", columns)


def _of_scale(rating: Estimate) -> str | None:
    """Read a mean rating on a scale of 0 to 100."""
    if rating.value is None:
        return None
    if rating.low is None or rating.high is None:
        return f"{100 * rating.value:.0f}"
    return f"{100 * rating.value:.0f} ({100 * rating.low:.0f}–{100 * rating.high:.0f})"
