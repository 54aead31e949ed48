"""What can be read of contacts, each for the person who reads."""

from headwater.analysis.contacts.store import ContactStore
from headwater.apps import installation


def open_store(version: int | None = None) -> ContactStore | None:
    """Return the store of this installation at a version, newest by default; None before an import."""
    if not (installation.store() / "versions").is_dir():
        return None
    return ContactStore(installation.store(), version=version)
