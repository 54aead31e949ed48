"""`headwater staffing fit`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from headwater.cli.options import FILE, with_options
from headwater.cli.output import Output, with_output
from headwater.cli.staffing.options import OF_STORE, of_store


@click.command("fit")
@click.argument("calls", type=FILE, required=False)
@click.option(
    "--layout",
    type=click.Choice(["plain", "anonymous-bank"]),
    default="plain",
    show_default=True,
    help="plain: joined_at, wait_seconds, handle_seconds, left. anonymous-bank: the Technion's.",
)
@with_options(OF_STORE)
@click.option(
    "--threshold-seconds", type=float, default=20.0, show_default=True, help="Of the service level."
)
@with_output
def fit(
    output: Output,
    *,
    calls: Path | None,
    layout: str,
    store: Path | None,
    channel: str | None,
    team: str | None,
    since: datetime | None,
    until: datetime | None,
    threshold_seconds: float,
) -> None:
    """Read patience from the call log CALLS or the contact store, and say how well Erlang A describes it.

    CALLS is a CSV file, packed with gzip or not, with a row for each customer who called.
    """
    from headwater.analysis.errors import UsageError
    from headwater.analysis.staffing.calls import read_calls
    from headwater.analysis.staffing.fit import fit_calls

    chosen = of_store(store, channel=channel, team=team, since=since, until=until)
    if (calls is None) == (store is None):
        raise UsageError("Say where calls come from: a CSV file, or --store.")
    if calls is not None:
        log = read_calls(calls, layout)
    else:
        assert store is not None
        from headwater.analysis.contacts.store import ContactStore
        from headwater.analysis.staffing.contact_calls import calls_of_contacts

        log = calls_of_contacts(ContactStore(store).contacts(), **chosen)
    output.result(fit_calls(log, threshold_seconds=threshold_seconds))
