"""How the lab redesigns the scorecard, once it was seen which targets bend contacts."""

from collections.abc import Mapping
from typing import Any

from headwater.apps.policy import reading_volume  # noqa: F401 - what it finds of targets is used here
from headwater.apps.policy.parts import Materials, part
from headwater.apps.policy.redesigning import change_of, gamed_in, next_start, plain, redesigned
from headwater.apps.policy.selectors.readings import content_of


@part("scorecard")
def scorecard(materials: Materials) -> Mapping[str, Any] | None:
    """Redesign the scorecard for a Monday some weeks ahead."""
    if not materials.policies.in_force(materials.day):
        return None
    gamed = gamed_in(materials.made.get("volume"))
    found = redesigned(materials.policies, materials.facts, next_start(materials.day), gamed)
    return plain(found, change_of(found, materials.facts, content_of("facts"))) | {"gamed": list(gamed)}
