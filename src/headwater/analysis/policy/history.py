"""Which policy changed when."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from headwater.analysis.frames import Backend, Columns, to_frame, to_rows
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import PolicySet


@dataclass(frozen=True)
class Change:
    """One day on which a policy began, ended or was replaced."""

    day: date
    policy: Policy
    what: str

    def __str__(self) -> str:
        return f"{self.day}  {self.policy.id}: {self.what}"


@dataclass(frozen=True)
class History:
    """What changed when, earliest first.

    Attributes
    ----------
    always : tuple of Policy
        Policies that say neither when they began nor when they end.
    """

    name: str
    changes: tuple[Change, ...]
    always: tuple[Policy, ...]

    def __str__(self) -> str:
        lines = [f"History of {self.name}", *(f"  {change}" for change in self.changes)]
        if not self.changes:
            lines.append("  No policy says when it began or ends: nothing is known to have changed.")
        if self.always:
            lines.append(f"  without dates: {', '.join(policy.id for policy in self.always)}")
        return "\n".join(lines)

    def columns(self) -> Columns:
        """Return one row a change."""
        return {
            "day": [change.day.isoformat() for change in self.changes],
            "policy": [change.policy.id for change in self.changes],
            "issuer": [change.policy.issuer for change in self.changes],
            "what": [change.what for change in self.changes],
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the history as plain data."""
        return {
            "name": self.name,
            "changes": to_rows(self.columns()),
            "without_dates": [policy.id for policy in self.always],
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return one row a change as a data frame."""
        return to_frame(self.columns(), backend)


def history(policies: PolicySet) -> History:
    """Say which policy began, ended or was replaced when.

    Examples
    --------
    >>> old = Policy("aht-1", "Operations", "aht_s", "<=", 300, effective_from=date(2024, 1, 1))
    >>> new = Policy("aht-2", "Operations", "aht_s", "<=", 240, replaces="aht-1",
    ...              effective_from=date(2026, 1, 1))
    >>> print(history(PolicySet((old, new), "Targets")))
    History of Targets
      2024-01-01  aht-1: began: Operations wants handle time of at most 300 s
      2026-01-01  aht-2: replaced aht-1 (300 s became 240 s)
    """
    known = {policy.id: policy for policy in policies}
    replaced = {policy.replaces for policy in policies if policy.replaces}
    changes = []
    for policy in policies:
        if policy.effective_from is not None:
            changes.append(Change(policy.effective_from, policy, _began(policy, known.get(policy.replaces))))
        if policy.effective_to is not None and policy.id not in replaced:
            changes.append(Change(policy.effective_to + timedelta(days=1), policy, f"ended: {policy}"))
    always = tuple(p for p in policies if p.effective_from is None and p.effective_to is None)
    return History(policies.name, tuple(sorted(changes, key=lambda change: change.day)), always)


def _began(policy: Policy, earlier: Policy | None) -> str:
    if earlier is None:
        return f"began: {policy}"
    if earlier.metric != policy.metric:
        return f"replaced {earlier.id}: {policy}"
    return f"replaced {earlier.id} ({earlier.shown()} became {policy.shown()})"
