"""What the addresses of staffing need to be visited."""

from ..world import World


def things(world: World) -> dict[str, list[str]]:
    """Return the parts of addresses that name something."""
    return {"policy:staffing_table": ["coming"]}
