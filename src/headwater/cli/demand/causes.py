"""`headwater demand causes`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headwater.cli.demand.options import (
    ENGINE,
    book_of,
    rates_of,
    with_rates,
    write_page,
)
from headwater.cli.options import FILE
from headwater.cli.output import Output, with_output

if TYPE_CHECKING:
    from headwater.analysis.demand.codebook.book import Codebook
    from headwater.analysis.demand.coding.sampled import CodedSample


@click.command("causes")
@click.option(
    "--store",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the contact store the sample was drawn from.",
)
@click.option(
    "--codes", required=True, multiple=True, type=FILE, help="Coded sheet; may be repeated, one a coder."
)
@click.option("--codebook", help="Codebook file, or the name of one that ships: delivery, generic.")
@with_rates
@click.option(
    "--inside",
    multiple=True,
    help="A unit that is part of support, where the codebook does not say; may be repeated.",
)
@click.option("--ledger", type=FILE, help="Action ledger, YAML or CSV.")
@click.option(
    "--new-ledger", type=FILE, help="Write an action ledger to fill in, with the reasons that matter most."
)
@click.option(
    "--budget", type=FILE, help="What is spent today on training and coping, YAML or CSV; needs --ledger."
)
@click.option(
    "--hours-per-person",
    type=float,
    help="Hours of handling one person brings a year; turns hours set free into people.",
)
@click.option("--quadrants", type=FILE, help="What reasons are worth to customer and company, YAML or CSV.")
@click.option(
    "--window-days",
    type=click.IntRange(min=1),
    default=7,
    show_default=True,
    help="Within how many days a customer's next contact counts as set off.",
)
@click.option(
    "--model",
    type=click.Choice(["auto", "none", "fast", "full"]),
    default="auto",
    show_default=True,
    help="Which coder model reads the contacts nobody coded.",
)
@click.option("--out", type=FILE, help="HTML file to write the report to.")
@ENGINE
@with_output
def causes(
    output: Output,
    *,
    store: Path,
    codes: tuple[Path, ...],
    codebook: str | None,
    currency: str,
    per_hour: tuple[tuple[str, float], ...],
    per_contact: tuple[tuple[str, float], ...],
    inside: tuple[str, ...],
    ledger: Path | None,
    new_ledger: Path | None,
    budget: Path | None,
    hours_per_person: float | None,
    quadrants: Path | None,
    window_days: int,
    model: str,
    out: Path | None,
    engine: str,
) -> None:
    """Say what should never have happened, why, who can stop it, and what it is worth.

    Rests on contacts that people coded. The days are those the sample was drawn from. Every figure has an
    interval, and what the data cannot tell apart is shown as tied.
    """
    from headwater.analysis.contacts.store import ContactStore
    from headwater.analysis.demand.causes.actions import read_actions
    from headwater.analysis.demand.causes.causes import causes as run
    from headwater.analysis.demand.causes.judgements import read_judgements
    from headwater.analysis.demand.causes.settings import CausesSettings
    from headwater.analysis.demand.causes.spending import read_spending, with_hours
    from headwater.analysis.demand.coding.reading import read_codes
    from headwater.analysis.errors import UsageError

    if budget is not None and ledger is None:
        raise UsageError("--budget compares what is spent today with what actions cost: give --ledger too.")
    book = book_of(codebook)
    sample = read_codes(codes, book)
    known = {field: _known(sample, book, field) for field in ("reason", "cause", "cause_owner")}
    spending = None if budget is None else read_spending(budget)
    with output.progress("Reading contacts", "contacts") as report:
        result = run(
            ContactStore(store, version=sample.design.store_version, engine=engine),
            sample,
            CausesSettings(
                rates=rates_of(currency, per_hour, per_contact),
                inside=inside,
                window_days=window_days,
                model=model,
            ),
            codebook=book,
            actions=None
            if ledger is None
            else read_actions(
                ledger,
                reasons=known["reason"],
                causes=known["cause"],
                owners=known["cause_owner"] | set(inside),
            ),
            spending=with_hours(spending, hours_per_person),
            progress=report,
            judgements=None if quadrants is None else read_judgements(quadrants, known["reason"]),
        )
    if new_ledger is not None:
        from headwater.analysis.demand.causes.template import write_template

        write_template(result, new_ledger)
        output.say(f"A ledger to fill in is in {new_ledger}. Give it back with --ledger {new_ledger}.")
    if out is not None:
        from headwater.analysis.demand.report import render_html

        write_page(out, render_html(result.report()))
        output.say(f"The report is in {out}.")
    output.result(result)


def _known(sample: CodedSample, book: Codebook | None, field: str) -> set[str]:
    """Return the codes of a field that anybody used or the codebook has."""
    used = {
        coding.codes[field]
        for contact in sample.contacts
        for coding in contact.codings
        if coding.codes.get(field)
    }
    return used | set(() if book is None else book.codes(field))
