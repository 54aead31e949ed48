"""What is so, whatever anyone demands: demand, patience, what time and permission do to resolution."""

from dataclasses import dataclass, field
from typing import Any

from headwater.analysis.policy.curves import Remedies, ResolutionCurve

LIMITED = (
    *("aht_s", "talk_s", "hold_s", "wrap_s", "occupancy_frac", "agents_scheduled", "shrinkage_frac"),
    *("fcr_frac", "repeat_frac", "escalation_frac", "authority", "concurrency"),
)
"""Metrics of which facts may say that they cannot be lower or higher."""


@dataclass(frozen=True)
class Today:
    """How work is done now; None where nobody said.

    Attributes
    ----------
    fcr_frac, repeat_frac : float, optional
        As measured; where they are missing they follow from the curves.
    """

    talk_s: float | None = None
    hold_s: float | None = None
    wrap_s: float | None = None
    agents_scheduled: float | None = None
    shrinkage_frac: float | None = None
    authority: float | None = None
    fcr_frac: float | None = None

    @property
    def handle_seconds(self) -> float | None:
        """Handle time: talk, hold and wrap-up."""
        return None if self.talk_s is None else self.talk_s + (self.hold_s or 0.0) + (self.wrap_s or 0.0)


@dataclass(frozen=True)
class Facts:
    """What policies are weighed against: one steady hour of one kind of work.

    Attributes
    ----------
    issues_per_hour : float, optional
        Customers' issues that arise in an hour, before anyone has to come back.
    call_back_share : float
        Share of customers without a solution who come back.
    patience_s : float, optional
        Mean time a customer waits before giving up; without it nobody gives up.
    resolution : ResolutionCurve, optional
        Share resolved against talk time.
    remedies : tuple of Remedies
        What sets things right, by kind.
    escalation_other : float
        Share of contacts escalated whatever the authority.
    approval_s : float
        Time an agent is bound while a remedy above the limit is approved.
    handle_spread : float, optional
        Standard deviation of handle time over its mean; for limits on percentiles.
    throughput : tuple of float
        Work done by an agent with 1, 2, 3 chats at once, against one at a time.
    qa_seconds : tuple of (points, seconds)
        Talk time that a quality score takes.
    limits : dict
        What nobody can change: metric to (least, most).
    notes : dict
        Where a fact comes from and how sure it is, by name.
    """

    name: str = ""
    currency: str = ""
    issues_per_hour: float | None = None
    call_back_share: float = 0.9
    patience_s: float | None = None
    resolution: ResolutionCurve | None = None
    remedies: tuple[Remedies, ...] = ()
    escalation_other: float = 0.0
    transfer_other: float = 0.0
    approval_s: float = 0.0
    handle_spread: float | None = None
    throughput: tuple[float, ...] = ()
    qa_seconds: tuple[tuple[float, float], ...] = ()
    cost_per_agent_hour: float | None = None
    hours_per_year: float = 2000.0
    today: Today = field(default_factory=Today)
    limits: dict[str, tuple[float | None, float | None]] = field(default_factory=dict)
    scope: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Say whether a fact is there."""
        return bool(getattr(self, name))

    def to_dict(self) -> dict[str, Any]:
        """Return the facts as plain data, without what is not known."""
        data: dict[str, Any] = {}
        for name in (
            *("name", "currency", "issues_per_hour", "call_back_share", "patience_s", "escalation_other"),
            *("transfer_other", "approval_s", "handle_spread", "cost_per_agent_hour", "hours_per_year"),
        ):
            if getattr(self, name) not in (None, ""):
                data[name] = getattr(self, name)
        if self.resolution is not None:
            data["resolution"] = self.resolution.to_dict()
        if self.remedies:
            data["remedies"] = {kind.kind: kind.to_dict() for kind in self.remedies}
        if self.throughput:
            data["throughput"] = list(self.throughput)
        if self.qa_seconds:
            data["qa_seconds"] = [list(point) for point in self.qa_seconds]
        today = {k: v for k, v in vars(self.today).items() if v is not None}
        if today:
            data["today"] = today
        if self.limits:
            data["limits"] = {
                name: {end: v for end, v in zip(("min", "max"), pair, strict=True) if v is not None}
                for name, pair in self.limits.items()
            }
        if self.scope:
            data["scope"] = {name: list(names) for name, names in self.scope.items()}
        if self.notes:
            data["notes"] = dict(self.notes)
        return data
