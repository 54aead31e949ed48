"""What the addresses of authority are tried with: a limit, remedies, and what was read of them."""

from headwater.apps.policy.models import Reading

from ..world import World
from .planted import COSTS, bring, limit_of, read_now, remedies

_OURS = ("authority", "permission", "scripts", "control", "scorecard")


def things(world: World) -> dict[str, list[str | int]]:
    """Make them, and leave what other rooms read to their things; no address carries an id."""
    limit_of(world.olga)
    bring(world.olga, remedies(300), costs=COSTS)
    read_now()
    Reading.objects.exclude(part__in=_OURS).delete()
    return {}
