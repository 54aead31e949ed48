"""The design that all rows of a sheet agree on."""

import re
from collections.abc import Sequence
from pathlib import Path

from headwater.analysis.demand.coding.cells import day, plain, whole
from headwater.analysis.demand.coding.grid import Line
from headwater.analysis.demand.coding.problems import Problems
from headwater.analysis.demand.coding.row_reading import AS_DRAWN, CHOSEN
from headwater.analysis.demand.coding.rows import EXACT, SheetRow
from headwater.analysis.demand.coding.sampled import Design, Stratum

SAME_EVERYWHERE = ("store_version", "since", "until", "strata_by", "seed", "population")
"""Columns that are equal on every row of one draw."""

_LONGEST_SHOWN = 60
"""A longer cell holds what does not belong there, perhaps a customer's words."""


def read_design(
    path: Path, lines: Sequence[Line], rows: Sequence[SheetRow], problems: Problems
) -> tuple[Design, int]:
    """Return the design all rows agree on, and how many contacts the whole sample stands for.

    Rows that disagree with those before them go to the problems.
    """
    strata: dict[str, Stratum] = {}
    first: dict[str, str] = {}
    for line, row in zip(lines, rows, strict=True):
        if row.contact.chosen not in CHOSEN:
            continue
        for name in SAME_EVERYWHERE:
            said = _normal(plain(line.cells[name], exact=name in EXACT), name)
            if said is None:
                problems.add(path, line.number, name, f"cannot be read. {AS_DRAWN}")
            elif said != first.setdefault(name, said):
                problems.add(path, line.number, name, two_draws(said, first[name]))
        if row.contact.inclusion_probability > 0:
            found = Stratum(
                whole(line.cells["stratum_contacts"]) or 0, whole(line.cells["stratum_drawn"]) or 0
            )
            kept = strata.setdefault(row.contact.stratum, found)
            if found != kept:
                problems.add(
                    path,
                    line.number,
                    "stratum_contacts" if found.contacts != kept.contacts else "stratum_drawn",
                    two_draws(f"{found.drawn} of {found.contacts}", f"{kept.drawn} of {kept.contacts}"),
                )
    design = Design(
        strata=strata,
        variables=tuple(name for name in first.get("strata_by", "").split(",") if name),
        store_version=int(first.get("store_version", "1")),
        since=day(first["since"]) if first.get("since") else None,
        until=day(first["until"]) if first.get("until") else None,
        seed=int(first.get("seed", "0")),
    )
    return design, int(first.get("population", "0"))


def _normal(cell: str, name: str) -> str | None:
    """Return what a cell of the design says, however a spreadsheet wrote it; None when it cannot be told."""
    text = cell.strip()
    if name in ("since", "until"):
        found = day(text) if text else None
        return None if text and found is None else found.isoformat() if found else ""
    if name in ("store_version", "seed", "population"):
        read = whole(text.removeprefix("-"))
        return None if read is None else f"-{read}" if text.startswith("-") else str(read)
    parts = [part.strip() for part in text.split(",") if part.strip()]
    # strata are made of columns, which are one word; more may be a customer's that slid into this one
    return ",".join(parts) if all(re.fullmatch(r"\w+", part) for part in parts) else None


def two_draws(said: str, before: str) -> str:
    """Say that rows of two draws stand together."""
    said, before = (
        "something else" if len(text) > _LONGEST_SHOWN else text or "nothing" for text in (said, before)
    )
    return (
        f"says {said} where rows before it say {before}: rows of two draws "
        "stand in one sheet. Keep each draw in its own sheet; more contacts are added with "
        "`headwater demand sample --top-up`."
    )
