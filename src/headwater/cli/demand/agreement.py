"""`headwater demand agreement`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headwater.cli.output import Output, with_output

if TYPE_CHECKING:
    from headwater.analysis.agreement import Level


@click.command("agreement")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False, exists=True)
)
@click.option(
    "--field",
    help="Column with the codes. By default `code`; in a coding sheet every field that two people have read.",
)
@click.option(
    "--level",
    type=click.Choice(["nominal", "ordinal", "interval", "ratio"]),
    default="nominal",
    show_default=True,
    help="What the codes are: names, steps in an order, numbers, or numbers with a true zero.",
)
@click.option(
    "--order",
    help="Codes from lowest to highest, with commas (no,partly,yes), for ordinal codes that are not numbers.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the intervals."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="CSV file to write the items to on which coders differ, for somebody to decide.",
)
@with_output
def agreement(
    output: Output,
    *,
    files: tuple[Path, ...],
    field: str | None,
    level: Level,
    order: str | None,
    seed: int,
    out: Path | None,
) -> None:
    """Say how well coders agree and whether the codebook can be used.

    FILES are CSV with the columns item, coder and code, or coding sheets; several are taken together.
    """
    from headwater.analysis.agreement import agreement_by_field, read_readings, write_adjudication
    from headwater.analysis.demand.coding.matching import in_one_spelling
    from headwater.analysis.demand.frame import FIELDS

    found = in_one_spelling(read_readings(files, field=field, fields=FIELDS))
    codes = None if order is None else [code.strip() for code in order.split(",") if code.strip()]
    result = agreement_by_field(found, seed, level=level, order=codes)
    if out is not None:
        rows = write_adjudication(out, result.fields)
        output.say(f"{rows:,} {'row' if rows == 1 else 'rows'} to adjudicate in {out}.")
    output.result(result)
