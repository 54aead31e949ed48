"""`headwater staffing performance`."""

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
)


@click.command("performance")
@with_options(DEMAND)
@click.option("--agents", type=float, required=True, help="Agents who are there; need not be whole.")
@with_options(QUEUE, LEVEL)
@click.option("--arrivals-cv", type=float, help="How uncertain the rate is: its deviation over its mean.")
@click.option(
    "--chat-throughput",
    help="For chats: how much faster an agent gets with 1, 2, ... at once, such as 1,1.6,1.95.",
)
@with_options(ENGINE)
@with_output
def performance(
    output: Output,
    *,
    arrivals_per_hour: float,
    handle_seconds: float,
    agents: float,
    arrivals_cv: float | None,
    chat_throughput: str | None,
    **options: Any,
) -> None:
    """Say what customers and agents get from so many agents: waits, service level, occupancy."""
    from headwater.analysis.errors import UsageError
    from headwater.analysis.staffing import chat_performance, uncertain_performance
    from headwater.analysis.staffing import performance as run

    if chat_throughput is not None:
        if options["patience_seconds"] is None:
            raise UsageError("Chats need --patience-seconds: how long customers wait for one to start.")
        try:
            speeds = [float(part) for part in chat_throughput.split(",")]
        except ValueError as error:
            raise UsageError(
                f"--chat-throughput is {chat_throughput!r}: give numbers with commas, such as 1,1.6,1.95."
            ) from error
        found = chat_performance(
            arrivals_per_hour,
            handle_seconds,
            agents,  # type: ignore[arg-type]
            speeds,
            patience_seconds=options["patience_seconds"],
        )
        output.result(found)
    elif arrivals_cv is not None:
        output.result(
            uncertain_performance(arrivals_per_hour, handle_seconds, agents, cv=arrivals_cv, **options)
        )
    else:
        output.result(run(arrivals_per_hour, handle_seconds, agents, **options))
