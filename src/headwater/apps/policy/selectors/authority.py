"""What the lab knows of authority, scripts and control, for the person who reads."""

from typing import Any

from headwater.analysis.policy.authority_in_force import AuthorityInForce, in_force_from
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.script import script_inventory
from headwater.analysis.policy.script_result import ScriptInventory, inventory_from
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.policy.models import Table
from headwater.apps.policy.selectors.basis import Basis
from headwater.apps.policy.selectors.readings import content_of, latest_table


def authority_read(user: User, basis: Basis) -> AuthorityInForce | None:
    """Return what the limits in force do to the remedies that were brought in."""
    require(user, Action.READ_POLICY)
    kept = content_of("authority") if basis.is_ours else None
    if kept is None or "refused" in kept:
        return None
    return in_force_from(kept, basis.policies)


def scripts_read(user: User, basis: Basis) -> ScriptInventory | None:
    """Return every step of the scripts in force, with what it does where contacts say so."""
    require(user, Action.READ_POLICY)
    steps = steps_in_force(basis)
    if not steps:
        return None
    kept = content_of("scripts") if basis.is_ours else None
    if kept is not None and "refused" not in kept:
        found = inventory_from(kept, steps)
        if len(found.steps) == len(steps):
            return found
    return script_inventory(basis.policies, None, basis.facts, on=basis.day)


def steps_in_force(basis: Basis) -> list[Policy]:
    """Return the policies in force that are steps of a script."""
    return [policy for policy in basis.policies.in_force(basis.day) if policy.metric == "script_step"]


def table_to_price(user: User) -> Table | None:
    """Return the remedies that count, for whoever may say what an escalation costs."""
    require(user, Action.CHANGE_POLICY)
    return latest_table(Table.Kind.REMEDIES)


def table_brought(kind: Table.Kind) -> dict[str, Any] | None:
    """Return where the table that counts comes from; whoever asks has checked who may see it."""
    found = Table.objects.filter(kind=kind).defer("content").select_related("added_by").first()
    if found is None:
        return None
    return {
        "name": found.name,
        "rows": found.rows,
        "first_day": found.first_day,
        "last_day": found.last_day,
        "added_by": found.added_by.name if found.added_by else "",
        "added_at": found.added_at,
        "from_sample": found.from_sample,
        "costs": found.said.get("costs", {}),
    }
