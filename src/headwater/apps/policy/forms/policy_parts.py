"""The parts of the form of a policy: its groups, units, and what it begins with."""

from typing import Any

from django import forms

from headwater.analysis.policy.metrics import METRICS, UNITS
from headwater.analysis.policy.policy import SCOPES, Policy
from headwater.apps.policy.forms.own_fields import MINUTES

_USUALLY_LOWER = (
    *("service_level", "fcr_frac", "shrinkage_frac", "script_s", "script_step", "qa_score_min"),
    *("contacts_per_agent_hour", "principle_review_frac", "confirmed_follow_up_frac"),
)
GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Who demands it", "", ("issuer", "level")),
    (
        "What it demands",
        "",
        (
            *(
                "step",
                "operator",
                "value",
                "unit",
                "shift_minutes",
                "percentile",
                "threshold_s",
                "definition",
            ),
            *(
                "short_s",
                "remedy_type",
                "latency_s",
                "kind",
                "window_days",
                "order",
                "mandatory",
                "principle",
            ),
        ),
    ),
    ("Since when", "", ("effective_from", "effective_to")),
    ("Where it is written", "", ("document", "document_ref", "says")),
    ("What hangs on it", "", ("consequence", "hard", "weight")),
    (
        "For which work",
        "Empty where it holds for all of it. Several names are parted by commas.",
        SCOPES,
    ),
    ("For the record", "", ("why", "key")),
)
ORDER = ["seen", *(name for _, _, names in GROUPS for name in names)]


def choose(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    """Offer choices."""
    field.choices = choices  # type: ignore[attr-defined]


def units_of(metric: str) -> list[tuple[str, str]]:
    """Return the units a value may be in."""
    if metric == "shrinkage_frac":
        return [("%", "% of scheduled time"), (MINUTES, "minutes of each shift")]
    family = METRICS[metric].family
    if family == "score":
        return [(METRICS[metric].natural_unit, METRICS[metric].natural_unit)]
    if family == "share":
        return [("%", "%")]
    return [(name, _LONG.get(name, name)) for name in UNITS[family]]


_LONG = {"s": "seconds", "min": "minutes", "h": "hours"}


def usual_operator(metric: str) -> dict[str, Any]:
    """Return the limit a metric usually has."""
    return {"operator": ">=" if metric in _USUALLY_LOWER else "<="}


def beginning(policy: Policy) -> dict[str, Any]:
    """Return what a form begins with that is about a policy."""
    family = METRICS[policy.metric].family
    value = policy.value * 100 if family == "share" else policy.value
    unit = (
        policy.currency
        if family == "money"
        else {"share": "%"}.get(family, METRICS[policy.metric].natural_unit)
    )
    same = (
        *(
            "issuer",
            "level",
            "operator",
            "effective_from",
            "effective_to",
            "document_ref",
            "says",
            "consequence",
        ),
        *("hard", "threshold_s", "definition", "short_s", "remedy_type", "latency_s", "kind", "window_days"),
        *("order", "mandatory", "step", "principle"),
    )
    return {
        **{name: getattr(policy, name) for name in same},
        **{name: ", ".join(policy.scope.get(name, ())) for name in SCOPES},
        "value": f"{value:.10g}",
        "unit": unit,
        "weight": f"{policy.weight:g}",
        "percentile": "" if policy.percentile is None else f"{policy.percentile * 100:g}%",
    }
