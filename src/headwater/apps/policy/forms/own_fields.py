"""What each metric asks for besides its limit, and how that goes into a policy."""

from collections.abc import Mapping
from typing import Any

from django import forms

from headwater.apps.policy.differences import DEFINITIONS

MINUTES = "minutes"

DESCRIBED: dict[str, tuple[str, str]] = {
    "aht_s": ("Handle time", "Talk, hold and wrap-up together."),
    "talk_s": ("Talk time", ""),
    "hold_s": ("Hold time", ""),
    "wrap_s": ("Wrap-up", "What is written down after the contact."),
    "script_s": ("Talk time of the script", "How long it takes to go through all of it."),
    "script_step": ("Talk time of the step", "How long it takes to do it properly."),
    "occupancy_frac": ("Occupancy", "Share of the time on the queue that is spent with customers."),
    "service_level": ("Share answered in time", ""),
    "asa_s": ("Average wait", ""),
    "abandon_frac": ("Abandonment", "Share of customers who give up waiting."),
    "agents_scheduled": ("Scheduled staff", "People on the roster at the same time."),
    "shrinkage_frac": ("Time away from contacts", "Breaks, training, meetings, leave."),
    "fcr_frac": ("First-contact resolution", "Share of issues solved by the first contact."),
    "repeat_frac": ("Repeat contacts", "Share of contacts that come back."),
    "authority": ("What agents may give themselves", "The largest remedy without asking anybody."),
    "remedy_cost_per_contact": ("Remedies paid per contact", ""),
    "escalation_frac": ("Escalations", "Share of contacts that are handed up."),
    "transfer_frac": ("Transfers", "Share of contacts that are handed on."),
    "concurrency": ("Chats at once", ""),
    "qa_score_min": ("Quality score", "In the points of your own score sheet."),
    "contacts_per_agent_hour": ("Contacts per agent and hour", ""),
    "principle_review_frac": ("Contacts reviewed by principle", "Share of contacts."),
    "confirmed_follow_up_frac": ("Confirmed follow-ups", "Share of solutions confirmed with the customer."),
}
"""The label and the help of each metric's value."""

CHOSEN = {
    "script_step": "One step of a script",
    "script_s": "A whole script",
    "service_level": "Service level",
    "authority": "Authority",
}
"""What a metric is called where it is chosen, if not as its value is."""

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Time on a contact", ("aht_s", "talk_s", "hold_s", "wrap_s", "contacts_per_agent_hour", "concurrency")),
    ("What is said", ("script_step", "script_s", "qa_score_min", "principle_review_frac")),
    ("Reaching somebody", ("service_level", "asa_s", "abandon_frac")),
    ("People and their load", ("agents_scheduled", "occupancy_frac", "shrinkage_frac")),
    ("Being helped", ("fcr_frac", "repeat_frac", "confirmed_follow_up_frac")),
    (
        "Permission and money",
        ("authority", "remedy_cost_per_contact", "escalation_frac", "transfer_frac"),
    ),
)
"""Every metric, in the groups people choose it from."""


def own_fields(metric: str) -> dict[str, forms.Field]:
    """Return the fields that only this metric has."""
    if metric == "service_level":
        return {
            "threshold_s": _number("Answered within", "Seconds.", 20),
            "definition": forms.ChoiceField(
                label="How it is counted",
                choices=list(DEFINITIONS.items()),
                help_text="The same hour differs by up to eight points from one to the other.",
            ),
            "short_s": _number(
                "Short abandonments", "Seconds; only where those who left at once do not count.", 5
            ),
        }
    if metric == "authority":
        return {
            "remedy_type": forms.CharField(
                label="For which remedy",
                initial="any",
                max_length=80,
                help_text="Such as refund; any for all.",
            ),
            "latency_s": _number("An approval above it takes", "Seconds an agent is bound; 0 if unknown.", 0),
        }
    if metric == "script_step":
        return {
            "step": forms.CharField(label="Step", max_length=120, help_text="What is done, in a few words."),
            "order": forms.IntegerField(label="Place in the script", initial=1, min_value=0, max_value=200),
            "mandatory": forms.BooleanField(
                label="It has to be done in every contact", required=False, initial=True
            ),
        }
    if metric == "shrinkage_frac":
        return {
            "shift_minutes": _number("Minutes of a shift", "Only where the value is in minutes.", 480),
            "kind": forms.CharField(
                required=False,
                max_length=80,
                label="Kind of time away",
                help_text="Such as training. Kinds add up; empty where it is all of it.",
            ),
        }
    if metric in ("fcr_frac", "repeat_frac"):
        return {
            "window_days": forms.IntegerField(
                label="Days within which a contact counts as a repeat", initial=7, min_value=1, max_value=365
            )
        }
    return {}


def said_of(metric: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return value and unit as a policy's plain data holds them."""
    value, unit = said["value"].strip(), said["unit"]
    number = value.rstrip("%").strip() if unit == "%" else value
    # 85 of unit % is read exactly; a comma is how many people write decimals
    number = number.replace(",", ".")
    main = {"service_level": "frac", "authority": "max_amount", "script_step": "min_s"}.get(metric)
    if metric == "service_level":
        more = {name: said[name] for name in ("threshold_s", "definition", "short_s")}
    elif metric == "authority":
        more = {"remedy_type": said["remedy_type"], "approval_latency_s": said["latency_s"]}
    elif metric == "script_step":
        more = {name: said[name] for name in ("order", "mandatory", "step")}
    elif metric == "shrinkage_frac" and unit == MINUTES:
        part = {"minutes": number, "shift_minutes": said["shift_minutes"], "kind": said["kind"]}
        return {"value": part}
    elif metric == "shrinkage_frac" and said["kind"]:
        main, more = "frac", {"kind": said["kind"]}
    elif metric in ("fcr_frac", "repeat_frac"):
        main, more = "frac", {"window_days": said["window_days"]}
    else:
        return {"value": number, "unit": unit}
    return {"value": {str(main): number, **more}, "unit": unit}


def _number(label: str, help_text: str, initial: float) -> forms.Field:
    return forms.FloatField(label=label, help_text=help_text, initial=initial, min_value=0)
