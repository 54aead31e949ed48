"""`headwater policy check`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from headwater.cli.output import Output, with_output
from headwater.cli.policy.options import day_of, sources, with_sources


@click.command("check")
@with_sources
@with_output
def check(
    output: Output,
    *,
    policies: Path | None,
    facts_file: Path | None,
    store: Path | None,
    sample: str | None,
    day: datetime | None,
) -> None:
    """Say of each policy in force whether it can be met alone, and whether it is met today."""
    from headwater.analysis.policy.checking import check as run

    declared, facts = sources(policies, facts_file, store, sample)
    output.result(run(declared, facts, on=day_of(day)))
