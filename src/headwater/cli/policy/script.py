"""`headwater policy script`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from headwater.cli.options import FILE
from headwater.cli.output import Output, with_output
from headwater.cli.policy.options import day_of, sources, with_sources


@click.command("script")
@with_sources
@click.option(
    "--contacts",
    "contacts_file",
    type=FILE,
    help="CSV of contacts: reason, handle_seconds, resolved, and a column of 1 and 0 for each step's id.",
)
@click.option(
    "--margin",
    type=float,
    default=0.02,
    show_default=True,
    help="A gain in resolution smaller than this does not count.",
)
@with_output
def script(
    output: Output,
    *,
    policies: Path | None,
    facts_file: Path | None,
    store: Path | None,
    sample: str | None,
    day: datetime | None,
    contacts_file: Path | None,
    margin: float,
) -> None:
    """List the steps of scripts, say which cost time without resolving more, and what can replace them."""
    from headwater.analysis.policy.script import script_inventory
    from headwater.analysis.policy.script_contacts import read_step_contacts

    declared, facts = sources(policies, facts_file, store, sample, output)
    steps = tuple(policy.id for policy in declared if policy.metric == "script_step")
    contacts = None if contacts_file is None else read_step_contacts(contacts_file, steps)
    output.result(script_inventory(declared, contacts, facts, on=day_of(day), margin=margin))
