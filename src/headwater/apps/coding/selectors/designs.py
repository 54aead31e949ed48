"""How a sample was drawn, as plain data and back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from headwater.analysis.demand.coding.sampled import Design, Stratum


def as_plain(design: Design) -> dict[str, Any]:
    """Return a design as a record keeps it."""
    return {
        "strata": {label: [stratum.contacts, stratum.drawn] for label, stratum in design.strata.items()},
        "variables": list(design.variables),
        "store_version": design.store_version,
        "since": design.since.isoformat() if design.since else None,
        "until": design.until.isoformat() if design.until else None,
        "seed": design.seed,
    }


def from_plain(kept: Mapping[str, Any]) -> Design:
    """Return a design from its record."""
    return Design(
        strata={label: Stratum(*counts) for label, counts in kept["strata"].items()},
        variables=tuple(kept["variables"]),
        store_version=kept["store_version"],
        since=_day(kept["since"]),
        until=_day(kept["until"]),
        seed=kept["seed"],
    )


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None
