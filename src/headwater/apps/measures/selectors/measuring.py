"""Of what the points are: which version of the store, which teams."""

import hashlib

from headwater.apps.measures.models import LastMeasured
from headwater.apps.people.models import Team

WEEKLY, DRAWING = "measures.measure", "measures.draw"
"""Kinds of the background work that measures, and that draws what was measured."""


def measured_version() -> int | None:
    """Return the version of the store that was measured last."""
    return LastMeasured.objects.values_list("store_version", flat=True).first()


def measured_teams() -> str:
    """Return the fingerprint of the teams that were measured last; empty before the first time."""
    return LastMeasured.objects.values_list("teams", flat=True).first() or ""


def fingerprint_of_teams() -> str:
    """Return what changes whenever a team is added, renamed, moved or removed."""
    rows = sorted(Team.objects.values_list("pk", "parent_id", "name"))
    return hashlib.sha256(repr(rows).encode()).hexdigest()
