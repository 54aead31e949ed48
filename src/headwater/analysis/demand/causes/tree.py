"""From coded contacts to the tree of failure demand, and its flat views."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headwater.analysis.demand.causes.branches import Branch
from headwater.analysis.demand.causes.corrected import corrected_share
from headwater.analysis.demand.causes.evidence import Evidence
from headwater.analysis.demand.causes.nodes import NO_RATES, Amount, Node, Side, scaled
from headwater.analysis.demand.prevalence.facts import Inside
from headwater.analysis.demand.prevalence.prevalence_result import Prevalence
from headwater.analysis.demand.prevalence.result import Measure
from headwater.analysis.estimates import Estimate, cannot_tell

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

MEASURES: tuple[Measure, ...] = ("contacts", "time", "cost")
YEAR = 365
"""Days a yearly figure stands for."""

_PLURALS = {
    "failure_code": "failure codes",
    "reason": "reasons",
    "cause": "causes",
    "cause_owner": "units",
}


@dataclass(frozen=True)
class Grower:
    """Makes nodes of branches.

    Attributes
    ----------
    sides : mapping of str to Side
        Of each unit.
    """

    found: Prevalence
    evidence: Evidence
    sides: Mapping[str, Side]

    def node(self, branch: Branch) -> Node:
        """Return a node with all below it."""
        part = self.evidence.part(branch.holds)
        shares = {measure: self._share(branch, measure) for measure in MEASURES}
        yearly = {measure: self._yearly(shares[measure][0], measure) for measure in MEASURES}
        each = {measure: self._each(part, measure) for measure in MEASURES[1:]}
        influence = {str(name): parts for name, (_, parts) in shares.items() if parts is not None}
        influence |= {f"{name} a contact": parts for name, (_, parts) in each.items() if parts is not None}
        owner = self._most(part, "cause_owner")
        return Node(
            level=branch.level,
            name=_name(branch),
            codes=branch.codes,
            coded=round(branch.coded),
            share=Amount(*(shares[measure][0] for measure in MEASURES)),
            yearly=Amount(*(yearly[measure] for measure in MEASURES)),
            per_contact=Amount(Estimate(1.0, n=round(branch.coded)), each["time"][0], each["cost"][0]),
            trend=self.evidence.trend(part),
            knock_on=self.evidence.knock_on(part, self._total("contacts"), self.timed),
            satisfaction=self._satisfaction(part),
            side="not said" if branch.folded else self.sides.get(owner, "not said"),
            owner="" if branch.folded else owner,
            cause="" if branch.folded else self._most(part, "cause"),
            folded=len(branch.folded),
            children=self.nodes(branch.children),
            influence=influence,
        )

    def nodes(self, branches: Sequence[Branch]) -> tuple[Node, ...]:
        """Return nodes, the largest first; what was folded stands last."""
        made = [self.node(branch) for branch in branches]
        measure = self.measure
        return tuple(sorted(made, key=lambda n: (n.folded > 0, -(n.share.of(measure).value or 0.0), n.name)))

    def amounts(self, branch: Branch) -> tuple[Amount, Amount]:
        """Return the shares of a branch, and its contacts, hours and money a year."""
        return self._scaled({m: self._share(branch, m)[0] for m in MEASURES})

    def amounts_of(self, inside: Inside, fields: Sequence[str]) -> tuple[Amount, Amount]:
        """Return the same for contacts that no single target names, from people's codes."""
        return self._scaled({m: self._by_people(inside, fields, m)[0] for m in MEASURES})

    def _scaled(self, shares: Mapping[Measure, Estimate]) -> tuple[Amount, Amount]:
        yearly = (self._yearly(shares[m], m) for m in MEASURES)
        return Amount(*(shares[m] for m in MEASURES)), Amount(*yearly)

    @property
    def timed(self) -> bool:
        """Whether there is any handle time."""
        return self.found.totals.get("time", 0.0) > 0

    @property
    def measure(self) -> Measure:
        """What nodes are ordered by: money where there are rates, else time, else contacts."""
        if self.found.totals.get("cost", 0.0) > 0:
            return "cost"
        return "time" if self.timed else "contacts"

    def _satisfaction(self, part: "Array") -> Estimate:
        ratings = self.found.facts.satisfaction
        rated = (~np.isnan(ratings)).astype(float)
        if not rated.any():
            return cannot_tell("no coded contact has a rating")
        return self.evidence.gap(ratings, rated, part, "with a rating")

    def _total(self, measure: Measure) -> float:
        """Return the contacts, hours or money of a year."""
        return self.found.totals[measure] * YEAR / max(self.found.days, 1)

    def _share(self, branch: Branch, measure: Measure) -> tuple[Estimate, "Array | None"]:
        missing = self._missing(measure)
        if missing is not None:
            return missing, None
        if not branch.folded:
            share = self.found.share(branch.target, (), measure)
            return share.estimate, share.parts
        fields = (*(name for name, _ in branch.codes), branch.level)
        return self._by_people(branch.holds, fields, measure)

    def _by_people(
        self, inside: Inside, fields: Sequence[str], measure: Measure
    ) -> tuple[Estimate, "Array | None"]:
        missing = self._missing(measure)
        if missing is not None:
            return missing, None
        level = self.found.settings.level
        made = corrected_share(self.found.facts, inside, fields, self._amount(measure), level)
        return made.estimate, made.parts

    def _each(self, part: "Array", measure: Measure) -> tuple[Estimate, "Array | None"]:
        missing = self._missing(measure)
        if missing is not None:
            return missing, None
        return self.evidence.per_contact(part, self._amount(measure))

    def _yearly(self, share: Estimate, measure: Measure) -> Estimate:
        return share if share.value is None else scaled(share, self._total(measure))

    def _missing(self, measure: Measure) -> Estimate | None:
        if measure == "cost" and "cost" not in self.found.totals:
            return NO_RATES
        if self.found.totals[measure] > 0:
            return None
        return cannot_tell("no contact has a handle time" if measure == "time" else "no contact has a price")

    def _amount(self, measure: Measure) -> "Array":
        taken: Array = self.found.facts.amounts[:, list(self.found.totals).index(measure)]
        return taken

    def _most(self, part: "Array", field: str) -> str:
        """Return the code of a field that most of the contacts inside carry."""
        counts: dict[str, float] = {}
        for inside, weight, said in zip(part, self.found.facts.weight, self.evidence.readings, strict=True):
            if inside > 0:
                for codes in said:
                    name = codes.get(field, "")
                    counts[name] = counts.get(name, 0.0) + weight * inside / len(said)
        counts.pop("", None)
        return max(sorted(counts), key=lambda name: counts[name], default="")


def _name(branch: Branch) -> str:
    if not branch.folded:
        return branch.codes[-1][1]
    known = [name for name in branch.folded if name]
    named = (
        f"{len(known)} other {_PLURALS[branch.level]}" if known else f"no {_PLURALS[branch.level][:-1]} said"
    )
    if len(known) == 1:
        named = f"1 other {_PLURALS[branch.level].removesuffix('s')}"
    return f"{named}, or none said" if known and len(known) < len(branch.folded) else named
