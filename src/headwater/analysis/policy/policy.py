"""One declared policy: who says what, about which metric, for whom and since when."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from headwater.analysis.policy.metrics import METRICS, shown

Operator = Literal["<=", ">=", "="]
OPERATORS: tuple[Operator, ...] = ("<=", ">=", "=")
LEVELS = ("law", "exec", "director", "team", "QA", "finance", "HR", "WFM")
CONSEQUENCES = ("none", "report", "bonus", "discipline")
WINDOWS = ("contact", "interval", "day", "week", "month", "quarter")
DEFINITIONS = ("answered_of_offered", "without_short_abandons", "answered_of_answered", "not_kept_waiting")
SCOPES = ("queue", "channel", "issue_type", "group")

Cell = tuple[str, ...]
"""One kind of work: a queue, a channel, an issue type and a group; "" stands for every other."""


@dataclass(frozen=True)
class Policy:
    """What somebody in the organisation demands.

    Attributes
    ----------
    issuer, level : str
        Who says it, and on which level of management.
    document_ref : str
        Where it is written.
    value : float
        In the metric's own unit: seconds, a share from 0 to 1, agents, money.
    scope : dict
        For each of queue, channel, issue_type and group the names it holds for; all where it names none.
    effective_from, effective_to : date, optional
        First and last day it is in force.
    hard : bool
        Whether nobody here may change it: a law, a contract.
    weight : float
        How much a change of it is worth avoiding, 1 for the usual.
    percentile : float, optional
        The share of contacts the limit is for; the mean where there is none.
    consequence : str
        What hangs on it for those who miss it.

    Examples
    --------
    >>> print(Policy("aht", "Operations", "aht_s", "<=", 240, document_ref="Targets 2026"))
    Operations (Targets 2026) wants handle time of at most 240 s
    """

    id: str
    issuer: str
    metric: str
    operator: Operator
    value: float
    level: str = "team"
    document_ref: str = ""
    says: str = ""
    currency: str = ""
    scope: dict[str, tuple[str, ...]] = field(default_factory=dict)
    effective_from: date | None = None
    effective_to: date | None = None
    hard: bool = False
    weight: float = 1.0
    window: str = ""
    percentile: float | None = None
    consequence: str = "none"
    replaces: str = ""
    threshold_s: float = 20.0
    definition: str = "answered_of_offered"
    short_s: float = 5.0
    remedy_type: str = "any"
    kind: str = ""
    step: str = ""
    order: int = 0
    mandatory: bool = True
    principle: str = ""
    window_days: int = 7
    latency_s: float = 0.0

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def upper(self) -> bool:
        """Whether it sets an upper limit."""
        return self.operator in ("<=", "=")

    @property
    def lower(self) -> bool:
        """Whether it sets a lower limit."""
        return self.operator in (">=", "=")

    @property
    def document(self) -> str:
        """The document it is part of; the issuer's unwritten word where it names none."""
        return self.document_ref or f"{self.issuer}, not written down"

    @property
    def who(self) -> str:
        """The issuer and the document."""
        return f"{self.issuer} ({self.document_ref})" if self.document_ref else self.issuer

    def in_force(self, on: date) -> bool:
        """Say whether it is in force on a day."""
        after = self.effective_from is None or self.effective_from <= on
        return after and (self.effective_to is None or on <= self.effective_to)

    def covers(self, cell: Cell) -> bool:
        """Say whether it holds for a kind of work."""
        return all(
            dimension not in self.scope or name in self.scope[dimension]
            for dimension, name in zip(SCOPES, cell, strict=True)
        )

    def shown(self, value: float | None = None) -> str:
        """Return its value, or another one in its place, as people write it."""
        text = shown(self.metric, self.value if value is None else value, self.currency)
        return f"{text} within {self.threshold_s:g} s" if self.metric == "service_level" else text

    def demand(self, value: float | None = None) -> str:
        """Say what it demands, such as 'handle time of at most 240 s'."""
        amount = self.shown(value)
        if self.metric in ("script_s", "script_step"):
            step = f" (step '{self.step}')" if self.step else ""
            return f"a script{step} that takes at least {amount}"
        words = METRICS[self.metric].words
        if self.metric == "authority" and self.remedy_type != "any":
            words = f"authority for {self.remedy_type}"
        if self.kind:
            words = f"{words} for {self.kind}"
        bound = {"<=": "at most", ">=": "at least", "=": "exactly"}[self.operator]
        if self.metric == "agents_scheduled" and self.operator in ("<=", "="):
            bound = {"<=": "no more than", "=": "exactly"}[self.operator]
        share = f" in {self.percentile:.0%} of contacts" if self.percentile else ""
        return f"{words} of {bound} {amount}{share}"

    def __str__(self) -> str:
        return f"{self.who} wants {self.demand()}"

    def to_dict(self) -> dict[str, Any]:
        """Return the policy as it stands in a file, without what it leaves at its default."""
        data: dict[str, Any] = {"id": self.id, "issuer": self.issuer, "level": self.level}
        for name in ("document_ref", "says"):
            if getattr(self, name):
                data[name] = getattr(self, name)
        data |= {"metric": self.metric, "operator": self.operator, "value": self._value()}
        data["unit"] = (
            self.currency if METRICS[self.metric].family == "money" else METRICS[self.metric].natural_unit
        )
        if self.scope:
            data["scope"] = {name: list(values) for name, values in self.scope.items()}
        for name in ("effective_from", "effective_to"):
            if getattr(self, name):
                data[name] = getattr(self, name).isoformat()
        data["hard"] = self.hard
        data["weight"] = self.weight
        for name in ("window", "consequence", "replaces", "principle"):
            if getattr(self, name):
                data[name] = getattr(self, name)
        if self.percentile:
            data["statistic"] = f"p{self.percentile * 100:g}"
        return data

    def _value(self) -> Any:
        if self.metric == "service_level":
            parts = {"frac": self.value, "threshold_s": self.threshold_s, "definition": self.definition}
            return parts | ({"short_s": self.short_s} if self.definition == "without_short_abandons" else {})
        if self.metric == "authority":
            parts = {"max_amount": self.value, "currency": self.currency, "remedy_type": self.remedy_type}
            return parts | ({"approval_latency_s": self.latency_s} if self.latency_s else {})
        if self.metric == "script_step":
            return {"min_s": self.value, "order": self.order, "mandatory": self.mandatory, "step": self.step}
        if self.metric == "shrinkage_frac" and self.kind:
            return {"frac": self.value, "kind": self.kind}
        if self.metric in ("fcr_frac", "repeat_frac") and self.window_days != 7:
            return {"frac": self.value, "window_days": self.window_days}
        return self.value
