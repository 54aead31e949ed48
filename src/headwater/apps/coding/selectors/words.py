"""What a coder reads of a contact: taken from the store for the person in front of it, kept nowhere."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.contacts.versions import numbers
from headwater.analysis.demand.sampling.candidates import named, shown
from headwater.apps import installation
from headwater.apps.coding.models import DrawnContact
from headwater.apps.contacts.selectors import open_store


def words_of(contact: DrawnContact) -> Mapping[str, str]:
    """Return channel, time, recorded reason, subject and body; nothing where the store no longer has it."""
    # the number alone: opening the store for every answer would cost more than the answer
    versions = numbers(installation.store())
    return _words(str(installation.store()), versions[-1], contact.item) if versions else {}


def words_of_all(contacts: Sequence[DrawnContact]) -> Mapping[str, Mapping[str, str]]:
    """Return the same of many contacts, by item."""
    store = open_store()
    if store is None or not contacts:
        return {}
    return shown(store, list(named(store, [contact.item for contact in contacts]).values()))


@lru_cache(maxsize=64)
def _words(path: str, version: int, item: str) -> Mapping[str, str]:
    """Answers to one contact come in a row; the store is asked once for all of them."""
    store = ContactStore(installation.store(), version=version)
    return shown(store, list(named(store, [item]).values())).get(item, {})
