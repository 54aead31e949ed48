"""Every share there is, by every method: targets by groups by measures."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from headwater.analysis.demand.prevalence import estimators
from headwater.analysis.demand.prevalence.double_coding import DoubleCoding
from headwater.analysis.demand.prevalence.estimators import Coded, Found, Read
from headwater.analysis.demand.prevalence.facts import SampleFacts
from headwater.analysis.demand.prevalence.population import Population
from headwater.analysis.demand.prevalence.readings import Readings
from headwater.analysis.demand.prevalence.result import Measure, Method, Share
from headwater.analysis.demand.prevalence.targets import Target
from headwater.analysis.estimates import Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def shares_of(
    targets: Sequence[Target],
    facts: SampleFacts,
    everything: Population,
    *,
    readings: Readings | None = None,
    doubles: dict[Target, DoubleCoding],
    level: float = 0.95,
) -> list[Share]:
    """Return every share: overall first, then group by group.

    Parameters
    ----------
    doubles : dict
        What double coding says of each target's fields.
    """
    groups: list[tuple[str, ...]] = [()]
    groups += [group for group in everything.groups if group]
    holds = {target: facts.holds(target) for target in targets}
    decided = {target: facts.decided(target) for target in targets}
    shares = []
    for group in groups:
        inside = facts.inside(group)
        totals = everything.total(group)
        sums = None if readings is None else readings.total(group)
        contacts = everything.count(group)
        for at, measure in enumerate(everything.amounts.measures):
            amount = facts.amounts[:, at] * inside
            for target in targets:
                double = doubles[target]
                coded = Coded(
                    holds[target],
                    amount,
                    facts.design,
                    double.correction(holds[target], decided[target], facts.weight * amount),
                )
                column = None if readings is None else readings.column(target)
                read = None
                if readings is not None and sums is not None and column is not None:
                    read = Read(
                        likely=readings.likely[:, column],
                        called=readings.called[:, column],
                        total=float(totals[at]),
                        total_likely=float(sums[0, column, at]),
                        total_called=float(sums[1, column, at]),
                        contacts=contacts,
                    )
                shares.append(
                    _share(target, group, measure, float(totals[at]), coded=coded, read=read, level=level)
                )
    return shares


def _share(
    target: Target,
    group: tuple[str, ...],
    measure: Measure,
    total: float,
    *,
    coded: Coded,
    read: Read | None,
    level: float,
) -> Share:
    by_people = estimators.people(coded, level)
    estimates: dict[Method, Estimate] = {"people": by_people.estimate}
    chosen: Found = by_people
    reported: Method = "people"
    if read is not None:
        powered = estimators.powered(coded, read, level)
        estimates["powered"] = powered.estimate
        estimates["naive"] = estimators.naive(read, level)
        estimates["rogan_gladen"] = estimators.rogan_gladen(coded, read, level)
        if powered.estimate.known and by_people.estimate.known:
            chosen, reported = powered, "powered"
    return Share(target, group, measure, total, reported, estimates, parts=chosen.parts)
