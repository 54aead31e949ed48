"""`headwater demand sample`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headwater.cli.demand.options import ENGINE
from headwater.cli.options import DAY, FILE, STORE, date_of
from headwater.cli.output import Output, with_output

if TYPE_CHECKING:
    from headwater.analysis.demand.coding.sampled import CodedSample
    from headwater.analysis.demand.sampling.settings import SampleSettings


@click.command("sample")
@STORE
@click.option("--n", type=int, help="Contacts to draw in all, with those of a sheet that is topped up.")
@click.option("--margin", type=float, help="Or half the width of the interval, such as 0.05 for 5 points.")
@click.option("--out", type=FILE, help="Sheet to write; without it only the plan is printed.")
@click.option(
    "--strata",
    help="What strata are made of, the most telling first: reason_source, channel, month, team, week, "
    "source; none for one stratum.  [default: reason_source,channel,month]",
)
@click.option(
    "--allocation",
    type=click.Choice(["proportional", "neyman"]),
    default="proportional",
    show_default=True,
    help="How the sample is shared out over the strata; neyman draws more where contacts differ more.",
)
@click.option(
    "--target",
    type=click.Choice(["contacts", "time"]),
    default="contacts",
    show_default=True,
    help="What neyman estimates best: a share of contacts or of handle time.",
)
@click.option("--pilot", type=FILE, multiple=True, help="Coded sheet that tells neyman where codes differ.")
@click.option("--min-per-stratum", type=int, default=2, show_default=True, help="Contacts a stratum gets.")
@click.option("--seed", type=int, help="The same seed draws the same contacts.  [default: 1]")
@click.option("--since", type=DAY, help="First local day to draw from, such as 2026-01-01.")
@click.option("--until", type=DAY, help="Last local day to draw from.")
@click.option(
    "--double", type=float, default=0.2, show_default=True, help="Share of contacts that two people code."
)
@click.option("--coders", help="Names to spread the readings over, such as amara,bela,chidi.")
@click.option("--separate", is_flag=True, help="Write one sheet a coder, so that nobody sees others' codes.")
@click.option("--codebook", help="Codebook to code by: a file, or one that ships; its title is on every row.")
@click.option("--top-up", type=FILE, multiple=True, help="Sheet to draw more for; its rows and codes stay.")
@click.option("--recheck", type=FILE, multiple=True, help="Coded sheet to take blind second looks from.")
@click.option(
    "--recheck-share",
    type=float,
    default=0.15,
    show_default=True,
    help="Part of that sheet's coded contacts to look at again.",
)
@click.option("--unsure", type=FILE, help="CSV with item and uncertainty: contacts a model is unsure of.")
@click.option("--unsure-n", type=int, default=50, show_default=True, help="Most of them to add, marked.")
@click.option(
    "--seconds-per-contact",
    type=float,
    default=90.0,
    show_default=True,
    help="Time for one reading; put your own in its place.",
)
@ENGINE
@with_output
def sample(
    output: Output,
    *,
    store: Path,
    n: int | None,
    margin: float | None,
    out: Path | None,
    strata: str | None,
    allocation: str,
    target: str,
    pilot: tuple[Path, ...],
    min_per_stratum: int,
    seed: int | None,
    since: datetime | None,
    until: datetime | None,
    double: float,
    coders: str | None,
    separate: bool,
    codebook: str | None,
    top_up: tuple[Path, ...],
    recheck: tuple[Path, ...],
    recheck_share: float,
    unsure: Path | None,
    unsure_n: int,
    seconds_per_contact: float,
    engine: str,
) -> None:
    """Draw contacts for people to code, and say how narrow the intervals will be and how long it takes."""
    from headwater.analysis.contacts.store import ContactStore
    from headwater.analysis.demand.sampling.additions import read_scores
    from headwater.analysis.demand.sampling.earlier import read_earlier
    from headwater.analysis.demand.sampling.planning import plan_sample
    from headwater.analysis.demand.sampling.sample import draw_sample
    from headwater.analysis.demand.sampling.settings import SampleSettings
    from headwater.analysis.demand.sampling.writing import WrittenSample, check_free, write_sample

    settings = SampleSettings(
        n=n,
        margin=margin,
        variables=_names(strata),
        allocation="neyman" if allocation == "neyman" else "proportional",
        aim="time" if target == "time" else "contacts",
        since=date_of(since),
        until=date_of(until),
        seed=seed,
        least=min_per_stratum,
        double_share=double,
        coders=tuple(coders.split(",")) if coders else (),
        codebook=_title(codebook),
        seconds_per_contact=seconds_per_contact,
        again_share=recheck_share,
        unsure=unsure_n,
    )
    _check(settings, separate, out)
    if out is not None and not separate:
        check_free([out])
    earlier = read_earlier(top_up) if top_up else None
    contacts = ContactStore(store, engine=engine)
    before = _codes(pilot)
    if out is None:
        plan = plan_sample(contacts, settings, earlier=earlier, pilot=before)
        output.result(WrittenSample(plan, {}))
        return
    drawn = draw_sample(
        contacts,
        settings,
        earlier=earlier,
        pilot=before,
        recheck=_codes(recheck),
        unsure=read_scores(unsure) if unsure else None,
    )
    delimiter = earlier.delimiter if earlier else ","
    output.result(write_sample(drawn, out, separate=separate, delimiter=delimiter))


def _check(settings: SampleSettings, separate: bool, out: Path | None) -> None:
    from headwater.analysis.errors import UsageError

    if separate and (out is None or len(settings.coders) < 2):
        raise UsageError(
            "--separate writes one sheet a coder: give --out, and two names or more with --coders."
        )


def _names(given: str | None) -> tuple[str, ...] | None:
    if given is None:
        return None
    names = tuple(name.strip() for name in given.split(",") if name.strip())
    return () if names == ("none",) else names


def _title(codebook: str | None) -> str:
    if codebook is None:
        return ""
    from headwater.analysis.demand.codebook.reading import read_codebook

    return read_codebook(codebook).title


def _codes(paths: tuple[Path, ...]) -> CodedSample | None:
    if not paths:
        return None
    from headwater.analysis.demand.coding.reading import read_codes

    return read_codes(paths)
