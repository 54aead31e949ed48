"""What happened to a store, version by version: imports, imports taken back, words removed."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from headwater.analysis.contacts import versions
from headwater.analysis.contacts.versions import Version
from headwater.analysis.frames import Backend, to_frame

Kind = Literal["import", "undo", "purge"]


@dataclass(frozen=True)
class Entry:
    """One version of a store, and what made it.

    Attributes
    ----------
    kind : {'import', 'undo', 'purge'}
    at : str
        When, as it was noted.
    source, mapping, files, table
        Of an import.
    loaded, updated, unchanged, excluded, rejected : int
        Rows of an import.
    taken_back_by : int or None
        The version that took this import back.
    undoes : tuple of int
        The imports that an undo took back.
    before : str or None
        The day before which a purge removed words.
    removed : int
        Contacts whose words a purge removed.
    record : str
        The name under which whoever asked for the import finds it.
    """

    version: int
    kind: Kind
    at: str
    source: str = ""
    mapping: str = ""
    files: tuple[str, ...] = ()
    table: str = ""
    loaded: int = 0
    updated: int = 0
    unchanged: int = 0
    excluded: int = 0
    rejected: int = 0
    taken_back_by: int | None = None
    undoes: tuple[int, ...] = ()
    before: str | None = None
    removed: int = 0
    record: str = ""

    def said(self) -> str:
        """Return the entry in words."""
        if self.kind == "undo":
            return f"took back {_versions(self.undoes)}"
        if self.kind == "purge":
            return f"removed the words of {number_of(self.removed)} that opened before {self.before}"
        back = f"; taken back by version {self.taken_back_by}" if self.taken_back_by else ""
        counts = f"{self.loaded:,} loaded, {self.updated:,} updated, {self.rejected:,} rejected"
        return f"{', '.join(self.files)} as {self.source!r} into {self.table}: {counts}{back}"


@dataclass(frozen=True)
class History:
    """All that happened to a store, oldest first."""

    store: str
    entries: tuple[Entry, ...]

    def __str__(self) -> str:
        if not self.entries:
            return f"{self.store}: nothing was imported yet."
        return "\n".join(f"{e.version:>5}  {e.at[:16]}  {e.said()}" for e in self.entries)

    def to_dict(self) -> dict[str, Any]:
        """Return the history as plain data."""
        rows = [asdict(e) | {"files": list(e.files), "undoes": list(e.undoes)} for e in self.entries]
        return {"store": self.store, "versions": rows}

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return the history as a data frame."""
        names = ("version", "kind", "at", "source", "loaded", "updated", "rejected", "removed")
        return to_frame({n: [getattr(e, n) for e in self.entries] for n in names}, backend)

    @property
    def standing(self) -> list[Entry]:
        """The imports that were not taken back, oldest first."""
        return [e for e in self.entries if e.kind == "import" and e.taken_back_by is None]


def history(store: Path) -> History:
    """Say what happened to a store, version by version.

    Parameters
    ----------
    store : Path
        The folder of the store; one without a version has no history.

    Returns
    -------
    History
        Every committed version, those made from the command line included.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from headwater.analysis.contacts.versions import Version, commit
    >>> with TemporaryDirectory() as folder:
    ...     made_by = {"at": "2026-03-01T10:00:00", "source": "shop", "files": ["a.csv"], "table": "contacts",
    ...                "mapping": "generic", "reconciliation": {"loaded": 5, "updated": 0, "unchanged": 0}}
    ...     commit(Path(folder), Version(1, {"contacts": 0}, "UTC", made_by))
    ...     print(history(Path(folder)))
        1  2026-03-01T10:00  a.csv as 'shop' into contacts: 5 loaded, 0 updated, 0 rejected
    """
    states = [versions.read(store, number) for number in versions.numbers(store)]
    taken_back = {n: state.number for state in states for n in state.import_.get("undoes", ())}
    return History(str(store), tuple(_entry(state, taken_back.get(state.number)) for state in states))


def kind_of(state: Version) -> Kind:
    """Return what made a version."""
    kind: Kind = state.import_.get("kind", "import")
    return kind


def _entry(state: Version, taken_back_by: int | None) -> Entry:
    by = state.import_
    counts = by.get("reconciliation", {})
    return Entry(
        version=state.number,
        kind=kind_of(state),
        at=by.get("at", ""),
        source=by.get("source", ""),
        mapping=by.get("mapping", ""),
        files=tuple(by.get("files", ())),
        table=by.get("table", ""),
        loaded=counts.get("loaded", 0),
        updated=counts.get("updated", 0),
        unchanged=counts.get("unchanged", 0),
        excluded=sum(counts.get("excluded", {}).values()),
        rejected=sum(counts.get("rejected", {}).values()),
        taken_back_by=taken_back_by,
        undoes=tuple(by.get("undoes", ())),
        before=by.get("before"),
        removed=by.get("removed", 0),
        record=by.get("record", ""),
    )


def number_of(contacts: int) -> str:
    """Return a number of contacts in words.

    Examples
    --------
    >>> number_of(1), number_of(1200)
    ('1 contact', '1,200 contacts')
    """
    return "1 contact" if contacts == 1 else f"{contacts:,} contacts"


def _versions(numbers: tuple[int, ...]) -> str:
    listed = ", ".join(str(n) for n in sorted(numbers))
    return f"version{'s' if len(numbers) > 1 else ''} {listed}"
