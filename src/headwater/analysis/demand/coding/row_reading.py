"""One line of a sheet as a row: what was said, and how its contact was drawn."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from headwater.analysis.demand.coding.cells import number, plain, same_identifier, whole
from headwater.analysis.demand.coding.grid import Line
from headwater.analysis.demand.coding.problems import Problems
from headwater.analysis.demand.coding.rows import EXACT, SHOWN, SheetRow
from headwater.analysis.demand.coding.sampled import (
    CHOSEN_AGAIN,
    CHOSEN_AS_UNSURE,
    CHOSEN_BY_CHANCE,
    Coding,
    SampledContact,
)
from headwater.analysis.demand.frame import FIELDS
from headwater.analysis.errors import nearest

CHOSEN = (CHOSEN_BY_CHANCE, CHOSEN_AS_UNSURE, CHOSEN_AGAIN)
AS_DRAWN = "Take these cells from the sheet as it was drawn."
_YES, _NO = frozenset({"yes", "y", "true", "x", "1"}), frozenset({"", "no", "n", "false", "0"})


@dataclass(frozen=True)
class RowReader:
    """Reads the lines of one file."""

    path: Path
    problems: Problems
    extra: tuple[str, ...]

    def row(self, line: Line) -> SheetRow:
        """Return what a line says; what is wrong with it goes to the problems."""
        cells = {name: plain(cell, exact=name in EXACT) for name, cell in line.cells.items()}
        coding = self._coding(line.number, cells)
        return SheetRow(
            contact=self._contact(line.number, cells),
            shown={name: cells.get(name, "") for name in SHOWN},
            coding=coding,
            coder=cells["coder"].strip(),
            codebook=cells.get("codebook", "").strip(),
            extra={name: cells[name] for name in self.extra},
            number=line.number,
        )

    def _coding(self, row: int, cells: Mapping[str, str]) -> Coding | None:
        codes = {name: cells[name].strip() for name in FIELDS if cells[name].strip()}
        quote, note = cells.get("evidence_quote", ""), cells.get("note", "")
        adjudicates = self._adjudicates(row, cells.get("adjudicates", ""))
        if not (codes or quote.strip() or note.strip() or adjudicates):
            return None
        return Coding(
            coder=cells["coder"].strip(),
            codes=codes,
            codebook=cells.get("codebook", "").strip(),
            evidence_quote=quote,
            note=note,
            adjudicates=adjudicates,
        )

    def _adjudicates(self, row: int, cell: str) -> bool:
        said = cell.strip().casefold()
        if said not in _YES | _NO:
            self._wrong(row, "adjudicates", "is neither empty nor yes. Write yes where the row decides.")
        return said in _YES

    def _contact(self, row: int, cells: Mapping[str, str]) -> SampledContact:
        item, source = cells["item"], cells["source"]
        chosen = cells["chosen"].strip()
        contact_id = item.removeprefix(f"{source}/")
        if not item.strip():
            self._wrong(row, "item", "is empty. Take the row from the sheet as it was drawn.")
        elif not any(cells[name].strip() for name in ("source", "contact_id", "stratum", "chosen")):
            self._wrong(
                row,
                "stratum",
                f"{item} does not belong to the sample: nothing says how it was drawn, so its codes cannot "
                "enter a share. Remove the row, or draw more with `headwater demand sample --top-up`.",
            )
        elif not item.startswith(f"{source}/") or not same_identifier(cells["contact_id"], contact_id):
            self._wrong(row, "item", f"{item} is not the contact that source and contact_id name. {AS_DRAWN}")
        elif chosen not in CHOSEN:
            # a longer text may be a customer's that slid into the wrong column
            said = repr(chosen) if len(chosen) <= 10 else "something else"
            self._wrong(row, "chosen", f"is {said}.{nearest(chosen, list(CHOSEN))} {AS_DRAWN}")
        probability = self._probability(row, cells) if item and chosen == CHOSEN_BY_CHANCE else 0.0
        batch = whole(cells["batch"])
        if batch is None and chosen in CHOSEN:
            self._wrong(row, "batch", f"is not a whole number. {AS_DRAWN}")
        return SampledContact(item, source, contact_id, cells["stratum"], probability, chosen, batch or 1)

    def _probability(self, row: int, cells: Mapping[str, str]) -> float:
        """Return the chance with which it was drawn, from the counts: a spreadsheet may have rounded it."""
        contacts, drawn = whole(cells["stratum_contacts"]), whole(cells["stratum_drawn"])
        if not cells["stratum"].strip():
            self._wrong(row, "stratum", f"is empty. {AS_DRAWN}")
        elif contacts is None or drawn is None:
            column = "stratum_contacts" if contacts is None else "stratum_drawn"
            self._wrong(row, column, f"is not a whole number. {AS_DRAWN}")
        elif not 0 < drawn <= contacts:
            self._wrong(
                row,
                "stratum_drawn",
                f"says {drawn:,} drawn of {contacts:,} contacts, which cannot be. {AS_DRAWN}",
            )
        elif not _rounds(cells["inclusion_probability"], drawn / contacts):
            self._wrong(
                row,
                "inclusion_probability",
                f"is not {drawn:,} / {contacts:,} = {drawn / contacts:.6g}, as the stratum says. {AS_DRAWN}",
            )
        else:
            return drawn / contacts
        return 0.0

    def _wrong(self, row: int, column: str, message: str) -> None:
        self.problems.add(self.path, row, column, message)


def _rounds(cell: str, expected: float) -> bool:
    """Say whether a cell shows this number, perhaps with fewer digits."""
    shown = number(cell)
    if shown is None or not math.isclose(shown, expected, rel_tol=0.3):
        return False
    try:
        exponent = Decimal(cell.strip().replace(",", ".")).as_tuple().exponent
    except InvalidOperation:
        return False
    unit = 10.0**exponent if isinstance(exponent, int) else 0.0
    return abs(shown - expected) <= 0.5 * unit * (1 + 1e-6) + 1e-9 * expected
