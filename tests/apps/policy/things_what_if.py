"""The change that addresses are tried with: Olga's, which Bela may read and simulate and not remove."""

from ..world import World
from .made_scenarios import facts_said, tried


def things(world: World) -> dict[str, list[str | int]]:
    """Say what is so, and keep a change that Olga tried."""
    facts_said(world.olga)
    kept = tried(world.olga)
    names = ("scenario", "simulate_scenario", "remove_scenario")
    return {f"policy:{name}": [kept.pk] for name in names}
