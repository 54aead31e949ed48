"""What a policy can be about: each metric with its units, its bounds and the facts it needs."""

from dataclasses import dataclass
from typing import Literal

Family = Literal["time", "share", "people", "money", "score"]

UNITS: dict[Family, dict[str, float]] = {
    "time": {"s": 1.0, "min": 60.0, "h": 3600.0},
    "share": {"fraction": 1.0, "%": 0.01},
    "people": {"agents": 1.0},
    "score": {"points": 1.0, "chats": 1.0, "contacts": 1.0},
    "money": {},
}
"""Units of each family and what one is worth in the canonical one; money takes a currency's three letters."""

_NATURAL: dict[Family, str] = {"time": "s", "share": "fraction", "people": "agents", "score": "points"}


@dataclass(frozen=True)
class Metric:
    """One thing a policy can set a limit to.

    Attributes
    ----------
    words : str
        What it is called in a sentence.
    needs : tuple of str
        Facts without which it cannot be weighed against other policies.
    parts : tuple of str
        What `value` may hold besides one number.
    volume : bool
        Whether it counts output rather than what came of it; a target on it can be met without helping
        anyone.
    """

    key: str
    family: Family
    words: str
    needs: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    volume: bool = False
    unit: str = ""
    weighed: bool = True

    @property
    def natural_unit(self) -> str:
        """The unit its canonical values are in."""
        return self.unit or _NATURAL.get(self.family, "")

    @property
    def largest(self) -> float:
        """The largest value that means anything."""
        return 1.0 if self.family == "share" else float("inf")


_ALL = (
    Metric("aht_s", "time", "handle time", volume=True),
    Metric("talk_s", "time", "talk time", volume=True),
    Metric("hold_s", "time", "hold time"),
    Metric("wrap_s", "time", "wrap-up", volume=True),
    Metric("script_s", "time", "the script"),
    Metric("script_step", "time", "the script", parts=("min_s", "order", "mandatory", "step")),
    Metric("occupancy_frac", "share", "occupancy", ("issues_per_hour",)),
    Metric(
        "service_level",
        "share",
        "service level",
        ("issues_per_hour",),
        ("frac", "threshold_s", "definition", "short_s"),
    ),
    Metric("asa_s", "time", "average wait", ("issues_per_hour",)),
    Metric("abandon_frac", "share", "abandonment", ("issues_per_hour", "patience_s")),
    Metric("agents_scheduled", "people", "scheduled staff", ("issues_per_hour",)),
    Metric(
        "shrinkage_frac",
        "share",
        "shrinkage",
        ("issues_per_hour",),
        ("frac", "minutes", "shift_minutes", "kind"),
    ),
    Metric("fcr_frac", "share", "first-contact resolution", ("resolution",), ("frac", "window_days")),
    Metric("repeat_frac", "share", "repeat contacts", ("resolution",), ("frac", "window_days")),
    Metric(
        "authority",
        "money",
        "authority",
        ("remedies",),
        ("max_amount", "currency", "remedy_type", "approval_latency_s"),
    ),
    Metric("remedy_cost_per_contact", "money", "remedies paid per contact", ("remedies",)),
    Metric("escalation_frac", "share", "escalations", ("remedies",)),
    Metric("transfer_frac", "share", "transfers", ("remedies",)),
    Metric("concurrency", "score", "chats at once", ("throughput",), unit="chats"),
    Metric("qa_score_min", "score", "the quality score", ("qa_seconds",), unit="points"),
    Metric(
        "contacts_per_agent_hour",
        "score",
        "contacts per agent and hour",
        ("issues_per_hour",),
        volume=True,
        unit="contacts",
    ),
    Metric("principle_review_frac", "share", "contacts reviewed by principle", weighed=False),
    Metric("confirmed_follow_up_frac", "share", "follow-ups confirmed with the customer", weighed=False),
)

METRICS: dict[str, Metric] = {metric.key: metric for metric in _ALL}
"""Every metric by its key."""

TIMES = ("aht_s", "talk_s", "hold_s", "wrap_s")
"""Metrics whose limit may be on a percentile."""


def shown(metric: str, value: float, currency: str = "") -> str:
    """Return a value of a metric as people write it.

    Examples
    --------
    >>> shown("aht_s", 240.04), shown("occupancy_frac", 0.85), shown("authority", 42.117, "USD")
    ('240 s', '85%', '42.12 USD')
    """
    if value == float("inf"):
        return "any amount"
    family = METRICS[metric].family
    if family == "share":
        percent = value * 100
        return f"{percent:.0f}%" if abs(percent - round(percent)) < 0.05 else f"{percent:.1f}%"
    if family == "money":
        return (
            f"{value:.2f} {currency}".strip() if value != round(value) else f"{value:.0f} {currency}".strip()
        )
    if family == "time":
        return f"{value:.0f} s" if abs(value - round(value)) < 0.05 else f"{value:.1f} s"
    number = f"{value:.0f}" if abs(value - round(value)) < 1e-9 else f"{value:.1f}"
    return f"{number} {METRICS[metric].natural_unit}"
