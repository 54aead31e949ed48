"""Which part of the contacts a diagnosis is of; the same in addresses, records and tasks."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True)
class Filters:
    """Days (both included), team and channel of the contacts; empty means all."""

    since: date | None = None
    until: date | None = None
    team: str = ""
    channel: str = ""

    @property
    def whole(self) -> bool:
        """Whether nothing is filtered."""
        return self == Filters()

    @property
    def key(self) -> str:
        """What records and tasks of this part are found by."""
        return hashlib.sha256(json.dumps(self.to_dict()).encode()).hexdigest()

    @property
    def query(self) -> str:
        """The filters as the end of an address, `?` included; empty where nothing is filtered."""
        given = {name: value for name, value in self.to_dict().items() if value}
        return f"?{urlencode(given)}" if given else ""

    def to_dict(self) -> dict[str, str]:
        """Return the filters as tasks and records keep them."""
        return {
            "since": "" if self.since is None else self.since.isoformat(),
            "until": "" if self.until is None else self.until.isoformat(),
            "team": self.team,
            "channel": self.channel,
        }

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Filters":
        """Read filters back from what `to_dict` made."""
        since, until = kept.get("since"), kept.get("until")
        return cls(
            date.fromisoformat(since) if since else None,
            date.fromisoformat(until) if until else None,
            str(kept.get("team") or ""),
            str(kept.get("channel") or ""),
        )
