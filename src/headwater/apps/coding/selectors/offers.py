"""What hours of coding buy, for the contacts that are here."""

from functools import lru_cache

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.contacts.versions import numbers
from headwater.analysis.demand.sampling.offers import CodingOffer, hours_for_margins
from headwater.analysis.demand.scope import countable
from headwater.apps import installation

MARGINS = (0.10, 0.05, 0.03, 0.02)


def offer() -> CodingOffer | None:
    """Return hours of coding against the interval they buy; None before an import."""
    versions = numbers(installation.store())
    if not versions:
        return None
    contacts = _contacts(str(installation.store()), versions[-1])
    return hours_for_margins(contacts, MARGINS) if contacts else None


@lru_cache(maxsize=4)
def _contacts(path: str, version: int) -> int:
    store = ContactStore(installation.store(), version=version)
    return int(collect(countable(store.contacts(), None, None).select(n=nw.len()))["n"][0])
