"""`headwater demand coder`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headwater.cli.demand.coder_endpoint import other_coder, with_endpoint
from headwater.cli.demand.options import book_of
from headwater.cli.options import DAY, FILE, STORE, date_of
from headwater.cli.output import Output, with_output

if TYPE_CHECKING:
    from headwater.analysis.demand.coder.tfidf import Setting


@click.command("coder")
@STORE
@click.option("--codes", required=True, multiple=True, type=FILE, help="Coded sheet; may be repeated.")
@click.option(
    "--codebook", help="Codebook the codes are checked by: a file, or one that ships (delivery, generic)."
)
@click.option(
    "--setting",
    type=click.Choice(["fast", "full"]),
    default="fast",
    show_default=True,
    help="full also reads runs of letters: somewhat better, several times slower.",
)
@click.option(
    "--field", "fields", multiple=True, help="Field of the frame to learn; may be repeated; by default all."
)
@click.option(
    "--folds", type=int, default=5, show_default=True, help="Parts of which one is left out in turn."
)
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same model.")
@click.option(
    "--text-only", is_flag=True, help="Learn from subject and body alone, not from channel and native reason."
)
@click.option(
    "--out-unsure", type=FILE, help="CSV to write the contacts to of which the model is most unsure."
)
@click.option("--unsure-n", type=int, default=500, show_default=True, help="How many of them to write.")
@click.option(
    "--unsure-field",
    default="demand_type",
    show_default=True,
    help="Field of which the model should be unsure.",
)
@click.option("--since", type=DAY, help="First local day read for --out-unsure, such as 2026-01-01.")
@click.option("--until", type=DAY, help="Last local day read for it.")
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="Where contacts are read.",
)
@with_endpoint
@with_output
def coder(
    output: Output,
    *,
    store: Path,
    codes: tuple[Path, ...],
    codebook: str | None,
    setting: Setting,
    fields: tuple[str, ...],
    folds: int,
    seed: int,
    text_only: bool,
    out_unsure: Path | None,
    unsure_n: int,
    unsure_field: str,
    since: datetime | None,
    until: datetime | None,
    engine: str,
    **endpoint: Any,
) -> None:
    """Let a model learn from coded contacts, and say how well it reads those it has not seen."""
    from headwater.analysis.contacts.store import ContactStore
    from headwater.analysis.demand.coder.learning import CoderSettings, learn_codes
    from headwater.analysis.demand.coding.reading import read_codes
    from headwater.analysis.demand.frame import FIELDS

    book = book_of(codebook or None)
    sample = read_codes(codes, book)
    contacts = ContactStore(store, engine=engine)
    make_coder, language_model = other_coder(store, book, endpoint, seed)
    asked = fields or (tuple(language_model.fields) if language_model else FIELDS)
    settings = CoderSettings(setting, asked, folds, seed, recorded=not text_only)
    learned = learn_codes(contacts, sample, settings, make_coder=make_coder)
    if language_model is not None:
        output.say(str(language_model.account))
    if out_unsure is not None:
        from headwater.analysis.demand.coder.unsure import most_unsure

        with output.progress("Reading", "contacts") as report:
            found = most_unsure(
                contacts,
                learned,
                field=unsure_field,
                most=unsure_n,
                since=date_of(since),
                until=date_of(until),
                progress=report,
            )
        found.write(out_unsure)
        output.say(
            f"{found}\nThey are in {out_unsure}; add them with: headwater demand sample --unsure {out_unsure}"
        )
    output.result(learned.card())
