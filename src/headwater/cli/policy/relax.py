"""`headwater policy relax`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from headwater.cli.output import Output, with_output
from headwater.cli.policy.options import day_of, sources, with_sources


@click.command("relax")
@with_sources
@with_output
def relax(
    output: Output,
    *,
    policies: Path | None,
    facts_file: Path | None,
    store: Path | None,
    sample: str | None,
    day: datetime | None,
) -> None:
    """List every smallest change after which all other policies can be met."""
    from headwater.analysis.policy.corrections import relax as run

    declared, facts = sources(policies, facts_file, store, sample)
    output.result(run(declared, facts, on=day_of(day)))
