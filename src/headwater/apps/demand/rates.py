"""Prices as people give them, and as the analysis takes them."""

from collections.abc import Mapping

from headwater.analysis.contacts.schema import CHANNELS
from headwater.analysis.demand.cost import CostRates

EVERY = ""
"""The name under which a rate stands that holds for every channel without one of its own."""

Kept = Mapping[str, float]


def rates_of(currency: str, per_hour: Kept, per_contact: Kept) -> CostRates | None:
    """Return what contacts are priced by; None where nobody gave a price.

    Raises
    ------
    UsageError
        A price without a currency, or a rate that is no amount above 0.
    """
    if not per_hour and not per_contact:
        return None
    return CostRates(currency, _rate(per_hour), _rate(per_contact))


def _rate(kept: Kept) -> dict[str, float] | float | None:
    if not kept:
        return None
    if set(kept) == {EVERY}:
        return kept[EVERY]
    filled = {channel: kept.get(channel, kept.get(EVERY)) for channel in CHANNELS}
    return {channel: rate for channel, rate in filled.items() if rate is not None}
