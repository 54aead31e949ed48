"""Facts: what contacts say beside what people say, and who waits for what nobody said."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from headwater.analysis.estimates import Estimate
from headwater.analysis.policy import Facts, PolicySet
from headwater.analysis.policy.facts_reading import facts_of
from headwater.analysis.policy.metrics import METRICS
from headwater.apps.policy.models import DeclaredFacts
from headwater.apps.policy.selectors.basis import Basis
from headwater.apps.policy.selectors.readings import reading_of
from headwater.apps.policy.told_facts import SECTIONS, Told, in_words, value_in

HISTORY = 20
"""How many states of what was said are shown."""


@dataclass(frozen=True)
class Measured:
    """What contacts say.

    Attributes
    ----------
    found : mapping
        Each figure with its interval, by its name.
    """

    facts: Facts
    found: Mapping[str, tuple[Estimate, str]]


@dataclass(frozen=True)
class Row:
    """One fact: what contacts say, what people say, and which counts.

    Attributes
    ----------
    counts : str
        `people`, `contacts`, `usual` (what is taken where nobody says) or nothing.
    policies : tuple of str
        Keys of policies in force that cannot be weighed without it; only where it is missing.
    """

    told: Told
    measured: Estimate | None
    unit: str
    now: str
    counts: str
    policies: tuple[str, ...]

    @property
    def is_share(self) -> bool:
        """Whether what contacts say is a share."""
        return self.told.kind == "share"

    @property
    def waited_for(self) -> tuple[str, ...]:
        """What waits for it, where it is missing."""
        return () if self.now else (*self.policies, *self.told.pages)


@dataclass(frozen=True)
class FactsShown:
    """All facts by section, and those that somebody waits for."""

    sections: tuple[tuple[str, tuple[Row, ...]], ...]

    @property
    def missing(self) -> tuple[Row, ...]:
        """Facts that nobody said and that something waits for."""
        return tuple(row for _, rows in self.sections for row in rows if row.waited_for)


def measured_facts() -> Measured:
    """Return what contacts say; nothing before the first reading."""
    read = reading_of("facts")
    if read is None:
        return Measured(Facts(), {})
    found = {
        one["name"]: (Estimate(**{k: v for k, v in one.items() if k not in ("name", "unit")}), one["unit"])
        for one in read.content["found"]
    }
    return Measured(facts_of(read.content["facts"]), found)


def facts_shown(basis: Basis, said: Mapping[str, Any]) -> FactsShown:
    """Return the facts of what the lab works on; `basis_visible_to` has checked who asks.

    Parameters
    ----------
    said : mapping
        What people say, as plain data.
    """
    measured = measured_facts() if basis.is_ours else Measured(Facts(), {})
    in_force = PolicySet(basis.policies.in_force(basis.day))
    sections = tuple(
        (title, tuple(_row(told, basis.facts, measured, said, in_force) for told in facts))
        for title, facts in SECTIONS
    )
    return FactsShown(sections)


def latest_said() -> DeclaredFacts | None:
    """Return what people say now."""
    return DeclaredFacts.objects.select_related("made_by").first()


def said_before() -> list[tuple[DeclaredFacts, tuple[str, ...]]]:
    """Return what was said, the latest first, each with the facts that it changed."""
    found = list(DeclaredFacts.objects.select_related("made_by")[: HISTORY + 1])
    changed = []
    for one, before in zip_longest(found, found[1:]):
        was = {} if before is None else before.content
        keys = {*one.content, *was}
        changed.append((one, tuple(sorted(k for k in keys if one.content.get(k) != was.get(k)))))
    return changed[:HISTORY]


def _row(told: Told, facts: Facts, measured: Measured, said: Mapping[str, Any], policies: PolicySet) -> Row:
    estimate, unit = measured.found.get(told.measured, (None, ""))
    now = in_words(told, facts)
    if value_in(said, told.key) is not None or (
        told.key == "issues_per_hour" and "contacts_per_hour" in said
    ):
        counts = "people"
    elif in_words(told, measured.facts) and told.measured:
        counts = "contacts"
    else:
        counts = "usual" if now else ""
    waiting = () if now else tuple(p.id for p in policies if told.needs and _needs(p, told.needs))
    return Row(told, estimate, unit, now, counts, waiting)


def _needs(policy: Any, need: str) -> bool:
    return need in METRICS[policy.metric].needs or (need == "handle_spread" and policy.percentile is not None)
