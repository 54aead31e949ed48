"""Shares of parts that no single target names, such as several units together: corrected like all others."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from headwater.analysis.demand.prevalence.double_coding import double_coding
from headwater.analysis.demand.prevalence.estimators import Coded, Found, people
from headwater.analysis.demand.prevalence.facts import Inside, SampleFacts, decided_reading, mean_reading
from headwater.analysis.demand.prevalence.survey import share_interval
from headwater.analysis.estimates import Estimate, cannot_tell

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def corrected_share(
    facts: SampleFacts, inside: Inside, fields: Sequence[str], amount: "Array", level: float
) -> Found:
    """Return the share of contacts inside, from people's codes, corrected by what was decided.

    Parameters
    ----------
    fields : sequence of str
        Fields of the frame that `inside` looks at.
    amount : ndarray
        What each coded contact counts for.
    """
    return people(_coded(facts, inside, fields, amount), level)


def corrected_part(
    facts: SampleFacts,
    inside: Inside,
    whole: Inside,
    *,
    fields: Sequence[str],
    amount: "Array",
    level: float,
) -> Estimate:
    """Return which part of a whole lies inside: the ratio of two corrected shares.

    Parameters
    ----------
    inside, whole : callable
        Whatever lies inside lies in the whole too.
    """
    part, held = (_coded(facts, each, fields, amount) for each in (inside, whole))
    one, all_ = people(part, level), people(held, level)
    share, of = one.estimate.value, all_.estimate.value
    if share is None or not of:
        return cannot_tell(all_.estimate.why or "there is no failure demand among the coded contacts")
    own, weights = part.holds, held.weights * held.holds
    value = min(share / of, 1.0)
    parts = (one.parts - value * all_.parts) / of
    # disagreements between coders that are to be expected and were not seen
    unseen = _unseen(part) + value**2 * _unseen(held)
    variance = facts.design.variance(parts) + unseen / of**2
    counted = weights > 0
    rarer = min(float(own[counted].sum()), float((held.holds - own)[counted].sum()))
    method = "ratio of shares, stratified, clustered by customer"
    return share_interval(
        value, variance, weights=weights, parts=parts, rarer=rarer, level=level, method=method
    )


def _coded(facts: SampleFacts, inside: Inside, fields: Sequence[str], amount: "Array") -> Coded:
    holds = np.array([mean_reading(contact, inside) for contact in facts.contacts])
    decided = np.array([decided_reading(contact, inside) for contact in facts.contacts])
    double = double_coding(facts.contacts, tuple(fields))
    return Coded(holds, amount, facts.design, double.correction(holds, decided, facts.weight * amount))


def _unseen(coded: Coded) -> float:
    return 0.0 if coded.correction is None else coded.correction.unseen
