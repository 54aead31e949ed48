"""Facts: what contacts say beside what people say, and who waits for what nobody said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headwater.analysis.policy import Facts
from headwater.analysis.policy.facts_reading import facts_of
from headwater.apps.policy.selectors.readings import reading_of


@dataclass(frozen=True)
class Measured:
    """What contacts say.

    Attributes
    ----------
    found : tuple of mapping
        Each figure with its interval, as `StoreFacts.to_dict` has it.
    asked_for : mapping
        What contacts cannot tell, with the reason.
    """

    facts: Facts
    found: tuple[Mapping[str, Any], ...] = ()
    asked_for: Mapping[str, str] | None = None


def measured_facts() -> Measured:
    """Return what contacts say; nothing before the first reading."""
    read = reading_of("facts")
    if read is None:
        return Measured(Facts())
    content = read.content
    return Measured(facts_of(content["facts"]), tuple(content["found"]), content["asked_for"])
