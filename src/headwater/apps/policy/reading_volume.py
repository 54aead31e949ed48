"""Mistake 1 as a part of the lab's reading: volume over resolution."""

from collections.abc import Mapping
from typing import Any

from headwater.apps.policy import drawing_volume
from headwater.apps.policy.parts import Materials, part


@part("volume")
def volume(materials: Materials) -> Mapping[str, Any]:
    """Look for contacts that are bent to meet targets, and draw what pages will show."""
    from headwater.analysis.policy.mistakes.volume import volume_over_resolution

    found = volume_over_resolution(materials.store, materials.policies, materials.facts)
    drawing_volume.draw_ahead(found)
    return found.to_dict()
