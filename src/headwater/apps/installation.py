"""Where this installation keeps things."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class LastBackup:
    """The newest backup that was taken here.

    Attributes
    ----------
    at : datetime
        When, in UTC.
    file : str
        Its name; where it lies now is the business of whoever took it.
    bytes : int
        How large it is.
    store_version : int
        Newest version of the contact store in it; 0 without contacts.
    """

    at: datetime
    file: str
    bytes: int
    store_version: int


def data() -> Path:
    """Return the folder of everything this installation keeps."""
    return Path(getattr(settings, "DATA"))  # noqa: B009 - the type checker does not know settings of our own


def store() -> Path:
    """Return the folder of the contact store."""
    return data() / "store"


def site_url() -> str:
    """Return the address people open."""
    return str(getattr(settings, "SITE_URL"))  # noqa: B009


def most_upload() -> int:
    """Return the most bytes of an uploaded file."""
    return int(getattr(settings, "MOST_UPLOAD"))  # noqa: B009


def last_backup() -> LastBackup | None:
    """Return what is known of the newest backup; None when none was taken here."""
    try:
        said = json.loads((data() / "last-backup.json").read_text(encoding="utf-8"))
        at = datetime.fromisoformat(said["at"])
        return LastBackup(at, str(said["file"]), int(said["bytes"]), int(said["store_version"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
