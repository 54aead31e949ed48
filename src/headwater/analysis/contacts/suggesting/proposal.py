"""A proposed mapping as the file a person reads, corrects and imports with."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from headwater.analysis.contacts.mapping import ASK, parse_mapping
from headwater.analysis.contacts.suggesting.column_guesses import TEXTS, ColumnGuess


def proposed_text(
    file: str,
    records: str | None,
    columns: Sequence[ColumnGuess],
    taken: Mapping[str, Sequence[str | None]],
) -> str:
    """Return a mapping file for guessed columns, each with its score and evidence behind it.

    Parameters
    ----------
    file : str
        Name of the export.
    records : str or None
        Where in a JSON object the records stand.
    columns : sequence of ColumnGuess
        Among them a contact id and an opening instant.
    taken : mapping of str to sequence
        The rows they were guessed from.
    """
    name = _name_of(file)
    lines = [f"mapping: {name}", f"title: {_flow(file)}", f"source: {name}"]
    if records:
        lines.append(f"records: {records}")
    lines += [f"timezone: {_timezone(columns, taken)}"]
    lines += ["notes: Proposed from headers and a sample of values; check each column.", "", "columns:"]
    lines += [_line(c) for c in columns if c.column not in TEXTS]
    if "channel" not in {c.column for c in columns}:
        lines.append("  channel: {constant: other}  # no column says it: put the channel here if you know it")
    texts = [_line(c) for c in columns if c.column in TEXTS]
    if texts:
        lines += ["", "text:", *texts]
    text = "\n".join(lines) + "\n"
    parse_mapping(text, f"the proposal for {file}")
    return text


def _line(guess: ColumnGuess) -> str:
    evidence = " ".join(guess.evidence.split())
    return f"  {guess.column}: {_flow(guess.expression)}  # {guess.score:.2f}: {evidence}"


def _flow(value: Any) -> str:
    dumped: str = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, width=10**6, sort_keys=False
    )
    return dumped.removesuffix("...\n").strip()


def _timezone(columns: Sequence[ColumnGuess], taken: Mapping[str, Sequence[str | None]]) -> str:
    """Return UTC when every instant carries its offset; otherwise the user has to say the zone."""
    opened = next(c for c in columns if c.column == "opened_at")
    form = str(opened.expression.get("format", ""))
    if form.startswith("epoch") or "%z" in form:
        return "UTC"
    values = [v for v in taken.get(opened.source, ()) if v and v.strip()]
    carried = [re.search(r"(Z|[+-]\d\d:?\d\d)$", v.strip()) for v in values]
    return "UTC" if form == "iso" and values and all(carried) else ASK


def _name_of(file: str) -> str:
    stem = file.split(".", maxsplit=1)[0].lower()
    return re.sub(r"[^a-z0-9_]+", "_", stem).strip("_") or "export"
