"""What was worked out for the lab, and whether it still holds."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from headwater import __version__
from headwater.apps.contacts.selectors import has_contacts, store_version
from headwater.apps.policy.models import DeclaredFacts, Reading, Revision, Table

READ = "policy.read"
"""Kind of the background work that reads for the lab."""
WHOLE = "whole"
"""The part that says that all others were made."""


@dataclass(frozen=True)
class Read:
    """What was worked out of one part.

    Attributes
    ----------
    is_old : bool
        Whether contacts, policies, facts or tables changed since; the next is on its way then.
    """

    content: Mapping[str, Any]
    made_at: datetime
    is_old: bool


def key_of_now() -> str:
    """Return by what everything is kept that is worked out now."""
    made: list[Any] = [__version__, store_version()]
    made.append(Revision.objects.order_by("-pk").values_list("pk", flat=True).first())
    made.append(DeclaredFacts.objects.values_list("pk", flat=True).first())
    latest = dict(Table.objects.order_by().values_list("kind").annotate(Max("pk")))
    made += [latest.get(kind) for kind in Table.Kind.values]
    return hashlib.sha256(json.dumps(made).encode()).hexdigest()


def anything_to_read() -> bool:
    """Say whether there is anything the lab could work out something from."""
    return has_contacts() or Revision.objects.exists() or Table.objects.exists()


def reading_of(part: str) -> Read | None:
    """Return the newest reading of a part; None before the first. Whoever asks has checked who may see it."""
    found = Reading.objects.filter(part=part).first()
    if found is None:
        return None
    return Read(json.loads(found.content), found.made_at, found.key != key_of_now())


def content_of(part: str) -> Mapping[str, Any] | None:
    """Return what was worked out of a part last, without asking whether it is old."""
    found = Reading.objects.filter(part=part).first()
    if found is None:
        return None
    content: Mapping[str, Any] = json.loads(found.content)
    return content


def latest_table(kind: Table.Kind) -> Table | None:
    """Return the table of a kind that counts now."""
    return Table.objects.filter(kind=kind).first()
