"""What is known of this installation's store."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import available_timezones

from headwater.analysis.contacts import history as histories
from headwater.analysis.contacts import versions
from headwater.analysis.contacts.history import History
from headwater.analysis.contacts.mapping import Mapping, shipped_mappings
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.contacts.purge import count_words
from headwater.analysis.contacts.schema import CONTACTS
from headwater.analysis.contacts.store import ContactStore
from headwater.apps import installation
from headwater.apps.people.selectors import today


def open_store(version: int | None = None) -> ContactStore | None:
    """Return the store of this installation at a version, newest by default; None before an import."""
    if not (installation.store() / "versions").is_dir():
        return None
    return ContactStore(installation.store(), version=version)


@contextmanager
def opened_store() -> Iterator[ContactStore | None]:
    """Open the newest version of the store for a while; None before an import."""
    store = open_store()
    try:
        yield store
    finally:
        if store is not None:
            store.engine.close()


def store_version() -> int:
    """Return the number of the store's newest version, 0 before the first."""
    known = versions.numbers(installation.store())
    return known[-1] if known else 0


def has_contacts() -> bool:
    """Return whether the store holds contacts now: not before an import, nor after all were taken back."""
    return versions.read(installation.store()).tables.get(CONTACTS.name) is not None


def store_timezone() -> str:
    """Return the time zone the store is kept in; empty before the first import."""
    state = versions.read(installation.store())
    return state.timezone if state.number else ""


def store_history() -> History:
    """Return all that happened to the store; it is read once a version."""
    return _history(installation.store(), _mark())


def store_dictionaries() -> dict[str, list[str]]:
    """Return the distinct values of the contacts' columns that have few; they are read once a version."""
    return _dictionaries(installation.store(), _mark())


def _mark() -> tuple[int, ...]:
    """Return what tells one state of the store from another, a restored one included."""
    folder = installation.store()
    known = versions.numbers(folder)
    if not known:
        return ()
    newest = (folder / "versions" / f"{known[-1]:08d}.json").stat()
    return len(known), known[-1], newest.st_mtime_ns, newest.st_ino


@lru_cache(maxsize=4)
def _history(folder: Path, mark: tuple[int, ...]) -> History:
    return histories.history(folder)


@lru_cache(maxsize=4)
def _dictionaries(folder: Path, mark: tuple[int, ...]) -> dict[str, list[str]]:
    with opened_store() as store:
        return {} if store is None else store.dictionaries()


def time_zones() -> list[str]:
    """Return the names of time zones."""
    return sorted(available_timezones())


def mappings() -> list[Mapping]:
    """Return the mappings that ship."""
    return shipped_mappings()


def shipped_names() -> list[str]:
    """Return the names of the mappings that ship."""
    return [mapping.mapping for mapping in shipped_mappings()]


def pseudonym_key() -> PseudonymKey:
    """Return the key of this installation's pseudonyms."""
    return PseudonymKey.load_or_create(installation.data() / "keys" / "pseudonym.key")


def words_before(day: date) -> tuple[int, int]:
    """Return how many contacts would lose their words by a purge, and how many would keep theirs."""
    with opened_store() as store:
        return (0, 0) if store is None else count_words(store, day)


def words_from() -> date | None:
    """Return the day before which no words are kept; None before the first purge."""
    said = versions.read(installation.store()).words_from
    return None if said is None else date.fromisoformat(said)


def days_ago(days: int) -> date:
    """Return a day in the past."""
    return today() - timedelta(days=days)
