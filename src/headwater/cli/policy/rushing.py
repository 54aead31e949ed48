"""`headwater policy rushing`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from headwater.cli.options import DAY, STORE, date_of
from headwater.cli.output import Output, with_output


@click.command("rushing")
@STORE
@click.option("--channel", default="phone", show_default=True, help="Channel whose queue rushes people.")
@click.option("--since", type=DAY, help="First day to look at.")
@click.option("--until", type=DAY, help="Last day to look at.")
@with_output
def rushing(
    output: Output, *, store: Path, channel: str, since: datetime | None, until: datetime | None
) -> None:
    """Say whether less handle time brings customers back, told from when queues rush people."""
    from headwater.analysis.contacts.store import ContactStore
    from headwater.analysis.policy.rushing import effect_of_rushing
    from headwater.analysis.policy.worked_contacts import worked_contacts

    found = worked_contacts(
        ContactStore(store).contacts(), channel=channel, since=date_of(since), until=date_of(until)
    )
    output.result(effect_of_rushing(found))
