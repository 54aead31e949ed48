"""`headwater staffing required`."""

from __future__ import annotations

from typing import Any

import click

from headwater.cli.options import with_options
from headwater.cli.output import Output, with_output
from headwater.cli.staffing.options import (
    DEMAND,
    ENGINE,
    LEVEL,
    QUEUE,
    TARGETS,
    targets_of,
)


@click.command("required")
@with_options(DEMAND, TARGETS, QUEUE, LEVEL)
@click.option("--whole/--fractional", default=True, show_default=True, help="Round agents up, or leave them.")
@click.option("--arrivals-cv", type=float, help="How uncertain the rate is: its deviation over its mean.")
@with_options(ENGINE)
@with_output
def required(
    output: Output,
    *,
    arrivals_per_hour: float,
    handle_seconds: float,
    model: str | None,
    patience_seconds: float | None,
    whole: bool,
    arrivals_cv: float | None,
    **options: Any,
) -> None:
    """Say how many agents it takes to meet every target given, and which target decides."""
    from headwater.analysis.errors import UsageError
    from headwater.analysis.staffing import required as run
    from headwater.analysis.staffing import staff_for_uncertainty

    if arrivals_cv is not None:
        targets = targets_of(options)
        others = {"max_wait_seconds": "--max-wait-seconds", "max_occupancy": "--max-occupancy"}
        given = [option for name, option in others.items() if targets.pop(name) is not None]
        if targets["service_level"] is None or given or not whole:
            raise UsageError(
                "With --arrivals-cv give --service-level and, if wanted, --max-abandon; other targets and "
                "fractions of agents are not known there."
            )
        found = staff_for_uncertainty(
            arrivals_per_hour,
            handle_seconds,
            cv=arrivals_cv,
            model=model,
            patience_seconds=patience_seconds,
            **targets,
        )
        output.result(found)
        return
    output.result(
        run(
            arrivals_per_hour,
            handle_seconds,
            model=model,
            patience_seconds=patience_seconds,
            whole=whole,
            **targets_of(options),
        )
    )
