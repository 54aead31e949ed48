"""`headwater demand prevalence` and `headwater demand change`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headwater.cli.demand.coder_endpoint import other_coder, with_endpoint
from headwater.cli.demand.options import (
    ENGINE,
    book_of,
    rates_of,
    with_rates,
)
from headwater.cli.options import FILE, STORE
from headwater.cli.output import Output, with_output

if TYPE_CHECKING:
    from headwater.analysis.demand.codebook.book import Codebook
    from headwater.analysis.demand.coder.protocol import Coder
    from headwater.analysis.demand.coding.sampled import CodedSample
    from headwater.analysis.demand.cost import CostRates
    from headwater.analysis.demand.prevalence.prevalence_result import Prevalence
    from headwater.analysis.demand.prevalence.targets import Target

_CODEBOOK = click.option(
    "--codebook", help="Codebook the codes are checked by: a file, or one that ships (delivery, generic)."
)
_MODEL = click.option(
    "--model",
    type=click.Choice(["auto", "none", "fast", "full"]),
    default="auto",
    show_default=True,
    help="What reads the contacts nobody coded; auto is fast where there are texts.",
)


@click.command("prevalence")
@STORE
@click.option("--codes", required=True, multiple=True, type=FILE, help="Coded sheet; may be repeated.")
@_CODEBOOK
@click.option("--by", help="What to split by: month, week, team, channel, reason; several with commas.")
@click.option("--fields", help="Fields of the frame to give shares of, with commas; by default all.")
@_MODEL
@with_endpoint
@with_rates
@ENGINE
@with_output
def prevalence(
    output: Output,
    *,
    store: Path,
    codes: tuple[Path, ...],
    codebook: str | None,
    by: str | None,
    fields: str | None,
    model: str,
    per_hour: tuple[tuple[str, float], ...],
    per_contact: tuple[tuple[str, float], ...],
    currency: str,
    engine: str,
    **other: Any,
) -> None:
    """Say what share of contacts, time and money each code makes up, with intervals that hold."""
    rates = rates_of(currency, per_hour, per_contact)
    book = book_of(codebook)
    sample = _sample(codes, book)
    make_coder, language_model = other_coder(store, book, other)
    output.result(
        _found(
            output,
            store,
            sample,
            by=by,
            fields=fields,
            model=model,
            rates=rates,
            engine=engine,
            make_coder=make_coder,
        )
    )
    if language_model is not None:
        output.say(str(language_model.account))


@click.command("change")
@STORE
@click.option("--before", required=True, multiple=True, type=FILE, help="Coded sheet of the earlier sample.")
@click.option("--after", required=True, multiple=True, type=FILE, help="Coded sheet of the later sample.")
@_CODEBOOK
@click.option(
    "--target",
    "targets",
    multiple=True,
    help="What to compare, such as cause=process; may be repeated.  [default: demand_type=failure]",
)
@_MODEL
@ENGINE
@with_output
def change(
    output: Output,
    *,
    store: Path,
    before: tuple[Path, ...],
    after: tuple[Path, ...],
    codebook: str | None,
    targets: tuple[str, ...],
    model: str,
    engine: str,
) -> None:
    """Say how shares changed between two coded samples, whatever the model and the coders did."""
    from headwater.analysis.demand.prevalence.change import changes, check_pair, check_targets
    from headwater.analysis.demand.prevalence.targets import FAILURE

    wanted = [_target(text) for text in targets] or [FAILURE]
    book = book_of(codebook)
    samples = [_sample(paths, book) for paths in (before, after)]
    check_pair(*samples)
    check_targets(wanted, samples, book)
    one, other = (
        _found(output, store, sample, model=model, engine=engine, targets=wanted) for sample in samples
    )
    output.result(changes(one, other, targets=wanted))


def _sample(paths: tuple[Path, ...], codebook: Codebook | None) -> CodedSample:
    from headwater.analysis.demand.coding.reading import read_codes

    return read_codes(paths, codebook)


def _found(
    output: Output,
    store: Path,
    sample: CodedSample,
    *,
    model: str,
    engine: str,
    by: str | None = None,
    fields: str | None = None,
    rates: CostRates | None = None,
    targets: list[Target] | None = None,
    make_coder: Callable[[], Coder] | None = None,
) -> Prevalence:
    from headwater.analysis.contacts.store import ContactStore
    from headwater.analysis.demand.frame import FIELDS
    from headwater.analysis.demand.prevalence.prevalence import prevalence as run
    from headwater.analysis.demand.prevalence.prevalence_result import PrevalenceSettings

    settings = PrevalenceSettings(fields=_names(fields) or FIELDS, rates=rates, model=model)
    opened = ContactStore(store, version=sample.design.store_version, engine=engine)
    reader = None
    if make_coder is not None:
        from headwater.analysis.demand.coder.learning import CoderSettings
        from headwater.analysis.demand.prevalence.model_reader import ModelReader

        reader = ModelReader(CoderSettings(level=settings.level), make_coder)
    with output.progress("Reading contacts", "contacts") as report:
        return run(
            opened,
            sample,
            settings,
            targets=targets,
            by=_names(by) or None,
            reader=reader,
            progress=report,
        )


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _target(text: str) -> Target:
    from headwater.analysis.demand.prevalence.targets import Target
    from headwater.analysis.errors import UsageError

    pairs = [part.partition("=") for part in text.split(",")]
    if not all(between for _, between, _ in pairs):
        raise UsageError(f"{text!r} is no target. Give a field and a code, such as cause=process.")
    return Target.of({name.strip(): code.strip() for name, _, code in pairs})
