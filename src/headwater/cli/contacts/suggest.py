"""`headwater contacts suggest`: which mapping fits a file."""

from pathlib import Path

import click

from headwater.analysis.contacts.suggest import suggest as suggest_mapping
from headwater.cli.contacts.mappings import write_mapping
from headwater.cli.output import Output, with_output


@click.command(
    help="Say which mapping that ships fits FILE, or propose one from its headers and a sample of its "
    "values, with how sure each column is."
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the mapping to this file, for contacts import --mapping.",
)
@click.option("--encoding", help="Encoding of the text; found out when not said.")
@with_output
def suggest(output: Output, file: Path, out: Path | None, encoding: str | None) -> None:
    """Propose a mapping for an export."""
    found = suggest_mapping(file, encoding=encoding)
    output.result(found)
    if out is not None:
        write_mapping(out, found.mapping_text())
        output.say(f"Wrote {out}. Check it, then: headwater contacts import {file} --mapping {out} ...")
