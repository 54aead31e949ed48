"""What can be read of contacts, each for the person who reads."""

from pathlib import Path
from zoneinfo import available_timezones

from headwater.analysis.contacts import versions
from headwater.analysis.contacts.mapping import shipped_mappings
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.contacts.store import ContactStore
from headwater.apps import installation
from headwater.apps.contacts.models import Import


def open_store(version: int | None = None) -> ContactStore | None:
    """Return the store of this installation at a version, newest by default; None before an import."""
    if not (installation.store() / "versions").is_dir():
        return None
    return ContactStore(installation.store(), version=version)


def store_version() -> int:
    """Return the number of the store's newest version, 0 before the first."""
    known = versions.numbers(installation.store())
    return known[-1] if known else 0


def store_timezone() -> str:
    """Return the time zone the store is kept in; empty before the first import."""
    state = versions.read(installation.store())
    return state.timezone if state.number else ""


def time_zones() -> set[str]:
    """Return the names of time zones."""
    return available_timezones()


def shipped_names() -> list[str]:
    """Return the names of the mappings that ship."""
    return [mapping.mapping for mapping in shipped_mappings()]


def pseudonym_key() -> PseudonymKey:
    """Return the key of this installation's pseudonyms."""
    return PseudonymKey.load_or_create(installation.data() / "keys" / "pseudonym.key")


def files_of(made: Import) -> list[Path]:
    """Return where the files of an import lie."""
    return [installation.data() / place for place in made.places]


def rejects_of(made: Import) -> Path:
    """Return where the rejected rows of an import are listed."""
    return installation.data() / "rejects" / f"import-{made.pk}.csv"


def own_words(made: Import, message: str) -> str:
    """Return a message with the files' own names in place of where they lie here."""
    for place, name in zip(made.places, made.names, strict=True):
        message = message.replace(str(installation.data() / place), name).replace(place, name)
        message = message.replace(Path(place).name, name)
    return message
