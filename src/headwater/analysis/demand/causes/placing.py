"""Puts each reason into its quadrant, and says what each quadrant holds."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from headwater.analysis.demand.causes.branches import Branch, Readings
from headwater.analysis.demand.causes.evidence import FEWEST
from headwater.analysis.demand.causes.judgements import Judgement
from headwater.analysis.demand.causes.nodes import Amount
from headwater.analysis.demand.causes.quadrants import (
    QUADRANTS,
    Placed,
    Quadrants,
    QuadrantSum,
    in_order,
    place,
)
from headwater.analysis.demand.causes.tree import MEASURES, Grower
from headwater.analysis.demand.prevalence.facts import Inside
from headwater.analysis.estimates import Estimate

if TYPE_CHECKING:
    from headwater.analysis.demand.codebook.book import Codebook

_DEMAND = ("value", "failure")


def reason_branches(readings: Readings) -> tuple[Branch, ...]:
    """Return the reasons on enough coded contacts, whether failure demand or of value."""
    counts: dict[str, float] = {}
    for said in readings:
        for codes in said:
            if codes.get("reason") and codes.get("demand_type") in _DEMAND:
                counts[codes["reason"]] = counts.get(codes["reason"], 0.0) + 1 / len(said)
    return tuple(
        Branch("reason", (("reason", name),), count)
        for name, count in sorted(counts.items())
        if count > FEWEST - 1e-9
    )


def quadrants(
    grower: Grower,
    branches: tuple[Branch, ...],
    judgements: Mapping[str, Judgement],
    codebook: "Codebook | None",
) -> Quadrants:
    """Return every reason in its quadrant; see `quadrants.place` for how."""
    evidence, weight = grower.evidence, grower.found.facts.weight
    placed: list[Placed] = []
    inside = np.zeros(len(weight))
    average = float((weight * grower.found.facts.hours).sum() / weight.sum())
    for branch in branches:
        part = evidence.part(branch.holds)
        total = float((weight * part).sum())
        failure = evidence.having((*branch.codes, ("demand_type", "failure")))
        fixed = evidence.having((*branch.codes, ("demand_type", "failure"), ("preventable", "no")))
        failed = float((weight * failure).sum())
        hours, _ = evidence.per_contact(part, grower.found.facts.hours)
        name = branch.codes[0][1]
        where = place(
            name,
            {
                "failure": failed / total,
                "unpreventable": float((weight * fixed).sum()) / failed if failed else 0.0,
            },
            judged=judgements.get(name),
            book=_of_book(codebook, name),
            quick=(hours.value or 0.0) < average if grower.timed else None,
        )
        if where is None:
            continue
        shares, yearly = grower.amounts(branch)
        made = Placed(name, *where, round(branch.coded), shares, yearly)
        placed.append(made)
        inside += part
    sums = []
    for quadrant in QUADRANTS.values():
        names = frozenset(p.reason for p in placed if p.quadrant == quadrant)
        shares, yearly = grower.amounts_of(_about(names), ("reason",)) if names else (_NOTHING, _NOTHING)
        sums.append(QuadrantSum(quadrant, len(names), shares, yearly))
    return Quadrants(in_order(placed), tuple(sums), round(float((1 - inside).sum())), len(weight))


def _about(reasons: frozenset[str]) -> Inside:
    return lambda codes: codes.get("reason", "") in reasons


_NOTHING = Amount(*(Estimate(0.0) for _ in MEASURES))


def _of_book(codebook: "Codebook | None", reason: str) -> Judgement | None:
    known = None if codebook is None else codebook.reason.get(reason)
    return None if known is None else Judgement(known.value_to_customer, known.value_to_company)
