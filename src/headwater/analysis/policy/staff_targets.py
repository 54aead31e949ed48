"""What declared policies demand of a queue's staff, as the arguments that staffing takes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from headwater.analysis.policy.policy import Policy

ASSUMED_LEVEL, ASSUMED_SECONDS = 0.8, 20.0
_UPPER = {"occupancy_frac": "max_occupancy", "abandon_frac": "max_abandonment", "asa_s": "max_wait_seconds"}


@dataclass(frozen=True)
class StaffTargets:
    """What staff has to give, and who says so.

    Attributes
    ----------
    targets : dict
        Arguments of `required`: `service_level`, `threshold_seconds`, `max_occupancy` and so on.
    said : tuple of str
        Each demand in words, with its issuer.
    assumed : bool
        Whether nobody declared any, so that 80% in 20 seconds is taken.
    """

    targets: dict[str, Any]
    said: tuple[str, ...] = field(default=())
    assumed: bool = False

    @property
    def threshold_seconds(self) -> float:
        """Seconds within which customers are to be answered."""
        return float(self.targets.get("threshold_seconds", ASSUMED_SECONDS))

    @property
    def words(self) -> str:
        """The targets in a few words."""
        parts = []
        if "service_level" in self.targets:
            parts.append(f"{self.targets['service_level']:.0%} answered in {self.threshold_seconds:g} s")
        if "max_occupancy" in self.targets:
            parts.append(f"occupancy of at most {self.targets['max_occupancy']:.0%}")
        if "max_abandonment" in self.targets:
            parts.append(f"at most {self.targets['max_abandonment']:.0%} leaving")
        if "max_wait_seconds" in self.targets:
            parts.append(f"a mean wait of at most {self.targets['max_wait_seconds']:g} s")
        return ", ".join(parts)


def staff_targets(policies: Iterable[Policy], channel: str, *, patient: bool = False) -> StaffTargets:
    """Return the tightest demands on a channel's staff; 80% in 20 seconds where there are none.

    Parameters
    ----------
    policies : iterable of Policy
        Those in force.
    patient : bool
        Whether customers are taken never to leave: then nothing can be demanded of how many do.

    Notes
    -----
    Only policies for the whole channel count, not those for a queue, an issue type or a group alone. Of
    several service levels the one with the highest share counts, and of those the shortest time.

    Examples
    --------
    >>> found = staff_targets([Policy("a", "WFM", "occupancy_frac", "<=", 0.85)], "phone")
    >>> found.words, found.assumed
    ('occupancy of at most 85%', False)
    >>> staff_targets([], "phone").words
    '80% answered in 20 s'
    """
    held = [
        policy
        for policy in policies
        if set(policy.scope) <= {"channel"} and channel in policy.scope.get("channel", (channel,))
    ]
    targets: dict[str, Any] = {}
    said: list[str] = []
    services = [p for p in held if p.metric == "service_level" and p.lower and 0 < p.value < 1]
    if services:
        first = max(services, key=lambda p: (p.value, -p.threshold_s))
        targets |= {"service_level": first.value, "threshold_seconds": first.threshold_s}
        targets["definition"] = first.definition
        if first.definition == "without_short_abandons":
            targets["short_seconds"] = first.short_s
        said.append(str(first))
    for metric, name in _UPPER.items():
        upper = [p for p in held if p.metric == metric and p.upper and p.value > 0]
        if upper and not (patient and metric == "abandon_frac"):
            first = min(upper, key=lambda p: p.value)
            targets[name] = first.value
            said.append(str(first))
    if targets:
        return StaffTargets(targets, tuple(said))
    return StaffTargets(
        {"service_level": ASSUMED_LEVEL, "threshold_seconds": ASSUMED_SECONDS},
        ("Nobody declared a target for waits, so 80% answered in 20 seconds is assumed.",),
        assumed=True,
    )
