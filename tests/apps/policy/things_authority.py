"""What the addresses of authority are tried with: a limit, remedies, and what was read of them."""

from ..world import World
from .planted import COSTS, bring, limit_of, read_now, remedies


def things(world: World) -> dict[str, list[str | int]]:
    """Make them; no address carries an id."""
    limit_of(world.olga)
    bring(world.olga, remedies(300), costs=COSTS)
    read_now()
    return {}
