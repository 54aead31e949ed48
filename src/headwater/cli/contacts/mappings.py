"""`headwater contacts mappings`: what ships, and one of them in full."""

from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import Any

import click

from headwater.analysis.contacts.mapping import Mapping, load_mapping, shipped_mappings
from headwater.analysis.contacts.suggesting.shipped_fit import shipped_text
from headwater.analysis.errors import UsageError
from headwater.cli.output import Output, with_output


@dataclass(frozen=True)
class MappingList:
    """The mappings that ship."""

    mappings: tuple[Mapping, ...]

    def __str__(self) -> str:
        width = max(len(m.mapping) for m in self.mappings)
        lines = [f"{m.mapping:<{width}}  {m.table:<11}  {m.title}" for m in self.mappings]
        return "\n".join([*lines, "", "Show one with its traps: headwater contacts mappings NAME"])

    def to_dict(self) -> dict[str, Any]:
        """Return the list as JSON-ready data."""
        return {"mappings": [_facts(m) for m in self.mappings]}


@dataclass(frozen=True)
class OneMapping:
    """One mapping, with the file it ships as."""

    mapping: Mapping
    text: str

    def __str__(self) -> str:
        facts = _facts(self.mapping)
        asked = ", ".join(facts["required"]) or "none: each may be missing"
        lines = [
            f"{facts['name']}: {facts['system']} (table {facts['table']})",
            "",
            fill(facts["notes"], 100),
            "",
        ]
        lines += [f"Time zone: {facts['timezone']}", fill(f"Columns it cannot do without: {asked}", 100)]
        if facts["optional"]:
            used = ", ".join(facts["optional"])
            lines.append(fill(f"Columns it uses when they are there: {used}", 100))
        if facts["filters"]:
            lines.append(f"Rows it leaves out: {'; '.join(facts['filters'])}")
        return "\n".join([*lines, "", self.text.rstrip()])

    def to_dict(self) -> dict[str, Any]:
        """Return the mapping as JSON-ready data."""
        return {**_facts(self.mapping), "text": self.text}


@click.command(help="List the mappings that ship with Headwater, or show the one called NAME with its traps.")
@click.argument("name", required=False)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the mapping called NAME to this file, to change it.",
)
@with_output
def mappings(output: Output, name: str | None, out: Path | None) -> None:
    """List the shipped mappings, or show one."""
    if name is None:
        if out is not None:
            raise UsageError("--out writes one mapping: give its NAME too.")
        output.result(MappingList(tuple(shipped_mappings())))
        return
    if name not in {m.mapping for m in shipped_mappings()}:
        load_mapping(name)  # says which names there are
        raise UsageError(f"{name} is a file of your own; this command shows the mappings that ship.")
    found = OneMapping(load_mapping(name), shipped_text(name))
    if out is not None:
        write_mapping(out, found.text)
        output.say(f"Wrote {out}. Change it, then: headwater contacts import FILE --mapping {out} ...")
    output.result(found)


def write_mapping(out: Path, text: str) -> None:
    """Write a mapping file; an existing file stays as it is."""
    if out.suffix not in (".yaml", ".yml"):
        raise UsageError(f"{out} has to end in .yaml, so that --mapping takes it as a file.")
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{out} is there already. Give another name, or remove it first.") from None
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}.") from error


def _facts(mapping: Mapping) -> dict[str, Any]:
    columns = mapping.source_columns()
    return {
        "name": mapping.mapping,
        "system": mapping.title,
        "table": mapping.table,
        "source": mapping.source,
        "timezone": mapping.timezone,
        "notes": " ".join(mapping.notes.split()),
        "required": [name for name, optional in columns.items() if not optional],
        "optional": [name for name, optional in columns.items() if optional],
        "filters": [f.name for f in mapping.filters],
    }
