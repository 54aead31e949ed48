"""Parts `conflicts` and `instructions` of the reading, and the weighing of other days."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.cache import cache

from headwater.analysis.policy import SAMPLES, sample
from headwater.analysis.policy.floor_voice import Contradiction
from headwater.apps.policy.parts import Materials, part
from headwater.apps.policy.selectors.basis import our_basis
from headwater.apps.policy.selectors.conflicts import WEIGH, cache_name
from headwater.apps.policy.studying import KEPT_SECONDS, PART, content_of, name_of
from headwater.apps.tasks.kinds import Report, background

CONTRADICTION = "contradiction"
"""The kind of flag that says so."""


@part(PART)
def conflicts(materials: Materials) -> Mapping[str, Any]:
    """Weigh what is in force today; have the samples ready too."""
    _samples_ahead(materials)
    said = [
        Contradiction(flag.day, flag.team, tuple(text for _, text in flag.instructions))
        for flag in materials.flags
        if flag.kind == CONTRADICTION
    ]
    since = min((flag.day for flag in materials.flags), default=None)
    return content_of(materials.policies, materials.facts, materials.day, said, since)


@part("instructions")
def instructions(materials: Materials) -> Mapping[str, Any] | None:
    """Return what is found of conflicting instructions."""
    made = materials.made.get(PART, {})
    found: Mapping[str, Any] | None = made.get("finding")
    return found


@background(WEIGH, "Weigh the policies of another day")
def weigh_day(report: Report, *, day: str) -> dict[str, Any]:
    """Weigh what is in force on a day; whoever asked finds it under the name of what it rests on."""
    asked, basis = date.fromisoformat(day), our_basis()
    report(f"Weighing {len(basis.policies.in_force(asked))} policies", 0, 1)
    made = content_of(basis.policies, basis.facts, asked)
    cache.set(cache_name(made["asked"]), made, KEPT_SECONDS)
    report("Weighed", 1, 1)
    return {"refused": made["refused"]} if made["refused"] else {"weighed": made["study"]["weighed"]}


def _samples_ahead(materials: Materials) -> None:
    """Work out the samples, so that whoever opens one does not wait."""
    for name in SAMPLES:
        policies, facts = sample(name)
        kept = cache_name(name_of(policies, facts, materials.day))
        if cache.get(kept) is None:
            cache.set(kept, content_of(policies, facts, materials.day), KEPT_SECONDS)
