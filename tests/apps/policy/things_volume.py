"""What the pages of mistake 1 are tried with: something that was found."""

from ..world import World
from .made_volume import FOUND, keep


def things(world: World) -> dict[str, list[str | int]]:
    """Keep a finding."""
    keep(FOUND)
    return {}
