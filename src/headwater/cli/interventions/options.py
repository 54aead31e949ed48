"""Options that commands about interventions share: where a series is read, and what is planned."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headwater.cli.options import DAY, date_of

if TYPE_CHECKING:
    from headwater.analysis.interventions.plan import Plan
    from headwater.analysis.measures import Measure, Series, SeriesColumns

SERIES_OPTIONS = (
    click.option("--date", "date_column", default="date", show_default=True, help="Column of dates."),
    click.option("--value", "value_column", default="value", show_default=True, help="Column of values."),
    click.option(
        "--denominator", help="Column of what a count or share is of; `denominator` where there is one."
    ),
    click.option(
        "--group-column", default="group", show_default=True, help="Column of groups, where there are."
    ),
    click.option("--group", help="Which group to read."),
    click.option("--first", type=DAY, help="Day of the first row, for files without dates; needs --grain."),
    click.option(
        "--grain", type=click.Choice(["day", "week", "month"]), help="Told from the dates by default."
    ),
    click.option(
        "--changed", type=DAY, multiple=True, help="Day from which the measure was defined differently."
    ),
)

PLAN_OPTIONS = (
    click.option("--name", help="What it is called; by default the file's name."),
    click.option("--measure", "measure_name", help="What the measure is called."),
    click.option(
        "--kind",
        type=click.Choice(["continuous", "count", "share", "bounded"]),
        default="continuous",
        show_default=True,
        help="A plain number, how many, how many of how many, or a mean on a scale with ends.",
    ),
    click.option(
        "--bounds", default="0,1", show_default=True, help="Ends of the scale of a bounded measure."
    ),
    click.option("--unit", default="", help="What one is, in the plural, such as contacts."),
    click.option(
        "--better",
        type=click.Choice(["lower", "higher"]),
        default="lower",
        show_default=True,
        help="Which way is up.",
    ),
    click.option("--start", type=DAY, help="First day of the change."),
    click.option(
        "--smallest", help="Smallest effect worth having: -5%, -2pp, or -0.3 in the measure's unit."
    ),
    click.option("--phase-in", default="0w", show_default=True, help="Time until it has reached everyone."),
    click.option(
        "--window", default="26w", show_default=True, help="From the start to the verdict, phase-in included."
    ),
    click.option(
        "--shape",
        type=click.Choice(["step", "ramp", "level_slope"]),
        default="step",
        show_default=True,
        help="A new level; one reached over the phase-in; a new level and direction.",
    ),
    click.option(
        "--trend/--no-trend", default=True, show_default=True, help="Whether it may have moved all along."
    ),
    click.option(
        "--harmonics", type=click.IntRange(0, 6), help="Pairs of annual waves; 2 with two years before."
    ),
    click.option(
        "--seasonal",
        type=click.Choice(["auto", "yes", "no"]),
        default="auto",
        show_default=True,
        help="Whether it moves with the year.",
    ),
    click.option("--baseline", help="How far back the record is used, such as 104w; all of it by default."),
    click.option(
        "--launch",
        type=click.Choice(["unsaid", "planned", "bad_weeks"]),
        default="unsaid",
        show_default=True,
        help="Whether it was set in advance, or in answer to bad weeks.",
    ),
    click.option("--trigger", default="0w", show_default=True, help="Time before the start to leave out."),
    click.option("--other", "others", multiple=True, help="Another programme: NAME=DATE; may be repeated."),
    click.option(
        "--look", "looks", multiple=True, help="When to look before the window's end; may be repeated."
    ),
    click.option(
        "--of",
        "kind_of",
        type=click.Choice(["fix", "training", "hiring", "policy"]),
        default="fix",
        show_default=True,
        help="What kind of intervention it is.",
    ),
    click.option("--owner", default="", help="Who answers for it."),
    click.option("--problem", default="", help="What it is against."),
    click.option("--cost", "costs", multiple=True, help="What it costs: WHAT=AMOUNT; may be repeated."),
    click.option("--hours", type=float, default=0.0, help="Hours of people's time it takes."),
    click.option("--value-per-unit", type=float, help="What one unit of the measure is worth."),
    click.option("--currency", default="EUR", show_default=True, help="Label of the money."),
)


def measure_of(options: Mapping[str, Any], fallback: str) -> Measure:
    """Return the measure that options describe."""
    from headwater.analysis.errors import UsageError
    from headwater.analysis.measures import Measure

    try:
        low, high = (float(end) for end in options["bounds"].split(","))
    except ValueError as error:
        raise UsageError(f"--bounds {options['bounds']!r} are not two numbers, such as 1,5.") from error
    return Measure(
        options["measure_name"] or fallback,
        kind=options["kind"],
        better=options["better"],
        unit=options["unit"],
        bounds=(low, high),
    )


def columns_of(options: Mapping[str, Any]) -> SeriesColumns:
    """Return where a series stands in its file."""
    from headwater.analysis.measures import SeriesColumns

    return SeriesColumns(
        day=options["date_column"],
        value=options["value_column"],
        denominator=options["denominator"] or "denominator",
        group=options["group_column"],
        first=date_of(options["first"]),
        grain=options["grain"],
    )


def read_one(path: Path, measure: Measure, options: Mapping[str, Any]) -> Series:
    """Read the series that options describe."""
    from headwater.analysis.measures import read_series

    changes = [change.date() for change in options["changed"]]
    return read_series(path, measure, columns_of(options), group=options["group"], changes=changes)


def plan_of(
    options: Mapping[str, Any], fallback: str, *, compare: Path | None = None, control: Path | None = None
) -> Plan:
    """Return the plan that options describe."""
    from headwater.analysis.errors import UsageError
    from headwater.analysis.interventions.plan import Cost, Plan, Programme, smallest_effect
    from headwater.analysis.measures import duration

    for name in ("start", "smallest"):
        if options[name] is None:
            raise UsageError(f"Say --{name}, or give a plan with --plan.")
    costs = [
        Cost(what, _amount(amount), options["currency"])
        for what, amount in _pairs(options["costs"], "--cost")
    ]
    if options["hours"]:
        costs.append(Cost("people's time", options["hours"], "hours"))
    return Plan(
        name=options["name"] or fallback,
        measure=measure_of(
            options, options["value_column"] if options["value_column"] != "value" else fallback
        ),
        start=options["start"].date(),
        smallest=smallest_effect(options["smallest"]),
        phase_in=duration(options["phase_in"]),
        window=duration(options["window"]),
        shape=options["shape"],
        trend=options["trend"],
        harmonics=options["harmonics"],
        seasonal={"auto": None, "yes": True, "no": False}[options["seasonal"]],
        baseline=None if options["baseline"] is None else duration(options["baseline"]),
        launch=options["launch"],
        trigger=duration(options["trigger"]),
        others=tuple(Programme(what, _day(day)) for what, day in _pairs(options["others"], "--other")),
        comparison="" if compare is None else compare.name,
        negative_control="" if control is None else control.name,
        looks=tuple(duration(look) for look in options["looks"]),
        kind=options["kind_of"],
        owner=options["owner"],
        problem=options["problem"],
        costs=tuple(costs),
        value_per_unit=options["value_per_unit"],
        currency=options["currency"],
    )


def read_json(path: Path) -> dict[str, Any]:
    """Read a plan, a lock or a verdict from its file."""
    from headwater.analysis.errors import BadDataError, UsageError

    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise BadDataError(
            f"{path} is not JSON: {error}. Write it anew with `headwater interventions plan`."
        ) from error
    if not isinstance(data, dict):
        raise BadDataError(f"{path} does not hold a plan.")
    return data


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write plain data whole or not at all."""
    from headwater.cli.demand.options import write_page

    write_page(path, json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def beside(plan: Path, what: str) -> Path:
    """Return where the lock or the verdict of a plan is kept."""
    return plan.with_name(f"{plan.stem}.{what}.json")


def _pairs(given: tuple[str, ...], option: str) -> list[tuple[str, str]]:
    from headwater.analysis.errors import UsageError

    found = []
    for text in given:
        what, mark, value = text.rpartition("=")
        if not mark or not what.strip():
            raise UsageError(f"{option} {text!r} needs a name and a value, such as {option} software=4000.")
        found.append((what.strip(), value.strip()))
    return found


def _amount(text: str) -> float:
    from headwater.analysis.errors import UsageError

    try:
        return float(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not an amount. Write it as 4000 or 4000.50.") from error


def _day(text: str) -> date:
    from headwater.analysis.errors import UsageError

    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a date. Write it as 2025-01-06.") from error
