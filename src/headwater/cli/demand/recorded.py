"""`headwater demand recorded`."""

from datetime import datetime
from pathlib import Path

import click

from headwater.cli.output import Output, with_output

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("recorded")
@click.option(
    "--store",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the contact store.",
)
@click.option(
    "--codebook",
    required=True,
    help="Codebook file, or the name of one that ships; its native_reasons say what the helpdesk's mean.",
)
@click.option("--since", type=_DAY, help="First local day that counts, such as 2026-01-01.")
@click.option("--until", type=_DAY, help="Last local day that counts.")
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="Where it runs.",
)
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
    first, last = (None if day is None else day.date() for day in (since, until))
    output.result(recorded_shares(ContactStore(store, engine=engine), book, since=first, until=last))
