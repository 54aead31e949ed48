"""How a share changed between two coded samples, when neither the model nor the coders stayed the same."""

from collections.abc import Mapping, Sequence
from math import isnan, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from headwater.analysis.demand.coding.sampled import CHOSEN_AGAIN, CodedSample, SampledContact
from headwater.analysis.demand.prevalence.change_result import FEWEST_AGAIN, Change, Changes
from headwater.analysis.demand.prevalence.mover import minus, over
from headwater.analysis.demand.prevalence.prevalence_result import Prevalence
from headwater.analysis.demand.prevalence.result import Measure
from headwater.analysis.demand.prevalence.survey import effective
from headwater.analysis.demand.prevalence.targets import FAILURE, Target
from headwater.analysis.errors import UsageError, nearest
from headwater.analysis.estimates import Estimate, cannot_tell, t_quantile

if TYPE_CHECKING:
    from headwater.analysis.demand.codebook.book import Codebook

__all__ = ["Change", "Changes", "changes", "check_pair", "check_targets"]


def changes(
    before: Prevalence,
    after: Prevalence,
    *,
    targets: Sequence[Target] = (FAILURE,),
    measures: Sequence[Measure] = ("contacts", "time"),
) -> Changes:
    """Estimate how shares changed between two samples.

    Parameters
    ----------
    before, after : Prevalence
        Estimated from two samples. The later one may hold contacts of the earlier one that were coded again
        (`chosen` is "again").

    Notes
    -----
    Each share is corrected by codes of its own period, so a model that reads one period otherwise than the
    other does no harm. Intervals of differences and ratios are put together from the shares' own intervals
    (see `mover`), so they are as skew as those. A drift of the coders is measured on contacts coded twice.
    """
    earlier = {contact.item: contact for contact in before.sample.contacts}
    pairs = [
        (earlier[contact.item], contact)
        for contact in after.sample.contacts
        if contact.chosen == CHOSEN_AGAIN and contact.codings and contact.item in earlier
    ]
    pairs = [(one, other) for one, other in pairs if one.codings]
    return Changes(
        tuple(_change(before, after, target, measure, pairs) for target in targets for measure in measures),
        len(pairs),
    )


def _change(
    before: Prevalence,
    after: Prevalence,
    target: Target,
    measure: Measure,
    pairs: Sequence[tuple[SampledContact, SampledContact]],
) -> Change:
    one, other = before.share(target, (), measure), after.share(target, (), measure)
    level = after.settings.level
    difference = minus(other.estimate, one.estimate)
    drift = coders_drift(pairs, target, level)
    ratio = over(other.estimate, one.estimate)
    days = (before.days or 1) / (after.days or 1)
    volume = other.total / one.total * days if one.total else float("nan")
    return Change(
        target=target,
        measure=measure,
        before=one.estimate,
        after=other.estimate,
        difference=difference,
        relative=_moved(ratio, 1.0),
        per_day=cannot_tell("there was nothing before") if isnan(volume) else _moved(ratio, volume),
        naive=_moved(_naive_ratio(one.estimates, other.estimates), 1.0),
        drift=drift,
        without_drift=minus(difference, drift) if drift.known else difference,
    )


def _naive_ratio(one: Mapping[Any, Estimate], other: Mapping[Any, Estimate]) -> Estimate:
    if "naive" not in one or "naive" not in other:
        return cannot_tell("no model read the contacts")
    return over(other["naive"], one["naive"])


def coders_drift(
    pairs: Sequence[tuple[SampledContact, SampledContact]], target: Target, level: float = 0.95
) -> Estimate:
    """Estimate how much higher coders set a share when they code the same contacts again.

    Parameters
    ----------
    pairs : sequence of (SampledContact, SampledContact)
        The same contact as coded first and again; a random part of the earlier sample.

    References
    ----------
    Agresti, A. and Min, Y. (2005). Simple improved confidence intervals for comparing matched proportions.
    Statistics in Medicine, 24(5), 729-740.
    """
    n = len(pairs)
    if n < FEWEST_AGAIN:
        return cannot_tell(f"only {n} contacts were coded again; {FEWEST_AGAIN} are needed", n)
    moved = np.array([_reading(again, target) - _reading(first, target) for first, again in pairs])
    weight = np.array([1 / (first.inclusion_probability or 1.0) for first, _ in pairs])
    alike = effective(weight)
    weight /= weight.sum()
    value, held = float((weight * moved).sum()), alike + 2
    # half a contact in each cell of the paired table
    centre = value * alike / held
    variance = (float((weight * moved**2).sum()) * alike + 1) / held - centre**2
    half = t_quantile(0.5 + level / 2, max(n - 1, 5)) * sqrt(variance / held)
    return Estimate(
        value, centre - half, centre + half, n=n, level=level, method="paired, after Agresti and Min"
    )


def _reading(contact: SampledContact, target: Target) -> float:
    return float(np.mean([target.holds(coding.codes) for coding in contact.counting]))


def _moved(ratio: Estimate, volume: float) -> Estimate:
    """Turn a ratio into a relative change, with the volumes' own ratio in it."""
    if ratio.value is None or ratio.low is None or ratio.high is None:
        return ratio
    return Estimate(
        ratio.value * volume - 1,
        ratio.low * volume - 1,
        ratio.high * volume - 1,
        n=ratio.n,
        level=ratio.level,
        method=ratio.method,
    )


def check_targets(
    targets: Sequence[Target], samples: Sequence[CodedSample], codebook: "Codebook | None" = None
) -> None:
    """Refuse a code that nobody has given and the codebook does not have: its share would read as nothing.

    Raises
    ------
    UsageError
        With the nearest code there is.
    """
    said = [coding for sample in samples for contact in sample.contacts for coding in contact.codings]
    for name, code in (pair for target in targets for pair in target.codes):
        known = {coding.codes[name] for coding in said if coding.codes.get(name)}
        known |= set(() if codebook is None else codebook.codes(name))
        if code not in known:
            hint = nearest(code, sorted(known)) if known else f" Nobody has given any code of {name}."
            raise UsageError(f"No contact was coded {name}={code}, in either sample.{hint}")


def check_pair(before: CodedSample, after: CodedSample) -> None:
    """Refuse to compare samples that were coded by different codebooks, or are not two samples.

    Raises
    ------
    UsageError
        The codebooks differ: a change may then be one of words. Or most contacts lie in both samples: the
        errors of the two shares are then not independent.
    """
    if before.codebook and after.codebook and before.codebook != after.codebook:
        raise UsageError(
            f"The earlier sample was coded by {before.codebook!r} and the later one by {after.codebook!r}. "
            "A change between them may be one of words. Carry the earlier codes over first: see headwater "
            "demand codebook diff."
        )
    earlier = {contact.item for contact in before.by_chance}
    both = sum(contact.item in earlier for contact in after.by_chance)
    if 2 * both > len(after.by_chance):
        raise UsageError(
            f"{both:,} of the {len(after.by_chance):,} contacts of the later sample were drawn for the "
            "earlier one too, so this is one sample and not two. Draw one of later days: headwater "
            "demand sample --since DAY --recheck SHEET"
        )
