"""Files on their way in: kept below the data folder under names of our own, and not for long."""

from pathlib import Path

from headwater.apps import installation
from headwater.apps.contacts.models import Import


def folder() -> Path:
    """Return the folder of uploads."""
    return installation.data() / "uploads"


def forget(made: Import) -> None:
    """Remove the uploaded files of an import; files that lie elsewhere stay."""
    place = folder().resolve()
    for name in made.places:
        file = (installation.data() / name).resolve()
        if file.parent == place:
            file.unlink(missing_ok=True)
