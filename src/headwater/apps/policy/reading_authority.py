"""How the lab reads authority, scripts and control, and finds mistakes three and four."""

from collections.abc import Mapping
from typing import Any

from headwater.analysis.errors import BadDataError
from headwater.analysis.policy.authority_in_force import (
    AuthorityInForce,
    authority_in_force,
    costs_from,
    in_force_from,
)
from headwater.analysis.policy.mistakes.approvals import approvals_in
from headwater.analysis.policy.mistakes.control import control_finding
from headwater.analysis.policy.mistakes.not_allowed import NotAllowed
from headwater.analysis.policy.mistakes.permission import permission_finding
from headwater.analysis.policy.remedies_table import RemedyTable, remedies_from
from headwater.analysis.policy.script import script_inventory
from headwater.analysis.policy.script_contacts import step_contacts_from
from headwater.analysis.policy.script_result import ScriptInventory
from headwater.apps.policy.drawing_authority import coverage_drawing, steps_drawing
from headwater.apps.policy.models import Table
from headwater.apps.policy.parts import Materials, part
from headwater.apps.voices.kinds import Kind, code_label


@part("authority")
def authority(materials: Materials) -> Mapping[str, Any] | None:
    """Hold the limits in force against the table of remedies."""
    remedies = _remedies(materials)
    if remedies is None:
        return None
    said = materials.tables[Table.Kind.REMEDIES].said
    in_force = materials.policies.in_force(materials.day)
    costs = costs_from(materials.facts, said.get("costs", {}))
    found = authority_in_force(remedies, in_force, materials.facts, costs=costs)
    if found.limits:
        coverage_drawing(found)
    return found.to_dict()


@part("permission")
def permission(materials: Materials) -> Mapping[str, Any]:
    """Find mistake four."""
    in_force = materials.policies.in_force(materials.day)
    said = [
        NotAllowed(
            code_label(flag.kind, flag.code),
            None if flag.amount is None else float(flag.amount),
            flag.currency,
            flag.limit,
        )
        for flag in materials.flags
        if flag.kind == Kind.NOT_ALLOWED.value
    ]
    return permission_finding(_authority(materials), in_force, materials.facts, said).to_dict()


@part("scripts")
def scripts(materials: Materials) -> Mapping[str, Any] | None:
    """Say what each step of a script takes and resolves."""
    found = _inventory(materials)
    if found is None:
        return None
    if found.contacts:
        steps_drawing(found)
    return found.to_dict()


@part("control")
def control(materials: Materials) -> Mapping[str, Any]:
    """Find mistake three."""
    remedies = _remedies(materials)
    return control_finding(
        materials.policies.in_force(materials.day),
        materials.facts,
        inventory=_inventory(materials),
        found=_authority(materials),
        approvals=None if materials.store is None else approvals_in(materials.store, remedies),
    ).to_dict()


def _remedies(materials: Materials) -> RemedyTable | None:
    table = materials.tables.get(Table.Kind.REMEDIES)
    return None if table is None else remedies_of(table)


def remedies_of(table: Table) -> RemedyTable:
    """Return the remedies of a table that was given."""
    days = (table.first_day, table.last_day)
    covered = None if days[0] is None or days[1] is None else (days[0], days[1])
    return remedies_from(table.lines, table.said.get("currency", ""), table.name, covered)


def _authority(materials: Materials) -> AuthorityInForce | None:
    """Return what the part before found; what it was refused for stands in the way here too."""
    kept = materials.made.get("authority")
    if kept is None:
        return None
    if "refused" in kept:
        raise BadDataError(kept["refused"])
    return in_force_from(kept, materials.policies)


def _inventory(materials: Materials) -> ScriptInventory | None:
    in_force = materials.policies.in_force(materials.day)
    steps = [policy.id for policy in in_force if policy.metric == "script_step"]
    if not steps:
        return None
    table = materials.tables.get(Table.Kind.STEPS)
    contacts = None if table is None else step_contacts_from(table.said, table.lines, steps)
    return script_inventory(materials.policies, contacts, materials.facts, on=materials.day)
