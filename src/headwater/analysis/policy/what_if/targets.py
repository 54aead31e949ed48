"""What staff is worked out for, besides the answer target: the limits that policies declare."""

from collections.abc import Sequence
from dataclasses import dataclass

from headwater.analysis.policy.policy import Policy
from headwater.analysis.staffing.levels import Definition, definition_named


@dataclass(frozen=True)
class Targets:
    """What staff is worked out for, besides the answer target, from the declared policies.

    Attributes
    ----------
    busiest, longest, abandon : float
        Upper limits on occupancy, average wait in seconds and abandonment; 1, endless and 1 for none.
    services : tuple of Policy
        Service levels that are asked for.
    """

    definition: Definition = "answered_of_offered"
    short: float = 5.0
    busiest: float = 1.0
    longest: float = float("inf")
    abandon: float = 1.0
    services: tuple[Policy, ...] = ()

    @classmethod
    def of(cls, policies: Sequence[Policy], answer: Policy | None) -> "Targets":
        """Return the strictest upper limits among the policies."""

        def most(metric: str, without: float) -> float:
            return min(
                (p.value for p in policies if p.metric == metric and p.upper and p.value > 0),
                default=without,
            )

        return cls(
            definition_named(answer.definition if answer else "answered_of_offered"),
            answer.short_s if answer else 5.0,
            most("occupancy_frac", 1.0),
            most("asa_s", float("inf")),
            most("abandon_frac", 1.0),
            tuple(p for p in policies if p.metric == "service_level"),
        )
