"""Strata in which nothing is coded yet: which coded stratum speaks for them."""

from collections.abc import Collection, Mapping

from headwater.analysis.demand.coding.sampled import Stratum


def spoken_for(strata: Mapping[str, Stratum], coded: Collection[str]) -> dict[str, int]:
    """Return how many contacts each coded stratum speaks for, those of uncoded strata included.

    An uncoded stratum is spoken for by the coded one whose label agrees with its own for longest; among
    several by the largest.

    Examples
    --------
    >>> strata = {"Refund / phone": Stratum(100, 2), "Refund / chat": Stratum(50, 1),
    ...           "Late / chat": Stratum(70, 2)}
    >>> spoken_for(strata, {"Refund / phone", "Late / chat"})
    {'Refund / phone': 150, 'Late / chat': 70}
    """
    held = {label: stratum.contacts for label, stratum in strata.items() if label in coded}
    for label, stratum in strata.items():
        if label not in coded and held:
            nearest = max(held, key=lambda other: (_alike(label, other), strata[other].contacts, other))
            held[nearest] += stratum.contacts
    return held


def uncoded_share(strata: Mapping[str, Stratum], coded: Collection[str]) -> float:
    """Return the share of contacts that lie in strata without a coded contact."""
    total = sum(stratum.contacts for stratum in strata.values())
    return sum(s.contacts for label, s in strata.items() if label not in coded) / total if total else 0.0


def _alike(one: str, other: str) -> int:
    parts = 0
    for a, b in zip(one.split(" / "), other.split(" / "), strict=False):
        if a != b:
            break
        parts += 1
    return parts
