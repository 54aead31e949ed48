"""Changes that were tried and kept, each for the person who reads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import Http404

from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import may, require
from headwater.apps.policy.models import Scenario
from headwater.apps.policy.selectors.basis import OURS, TITLES
from headwater.apps.policy.selectors.ground import ground_visible_to
from headwater.apps.tasks.models import Task

if TYPE_CHECKING:
    from headwater.analysis.policy.what_if import SimulatedWhatIf, WhatIf

SIMULATE = "policy.simulate"
"""Kind of the background work that simulates a kept change."""
MOST_COMPARED = 3

_WORDS = {
    "issues_per_hour": "Customers' issues an hour",
    "call_back_share": "Share without a solution who come back",
    "patience_s": "Patience in seconds",
    "escalation_other": "Escalated whatever the authority",
    "approval_s": "Seconds an approval takes",
    "handle_spread": "Spread of handle time",
    "cost_per_agent_hour": "Cost of an agent hour",
    "hours_per_year": "Hours a year",
    "resolution": "How resolution depends on talk time",
    "remedies": "What sets things right",
    "today.talk_s": "Talk time in seconds",
    "today.hold_s": "Hold time in seconds",
    "today.wrap_s": "Wrap-up in seconds",
    "today.agents_scheduled": "People scheduled",
    "today.shrinkage_frac": "Time away from contacts",
    "today.authority": "Authority",
    "today.fcr_frac": "Resolved at first contact",
}
_BESIDE = ("notes", "name", "scope", "limits")
"""Parts of the facts that no figure of an answer comes from."""


@dataclass(frozen=True)
class ChangedFact:
    """A fact that is another one since a change was tried."""

    words: str
    then: str
    now: str


@dataclass(frozen=True)
class Kept:
    """A change that was kept, with its answer as of then and, where facts changed, as of now.

    Attributes
    ----------
    now : WhatIf, optional
        The answer of today; None where nothing changed since, or it cannot be worked out any more.
    why_not_now : str
        Why there is no answer of today although facts changed.
    """

    record: Scenario
    answer: "WhatIf"
    simulated: "SimulatedWhatIf | None"
    changed: tuple[ChangedFact, ...]
    now: "WhatIf | None"
    why_not_now: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether it was tried on the organisation's own facts."""
        return bool(self.record.basis == OURS)

    @property
    def basis_title(self) -> str:
        """What it was tried in."""
        return TITLES.get(self.record.basis, self.record.basis)


def scenarios_visible_to(user: User) -> QuerySet[Scenario]:
    """Return the changes that were kept, newest first: they are the whole organisation's."""
    require(user, Action.READ_POLICY)
    return Scenario.objects.filter(removed_at=None).select_related("made_by")


def scenario_visible_to(user: User, pk: int) -> Scenario:
    """Return one change that was kept; 404 where there is none, or it was removed."""
    found = scenarios_visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def scenarios_to_compare(user: User, asked: Iterable[str]) -> list[Scenario]:
    """Return the changes somebody chose, in that order, each once; 404 where one of them is not there."""
    numbers = dict.fromkeys(one for one in asked if one.isascii() and one.isdigit() and len(one) < 19)
    found = scenarios_visible_to(user).in_bulk([int(one) for one in numbers])
    if len(found) < len({int(one) for one in numbers}):
        raise Http404
    return list(dict.fromkeys(found[int(one)] for one in numbers))


def may_remove(user: User, scenario: Scenario) -> bool:
    """Say whether a person may remove a kept change: whoever made it, and whoever may change policies."""
    if not may(user, Action.READ_POLICY):
        return False
    return scenario.made_by_id == user.pk or may(user, Action.CHANGE_POLICY)


def task_of(scenario: Scenario) -> Task | None:
    """Return the newest work that simulates a change."""
    return Task.objects.filter(key=task_key(scenario)).order_by("-pk").first()


def task_key(scenario: Scenario) -> str:
    """Return by what the work that simulates a change is told apart: two clicks are one task."""
    return f"{SIMULATE} {scenario.pk}"


def kept_by(user: User, scenario: Scenario) -> Kept:
    """Return a kept change with its answers."""
    from headwater.analysis.errors import HeadwaterError
    from headwater.analysis.policy.what_if import what_if_from

    ground = ground_visible_to(user, scenario.basis)
    changed = _changed(scenario.facts, ground.facts.to_dict())
    demanded = [policy.to_dict() for policy in ground.policies]
    changed += _demanded(scenario.answer.get("demanded", ()), demanded)
    now, why_not = None, ""
    if changed:
        try:
            now = ground.answer(scenario.change)
        except HeadwaterError as error:
            why_not = error.message
    return Kept(
        record=scenario,
        answer=what_if_from(scenario.answer),
        simulated=_simulated(scenario),
        changed=changed,
        now=now,
        why_not_now=why_not,
    )


def _simulated(scenario: Scenario) -> "SimulatedWhatIf | None":
    if scenario.simulated is None:
        return None
    from headwater.analysis.policy.what_if import simulated_from

    return simulated_from(scenario.simulated)


def _changed(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[ChangedFact, ...]:
    before, after = _flat(then), _flat(now)
    return tuple(
        ChangedFact(_WORDS.get(name, name.replace("_", " ")), before.get(name, "–"), after.get(name, "–"))
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name)
    )


def _demanded(then: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> tuple[ChangedFact, ...]:
    """Name the policies that are in force now and were not, or the other way round, or say something else."""
    gone = [one["id"] for one in then if one not in now]
    new = [one["id"] for one in now if one not in then]
    if not gone and not new:
        return ()
    return (ChangedFact("Declared policies", ", ".join(gone) or "–", ", ".join(new) or "–"),)


def _flat(facts: Mapping[str, Any]) -> dict[str, str]:
    found = {name: _said(value) for name, value in facts.items() if name not in (*_BESIDE, "today")}
    return found | {f"today.{name}": _said(value) for name, value in (facts.get("today") or {}).items()}


def _said(value: Any) -> str:
    """Write a fact so that two of them can be compared; curves and remedies part by part."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name} {_said(inside)}" for name, inside in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_said(one) for one in value)
    if isinstance(value, float | int) and not isinstance(value, bool):
        return f"{value:,.6g}"
    return str(value)
