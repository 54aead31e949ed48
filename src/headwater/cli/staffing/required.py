"""`headwater staffing required`."""

from __future__ import annotations

from typing import Any

import click

from headwater.cli.output import Output, with_output
from headwater.cli.staffing.options import DEMAND, ENGINE, LEVEL, QUEUE, TARGETS, targets_of, with_options


@click.command("required")
@with_options(DEMAND, TARGETS, QUEUE, LEVEL)
@click.option("--whole/--fractional", default=True, show_default=True, help="Round agents up, or leave them.")
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
    **options: Any,
) -> None:
    """Say how many agents it takes to meet every target given, and which target decides."""
    from headwater.analysis.staffing import required as run

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
