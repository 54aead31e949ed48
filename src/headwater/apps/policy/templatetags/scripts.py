"""Template filters of scripts and authority."""

from django import template

from headwater.analysis.policy.principles import PRINCIPLES

register = template.Library()


@register.filter
def principle(name: str) -> str:
    """Return what a principle asks of a person."""
    return PRINCIPLES[name]


@register.filter
def percent(part: float) -> str:
    """Return a plain share as people write it."""
    return f"{part:.0%}"
