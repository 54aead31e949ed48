"""`headwater policy history`."""

from __future__ import annotations

from pathlib import Path

import click

from headwater.cli.options import FILE
from headwater.cli.output import Output, with_output


@click.command("history")
@click.argument("policies", type=FILE)
@with_output
def history(output: Output, *, policies: Path) -> None:
    """Say which policy began, ended or was replaced when."""
    from headwater.analysis.policy.history import history as run
    from headwater.analysis.policy.reading import read_policies

    output.result(run(read_policies(policies)))
