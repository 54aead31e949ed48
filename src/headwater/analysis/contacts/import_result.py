"""How an import is to be made, and what it did."""

from dataclasses import dataclass, field
from typing import Any, Literal

from headwater.analysis.contacts.mapping import Mapping
from headwater.analysis.contacts.reconciliation import Reconciliation
from headwater.analysis.contacts.rejects import Reject

Status = Literal["imported", "unchanged", "refused"]


@dataclass(frozen=True)
class ImportSettings:
    """How an import is to be made.

    Attributes
    ----------
    mapping : Mapping
        What the columns of the files mean.
    source : str
        Name of the system and export; contact ids are unique within it.
    timezone : str or None
        The organisation's time zone. None keeps the store's; a new store then takes the mapping's.
    with_text : bool
        False leaves the words of the contacts out.
    max_rejects : float
        Below 1 a share of the source rows, from 1 on a number of rows. More rejects refuse the import.
    encoding : str or None
        Encoding of the files when it cannot be detected.
    wait_seconds : float
        How long to wait for another import to end.
    record : str
        Name under which whoever asked for the import finds its version again; kept in the version.
    names : tuple of str
        What the version calls the files, when they do not lie under their own names.
    """

    mapping: Mapping
    source: str
    timezone: str | None = None
    with_text: bool = True
    max_rejects: float = 0.01
    encoding: str | None = None
    wait_seconds: float = 600.0
    record: str = ""
    names: tuple[str, ...] = ()

    def most_rejects(self, rows: int) -> float:
        """Return the number of rejects that is still accepted out of `rows`."""
        return self.max_rejects * rows if self.max_rejects < 1 else self.max_rejects


@dataclass(frozen=True)
class ImportResult:
    """What an import did, row by row in sum."""

    status: Status
    store: str
    version: int
    table: str
    source: str
    mapping: str
    timezone: str
    reconciliation: Reconciliation
    rejects_file: str | None = None
    reject_examples: tuple[Reject, ...] = field(default=())
    max_rejects: float = 0.01

    def __str__(self) -> str:
        text = [_HEADLINES[self.status].format(r=self), str(self.reconciliation)]
        if self.rejects_file:
            text.append(f"Rejected rows are listed in {self.rejects_file}. The first ones:")
            text += [f"  {reject}" for reject in self.reject_examples]
        if self.status == "refused":
            text.append(
                "Mend the file or the mapping, or allow more with --max-rejects (a share such as 0.05, "
                "or a number of rows)."
            )
        return "\n".join(text)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data."""
        content = {name: getattr(self, name) for name in ("status", "store", "version", "table", "source")}
        content |= {"mapping": self.mapping, "timezone": self.timezone}
        content |= {"reconciliation": self.reconciliation.to_dict(), "rejects_file": self.rejects_file}
        return content


_HEADLINES = {
    "imported": "Imported into {r.store} ({r.table}), now version {r.version}.",
    "unchanged": "The store {r.store} ({r.table}) already holds all of this: still version {r.version}.",
    "refused": (
        "Refused: {r.reconciliation.rejected_rows:,} of {r.reconciliation.source_rows:,} rows were rejected, "
        "more than --max-rejects {r.max_rejects:g} allows. The store {r.store} is as it was, "
        "at version {r.version}."
    ),
}
