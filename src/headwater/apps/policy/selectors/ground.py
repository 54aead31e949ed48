"""What changes are tried on, kept ready in the process: a slider that moves may not wait for records."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet, Subquery
from django.http import Http404

from headwater.analysis.estimates import Estimate
from headwater.analysis.policy import SAMPLES, Facts, Policy, sample
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require, today
from headwater.apps.policy.models import DeclaredFacts, Reading, Revision, Scenario, Table
from headwater.apps.policy.selectors.basis import OURS, TITLES, our_basis
from headwater.apps.policy.selectors.readings import reading_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headwater.analysis.policy.store_facts import FoundFact
    from headwater.analysis.policy.what_if import Range, WhatIf

_SAID_OVER = {
    "contacts_per_hour": ("contacts_per_hour", "issues_per_hour"),
    "today.aht_s": ("today.talk_s", "today.aht_s"),
    "today.repeat_frac": ("today.fcr_frac",),
    "handle_spread": ("handle_spread",),
    "patience_s": ("patience_s",),
}
"""Facts that people say in place of one that was found in the contacts."""


@dataclass(frozen=True)
class Ground:
    """What changes are tried on.

    Attributes
    ----------
    found : tuple of FoundFact
        How sure the facts are that come from contacts; those that people said over are left out.
    policies : tuple of Policy
        In force today.
    ranges : tuple of Range
        What can be moved, and how far.
    """

    name: str
    facts: Facts
    found: "tuple[FoundFact, ...]"
    policies: tuple[Policy, ...]
    ranges: "tuple[Range, ...]"

    @property
    def title(self) -> str:
        """What it is called."""
        return TITLES.get(self.name, self.name)

    @property
    def is_ours(self) -> bool:
        """Whether it is the organisation's own, and not a sample that ships."""
        return self.name == OURS

    @property
    def can_try(self) -> bool:
        """Whether anything but the answer target can be moved."""
        return any(one.can_move for one in self.ranges if one.slider.key not in _TARGET)

    def answer(self, change: "Mapping[str, float]") -> "WhatIf":
        """Work out what a change would do."""
        from headwater.analysis.policy.what_if import what_if

        return what_if(self.facts, change, found=self.found, policies=self.policies)


_TARGET = ("service_frac", "threshold_s")


def ground_visible_to(user: User, name: str = OURS) -> Ground:
    """Return what changes are tried on; 404 where there is no such sample. One question to the records."""
    require(user, Action.READ_POLICY)
    name = name or OURS
    if name != OURS and name not in SAMPLES:
        raise Http404
    return _ground(name, today(), _newest(user) if name == OURS else ())


def ground_of(scenario: Scenario) -> Ground:
    """Return what a kept change was tried on, as it was then; how sure the facts were is in its answer."""
    from headwater.analysis.policy.facts_reading import facts_of
    from headwater.analysis.policy.reading import policy_of
    from headwater.analysis.policy.what_if import sliders

    facts = facts_of(scenario.facts)
    policies = tuple(policy_of(one) for one in scenario.answer.get("demanded", ()))
    return Ground(scenario.basis, facts, (), policies, sliders(facts, policies))


def _newest(user: User) -> tuple[Any, ...]:
    """Return when each thing was made that our own facts and policies come from, in one question."""

    def last(rows: QuerySet[Any], when: str) -> Subquery:
        return Subquery(rows.order_by("-pk").values(when)[:1])

    found = User.objects.filter(pk=user.pk).values_list(
        last(Revision.objects.all(), "made_at"),
        last(DeclaredFacts.objects.all(), "made_at"),
        last(Table.objects.all(), "added_at"),
        last(Reading.objects.filter(part="facts"), "made_at"),
    )
    return tuple(found.get())


@lru_cache(maxsize=8)
def _ground(name: str, day: date, newest: tuple[Any, ...]) -> Ground:
    from headwater.analysis.policy.what_if import sliders

    found: tuple[FoundFact, ...] = ()
    if name == OURS:
        basis = our_basis()
        policies, facts, found = basis.policies, basis.facts, _still_found()
    else:
        policies, facts = sample(name)
    in_force = policies.in_force(day)
    return Ground(name, facts, found, in_force, sliders(facts, in_force))


def _still_found() -> "tuple[FoundFact, ...]":
    """Return what contacts say and nobody said otherwise."""
    from headwater.analysis.policy.store_facts import FoundFact

    read, said = reading_of("facts"), DeclaredFacts.objects.first()
    if read is None:
        return ()
    spoken = set() if said is None else _names(said.content)
    return tuple(
        FoundFact(one["name"], one["unit"], Estimate(**{k: v for k, v in one.items() if k not in _OF_FACT}))
        for one in read.content["found"]
        if not spoken.intersection(_SAID_OVER.get(one["name"], ()))
    )


_OF_FACT = ("name", "unit")


def _names(content: "Mapping[str, Any]") -> set[str]:
    inside = content.get("today") or {}
    return {*content, *(f"today.{name}" for name in inside)}
