"""Rosters that are kept: counts by half-hour, without anybody's name."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from headwater.apps.people.models import User
from headwater.apps.policy.models import Table
from headwater.apps.policy.services.tables import keep_table


def keep_roster(*, acting_user: User, counted: Mapping[str, Any], from_sample: bool = False) -> Table:
    """Keep a roster's half-hour counts; it takes the place of the one before."""
    first, last = (date.fromisoformat(day) for day in counted["days"])
    return keep_table(
        acting_user=acting_user,
        kind=Table.Kind.ROSTER,
        name=counted["name"],
        rows=counted["rows"],
        said={name: counted[name] for name in ("channel", "shrinkage", "timezone")},
        days=(first, last),
        from_sample=from_sample,
    )
