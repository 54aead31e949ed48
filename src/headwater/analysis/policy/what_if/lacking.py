"""Which facts a figure takes, and which of them nobody gave."""

from collections.abc import Mapping

from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.what_if.sliders import there

_WORK = ("issues_per_hour", "today.fcr_frac", "today.talk_s")
_TAKES: Mapping[str, tuple[str, ...]] = {
    "handle_s": ("today.talk_s",),
    "fcr_frac": ("today.fcr_frac",),
    "repeat_frac": ("today.fcr_frac",),
    "customer_seconds": ("today.talk_s", "today.fcr_frac"),
    "contacts_per_hour": ("issues_per_hour", "today.fcr_frac"),
    "agents_needed": _WORK,
    "agents_to_schedule": ("today.shrinkage_frac",),
    "service_level": ("today.agents_scheduled", "today.shrinkage_frac"),
    "wait_s": ("today.agents_scheduled", "today.shrinkage_frac"),
    "occupancy_frac": ("today.agents_scheduled", "today.shrinkage_frac"),
    "abandon_frac": ("patience_s", "today.agents_scheduled", "today.shrinkage_frac"),
    "cost_per_year": ("cost_per_agent_hour", "today.shrinkage_frac"),
    "scheduled_cost_per_year": ("cost_per_agent_hour", "today.agents_scheduled", *_WORK),
    "remedies_per_year": ("remedies", "today.authority", *_WORK),
    "hours_short": ("today.agents_scheduled", "today.shrinkage_frac"),
}
_AFTER_NEEDED = (
    *("agents_to_schedule", "service_level", "wait_s", "occupancy_frac", "abandon_frac"),
    *("cost_per_year", "hours_short"),
)


def lacking(facts: Facts, key: str) -> list[str]:
    """Return the facts that a figure takes and nobody gave."""
    names = _TAKES.get(key, ())
    if key in _AFTER_NEEDED:
        names = (*_WORK, *names)
    return [name for name in names if not there(name, facts)]


def reasons(facts: Facts, told: Mapping[str, object], why: dict[str, str]) -> None:
    """Add to `why` the reason of each figure that is neither told nor explained yet."""
    endless = why.get("contacts_per_hour")
    for key in _TAKES:
        if key in told or key in why:
            continue
        names = lacking(facts, key)
        why[key] = endless if endless and not names else says(*names)


def says(*names: str) -> str:
    """Name what is missing; what each of them says is told once, beside the answer."""
    return f"the facts do not say {', '.join(names)}"
