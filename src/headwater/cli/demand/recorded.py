"""`headwater demand recorded`."""

from datetime import datetime
from pathlib import Path

import click

from headwater.cli.demand.options import ENGINE
from headwater.cli.options import DAY, STORE, date_of
from headwater.cli.output import Output, with_output


@click.command("recorded")
@STORE
@click.option(
    "--codebook",
    required=True,
    help="Codebook file, or the name of one that ships; its native_reasons say what the helpdesk's mean.",
)
@click.option("--since", type=DAY, help="First local day that counts, such as 2026-01-01.")
@click.option("--until", type=DAY, help="Last local day that counts.")
@ENGINE
@with_output
def recorded(
    output: Output, *, store: Path, codebook: str, since: datetime | None, until: datetime | None, engine: str
) -> None:
    """Say what share of contacts and handle time each code makes up, from the helpdesk's own reasons alone.

    Nobody has read the contacts: the shares are as recorded, uncorrected, and have no interval.
    """
    from headwater.analysis.contacts.store import ContactStore
    from headwater.analysis.demand.codebook import read_codebook
    from headwater.analysis.demand.codebook.recorded import recorded_shares

    book = read_codebook(codebook)
    contacts = ContactStore(store, engine=engine)
    output.result(recorded_shares(contacts, book, since=date_of(since), until=date_of(until)))
