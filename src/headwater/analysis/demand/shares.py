"""A group's share of a total, such as of all handle time, with an interval."""

from collections.abc import Sequence
from math import exp, log, sqrt
from statistics import NormalDist

from headwater.analysis.demand.distributions import student_t_quantile
from headwater.analysis.estimates import Estimate, cannot_tell

MEANING = (
    "The interval of a share says how far it would move in another period in which the same process ran: "
    "the same customers' needs, the same operation, other days. It says nothing about contacts missing "
    "from the data."
)


def share_over_periods(
    part: Sequence[float], whole: Sequence[float], *, n: int, level: float = 0.95, unit: str = "weeks"
) -> Estimate:
    """Estimate a share of a total from sums by period, periods being the replicates.

    Parameters
    ----------
    part, whole : sequence of float
        The group's sum and the sum of all groups in each period (at least two), in the same order.
    n : int
        Contacts the share rests on.
    level : float
        Confidence level, 0 to 1.
    unit : str
        What the periods are, for the name of the method.

    Notes
    -----
    The share R = sum(y) / sum(x) is a ratio of two random sums. With e = y - R x in each of m periods its
    linearised variance is m/(m-1) sum(e^2) / sum(x)^2. The interval is made for log(R / (1 - R)) with
    Student's t on m - 1 degrees of freedom, so that it stays within 0 and 1.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., chapter 6 (ratio estimators). Wiley.

    Examples
    --------
    >>> e = share_over_periods([40, 50, 60, 50], [100, 100, 100, 100], n=400)
    >>> round(e.value, 2), round(e.low, 3), round(e.high, 3)
    (0.5, 0.373, 0.627)
    """
    total, own, m = sum(whole), sum(part), len(whole)
    if total <= 0:
        return cannot_tell("the total is zero", n)
    share = own / total
    spread = sum((y - share * x) ** 2 for y, x in zip(part, whole, strict=True))
    error = sqrt(m / (m - 1) * spread) / total
    half = student_t_quantile(0.5 + level / 2, m - 1) * error
    return _on_logit(share, half, n=n, level=level, method=f"ratio over {unit}")


def share_over_contacts(
    part: float, whole: float, part_squares: float, whole_squares: float, *, n: int, level: float = 0.95
) -> Estimate:
    """Estimate a share of a total from sums and sums of squares over contacts taken as independent.

    Used where the data span too few periods to serve as replicates; it is too narrow when contacts come
    in bursts.

    Parameters
    ----------
    part, whole : float
        Sum of the amount over the group, and over all contacts.
    part_squares, whole_squares : float
        Sums of the squared amounts.
    n : int
        Contacts the share rests on.

    Notes
    -----
    As for `share_over_periods` with each contact a period of its own: the residual of a contact of the group
    is (1 - R) x and of any other -R x, so the sum of squares needs only the four totals.

    Examples
    --------
    >>> e = share_over_contacts(40, 100, 40, 100, n=100)  # amounts of 1: a plain share of contacts
    >>> round(e.low, 3), round(e.high, 3)
    (0.308, 0.499)
    """
    if whole <= 0:
        return cannot_tell("the total is zero", n)
    share = part / whole
    spread = (1 - share) ** 2 * part_squares + share**2 * max(whole_squares - part_squares, 0.0)
    error = sqrt(n / max(n - 1, 1) * spread) / whole
    half = NormalDist().inv_cdf(0.5 + level / 2) * error
    return _on_logit(share, half, n=n, level=level, method="ratio over contacts")


def _on_logit(share: float, half: float, *, n: int, level: float, method: str) -> Estimate:
    if not 0 < share < 1:
        # nothing to vary: no time in the group, or all of it
        return Estimate(share, None, None, n=n, level=level, method=method)
    centre, reach = log(share / (1 - share)), half / (share * (1 - share))
    low, high = (1 / (1 + exp(-max(min(centre + side * reach, 700.0), -700.0))) for side in (-1, 1))
    return Estimate(share, low, high, n=n, level=level, method=method)
