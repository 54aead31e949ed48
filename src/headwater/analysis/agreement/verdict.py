"""Whether a codebook may be used, judged on alpha and on how sure alpha is."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Literal

from headwater.analysis.agreement.text import two_digits
from headwater.analysis.estimates import Estimate

TENTATIVE, USABLE = 0.667, 0.80
"""Krippendorff's thresholds: below the first nothing should rest on the codes, above the second it may."""

Standing = Literal["not_ready", "tentative", "usable", "cannot_tell"]

_WORDS: Mapping[Standing, str] = {
    "not_ready": "the codebook is not ready: alpha is below .667, so the codes say too much about who coded. "
    "Sharpen the codes that are mixed up most, and let two people code a fresh part",
    "tentative": "tentative: alpha lies between .667 and .80. Draw cautious conclusions only, and settle the "
    "codes that are mixed up most",
    "usable": "usable: alpha is .80 or more",
}

_SHORT: Mapping[Standing, str] = {"not_ready": "not ready", "tentative": "tentative", "usable": "usable"}

_MOST_TIMES = 20
"""If more than so many times the items were needed, no number of items is a sensible answer."""


@dataclass(frozen=True)
class Verdict:
    """What alpha says of the codebook.

    Attributes
    ----------
    standing : {'not_ready', 'tentative', 'usable', 'cannot_tell'}
        By the figure.
    sure : bool
        Whether the whole interval says the same.
    items_needed : int or None
        Items with two readings that would probably make it sure, if coders go on as they are.
    """

    standing: Standing
    sure: bool
    text: str
    items_needed: int | None = None

    def __str__(self) -> str:
        return self.text


def judge(alpha: Estimate) -> Verdict:
    """Judge a codebook by Krippendorff's alpha and its interval.

    Parameters
    ----------
    alpha : Estimate

    References
    ----------
    Krippendorff, K. (2004). Reliability in content analysis: some common misconceptions and
    recommendations. Human Communication Research, 30(3), 411-433.

    Examples
    --------
    >>> judge(Estimate(0.91, 0.86, 0.95, n=200)).text
    'usable: alpha is .80 or more. The whole interval says so.'
    """
    if alpha.value is None or alpha.low is None or alpha.high is None:
        return Verdict("cannot_tell", False, f"cannot tell whether the codebook is ready: {alpha.why}.")
    standing, lowest, highest = (_standing(value) for value in (alpha.value, alpha.low, alpha.high))
    if lowest == highest:
        return Verdict(standing, True, f"{_WORDS[standing]}. The whole interval says so.")
    needed = _items_needed(alpha)
    reach = (
        f"Not settled: the interval ({two_digits(alpha.low)} to {two_digits(alpha.high)}) reaches from "
        f"{_SHORT[lowest]!r} to {_SHORT[highest]!r}."
    )
    more = (
        f" About {needed:,} items with two readings would settle it, if coders go on as they are; there are "
        f"{alpha.n:,}."
        if needed
        else " Alpha is so close to the threshold that more items would hardly settle it."
    )
    return Verdict(standing, False, f"{_WORDS[standing]}. {reach}{more}", needed)


def _standing(alpha: float) -> Standing:
    return "not_ready" if alpha < TENTATIVE else "tentative" if alpha < USABLE else "usable"


def _items_needed(alpha: Estimate) -> int | None:
    """Items at which each side of the interval, shrinking with their root, stops short of the thresholds."""
    assert alpha.value is not None
    assert alpha.low is not None
    assert alpha.high is not None
    times = 1.0
    for threshold in (TENTATIVE, USABLE):
        away = alpha.value - threshold
        side = alpha.value - alpha.low if away >= 0 else alpha.high - alpha.value
        if side <= abs(away):
            continue
        if away == 0:
            return None
        times = max(times, (side / away) ** 2)
    if times > _MOST_TIMES:
        return None
    needed = ceil(alpha.n * times)
    rounded: int = 10 ** max(len(str(needed)) - 2, 0)
    return ceil(needed / rounded) * rounded


def paradox(
    alpha: Estimate, gwet: Estimate, gwet_name: str, percent: Estimate, common: tuple[str, float]
) -> str:
    """Say why alpha and Gwet's coefficient part, where they do because one code is in nearly all readings.

    Parameters
    ----------
    common : tuple of (str, float)
        The most frequent code and its share of readings.

    Returns
    -------
    str
        Empty where they do not part by more than .2, or no code has 70% of the readings.

    References
    ----------
    Feinstein, A. R. and Cicchetti, D. V. (1990). High agreement but low kappa: I. The problems of two
    paradoxes. Journal of Clinical Epidemiology, 43(6), 543-549.
    """
    code, share = common
    if alpha.value is None or gwet.value is None or percent.value is None:
        return ""
    if abs(gwet.value - alpha.value) <= 0.2 or share < 0.7:
        return ""
    return (
        f"Alpha is {two_digits(alpha.value)} and {gwet_name} {two_digits(gwet.value)}, though coders agree "
        f"in {percent.value:.0%} of comparisons. The reason: {code!r} makes up {share:.0%} of the readings. "
        f"Two people who always said {code!r} would nearly always agree, so alpha and kappa take most of "
        f"this agreement for chance and ask only whether the rarer codes are told apart. {gwet_name} expects "
        f"little agreement by chance when one code dominates, so the common code carries it. Trust alpha if "
        f"the rarer codes are what is to be counted, and look at agreement code by code."
    )
