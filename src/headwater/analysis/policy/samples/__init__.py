"""Scenarios that ship: policies with their facts."""

from importlib.resources import files

from headwater.analysis.errors import UsageError, nearest
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.facts_reading import parse_facts
from headwater.analysis.policy.policy_set import PolicySet
from headwater.analysis.policy.reading import parse_policies

SAMPLES: tuple[str, ...] = ("telecom", "worked")
"""A telecom that asks for comprehensive service in four minutes; eleven policies with six conflicts."""


def sample(name: str) -> tuple[PolicySet, Facts]:
    """Return the policies and facts of a scenario that ships.

    Raises
    ------
    UsageError
        There is none of that name.

    Examples
    --------
    >>> policies, facts = sample("worked")
    >>> len(policies), facts.issues_per_hour
    (11, 400.0)
    """
    if name not in SAMPLES:
        raise UsageError(f"There is no sample {name!r}.{nearest(name, list(SAMPLES))}")
    texts = (sample_text(name, part) for part in ("policies", "facts"))
    policies, facts = texts
    return parse_policies(policies, f"{name}.policies.yaml"), parse_facts(facts, f"{name}.facts.yaml")


def sample_text(name: str, part: str) -> str:
    """Return the YAML of a sample's `policies` or `facts`, to start a file of one's own from."""
    folder = files("headwater.analysis.policy") / "samples"
    return (folder / f"{name}.{part}.yaml").read_text(encoding="utf-8")
