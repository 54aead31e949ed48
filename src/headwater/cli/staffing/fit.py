"""`headwater staffing fit`."""

from __future__ import annotations

from pathlib import Path

import click

from headwater.cli.output import Output, with_output
from headwater.cli.staffing.options import FILE


@click.command("fit")
@click.argument("calls", type=FILE)
@click.option(
    "--layout",
    type=click.Choice(["plain", "anonymous-bank"]),
    default="plain",
    show_default=True,
    help="plain: joined_at, wait_seconds, handle_seconds, left. anonymous-bank: the Technion's.",
)
@click.option(
    "--threshold-seconds", type=float, default=20.0, show_default=True, help="Of the service level."
)
@with_output
def fit(output: Output, *, calls: Path, layout: str, threshold_seconds: float) -> None:
    """Read patience from the call log CALLS, and say how well Erlang A describes it.

    CALLS is a CSV file, packed with gzip or not, with a row for each customer who called.
    """
    from headwater.analysis.staffing.calls import read_calls
    from headwater.analysis.staffing.fit import fit_calls

    output.result(fit_calls(read_calls(calls, layout), threshold_seconds=threshold_seconds))
