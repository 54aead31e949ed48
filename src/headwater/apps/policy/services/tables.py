"""Tables that are given to the lab."""

from datetime import date
from typing import Any

from django.db import transaction

from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.policy.models import Table
from headwater.apps.policy.services.reading import read_soon


@transaction.atomic
def keep_table(
    *,
    acting_user: User,
    kind: Table.Kind,
    name: str,
    rows: list[Any],
    said: dict[str, Any] | None = None,
    days: tuple[date, date] | None = None,
    from_sample: bool = False,
) -> Table:
    """Keep a table that was read and checked; it counts from now on, and the lab reads anew.

    Rows hold counts, amounts and codes; whoever calls has left out names of people and ids of contacts.
    """
    require(acting_user, Action.CHANGE_POLICY)
    kept = Table.objects.create(
        kind=kind,
        name=name[:200],
        content=Table.packed(rows),
        rows=len(rows),
        first_day=days[0] if days else None,
        last_day=days[1] if days else None,
        said=said or {},
        added_by=acting_user,
        from_sample=from_sample,
    )
    record(acting_user, "policy.table_added", kept, kind=kind.value, rows=len(rows))
    read_soon(acting_user)
    return kept
