"""`headwater interventions plan`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from headwater.cli.interventions.options import (
    PLAN_OPTIONS,
    SERIES_OPTIONS,
    plan_of,
    read_one,
    write_json,
)
from headwater.cli.options import FILE, with_options
from headwater.cli.output import Output, with_output


@click.command("plan")
@click.argument("series", type=FILE)
@with_options(PLAN_OPTIONS, SERIES_OPTIONS)
@click.option("--compare", type=FILE, help="Series that shares everything but the programme.")
@click.option("--control", type=FILE, help="Series that must not move.")
@click.option(
    "--simulations",
    type=click.IntRange(0, 5_000),
    default=300,
    show_default=True,
    help="Series to simulate for the smallest effect that would be seen.",
)
@click.option("--out", type=FILE, help="JSON file to write the plan to.")
@with_output
def plan(
    output: Output,
    *,
    series: Path,
    compare: Path | None,
    control: Path | None,
    simulations: int,
    out: Path | None,
    **options: Any,
) -> None:
    """Write a plan for SERIES, and say what it could find.

    SERIES is a CSV or Parquet file with date, value and, where there is one, denominator: the record of the
    measure so far. Shown is the smallest effect that would be found four times in five.
    """
    from headwater.analysis.errors import UsageError
    from headwater.analysis.interventions.power import power_of

    made = plan_of(options, out.stem if out else series.stem, compare=compare, control=control)
    result = power_of(read_one(series, made.measure, options), made, simulations=simulations)
    if out is not None:
        if out.exists():
            raise UsageError(
                f"{out} exists already. A changed plan is a new plan: give it a name of its own."
            )
        write_json(out, made.to_dict())
        output.say(
            f"The plan is in {out}. Lock it before the start: headwater interventions lock {out} --by NAME"
        )
    output.result(result)
