"""`headwater policy conflicts`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from headwater.cli.output import Output, with_output
from headwater.cli.policy.options import day_of, sources, with_sources


@click.command("conflicts")
@with_sources
@click.option(
    "--by",
    type=click.Choice(["policy", "document", "level"]),
    default="policy",
    show_default=True,
    help="Arrange conflicts by the documents or levels of management that take part.",
)
@click.option(
    "--most",
    type=click.IntRange(1),
    default=2000,
    show_default=True,
    help="Sets after which the search ends early, and says so.",
)
@with_output
def conflicts(
    output: Output,
    *,
    policies: Path | None,
    facts_file: Path | None,
    store: Path | None,
    sample: str | None,
    day: datetime | None,
    by: str,
    most: int,
) -> None:
    """Name every set of policies that cannot all be met, who said what where, and what would free it."""
    from headwater.analysis.policy.conflicts import conflicts as run

    declared, facts = sources(policies, facts_file, store, sample)
    output.result(run(declared, facts, on=day_of(day), by=by, most=most))
