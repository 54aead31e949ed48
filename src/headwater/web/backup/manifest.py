"""What a backup says of itself: what is in it, from when, and what it cannot hold."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from headwater.analysis.errors import BadDataError

FORMAT = 1


@dataclass(frozen=True)
class Entry:
    """One file of a backup."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The last file of a backup.

    Attributes
    ----------
    made_at : str
        When, in UTC.
    headwater : str
        Version of the program that made it.
    records : str
        What keeps the records: `sqlite` or `postgresql`.
    migrations : list of list of str
        Form of the records: application and name of each migration they have been through.
    store_version : int
        Newest committed version of the contact store; 0 without contacts.
    settings : dict of str to str or None
        What the environment said, which no folder holds; None for a secret.
    files : dict of str to Entry
        By their path in the archive.
    """

    made_at: str
    headwater: str
    records: str
    migrations: list[list[str]]
    store_version: int
    settings: dict[str, str | None]
    files: dict[str, Entry] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def bytes(self) -> int:
        """How much room everything needs once unpacked."""
        return sum(entry.bytes for entry in self.files.values())

    def to_text(self) -> str:
        """Return the manifest as it stands in the archive."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str, origin: str) -> "Manifest":
        """Read a manifest; `origin` names the file it came from, for whoever has to mend it."""
        try:
            said: dict[str, Any] = json.loads(text)
            if said["format"] != FORMAT:
                raise BadDataError(
                    f"{origin} has format {said['format']}, and this Headwater reads format {FORMAT}: "
                    "restore it with the version that made it, or a newer one."
                )
            said["files"] = {str(path): Entry(**entry) for path, entry in said["files"].items()}
            return cls(**said)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BadDataError(
                f"{origin} has a manifest that cannot be read. Nothing was restored."
            ) from None
