"""Random sets of policies over one queue, for tests that hold for every set."""

import numpy as np

from headwater.analysis.policy.curves import Remedies, ResolutionCurve
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.policy import Operator, Policy

FACTS = Facts(
    currency="EUR",
    issues_per_hour=400,
    resolution=ResolutionCurve(0.95, 80),
    remedies=(Remedies("refund", 0.3, 30, 0.7), Remedies("credit", 0.1, 12, 0.5)),
    escalation_other=0.03,
    handle_spread=0.8,
)

_RANGES: dict[str, tuple[Operator, float, float]] = {
    "aht_s": ("<=", 150, 420),
    "talk_s": ("<=", 120, 400),
    "wrap_s": ("<=", 5, 60),
    "script_s": (">=", 60, 420),
    "occupancy_frac": ("<=", 0.7, 0.95),
    "service_level": (">=", 0.6, 0.95),
    "asa_s": ("<=", 2, 60),
    "agents_scheduled": ("<=", 30, 90),
    "shrinkage_frac": (">=", 0.1, 0.4),
    "fcr_frac": (">=", 0.5, 0.93),
    "repeat_frac": ("<=", 0.08, 0.4),
    "authority": ("<=", 5, 120),
    "escalation_frac": ("<=", 0.04, 0.3),
    "remedy_cost_per_contact": ("<=", 1, 12),
    "contacts_per_agent_hour": (">=", 5, 18),
}
_TURNED = ("wrap_s", "occupancy_frac", "agents_scheduled", "aht_s", "authority", "service_level")


def random_policies(seed: int, n: int) -> list[Policy]:
    """Draw n policies; some ask for the other side of a metric than is usual, or for an exact value."""
    draw = np.random.default_rng(seed)
    found = []
    for number in range(n):
        metric = str(draw.choice(list(_RANGES)))
        operator, low, high = _RANGES[metric]
        if metric in _TURNED and draw.random() < 0.3:
            operator = "=" if draw.random() < 0.3 else ">=" if operator == "<=" else "<="
        value = float(np.round(draw.uniform(low, high), 3))
        money = metric in ("authority", "remedy_cost_per_contact")
        found.append(
            Policy(
                f"{metric}-{number}",
                f"Issuer {number % 4}",
                metric,
                operator,
                value,
                currency="EUR" if money else "",
                document_ref=f"Document {number % 3}",
                percentile=0.9 if metric == "aht_s" and draw.random() < 0.3 else None,
                weight=float(draw.integers(1, 4)),
            )
        )
    return found
