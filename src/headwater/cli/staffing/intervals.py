"""`headwater staffing intervals`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from headwater.cli.options import FILE, with_options
from headwater.cli.output import Output, with_output
from headwater.cli.staffing.options import (
    ENGINE,
    LEVEL,
    TARGETS,
    targets_of,
)


@click.command("intervals")
@click.argument("table", type=FILE)
@click.option("--minutes", type=float, default=30.0, show_default=True, help="Length of an interval.")
@click.option(
    "--patience-seconds", type=float, help="Mean patience in every interval, unless the table says it."
)
@click.option(
    "--moving", is_flag=True, help="Staff for the load that lags behind arrivals; rows follow one another."
)
@with_options(TARGETS, LEVEL, ENGINE)
@with_output
def intervals(
    output: Output,
    *,
    table: Path,
    minutes: float,
    patience_seconds: float | None,
    moving: bool,
    **options: Any,
) -> None:
    """Say what each interval of TABLE needs, and what customers get from the agents who are there.

    TABLE is a CSV file with start, arrivals (in the interval) and handle_seconds; agents and
    patience_seconds are read where they are there.
    """
    from headwater.analysis.errors import UsageError
    from headwater.analysis.staffing.intervals import read_intervals, staff_intervals

    if not minutes > 0:
        raise UsageError(f"--minutes is {minutes:g}: it has to be above 0.")
    read = read_intervals(table, minutes=minutes)
    output.result(
        staff_intervals(read, patience_seconds=patience_seconds, moving=moving, **targets_of(options))
    )
