"""`headwater demand codebook`: make a codebook, check it, freeze it, compare two versions."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from headwater.analysis.errors import BadDataError, TryAgainError, UsageError
from headwater.cli.demand.codebook_said import Checked, Written
from headwater.cli.lazy import Entry, LazyGroup
from headwater.cli.output import Output, with_output

_ITSELF = "headwater demand codebook"


@click.command("init")
@click.option("--starter", help="Begin with a codebook that ships: generic (the default) or delivery.")
@click.option(
    "--from-codes",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    help="Coded sheet (CSV) whose free reasons and owners become drafts to define; may be repeated.",
)
@click.option(
    "--next-of",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A frozen codebook: begin its next version, ready to say what changes.",
)
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="File to write.")
@with_output
def init(
    output: Output, *, starter: str | None, from_codes: tuple[Path, ...], next_of: Path | None, out: Path
) -> None:
    """Write a codebook to begin with; a file that is there already stays as it is.

    Without --starter, reasons from open coding make a codebook of their own.
    """
    from headwater.analysis.demand.codebook.drafting import drafted_text, gather, starter_text
    from headwater.analysis.demand.codebook.freezing import next_text
    from headwater.analysis.demand.codebook.reading import (
        STARTERS,
        codebook_text,
        parse_codebook,
        read_codebook,
    )
    from headwater.analysis.errors import nearest

    if next_of is not None and (starter is not None or from_codes):
        raise UsageError("--next-of begins with that codebook: leave --starter and --from-codes out.")
    if starter is not None and starter not in STARTERS:
        raise UsageError(f"There is no starter {starter!r}.{nearest(starter, list(STARTERS))}")
    facts: dict[str, Any] = {}
    then = f"Make it your own, then: {_ITSELF} check {out}"
    if next_of is not None:
        text = next_text(codebook_text(next_of), read_codebook(next_of))
        then = f"Change it, say what became of each code, then: {_ITSELF} diff {next_of} {out}"
    elif from_codes:
        said = {name: gather(from_codes, name) for name in ("reason", "cause_owner")}
        if not said["reason"]:
            sheets = ", ".join(map(str, from_codes))
            raise BadDataError(
                f"Nobody has written a reason in {sheets} yet. Code some contacts openly first."
            )
        facts = {
            "from_codes": {name: [dict(one.__dict__) for one in found] for name, found in said.items()},
        }
        text = drafted_text(_name(out), said, read_codebook(starter) if starter else None)
        then = f"Merge what means the same, give each a meaning, then: {_ITSELF} check {out}"
    else:
        text = starter_text(starter or "generic")
    book = parse_codebook(text, str(out))
    _write_new(out, text)
    output.result(Written(out, book, then, facts))


@click.command("check")
@click.argument("codebook", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    help="Contact store: list its native reasons that the codebook does not map.",
)
@with_output
def check(output: Output, *, codebook: Path, store: Path | None) -> int:
    """Say what keeps a codebook from being used (exit code 65), and what makes coders disagree."""
    from headwater.analysis.demand.codebook import read_codebook

    book = read_codebook(codebook)
    unmapped = None
    if store is not None:
        from headwater.analysis.contacts.store import ContactStore
        from headwater.analysis.demand.codebook.recorded import recorded_shares

        unmapped = recorded_shares(ContactStore(store), book, fields=()).unmapped
    checked = Checked(book, tuple(book.check()), unmapped)
    output.result(checked)
    return 65 if checked.errors else 0


@click.command("freeze")
@click.argument("codebook", type=click.Path(path_type=Path, dir_okay=False))
@with_output
def freeze(output: Output, *, codebook: Path) -> None:
    """Freeze a codebook in its file: from then on only its codes count, and a change makes a new version."""
    from headwater.analysis.demand.codebook import read_codebook
    from headwater.analysis.demand.codebook.freezing import frozen_text
    from headwater.analysis.demand.codebook.reading import codebook_text, parse_codebook

    text = frozen_text(codebook_text(codebook), read_codebook(codebook))
    book = parse_codebook(text, str(codebook))
    _replace(codebook, text)
    then = f"A change makes a new version: {_ITSELF} init --next-of {codebook} --out NEW.yaml"
    output.result(Written(codebook, book, then, {"fingerprint": book.fingerprint}))


@click.command("diff")
@click.argument("old", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("new", type=click.Path(path_type=Path, dir_okay=False))
@with_output
def diff(output: Output, *, old: Path, new: Path) -> None:
    """Compare two versions of a codebook: which codings still stand, and which have to be made again."""
    from headwater.analysis.demand.codebook import read_codebook
    from headwater.analysis.demand.codebook.versions import diff as compare

    output.result(compare(read_codebook(old), read_codebook(new)))


@click.command("carry")
@click.argument("sheet", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--from",
    "old",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Codebook the sheet was coded by.",
)
@click.option(
    "--to", "new", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Its next version."
)
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Sheet to write.")
@with_output
def carry(output: Output, *, sheet: Path, old: Path, new: Path, out: Path) -> None:
    """Bring a coded sheet to the next version of its codebook; what does not stand is to be coded again."""
    from headwater.analysis.demand.codebook import read_codebook
    from headwater.analysis.demand.codebook.carrying import carry_sheet
    from headwater.analysis.demand.coding.sheet import read_sheet, write_sheet

    if out.exists():
        raise UsageError(f"{out} is there already. Give another name, or remove it first.")
    carried = carry_sheet(read_sheet(sheet), read_codebook(old), read_codebook(new))
    made = carried.sheet
    whole = made.population or None
    write_sheet(out, made.rows, made.design, delimiter=made.delimiter, extra=made.extra, population=whole)
    output.say(f"The sheet is in {out}.")
    output.result(carried)


codebook = LazyGroup(
    "codebook",
    "What the codes mean, in versions: open at first, then frozen.",
    {
        "init": Entry(__name__, "init", "Write a codebook to begin with."),
        "check": Entry(__name__, "check", "Say what is to be changed in a codebook."),
        "freeze": Entry(__name__, "freeze", "Freeze a codebook: a change then makes a new version."),
        "diff": Entry(__name__, "diff", "Compare two versions: which codings still stand."),
        "carry": Entry(__name__, "carry", "Bring a coded sheet to the next version."),
    },
)


def _name(out: Path) -> str:
    """Make a codebook's name from that of its file."""
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "_.-") else "-" for c in out.stem.lower())
    return kept.strip("_.-") or "codebook"


def _write_new(out: Path, text: str) -> None:
    if out.suffix.lower() not in (".yaml", ".yml"):
        raise UsageError(f"{out} has to end in .yaml.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{out} is there already. Give another name, or remove it first.") from None
    except OSError as error:
        raise TryAgainError(f"{out} cannot be written: {error.strerror}. Choose another --out.") from error


def _replace(path: Path, text: str) -> None:
    """Write the file whole or not at all."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise TryAgainError(f"{path} cannot be written: {error.strerror}. It stays as it was.") from error
