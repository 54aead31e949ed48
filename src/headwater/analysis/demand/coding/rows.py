"""Rows of a sheet: one for each reading that is to be made of a contact."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from headwater.analysis.demand.coding.sampled import Coding, Design, SampledContact
from headwater.analysis.demand.frame import FIELDS

READING: tuple[str, ...] = (
    "item",
    "coder",
    "codebook",
    *FIELDS,
    "evidence_quote",
    "note",
    "adjudicates",
)
"""Columns that coders fill, after the contact's name."""

SHOWN: tuple[str, ...] = ("opened_at", "channel", "reason_source", "subject", "body")
"""Columns that coders read."""

DESIGN: tuple[str, ...] = (
    "source",
    "contact_id",
    "stratum",
    "stratum_contacts",
    "stratum_drawn",
    "inclusion_probability",
    "chosen",
    "batch",
    "store_version",
    "since",
    "until",
    "strata_by",
    "seed",
    "population",
)
"""Columns that say how the contact was drawn; never edited by hand."""

COLUMNS: tuple[str, ...] = (*READING, *SHOWN, *DESIGN)
"""All columns, in the order they are written in."""

EXACT = frozenset({"item", "source", "stratum", "since", "until", "strata_by"})
"""Columns of text that no spreadsheet may turn into a number or a date.

The contact id may be: the item holds it, too."""


@dataclass(frozen=True)
class SheetRow:
    """One reading of one contact, made or still to be made.

    Attributes
    ----------
    contact : SampledContact
        Without its codings.
    shown : mapping of str to str
        What the coder reads, by the names in `SHOWN`.
    coding : Coding, optional
        What was said; None where nothing was said yet.
    coder : str
        Who is to read it, or did; empty where anybody may.
    codebook : str
        Name and version it is to be coded by; empty where the sheet does not say.
    extra : mapping of str to str
        Columns that somebody added to the sheet.
    number : int
        Row in the file as a spreadsheet counts, the header being 1; 0 for a row that comes from no file.
    """

    contact: SampledContact
    shown: Mapping[str, str] = field(default_factory=dict)
    coding: Coding | None = None
    coder: str = ""
    codebook: str = ""
    extra: Mapping[str, str] = field(default_factory=dict, repr=False)
    number: int = field(default=0, compare=False)

    @property
    def is_coded(self) -> bool:
        """Whether it carries a code; a note alone is none."""
        return self.coding is not None and bool(self.coding.codes)


@dataclass(frozen=True)
class Sheet:
    """What a file of rows holds.

    Attributes
    ----------
    rows : tuple of SheetRow
        In the order of the file.
    design : Design
        Strata of the rows drawn by chance.
    path : Path
        Where it was read from.
    delimiter : str
        What separates its cells; kept when it is written again.
    extra : tuple of str
        Names of columns that somebody added.
    population : int
        Contacts the whole sample stands for: tells whether all rows of a stratum were lost.
    """

    rows: tuple[SheetRow, ...]
    design: Design
    path: Path = Path()
    delimiter: str = ","
    extra: tuple[str, ...] = ()
    population: int = 0


@dataclass(frozen=True)
class PlacedRow:
    """One row, the sheet it stands in, and how far down in it, 0 to 1."""

    sheet: Sheet
    row: SheetRow
    depth: float
