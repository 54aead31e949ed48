"""How many contacts to read for how narrow an interval, and how many hours of coding that is."""

from math import ceil, sqrt
from statistics import NormalDist

from headwater.analysis.demand.scope import check_level
from headwater.analysis.errors import UsageError

SECONDS_PER_CONTACT = 90.0
"""An assumption to be replaced by what `headwater demand code` measures, not a benchmark."""

DOUBLE_SHARE = 0.2
ROUNDING = 1e-9
"""What arithmetic may be off by before a size is rounded up."""


def sample_size(
    margin: float,
    population: int | None = None,
    *,
    share: float = 0.5,
    level: float = 0.95,
    design_effect: float = 1.0,
) -> int:
    """Return how many contacts must be read for a share to be known within a margin.

    Parameters
    ----------
    margin : float
        Half the width of the interval, such as 0.05 for 5 points either way.
    population : int, optional
        Contacts the sample stands for; without it they are taken as without end.
    share : float
        The share expected; 0.5 needs most contacts and is safe.
    level : float
        Confidence level.
    design_effect : float
        Variance over that of independent contacts: above 1 where customers come several times.

    Returns
    -------
    int
        Never more than the population.

    Raises
    ------
    UsageError
        The margin, the share, the level or the design effect makes no sense.

    Notes
    -----
    With z the normal quantile, n0 = z^2 p (1 - p) deff / margin^2, and with N contacts in all
    n = n0 / (1 + (n0 - 1) / N), rounded up.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., section 4.4. Wiley.

    Examples
    --------
    >>> sample_size(0.05), sample_size(0.05, population=2000)
    (385, 323)
    """
    check_margin(margin)
    _check(share, level, design_effect)
    without_end = _z(level) ** 2 * share * (1 - share) * design_effect / margin**2
    if population is None:
        return max(ceil(without_end - ROUNDING), 1)
    if population < 1:
        return 0
    corrected = without_end / (1 + (without_end - 1) / population)
    return min(max(ceil(corrected - ROUNDING), 1), population)


def margin_of(
    contacts: int,
    population: int | None = None,
    *,
    share: float = 0.5,
    level: float = 0.95,
    design_effect: float = 1.0,
) -> float:
    """Return half the width of the interval that reading so many contacts buys.

    Parameters
    ----------
    contacts : int
        Contacts read, at least 1.
    population, share, level, design_effect
        As for `sample_size`.

    Examples
    --------
    >>> round(margin_of(385), 4), margin_of(2000, population=2000)
    (0.0499, 0.0)
    """
    _check(share, level, design_effect)
    if contacts < 1:
        raise UsageError(f"{contacts} contacts have no margin: read at least 1.")
    rest = 1.0
    if population is not None:
        rest = max(population - contacts, 0) / max(population - 1, 1)
    return _z(level) * sqrt(share * (1 - share) * design_effect / contacts * rest)


def coding_hours(
    contacts: int, seconds_per_contact: float = SECONDS_PER_CONTACT, double_share: float = DOUBLE_SHARE
) -> float:
    """Return the hours people need to code so many contacts, a share of them twice.

    Examples
    --------
    >>> coding_hours(400, seconds_per_contact=90, double_share=0.2)
    12.0
    """
    check_effort(seconds_per_contact, double_share)
    return (contacts + doubles(contacts, double_share)) * seconds_per_contact / 3600


def doubles(contacts: int, double_share: float) -> int:
    """Return how many of some contacts are coded twice; at least one where any are to be.

    Examples
    --------
    >>> doubles(400, 0.2), doubles(3, 0.1), doubles(400, 0)
    (80, 1, 0)
    """
    if not double_share or not contacts:
        return 0
    return max(int(contacts * double_share + 0.5), 1)


def check_margin(margin: float) -> None:
    """Refuse a margin that no share can have."""
    if not 0 < margin < 0.5:
        raise UsageError(
            f"The margin is {margin:g}: give a number between 0 and 0.5, such as 0.05 for 5 points."
        )


def check_effort(seconds_per_contact: float, double_share: float) -> None:
    """Refuse effort that cannot be."""
    if not seconds_per_contact > 0:
        raise UsageError(f"{seconds_per_contact:g} seconds a contact: give a number above 0, such as 90.")
    check_double_share(double_share)


def check_double_share(double_share: float) -> None:
    """Refuse a share of contacts that is none."""
    if not 0 <= double_share <= 1:
        raise UsageError(
            f"The share to code twice is {double_share:g}: give a number from 0 to 1, such as 0.2."
        )


def _check(share: float, level: float, design_effect: float) -> None:
    check_level(level)
    if not 0 < share < 1:
        raise UsageError(f"The expected share is {share:g}: give a number between 0 and 1, such as 0.3.")
    if not design_effect > 0:
        raise UsageError(
            f"The design effect is {design_effect:g}: give a number above 0; 1 is the usual one."
        )


def _z(level: float) -> float:
    return NormalDist().inv_cdf(0.5 + level / 2)
