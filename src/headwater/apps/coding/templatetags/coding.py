"""Template tags of coding: codes and fields in plain words, and choices as a group."""

from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.formats import date_format

from headwater.analysis.demand.coding.choosing import ASKS
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.selectors import title_of

register = template.Library()

_FIELDS = {
    "demand_type": "kind of demand",
    "failure_code": "how it failed",
    "reason": "reason",
    "preventable": "preventable",
    "cause": "cause",
    "cause_owner": "who can remove the cause",
    "evidence_quote": "words that show it",
    "reason_source": "the helpdesk's own reason",
    "it": "IT",
}
_STANDING = {
    "not_ready": "not ready",
    "tentative": "tentative",
    "usable": "usable",
    "cannot_tell": "cannot tell",
}


@register.filter
def plain(code: str) -> str:
    """Show a code or a field as people say it."""
    return _FIELDS.get(code, code if " " in code else code.replace("_", " "))


@register.filter
def instant(at: str) -> str:
    """Show an instant of the store as all pages write it, in the zone it is kept in."""
    return date_format(datetime.fromisoformat(at).replace(tzinfo=None), "DATETIME_FORMAT")


@register.filter
def asks(field: str) -> str:
    """Show the question of a field."""
    return ASKS[field]


@register.filter
def standing(found: str) -> str:
    """Show what alpha says of the codebook."""
    return _STANDING[found]


@register.filter
def points(margin: float) -> str:
    """Show half the width of an interval in points."""
    return f"{margin * 100:.1f}"


@register.filter
def percent(part: float) -> str:
    """Show a share without decimals."""
    return f"{part:.0%}"


@register.filter
def minus(one: int, other: int) -> int:
    """Return a difference."""
    return one - other


@register.filter
def titled(task: Task) -> str:
    """Show what a task does."""
    return title_of(task)


@register.inclusion_tag("coding/choices.html")
def choices(bound: BoundField) -> dict[str, Any]:
    """Show boxes or circles as one group with its question."""
    return {"field": bound}
