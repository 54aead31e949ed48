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


@register.filter
def no_harm(finding: Finding) -> str:
    """Return why nothing is known of the harm, where it is one and the same reason for all of it."""
    harms = [estimate for _, estimate, _ in harm_lines(finding)]
    reasons = {estimate.why for estimate in harms}
    return reasons.pop() if len(reasons) == 1 and not any(estimate.known for estimate in harms) else ""


_FILES = {
    "targets": "Targets",
    "rushing": "Effect of hurrying",
    "repeats_by_time": "Repeats by handle time",
    "effect_by_time": "Repeats by handle time alone",
    "likely": "Values that look like targets",
}


@register.filter
def file_words(name: str) -> str:
    """Say what a table behind mistake 1 holds."""
    return _FILES.get(name) or f"Handle times around {name.removeprefix('bins ')}"
