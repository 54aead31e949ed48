"""What differs between two states of a policy, in words."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date

from headwater.analysis.policy.metrics import METRICS
from headwater.analysis.policy.policy import Policy

WORDS = {
    "id": "Key",
    "issuer": "Issuer",
    "metric": "Metric",
    "operator": "Limit",
    "value": "Value",
    "level": "Level of management",
    "document_ref": "Document",
    "says": "Words of the document",
    "currency": "Currency",
    "scope": "Holds for",
    "effective_from": "First day",
    "effective_to": "Last day",
    "hard": "Can anybody here change it",
    "weight": "Weight",
    "window": "Window",
    "percentile": "Holds for the mean or a share",
    "consequence": "What hangs on it",
    "replaces": "Replaces",
    "threshold_s": "Answered within",
    "definition": "How the service level is counted",
    "short_s": "Short abandonments up to",
    "remedy_type": "Remedy",
    "kind": "Kind of shrinkage",
    "step": "Step",
    "order": "Place in the script",
    "mandatory": "Mandatory step",
    "principle": "Principle",
    "window_days": "Repeats within",
    "latency_s": "An approval takes",
}
"""Every field of a policy as people call it."""

OPERATORS = {"<=": "at most", ">=": "at least", "=": "exactly"}
DEFINITIONS = {
    "answered_of_offered": "answered in time, of all who called",
    "without_short_abandons": "answered in time, of all but those who left at once",
    "answered_of_answered": "answered in time, of those who were answered",
    "not_kept_waiting": "nobody kept waiting longer, whether answered or gone",
}
CONSEQUENCES = {
    "none": "nothing",
    "report": "it is reported",
    "bonus": "a bonus",
    "discipline": "discipline",
}
LEVELS = {
    "law": "Law",
    "exec": "Executive board",
    "director": "Director",
    "team": "Team lead",
    "QA": "Quality assurance",
    "finance": "Finance",
    "HR": "Human resources",
    "WFM": "Workforce management",
}
"""The levels of management as people call them, the highest first."""


@dataclass(frozen=True)
class Difference:
    """One field that differs."""

    name: str
    before: str
    after: str


def differences(before: Policy, after: Policy) -> tuple[Difference, ...]:
    """Return what differs, in the order of the fields.

    Examples
    --------
    >>> old = Policy("aht", "Operations", "aht_s", "<=", 240)
    >>> new = Policy("aht", "Operations", "aht_s", "<=", 300, consequence="bonus")
    >>> [(d.name, d.before, d.after) for d in differences(old, new)]
    [('Value', '240 s', '300 s'), ('What hangs on it', 'nothing', 'a bonus')]
    """
    found = []
    for one in fields(Policy):
        pair = getattr(before, one.name), getattr(after, one.name)
        if pair[0] != pair[1]:
            found.append(Difference(WORDS[one.name], said(before, one.name), said(after, one.name)))
    return tuple(found)


def said(policy: Policy, name: str) -> str:
    """Return a field of a policy as people write it; a dash where it says nothing."""
    value = getattr(policy, name)
    if name in _READ:
        return _READ[name](policy)
    if name in _TABLES:
        return _TABLES[name].get(value, str(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value) or "–"


def scope_in_words(scope: dict[str, tuple[str, ...]]) -> str:
    """Return for which work a policy holds; nothing where it is all of it.

    Examples
    --------
    >>> scope_in_words({"channel": ("phone", "chat"), "issue_type": ("refund",)})
    'channel phone or chat; issue type refund'
    """
    return "; ".join(f"{name.replace('_', ' ')} {' or '.join(held)}" for name, held in scope.items() if held)


_TABLES: dict[str, dict[str, str]] = {
    "operator": OPERATORS,
    "definition": DEFINITIONS,
    "consequence": CONSEQUENCES,
    "level": LEVELS,
}
_READ: dict[str, Callable[[Policy], str]] = {
    "value": lambda policy: policy.shown(),
    "metric": lambda policy: METRICS[policy.metric].words,
    "threshold_s": lambda policy: f"{policy.threshold_s:g} s",
    "short_s": lambda policy: f"{policy.short_s:g} s",
    "latency_s": lambda policy: f"{policy.latency_s:g} s",
    "percentile": lambda policy: (
        "the mean" if policy.percentile is None else f"{policy.percentile:.0%} of contacts"
    ),
    "hard": lambda policy: "nobody" if policy.hard else "yes",
    "scope": lambda policy: scope_in_words(policy.scope) or "everything",
    "window_days": lambda policy: f"{policy.window_days} days",
    "effective_from": lambda policy: _day(policy.effective_from),
    "effective_to": lambda policy: _day(policy.effective_to),
}


def _day(day: date | None) -> str:
    return "–" if day is None else day.isoformat()
