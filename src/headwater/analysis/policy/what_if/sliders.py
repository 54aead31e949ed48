"""What can be moved in a what-if, how far, and where it stands today."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import ceil, floor, inf
from typing import Any

from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.operation import resolved_today
from headwater.analysis.policy.policy import Policy

USUAL_SHARE, USUAL_THRESHOLD = 0.8, 20.0
"""The answer target that is taken where none is declared: 80% within 20 s."""


@dataclass(frozen=True)
class Slider:
    """One thing a leader can move.

    Attributes
    ----------
    unit : str
        `s`, `share`, `agents` or `money`.
    """

    key: str
    words: str
    unit: str
    help: str


SLIDERS: tuple[Slider, ...] = (
    Slider("handle_s", "Handle time", "s", "Talk, hold and wrap-up of one contact, on average."),
    Slider("fcr_frac", "Resolved at first contact", "share", "Contacts after which nobody has to come back."),
    Slider("authority", "Authority", "money", "What agents may give without asking."),
    Slider("shrinkage_frac", "Time away from contacts", "share", "Leave, breaks, meetings and development."),
    Slider("agents_scheduled", "People scheduled", "agents", "At the same time, before time away."),
    Slider("wrap_s", "Wrap-up", "s", "The part of handle time after the customer has gone."),
    Slider("service_frac", "Answered in time", "share", "The answer target: how many are answered in time."),
    Slider("threshold_s", "In time means within", "s", "The answer target: how soon is in time."),
)
"""In the order they are shown."""

WHAT_IS_MISSING: dict[str, str] = {
    "issues_per_hour": "issues_per_hour: how many customers' issues arise in an hour",
    "today.talk_s": "today.talk_s (or today.aht_s): how long a contact takes now",
    "today.fcr_frac": "today.fcr_frac: which share is resolved at first contact now",
    "today.wrap_s": "today.wrap_s: how long wrap-up takes now",
    "today.agents_scheduled": "today.agents_scheduled: how many people are scheduled now",
    "today.shrinkage_frac": "today.shrinkage_frac: which share of their time is not for contacts",
    "today.authority": "today.authority: what agents may give without asking",
    "remedies": "remedies: what sets things right, and what it costs",
    "resolution": "resolution: how first-contact resolution depends on talk time",
    "patience_s": "patience_s: how long customers wait before they give up",
    "cost_per_agent_hour": "cost_per_agent_hour: what an hour of an agent costs",
}
"""Facts that answers take, with what each says."""

_NEEDS: dict[str, tuple[str, ...]] = {
    "handle_s": ("today.talk_s",),
    "fcr_frac": ("today.fcr_frac",),
    "authority": ("remedies", "today.authority"),
    "shrinkage_frac": ("today.shrinkage_frac",),
    "agents_scheduled": ("today.agents_scheduled",),
    "wrap_s": ("today.talk_s", "today.wrap_s"),
}


@dataclass(frozen=True)
class Range:
    """How far one slider goes.

    Attributes
    ----------
    today : float, optional
        Where it stands; None where it cannot be moved.
    why_not : str
        Which fact is missing when it cannot be moved; empty when it can.
    """

    slider: Slider
    low: float
    high: float
    step: float
    today: float | None
    why_not: str = ""

    @property
    def can_move(self) -> bool:
        """Whether it can be moved."""
        return not self.why_not

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def known_today(facts: Facts) -> dict[str, float]:
    """Return where the sliders stand that are part of the way of working."""
    today = facts.today
    found = {
        "handle_s": today.handle_seconds,
        "fcr_frac": resolved_today(facts),
        "authority": today.authority if facts.remedies else None,
        "shrinkage_frac": today.shrinkage_frac,
        "agents_scheduled": today.agents_scheduled,
        "wrap_s": today.wrap_s if today.talk_s is not None else None,
    }
    return {key: value for key, value in found.items() if value is not None}


def answer_target(policies: Sequence[Policy]) -> tuple[float, float, Policy | None]:
    """Return the share, the seconds and the policy of the strictest answer target declared."""
    asked = [p for p in policies if p.metric == "service_level" and p.lower]
    if not asked:
        return USUAL_SHARE, USUAL_THRESHOLD, None
    strictest = max(asked, key=lambda p: (p.value, -p.threshold_s))
    return strictest.value, strictest.threshold_s, strictest


def why_not(key: str, facts: Facts) -> str:
    """Say which facts are missing when a slider cannot be moved; nothing when it can."""
    if key in known_today(facts) or key not in _NEEDS:
        return ""
    lacking = [WHAT_IS_MISSING[name] for name in _NEEDS[key] if not there(name, facts)]
    return f"The facts do not say {'; '.join(lacking)}."


def sliders(facts: Facts, policies: Sequence[Policy] = ()) -> tuple[Range, ...]:
    """Say what can be moved, how far, and where it stands today.

    Parameters
    ----------
    policies : sequence of Policy
        Those in force; the answer target is taken from them.

    Examples
    --------
    >>> from headwater.analysis.policy.facts import Today
    >>> first = sliders(Facts(today=Today(talk_s=210, wrap_s=30)))[0]
    >>> first.slider.key, first.low, first.high, first.today
    ('handle_s', 60.0, 600.0, 240.0)
    >>> sliders(Facts())[1].why_not
    'The facts do not say today.fcr_frac: which share is resolved at first contact now.'
    """
    share, threshold, _ = answer_target(policies)
    stands = known_today(facts) | {"service_frac": share, "threshold_s": threshold}
    found = []
    for slider in SLIDERS:
        today = stands.get(slider.key)
        low, high, step = _span(slider.key, today, facts)
        found.append(Range(slider, low, high, step, today, why_not(slider.key, facts)))
    return tuple(found)


def there(name: str, facts: Facts) -> bool:
    """Say whether a fact is known; first-contact resolution of today may follow from the curve."""
    if name == "today.fcr_frac":
        return resolved_today(facts) is not None
    if name.startswith("today."):
        return getattr(facts.today, name.removeprefix("today.")) is not None
    return facts.has(name)


def _span(key: str, today: float | None, facts: Facts) -> tuple[float, float, float]:
    """Return how far a slider goes and in which steps: wide enough for what is worth a thought."""
    at = today or 0.0
    if key == "handle_s":
        least = (facts.today.hold_s or 0.0) + (facts.today.wrap_s or 0.0)
        return 5.0 * floor(max(at / 4, least + 5) / 5), 5.0 * ceil(max(at * 2.5, 60) / 5), 5.0
    if key == "wrap_s":
        most = max(at * 3, 60.0)
        handle = facts.today.handle_seconds or inf
        return 0.0, float(5 * floor(min(most, handle * 0.75) / 5)), 5.0
    if key == "authority":
        most = max(at * 3, 50.0)
        step = 1.0 if most <= 200 else 5.0 if most <= 1000 else 25.0
        return 0.0, step * ceil(most / step), step
    if key == "agents_scheduled":
        return float(floor(at / 2)), float(ceil(max(at * 1.75, 5))), 1.0
    if key == "threshold_s":
        return 5.0, float(ceil(max(at * 2, 120.0))), 5.0
    bounds = {"fcr_frac": (0.2, 1.0), "shrinkage_frac": (0.0, 0.6), "service_frac": (0.5, 0.98)}
    low, high = bounds[key]
    return min(low, at), max(high, at), 0.01
