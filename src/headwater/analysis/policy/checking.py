"""Each policy by itself: whether it can be met at all, and whether it is met today."""

from dataclasses import dataclass, replace
from datetime import date
from math import inf
from typing import Any

from headwater.analysis.frames import Backend, Columns, to_frame
from headwater.analysis.policy.demands import percentile_over_mean
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.feasibility import Oracle
from headwater.analysis.policy.metrics import shown
from headwater.analysis.policy.operation import WayOfWorking, outcome, resolved_today
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import PolicySet
from headwater.analysis.policy.weighing import SetAside, weigh


@dataclass(frozen=True)
class Checked:
    """One policy by itself.

    Attributes
    ----------
    possible : bool
        Whether it can be met, were it the only one.
    today : float, optional
        The metric's value today; None where the facts do not say.
    met_today : bool, optional
        Whether that is within the policy.
    """

    policy: Policy
    possible: bool
    today: float | None
    met_today: bool | None

    def __str__(self) -> str:
        alone = "can be met alone" if self.possible else "cannot be met even alone"
        if self.today is None:
            return f"{self.policy.id}: {self.policy}; {alone}"
        now = shown(self.policy.metric, self.today, self.policy.currency)
        return (
            f"{self.policy.id}: {self.policy}; {alone}; today {now}, {'met' if self.met_today else 'not met'}"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "policy": self.policy.id,
            "demand": str(self.policy),
            "possible_alone": self.possible,
            "today": self.today,
            "met_today": self.met_today,
        }


@dataclass(frozen=True)
class Check:
    """Every policy in force by itself."""

    name: str
    on: date
    checked: tuple[Checked, ...]
    aside: tuple[SetAside, ...]

    @property
    def impossible(self) -> tuple[Policy, ...]:
        """Policies that cannot be met even alone."""
        return tuple(one.policy for one in self.checked if not one.possible)

    def __str__(self) -> str:
        count, bad = len(self.checked), len(self.impossible)
        unmet = sum(one.met_today is False for one in self.checked)
        lines = [
            f"{self.name}, {self.on}: {count} polic{'y' if count == 1 else 'ies'} weighed, "
            f"{bad} cannot be met even alone, {unmet} not met today",
            *(f"  {one}" for one in self.checked),
        ]
        if self.aside:
            lines += ["Not weighed:", *(f"  {one}" for one in self.aside)]
        return "\n".join(lines)

    def columns(self) -> Columns:
        """Return one row a policy."""
        return {
            "policy": [one.policy.id for one in self.checked],
            "issuer": [one.policy.issuer for one in self.checked],
            "metric": [one.policy.metric for one in self.checked],
            "operator": [one.policy.operator for one in self.checked],
            "value": [one.policy.value for one in self.checked],
            "possible_alone": [one.possible for one in self.checked],
            "today": [one.today for one in self.checked],
            "met_today": [one.met_today for one in self.checked],
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the check as plain data."""
        return {
            "name": self.name,
            "on": self.on.isoformat(),
            "policies": [one.to_dict() for one in self.checked],
            "not_weighed": [one.to_dict() for one in self.aside],
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return one row a policy as a data frame."""
        return to_frame(self.columns(), backend)


def check(policies: PolicySet, facts: Facts, *, on: date) -> Check:
    """Say of each policy in force whether it can be met alone, and whether it is met today.

    Examples
    --------
    >>> from headwater.analysis.policy.facts import Today
    >>> said = PolicySet((Policy("aht", "Operations", "aht_s", "<=", 240),), "Targets")
    >>> print(check(said, Facts(today=Today(talk_s=280, wrap_s=20)), on=date(2026, 1, 1)))
    Targets, 2026-01-01: 1 policy weighed, 0 cannot be met even alone, 1 not met today
      aht: Operations wants handle time of at most 240 s; can be met alone; today 300 s, not met
    """
    weighed = weigh(policies, facts, on)
    facts = weighed.facts
    oracle = Oracle(facts)
    known = _today(facts, weighed.policies)
    checked = []
    for policy in weighed.policies:
        now = _now(policy, known, facts)
        met = None if now is None else _met(policy, now)
        checked.append(Checked(policy, oracle.feasible([policy]), now, met))
    return Check(policies.name, on, tuple(checked), weighed.aside)


def met_in(way: WayOfWorking, facts: Facts, policies: tuple[Policy, ...]) -> dict[str, bool]:
    """Say of each policy whether a way of working meets it; those of which it cannot be told are left out.

    Examples
    --------
    >>> target = Policy("aht", "Operations", "aht_s", "<=", 240)
    >>> met_in(WayOfWorking(talk_s=280, hold_s=0, wrap_s=20), Facts(), (target,))
    {'aht': False}
    """
    known = outcome(way, facts, policies).metrics
    known["script_s"] = known["script_step"] = way.talk_s
    if way.authority:
        known["authority"] = min(way.authority.values())
    found = {}
    for policy in policies:
        now = _now(policy, known, facts)
        if now is not None:
            found[policy.id] = _met(policy, now)
    return found


def way_of_today(facts: Facts) -> WayOfWorking | None:
    """Return the way of working of today; None where its handle time is not known."""
    today = facts.today
    if today.talk_s is None:
        return None
    limit = inf if today.authority is None else today.authority
    return WayOfWorking(
        talk_s=today.talk_s,
        hold_s=today.hold_s or 0.0,
        wrap_s=today.wrap_s or 0.0,
        authority={kind.kind: limit for kind in facts.remedies},
        agents_scheduled=inf if today.agents_scheduled is None else today.agents_scheduled,
        shrinkage_frac=today.shrinkage_frac or 0.0,
    )


def _today(facts: Facts, policies: tuple[Policy, ...]) -> dict[str, float]:
    """Return every metric that can be told of today."""
    today = facts.today
    known: dict[str, float] = {}
    way = way_of_today(facts)
    if way is not None:
        measured = facts if today.fcr_frac is None else replace(facts, resolution=None)
        known = outcome(way, measured, policies).metrics
        known["script_s"] = known["script_step"] = way.talk_s
    if today.authority is None:
        for name in ("escalation_frac", "transfer_frac", "remedy_cost_per_contact"):
            known.pop(name, None)
    for name in ("agents_scheduled", "shrinkage_frac", "authority"):
        value = getattr(today, name)
        if value is None:
            known.pop(name, None)
        else:
            known[name] = value
    for name in ("hold_s", "wrap_s"):
        if getattr(today, name) is None:
            known.pop(name, None)
    resolved = resolved_today(facts)
    if resolved is not None:
        known["fcr_frac"], known["repeat_frac"] = resolved, facts.call_back_share * (1 - resolved)
    return known


def _now(policy: Policy, known: dict[str, float], facts: Facts) -> float | None:
    if policy.kind or policy.metric == "concurrency":
        return None
    name = f"service_level:{policy.id}" if policy.metric == "service_level" else policy.metric
    value = known.get(name)
    if value is not None and policy.percentile is not None:
        value *= percentile_over_mean(policy.percentile, facts.handle_spread or 0.0)
    return value


def _met(policy: Policy, now: float) -> bool:
    room = 1e-9 * max(abs(policy.value), 1.0)
    return (not policy.upper or now <= policy.value + room) and (
        not policy.lower or now >= policy.value - room
    )
