"""`headwater policy conflicts`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headwater.cli.options import FILE
from headwater.cli.output import Output, with_output
from headwater.cli.policy.options import day_of, sources, with_sources

if TYPE_CHECKING:
    from headwater.analysis.policy import Conflicts


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
@click.option(
    "--out-chart",
    type=FILE,
    help="New SVG file for the picture: a line for each conflict, through the policies that take part.",
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
    out_chart: Path | None,
) -> None:
    """Name every set of policies that cannot all be met, who said what where, and what would free it."""
    from headwater.analysis.policy.conflicts import conflicts as run

    declared, facts = sources(policies, facts_file, store, sample, output)
    found = run(declared, facts, on=day_of(day), by=by, most=most)
    if out_chart is not None:
        _draw(found, out_chart, output)
    output.result(found)


def _draw(found: Conflicts, path: Path, output: Output) -> None:
    from headwater.analysis.errors import TryAgainError, UsageError

    if path.exists():
        raise UsageError(f"{path} exists already: give a file that is not there yet.")
    try:
        path.write_text(found.graph().svg(), encoding="utf-8")
    except OSError as error:
        raise TryAgainError(f"{path} cannot be written: {error.strerror}. Choose another folder.") from error
    output.say(f"The picture is in {path}.")
