"""Removing the words of old contacts for good: from every version, and from the disk."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import narwhals as nw

from headwater.analysis.contacts import versions
from headwater.analysis.contacts.delta import StoreTable
from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.engines.duckdb import DuckDBEngine, identifier
from headwater.analysis.contacts.history import number_of
from headwater.analysis.contacts.housekeeping import (
    disk_full_said,
    forget_derived,
    remove_dead_staging,
    remove_old_words,
)
from headwater.analysis.contacts.schema import CONTACT_TEXTS
from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.errors import UsageError


@dataclass(frozen=True)
class PurgeResult:
    """Whose words were removed.

    Attributes
    ----------
    removed, kept : int
        Contacts that lost their words, and contacts whose words are still there.
    before : str
        The local day: contacts that opened before it have no words, now and after later imports.
    """

    store: str
    version: int
    before: str
    removed: int
    kept: int

    def __str__(self) -> str:
        return (
            f"Removed the words of {number_of(self.removed)} that opened before {self.before} from "
            f"{self.store} for good, now version {self.version}. {number_of(self.kept)} with words left. "
            "Later imports leave out the words of contacts that opened before that day."
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return asdict(self)


def count_words(store: ContactStore, before: date) -> tuple[int, int]:
    """Return how many contacts a purge would take the words from, and how many would keep theirs.

    Parameters
    ----------
    store : ContactStore
        The store at its newest version.
    before : date
        Contacts that opened before this local day lose their words.
    """
    texts = store.texts()
    if texts is None:
        return 0, 0
    kept = collect(_kept(store, texts, before).select(n=nw.len()))["n"][0]
    return collect(texts.select(n=nw.len()))["n"][0] - kept, kept


def purge_text(
    store: Path,
    before: date,
    *,
    now: datetime,
    wait_seconds: float = 600.0,
    waiting: Callable[[], None] = lambda: None,
) -> PurgeResult:
    """Remove the words of all contacts that opened before a day: no byte of them is left in the store.

    The words that stay are written into a folder of their own; a version file makes it count; then every
    other folder of words is removed, with the words that only earlier versions held. Whoever kills this
    before the version file changes nothing; behind it, the next import, undo or purge removes what is left.

    Parameters
    ----------
    store : Path
        Folder of the store.
    before : date
        A day in the organisation's time zone.
    now : datetime
        When it happens; kept in the version.
    wait_seconds, waiting
        How long to wait for an import that runs; called once when there is one.

    Raises
    ------
    UsageError
        There is no store, or the day lies in the future.
    """
    if before > now.date():
        raise UsageError(f"{before} has not come yet: words can be removed up to today.")
    ContactStore(store)  # says so where there is none
    with (
        disk_full_said(store),
        versions.lock(store, wait_seconds, waiting=waiting),
        closing(DuckDBEngine()) as engine,
    ):
        state = versions.read(store)
        remove_old_words(store, state)
        remove_dead_staging(store)
        opened = ContactStore(store, engine=engine)
        removed, kept = count_words(opened, before)
        day = max(before.isoformat(), state.words_from or "")
        if not removed and state.words_from == day and _is_alone(store, state):
            return PurgeResult(str(store), state.number, day, 0, kept)
        number = state.number + 1
        folder = f"{CONTACT_TEXTS.name}-{number:08d}"
        tables = {name: version for name, version in state.tables.items() if name != CONTACT_TEXTS.name}
        if kept:
            tables[CONTACT_TEXTS.name] = _write_kept(opened, engine, store / folder, before)
        made_by = {
            "at": now.isoformat(timespec="seconds"),
            "kind": "purge",
            "before": before.isoformat(),
            "removed": removed,
            "kept": kept,
        }
        made = replace(
            state,
            number=number,
            tables=tables,
            import_=made_by,
            folders={**state.folders, CONTACT_TEXTS.name: folder},
            words_from=day,
        )
        versions.commit(store, made)
        remove_old_words(store, made)
        forget_derived(store, made)
    return PurgeResult(str(store), number, day, removed, kept)


def _is_alone(store: Path, state: versions.Version) -> bool:
    """Say whether no earlier version holds other words than the newest one."""
    name = CONTACT_TEXTS.name
    held = StoreTable(store / state.folder(name)).version()
    return held in (None, 0) and held == state.tables.get(name)


def _kept(store: ContactStore, texts: nw.LazyFrame[Any], before: date) -> nw.LazyFrame[Any]:
    """Return the words that stay: those of contacts in the store that opened on the day or later."""
    young = store.contacts().filter(nw.col("local_date") >= nw.lit(before)).select("source", "contact_id")
    return texts.join(young, on=["source", "contact_id"], how="semi")


def _write_kept(store: ContactStore, engine: DuckDBEngine, folder: Path, before: date) -> int:
    texts = store.texts()
    assert texts is not None
    columns = ", ".join(identifier(name) for name in CONTACT_TEXTS.store_types)
    kept = nw.to_native(_kept(store, texts, before))
    return StoreTable(folder).append(engine.connection.sql(f"SELECT {columns} FROM ({kept.sql_query()})"))
