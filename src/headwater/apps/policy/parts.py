"""What is worked out for the lab in the background: each part by its name, and what it is made from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from headwater.analysis.policy import Facts, PolicySet
from headwater.apps.policy.models import Table
from headwater.apps.tasks.kinds import Report

if TYPE_CHECKING:
    from headwater.analysis.contacts.store import ContactStore
    from headwater.apps.voices.selectors.flags import FlagFact


@dataclass(frozen=True)
class Materials:
    """What everything in the lab is worked out from.

    Attributes
    ----------
    policies : PolicySet
        All that were declared; `in_force(day)` has those of today.
    facts : Facts
        What contacts say, and over it what people say.
    tables : mapping
        The table of each kind that counts now, where there is one.
    flags : tuple of FlagFact
        What people said of limits and instructions in the last year.
    made : mapping
        Content of the parts that were made before this one in the same run.
    """

    store: "ContactStore | None"
    policies: PolicySet
    facts: Facts
    tables: Mapping[Table.Kind, Table]
    flags: "tuple[FlagFact, ...]"
    day: date
    report: Report
    made: Mapping[str, Mapping[str, Any]]


Make = Callable[[Materials], Mapping[str, Any] | None]
PARTS: dict[str, Make] = {}
"""Every part but `facts`, in the order they are made."""


def part(name: str) -> Callable[[Make], Make]:
    """Register how a part is made; the function lives in a module `reading_<name>` named in `background`.

    It returns plain data, or None where there is nothing to read from.
    """

    def registered(make: Make) -> Make:
        PARTS[name] = make
        return make

    return registered
