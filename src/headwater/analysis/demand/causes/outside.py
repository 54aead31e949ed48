"""How much of failure demand is caused outside support: measured, never assumed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from headwater.analysis.demand.causes.corrected import corrected_part
from headwater.analysis.demand.causes.nodes import Amount, Side
from headwater.analysis.demand.prevalence.facts import SampleFacts
from headwater.analysis.estimates import Estimate, cannot_tell

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


class Owners(Protocol):
    """What knows which units are part of support: a codebook."""

    def is_inside_support(self, owner: str) -> bool | None:
        """Say whether an owner is part of support; None where nobody has said."""
        ...


@dataclass(frozen=True)
class Outside:
    """Failure demand by who owns its causes.

    Attributes
    ----------
    outside, inside, not_said : Amount
        Parts of failure demand (of its contacts, time and cost); the three add up to 1.
    """

    outside: Amount
    inside: Amount
    not_said: Amount

    def to_dict(self) -> dict[str, Any]:
        """Return the parts as plain data."""
        return {name: getattr(self, name).to_dict() for name in ("outside", "inside", "not_said")}


def sides(units: Iterable[str], owners: Owners | None, inside: Iterable[str]) -> dict[str, Side]:
    """Say of each unit whether it is part of support.

    Parameters
    ----------
    units : iterable of str
        Every unit that coders named.
    owners : Owners, optional
        The codebook: it is asked first.
    inside : iterable of str
        Units of support, given beside it. Where any is given, a unit that neither names lies outside.

    Examples
    --------
    >>> sides(["Depot", "Support"], None, ["Support"])
    {'Depot': 'outside', 'Support': 'inside'}
    >>> sides(["Depot"], None, [])
    {'Depot': 'not said'}
    """
    given = set(inside)
    found: dict[str, Side] = {}
    for unit in units:
        said = None if owners is None else owners.is_inside_support(unit)
        if unit in given:
            said = True
        elif said is None and given:
            said = False
        found[unit] = "not said" if said is None else "inside" if said else "outside"
    return found


def outside(
    facts: SampleFacts, known: Mapping[str, Side], amounts: Mapping[str, "Array"], level: float = 0.95
) -> Outside:
    """Return how failure demand divides between units outside support, inside, and those nobody placed.

    Parameters
    ----------
    amounts : mapping of str to ndarray
        What each coded contact counts for, by measure.
    """

    def failed(codes: Mapping[str, str]) -> bool:
        return codes.get("demand_type") == "failure"

    def part(side: Side, measure: str) -> Estimate:
        if measure not in amounts:
            return cannot_tell(f"{measure} is not known")
        if all(found == "not said" for found in known.values()):
            return cannot_tell(
                "nobody said which units are part of support: say so in the codebook (inside_support), or "
                "name them with --inside"
            )

        def inside(codes: Mapping[str, str]) -> bool:
            return failed(codes) and known.get(codes.get("cause_owner", ""), "not said") == side

        fields = ("demand_type", "cause_owner")
        return corrected_part(facts, inside, failed, fields=fields, amount=amounts[measure], level=level)

    made = {
        side: Amount(*(part(side, measure) for measure in ("contacts", "time", "cost")))
        for side in ("outside", "inside", "not said")
    }
    return Outside(made["outside"], made["inside"], made["not said"])
