"""The contact store: what has been imported, at a committed version, as lazy tables."""

import errno
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw

from headwater.analysis.contacts import versions
from headwater.analysis.contacts.chains import CHAIN_TYPES, next_contacts
from headwater.analysis.contacts.delta import StoreTable
from headwater.analysis.contacts.engines import Engine, collect, engine_named
from headwater.analysis.contacts.schema import CONTACTS, DICTIONARY_COLUMNS, TABLES
from headwater.analysis.errors import UsageError

_MOST_VALUES = 20_000
"""A text column with more distinct values than this is not kept as codes."""

_NOT_OURS_TO_WRITE = (errno.EACCES, errno.EPERM, errno.EROFS)
"""Whoever may only read goes without the cache."""


@dataclass(frozen=True)
class StoreDescription:
    """What a store holds, in a few figures."""

    path: str
    version: int
    timezone: str
    contacts: int
    sources: dict[str, int]
    first_opened_epoch: int | None
    last_opened_epoch: int | None
    tables: tuple[str, ...]

    def __str__(self) -> str:
        listed = ", ".join(f"{name} ({count:,})" for name, count in self.sources.items()) or "none"
        return (
            f"{self.path}, version {self.version}: {self.contacts:,} contacts, time zone {self.timezone}\n"
            f"  sources: {listed}\n  tables: {', '.join(self.tables) or 'none'}"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the description as plain data."""
        return {**self.__dict__, "tables": list(self.tables)}


class ContactStore:
    """A folder of imported contacts, read at one committed version.

    Parameters
    ----------
    path : str or Path
        The folder.
    version : int, optional
        A committed version; the newest by default.
    engine : Engine or str, optional
        `"duckdb"` (default), `"spark"`, or an engine of your own.

    Raises
    ------
    UsageError
        There is no store at that path.
    """

    def __init__(
        self, path: str | Path, *, version: int | None = None, engine: Engine | str = "duckdb"
    ) -> None:
        self.path = Path(path)
        if not (self.path / "versions").is_dir():
            raise UsageError(
                f"There is no contact store at {self.path}. Make one with: "
                f"headwater contacts import FILE --mapping NAME --store {self.path}"
            )
        self.state = versions.read(self.path, version)
        self.engine = engine_named(engine) if isinstance(engine, str) else engine

    def __repr__(self) -> str:
        return f"ContactStore({str(self.path)!r}, version={self.version})"

    @property
    def version(self) -> int:
        """Number of the committed version that is read."""
        return self.state.number

    @property
    def timezone(self) -> str:
        """The organisation's time zone, in which local dates and hours are kept."""
        return self.state.timezone

    def table(self, name: str) -> nw.LazyFrame[Any] | None:
        """Return a table by its name, lazily; None when nothing of it was imported."""
        if name not in self.state.tables:
            return None
        files = StoreTable(self.path / name).files(self.state.tables[name])
        types = TABLES[name].store_types
        codes = self.dictionaries() if name == CONTACTS.name else {}
        return self.engine.scan(files, types, codes)

    def contacts(self) -> nw.LazyFrame[Any]:
        """Return the contacts, lazily: every canonical and every stored column."""
        table = self.table(CONTACTS.name)
        return self.engine.scan([], CONTACTS.store_types, {}) if table is None else table

    def texts(self) -> nw.LazyFrame[Any] | None:
        """Return the words of the contacts, lazily; None when no text was imported."""
        return self.table("contact_texts")

    def volumes(self) -> nw.LazyFrame[Any] | None:
        """Return the counts of what drives contacts, lazily; None when none were imported."""
        return self.table("volumes")

    def case_events(self) -> nw.LazyFrame[Any] | None:
        """Return what happened to cases, lazily; None when none were imported."""
        return self.table("case_events")

    def chains(self, cached: bool = True) -> nw.LazyFrame[Any]:
        """Return the table of next and previous contacts of the same customer.

        Parameters
        ----------
        cached : bool
            True computes it once per version of the contacts and reads it afterwards; False
            computes it anew within the query it is used in.
        """
        fresh = next_contacts(self.contacts())
        if not cached or CONTACTS.name not in self.state.tables:
            return fresh
        target = self._derived() / f"chains-{self.engine.name}.parquet"
        if not target.exists() and not self._keep(fresh, target):
            return fresh
        files = [str(target)] if target.is_file() else sorted(str(p) for p in target.glob("*.parquet"))
        return self.engine.scan(files, CHAIN_TYPES, self.dictionaries())

    def dictionaries(self) -> dict[str, list[str]]:
        """Return the distinct values of the text columns that have few, from the cache when it is there."""
        if CONTACTS.name not in self.state.tables:
            return {}
        path = self._derived() / "dictionaries.json"
        if path.exists():
            found: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
            return found
        files = StoreTable(self.path / CONTACTS.name).files(self.state.tables[CONTACTS.name])
        found = distinct_values(files)
        _keep_text(path, json.dumps(found, ensure_ascii=False))
        return found

    def describe(self) -> StoreDescription:
        """Return what the store holds in a few figures."""
        contacts = self.contacts()
        by_source = collect(contacts.group_by("source").agg(n=nw.len()))
        span = collect(contacts.select(first=nw.col("opened_epoch").min(), last=nw.col("opened_epoch").max()))
        sources = dict(sorted(zip(by_source["source"], by_source["n"], strict=True)))
        return StoreDescription(
            path=str(self.path),
            version=self.version,
            timezone=self.timezone,
            contacts=sum(sources.values()),
            sources=sources,
            first_opened_epoch=span["first"][0],
            last_opened_epoch=span["last"][0],
            tables=tuple(sorted(self.state.tables)),
        )

    def history(self) -> list[versions.Version]:
        """Return every committed version, oldest first."""
        return [versions.read(self.path, number) for number in versions.numbers(self.path)]

    def _derived(self) -> Path:
        return self.path / "derived" / f"contacts-{self.state.tables[CONTACTS.name]}"

    def _keep(self, frame: nw.LazyFrame[Any], target: Path) -> bool:
        """Compute a derived table and keep it; False where the folder may not be written to."""
        temporary = target.with_name(f".{os.getpid()}.{target.name}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary.touch()
        except OSError as error:
            if error.errno in _NOT_OURS_TO_WRITE:
                return False
            raise
        temporary.unlink()
        self.engine.write_parquet(frame, temporary)
        if not target.exists():
            temporary.rename(target)
        return True


def distinct_values(files: Sequence[str]) -> dict[str, list[str]]:
    """Return the sorted distinct values of the dictionary columns that have few enough of them."""
    from headwater.analysis.contacts.engines.duckdb import DuckDBEngine, identifier

    engine = DuckDBEngine()
    try:
        types = {name: CONTACTS.store_types[name] for name in DICTIONARY_COLUMNS}
        native = nw.to_native(engine.scan(files, types, {}))
        lists = ", ".join(
            f"list(DISTINCT {identifier(name)}) FILTER ({identifier(name)} IS NOT NULL)" for name in types
        )
        rows = engine.connection.sql(f"SELECT {lists} FROM ({native.sql_query()})").fetchall()
    finally:
        engine.close()
    return {
        name: sorted(values)
        for name, values in zip(types, rows[0], strict=True)
        if values and len(values) <= _MOST_VALUES
    }


def _keep_text(path: Path, text: str) -> None:
    """Keep a derived text whole or not at all; a reader without the right to write goes without."""
    temporary = path.with_name(f".{os.getpid()}.{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(text, encoding="utf-8")
    except OSError as error:
        if error.errno in _NOT_OURS_TO_WRITE:
            return
        raise
    temporary.rename(path)
