"""`headwater interventions evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from headwater.cli.interventions.options import (
    PLAN_OPTIONS,
    SERIES_OPTIONS,
    beside,
    plan_of,
    read_json,
    read_one,
    write_json,
)
from headwater.cli.options import FILE, with_options
from headwater.cli.output import Output, with_output


@click.command("evaluate")
@click.argument("series", type=FILE)
@click.option("--plan", "plan_file", type=FILE, help="Plan to judge by, instead of the options below.")
@with_options(PLAN_OPTIONS, SERIES_OPTIONS)
@click.option("--compare", type=FILE, help="Series that shares everything but the programme.")
@click.option("--control", type=FILE, help="Series that must not move.")
@click.option("--out", type=FILE, help="HTML file to write the report to.")
@with_output
def evaluate(
    output: Output,
    *,
    series: Path,
    plan_file: Path | None,
    compare: Path | None,
    control: Path | None,
    out: Path | None,
    **options: Any,
) -> None:
    """Judge an intervention on SERIES, and say whether it worked.

    SERIES is a CSV or Parquet file with date, value and, where there is one, denominator. With --plan the
    verdict is kept beside the plan.
    """
    from headwater.analysis.interventions.evaluation import evaluate as run
    from headwater.analysis.interventions.lock import Lock, check_locked
    from headwater.analysis.interventions.plan import Plan

    locked = ""
    if plan_file is None:
        plan = plan_of(options, series.stem, compare=compare, control=control)
    else:
        _no_second_plan()
        plan = Plan.from_dict(read_json(plan_file), plan_file.name)
        kept = beside(plan_file, "lock")
        if kept.exists():
            locked = check_locked(plan, Lock.from_dict(read_json(kept), kept.name))
    result = run(
        read_one(series, plan.measure, options),
        plan,
        comparison=None if compare is None else read_one(compare, plan.measure, options),
        control=None if control is None else read_one(control, plan.measure, options),
        locked=locked,
    )
    if plan_file is not None:
        write_json(beside(plan_file, "verdict"), result.to_dict())
        output.say(f"The verdict is kept in {beside(plan_file, 'verdict')}.")
    if out is not None:
        from headwater.analysis.demand.report import render_html
        from headwater.analysis.interventions.report import evaluation_report
        from headwater.cli.demand.options import write_page

        write_page(out, render_html(evaluation_report(result)))
        output.say(f"The report is in {out}.")
    output.result(result)


def _no_second_plan() -> None:
    """Refuse options that say what the plan says."""
    from headwater.analysis.errors import UsageError

    context = click.get_current_context()
    given = [
        f"--{name.replace('_', '-')}"
        for name in (param.name or "" for param in context.command.params)
        if name not in _NOT_OF_THE_PLAN and context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    ]
    if given:
        raise UsageError(f"The plan says {', '.join(given)} already. Leave out --plan or these.")


_NOT_OF_THE_PLAN = {
    "series",
    "plan_file",
    "compare",
    "control",
    "out",
    "as_json",
    "date_column",
    "value_column",
    "denominator",
    "group_column",
    "group",
    "first",
    "grain",
    "changed",
}
