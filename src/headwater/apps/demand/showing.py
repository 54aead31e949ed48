"""Turns what is kept of a diagnosis into what templates show: no question to any record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.safestring import SafeString, mark_safe

from headwater.analysis.demand.report.cells import Grid, grid
from headwater.analysis.estimates import Estimate

MEASURES = {"contacts": "Contacts", "time": "Time", "cost": "Money"}
LEVELS = {"reason": "Reason", "cause": "Cause", "cause_owner": "Unit"}


@dataclass(frozen=True)
class Picture:
    """A figure as a page holds it."""

    key: str
    title: str
    description: str
    wide: SafeString
    narrow: SafeString | None
    grid: Grid


@dataclass(frozen=True)
class Listing:
    """A table as a page holds it: the rows that are shown, and the rows on request."""

    key: str
    title: str
    first: Grid
    rest: Grid | None


@dataclass(frozen=True)
class Part:
    """A section as a page holds it."""

    id: str
    title: str
    paragraphs: list[dict[str, str]]
    figures: list[Picture]
    tables: list[Listing]
    notes: list[str]


@dataclass(frozen=True)
class Branch:
    """A row of the tree."""

    depth: int
    address: str
    title: str
    coded: int
    side: str
    share: Estimate
    yearly: Estimate


@dataclass(frozen=True)
class Choice:
    """One position of a switch: where it leads, and whether it is the one shown."""

    title: str
    value: str
    here: bool


def part(kept: Mapping[str, Any]) -> Part:
    """Return a section."""
    return Part(
        kept["id"],
        kept["title"],
        kept["paragraphs"],
        [picture(figure) for figure in kept["figures"]],
        [listing(table) for table in kept["tables"]],
        kept["notes"],
    )


def picture(kept: Mapping[str, Any]) -> Picture:
    """Return a figure; its drawings were made by us and hold no text that was not escaped."""
    narrow = kept["narrow"]
    return Picture(
        kept["key"],
        kept["title"],
        kept["description"],
        mark_safe(kept["wide"]),  # noqa: S308 - written by an XML writer
        None if narrow is None else mark_safe(narrow),  # noqa: S308
        grid(kept["columns"]),
    )


def listing(kept: Mapping[str, Any]) -> Listing:
    """Return a table, cut where it gets long."""
    whole, shown = grid(kept["columns"]), int(kept["shown"])
    # a rest of one or two rows is not worth a click
    if len(whole.rows) <= shown + 2:
        return Listing(kept["key"], kept["title"], whole, None)
    first, rest = Grid(whole.headings, whole.rows[:shown]), Grid(whole.headings, whole.rows[shown:])
    return Listing(kept["key"], kept["title"], first, rest)


def branches(kept: list[dict[str, Any]], measure: str) -> list[Branch]:
    """Return the rows of the tree, by one measure."""
    return [
        Branch(
            row["depth"],
            row["address"],
            row["title"],
            row["coded"],
            row["side"],
            Estimate(**row["share"][measure]),
            Estimate(**row["yearly"][measure]),
        )
        for row in kept
    ]


def amounts(kept: Mapping[str, Any]) -> dict[str, Estimate]:
    """Return contacts, time and cost as estimates."""
    return {name: Estimate(**one) for name, one in kept.items()}


def unit_of(measure: str, currency: str) -> str:
    """Name what a measure is counted in."""
    return {"contacts": "contacts", "time": "hours"}.get(measure, currency)


def tables_of(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return every table of a page by its key: those read for themselves, and those behind figures."""
    if "tables" in content:
        return dict(content["tables"])
    if "figure" in content:
        return {content["figure"]["key"]: content["figure"]["columns"]}
    found: dict[str, dict[str, Any]] = {}
    for section in content.get("sections", ()):
        found |= {one["key"]: one["columns"] for one in (*section["figures"], *section["tables"])}
    return found


def contact_url(source: str, contact_id: str) -> str:
    """Return where one contact is shown; its words only to those who may read them."""
    return f"/contacts/one/?{urlencode({'source': source, 'id': contact_id})}"


def code_words(code: str) -> str:
    """Read a code of the frame as people say it."""
    return "IT" if code == "it" else code.replace("_", " ")


def said_of(readings: list[dict[str, str]]) -> str:
    """Read the codes of a contact: one reading, or those that differ and nobody has decided."""
    said = []
    for codes in readings:
        words = [code_words(codes.get(name, "")) for name in ("failure_code", "cause")]
        words = [words[0], codes.get("reason", ""), words[1], codes.get("cause_owner", "")]
        said.append(" \N{MIDDLE DOT} ".join(word for word in words if word))
    return " / ".join(dict.fromkeys(said))
