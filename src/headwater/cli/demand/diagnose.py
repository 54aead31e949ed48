"""`headwater demand diagnose`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from time import monotonic

import click

from headwater.cli.demand.options import (
    ENGINE,
    book_of,
    rates_of,
    with_rates,
    write_page,
)
from headwater.cli.options import DAY, STORE, date_of
from headwater.cli.output import Output, with_output


@click.command("diagnose")
@STORE
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="HTML file to write the report to; without it only the summary is printed.",
)
@click.option(
    "--codes",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Coded sheet, so that the diagnosis opens with failure demand; may be repeated, one a coder.",
)
@click.option("--codebook", help="Codebook file, or the name of one that ships: delivery, generic.")
@click.option(
    "--inside",
    multiple=True,
    help="A unit that is part of support, where the codebook does not say; may be repeated.",
)
@click.option(
    "--model",
    type=click.Choice(["auto", "none", "fast", "full"]),
    default="auto",
    show_default=True,
    help="Which coder model reads the contacts nobody coded; with --codes.",
)
@click.option("--since", type=DAY, help="First local day that counts, such as 2026-01-01.")
@click.option("--until", type=DAY, help="Last local day that counts.")
@with_rates
@click.option(
    "--topics/--no-topics",
    default=None,
    help="Propose candidate reasons from the texts; by default only when the reasons are of no use.",
)
@ENGINE
@with_output
def diagnose(
    output: Output,
    *,
    store: Path,
    out: Path | None,
    codes: tuple[Path, ...],
    codebook: str | None,
    inside: tuple[str, ...],
    model: str,
    since: datetime | None,
    until: datetime | None,
    per_hour: tuple[tuple[str, float], ...],
    per_contact: tuple[tuple[str, float], ...],
    currency: str,
    topics: bool | None,
    engine: str,
) -> None:
    """Say where contacts, handle time and money go, which come back, and what the data cannot say."""
    from headwater.analysis.contacts.store import ContactStore
    from headwater.analysis.demand.coding.reading import read_codes
    from headwater.analysis.demand.diagnosis import DiagnosisSettings
    from headwater.analysis.demand.diagnosis import diagnose as run
    from headwater.analysis.errors import UsageError

    if (codebook or inside) and not codes:
        raise UsageError(
            "--codebook and --inside are about coded contacts: give the coded sheet with --codes."
        )
    book = book_of(codebook)
    settings = DiagnosisSettings(
        since=date_of(since),
        until=date_of(until),
        rates=rates_of(currency, per_hour, per_contact),
        topics=topics,
        codes=read_codes(codes, book) if codes else None,
        codebook=book,
        inside=inside,
        model=model,
    )
    with output.progress("Reading contacts", "contacts") as report:
        result = run(ContactStore(store, engine=engine), settings, clock=monotonic, progress=report)
    if out is not None:
        from headwater.analysis.demand.report import render_html

        write_page(out, render_html(result.report()))
        output.say(f"The report is in {out}.")
    output.result(result)
