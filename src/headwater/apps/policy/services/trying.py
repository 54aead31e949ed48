"""Changes that were tried: kept under a name, simulated, removed."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.policy.models import Scenario
from headwater.apps.policy.selectors.ground import Ground
from headwater.apps.policy.selectors.scenarios import SIMULATE, may_remove, task_key
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import start_task


@transaction.atomic
def keep_scenario(
    *, acting_user: User, ground: Ground, change: Mapping[str, float], name: str, note: str = ""
) -> Scenario:
    """Keep a change that was tried, with the facts and the answer of now.

    Who keeps the same under the same name again, by a second click, gets the one that is there.
    """
    require(acting_user, Action.READ_POLICY)
    if not change:
        raise UsageError("Nothing is moved. Move a slider first: then there is something to keep.")
    said = {
        "name": name.strip()[:200],
        "basis": ground.name,
        "change": dict(change),
        "facts": ground.facts.to_dict(),
        "note": note.strip(),
    }
    if not said["name"]:
        raise UsageError("Give it a name, so that you find it again.")
    # the policies of now go with it: a simulation asked for later has to be about the same answer target
    demanded = [policy.to_dict() for policy in ground.policies]
    answer = {**ground.answer(change).to_dict(), "demanded": demanded}
    mine = Scenario.objects.filter(made_by=acting_user, removed_at=None)
    for one in mine.filter(name=said["name"], basis=ground.name)[:20]:
        if all(getattr(one, field) == value for field, value in said.items()):
            return one
    kept = Scenario.objects.create(**said, answer=answer, made_by=acting_user)
    record(acting_user, "policy.scenario_kept", kept, basis=ground.name, moved=sorted(change))
    return kept


@transaction.atomic
def remove_scenario(*, acting_user: User, scenario: Scenario) -> None:
    """Take a kept change off the list; its record stays for the audit trail and for plans made from it."""
    require(acting_user, Action.READ_POLICY)
    if not may_remove(acting_user, scenario):
        raise NotAllowedError("Only whoever kept it, or may change policies, can remove it.")
    if Scenario.objects.filter(pk=scenario.pk, removed_at=None).update(removed_at=timezone.now()):
        record(acting_user, "policy.scenario_removed", scenario, made_by=scenario.made_by_id)


@transaction.atomic
def simulate_scenario(*, acting_user: User, scenario: Scenario) -> Task | None:
    """Have a kept change simulated; None where it was already. A second click finds the task of the first."""
    require(acting_user, Action.READ_POLICY)
    held = Scenario.objects.select_for_update().filter(pk=scenario.pk, removed_at=None).first()
    if held is None or held.simulated is not None:
        return None
    return start_task(acting_user=acting_user, kind=SIMULATE, key=task_key(held), scenario=held.pk)


@transaction.atomic
def keep_simulated(*, scenario: Scenario, content: Mapping[str, Any]) -> bool:
    """Keep what a simulation found; False where it is there already, or the change was removed meanwhile."""
    still = Scenario.objects.select_for_update().filter(pk=scenario.pk, removed_at=None)
    found = still.filter(simulated__isnull=True).first()
    if found is None:
        return False
    found.simulated = dict(content)
    found.save(update_fields=["simulated"])
    record(None, "policy.scenario_simulated", found)
    return True
