"""The contact store: what has been imported, at a committed version, as lazy tables."""

import errno
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import narwhals as nw

from headwater.analysis.contacts import versions
from headwater.analysis.contacts.chains import CHAIN_TYPES, next_contacts
from headwater.analysis.contacts.delta import StoreTable
from headwater.analysis.contacts.engines import Engine, collect, engine_named
from headwater.analysis.contacts.facts import Facts, look_over
from headwater.analysis.contacts.schema import CONTACT_TEXTS, CONTACTS, TABLES
from headwater.analysis.errors import UsageError, is_disk_full

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
        self.state = _readable(self.path, versions.read(self.path, version))
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

    def table(self, name: str, months: Sequence[str] | None = None) -> nw.LazyFrame[Any] | None:
        """Return a table by its name, lazily; None when nothing of it was imported.

        With months (such as 2026-03) only their files are read.
        """
        if name not in self.state.tables:
            return None
        files = StoreTable(self.path / self.state.folder(name)).files(self.state.tables[name], months)
        types = TABLES[name].store_types
        codes = self.dictionaries() if name == CONTACTS.name else {}
        return self.engine.scan(files, types, codes)

    def contacts(self, months: Sequence[str] | None = None) -> nw.LazyFrame[Any]:
        """Return the contacts, lazily: every canonical and every stored column; of some months when asked."""
        table = self.table(CONTACTS.name, months)
        return self.engine.scan([], CONTACTS.store_types, {}) if table is None else table

    def texts(self) -> nw.LazyFrame[Any] | None:
        """Return the words of the contacts, lazily; None when there are none.

        An earlier version whose words were removed for good since has none.
        """
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
        if cached and CONTACTS.name in self.state.tables:
            target = self._derived() / f"chains.{self.engine.name}"
            if target.exists() or self._keep(next_contacts(self.contacts()), target):
                return self.engine.kept(target, CHAIN_TYPES)
        return next_contacts(self.contacts())

    def dictionaries(self) -> dict[str, list[str]]:
        """Return the distinct values of the text columns that have few."""
        return self._facts().dictionaries

    def span(self) -> tuple[int, int] | None:
        """Return when the first and the last contact opened, in seconds since 1970; None without contacts."""
        return self._facts().span

    def _facts(self) -> Facts:
        """Return what is known of the contacts' columns, from the cache when it is there."""
        if CONTACTS.name not in self.state.tables:
            return Facts({}, None)
        path = self._derived() / "facts.json"
        if path.exists():
            return Facts.from_text(path.read_text(encoding="utf-8"))
        files = StoreTable(self.path / self.state.folder(CONTACTS.name)).files(
            self.state.tables[CONTACTS.name]
        )
        found = look_over(files)
        _keep_text(path, found.to_text())
        return found

    def describe(self) -> StoreDescription:
        """Return what the store holds in a few figures."""
        by_source = collect(self.contacts().group_by("source").agg(n=nw.len()))
        span = self.span()
        sources = dict(sorted(zip(by_source["source"], by_source["n"], strict=True)))
        return StoreDescription(
            path=str(self.path),
            version=self.version,
            timezone=self.timezone,
            contacts=sum(sources.values()),
            sources=sources,
            first_opened_epoch=None if span is None else span[0],
            last_opened_epoch=None if span is None else span[1],
            tables=tuple(sorted(self.state.tables)),
        )

    def history(self) -> list[versions.Version]:
        """Return every committed version, oldest first."""
        return [versions.read(self.path, number) for number in versions.numbers(self.path)]

    def _derived(self) -> Path:
        folder, version = self.state.folder(CONTACTS.name), self.state.tables[CONTACTS.name]
        return self.path / "derived" / f"{folder}-{version}"

    def _keep(self, frame: nw.LazyFrame[Any], target: Path) -> bool:
        """Compute a derived table and keep it; False where there is no right or no room to write."""
        temporary = target.with_name(f".{os.getpid()}.{target.name}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary.touch()
            temporary.unlink()
            self.engine.keep(frame, temporary)
            if not target.exists():
                temporary.rename(target)
        except Exception as error:
            may_not = isinstance(error, OSError) and error.errno in _NOT_OURS_TO_WRITE
            if may_not or is_disk_full(error):
                return False
            raise
        finally:
            for left in target.parent.glob(f"{temporary.name}*"):
                shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
        return True


def _readable(store: Path, state: versions.Version) -> versions.Version:
    """Return a version without the words that were removed for good after it."""
    name = CONTACT_TEXTS.name
    if name not in state.tables or versions.read(store).folder(name) == state.folder(name):
        return state
    return replace(state, tables={n: v for n, v in state.tables.items() if n != name})


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
