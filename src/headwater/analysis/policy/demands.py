"""What a set of policies demands together: the tightest bound on each metric."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp, inf, log, sqrt
from statistics import NormalDist

from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.policy import Policy

CEILING_OF_AGENTS = 1e6
"""As many agents as anyone could have: no limit."""

TINY = 1e-9
"""What rounding may cost."""


@dataclass(frozen=True)
class ServiceDemand:
    """Bounds on the share answered within a threshold."""

    threshold_s: float
    definition: str
    short_s: float
    low: float
    high: float


@dataclass
class Demands:
    """The tightest bound on each metric.

    Attributes
    ----------
    low, high : dict
        Bounds by metric; authority by `authority:KIND`, shrinkage of one kind by `shrinkage_frac:KIND`.
    scripts : dict
        Seconds that scripts take, by document: steps of one document add up, and documents add up.
    """

    low: dict[str, float] = field(default_factory=dict)
    high: dict[str, float] = field(default_factory=dict)
    services: list[ServiceDemand] = field(default_factory=list)
    scripts: dict[str, tuple[float, float]] = field(default_factory=dict)
    latency_s: float = 0.0

    def at_least(self, metric: str, value: float) -> None:
        """Raise the lower bound."""
        self.low[metric] = max(self.low.get(metric, -inf), value)

    def at_most(self, metric: str, value: float) -> None:
        """Lower the upper bound."""
        self.high[metric] = min(self.high.get(metric, inf), value)

    def least(self, metric: str, default: float = 0.0) -> float:
        """Return the lower bound."""
        return self.low.get(metric, default)

    def most(self, metric: str, default: float = inf) -> float:
        """Return the upper bound."""
        return self.high.get(metric, default)

    @property
    def script_s(self) -> float:
        """Seconds that all scripts take together: within one document the larger of whole and steps."""
        return sum(max(whole, steps) for whole, steps in self.scripts.values())

    @property
    def shrinkage(self) -> tuple[float, float]:
        """Bounds of the whole shrinkage: kinds that are asked for add up."""
        kinds = sum(value for name, value in self.low.items() if name.startswith("shrinkage_frac:"))
        return max(self.least("shrinkage_frac"), kinds), min(self.most("shrinkage_frac"), 1.0)

    def contradiction(self) -> bool:
        """Say whether a lower bound lies above its own upper bound."""
        return any(value > self.high.get(name, inf) * (1 + 1e-12) + 1e-12 for name, value in self.low.items())


def demands_of(
    policies: Iterable[Policy], facts: Facts, values: Mapping[str, float] | None = None
) -> Demands:
    """Return what policies and unchangeable facts demand together.

    Parameters
    ----------
    values : mapping, optional
        Other values for some policies, by id.
    """
    found = Demands(latency_s=facts.approval_s)
    for name, (least, most) in facts.limits.items():
        for key in _keys(name, "any", facts):
            if least is not None:
                found.at_least(key, least)
            if most is not None:
                found.at_most(key, most)
    for policy in policies:
        value = policy.value if values is None else values.get(policy.id, policy.value)
        _add(found, policy, value, facts)
    return found


def _add(found: Demands, policy: Policy, value: float, facts: Facts) -> None:
    if policy.metric in ("script_s", "script_step"):
        whole, steps = found.scripts.get(policy.document, (0.0, 0.0))
        if policy.metric == "script_s":
            found.scripts[policy.document] = (whole + value, steps)
        elif policy.mandatory:
            found.scripts[policy.document] = (whole, steps + value)
        return
    if policy.metric == "service_level":
        found.services.append(
            ServiceDemand(
                policy.threshold_s,
                policy.definition,
                policy.short_s,
                value if policy.lower else -inf,
                value if policy.upper else inf,
            )
        )
        return
    if policy.metric == "qa_score_min":
        found.at_least("talk_s", _seconds_for(value, facts))
        return
    if policy.percentile is not None:
        value /= percentile_over_mean(policy.percentile, facts.handle_spread or 0.0)
    name = f"{policy.metric}:{policy.kind}" if policy.kind else policy.metric
    for key in _keys(name, policy.remedy_type, facts):
        if policy.lower:
            found.at_least(key, value)
        if policy.upper:
            found.at_most(key, value)


def _keys(metric: str, remedy_type: str, facts: Facts) -> list[str]:
    if metric != "authority":
        return [metric]
    kinds = [kind.kind for kind in facts.remedies if remedy_type in ("any", kind.kind)]
    return [f"authority:{kind}" for kind in kinds]


def percentile_over_mean(percentile: float, spread: float) -> float:
    """Return a percentile of lognormal times over their mean.

    Examples
    --------
    >>> round(percentile_over_mean(0.9, 0.8), 2)
    1.92
    """
    sigma = sqrt(log(1 + spread * spread))
    return exp(sigma * NormalDist().inv_cdf(percentile) - sigma * sigma / 2)


def _seconds_for(score: float, facts: Facts) -> float:
    """Return the talk time that a quality score takes; endless beyond the last known one."""
    points = facts.qa_seconds
    if score <= points[0][0]:
        return points[0][1] if score == points[0][0] else 0.0
    for (x0, y0), (x1, y1) in pairwise(points):
        if score <= x1:
            return y0 + (y1 - y0) * (score - x0) / (x1 - x0)
    return inf
