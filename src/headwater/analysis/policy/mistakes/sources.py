"""What the five mistakes are looked for in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.policy_set import PolicySet


@dataclass(frozen=True)
class Sources:
    """What there is to look in.

    Attributes
    ----------
    contacts : ContactSource or None
        A contact store, or tables at hand.
    policies : PolicySet
        All that were declared, whenever they were in force.
    facts : Facts
    day : date
        The day it is about.
    files : mapping of str to Path
        Further tables by what they hold: `roster`, `remedies`, `steps`.
    """

    contacts: ContactSource | None
    policies: PolicySet
    facts: Facts
    day: date
    files: Mapping[str, Path] = field(default_factory=dict)
