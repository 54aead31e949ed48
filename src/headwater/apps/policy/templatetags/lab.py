"""Template filters of the lab: how what is found of a mistake looks."""

from django import template

from headwater.analysis.estimates import Estimate
from headwater.analysis.policy.mistakes.finding import Finding, Word

register = template.Library()

_BADGES: dict[Word, str] = {"found": "bad", "no sign": "good", "cannot tell": "warn"}


@register.filter
def badge_of(word: Word) -> str:
    """Return how the badge of a word looks."""
    return _BADGES[word]


@register.filter
def harm_lines(finding: Finding) -> list[tuple[str, Estimate, str]]:
    """Return what the table of harm shows: a name, the figure, its unit."""
    harm = finding.harm
    return [
        ("Contacts it causes", harm.contacts, "a year"),
        ("Time of agents", harm.hours, "hours a year"),
        ("Money", harm.money, f"{harm.currency} a year".strip()),
        ("Satisfaction of those customers", harm.satisfaction, "points of 100"),
        ("Strain of the people concerned", harm.strain, "points of 100"),
    ]
