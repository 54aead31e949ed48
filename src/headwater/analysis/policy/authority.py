"""What a limit on remedies covers, what it causes, and whether raising it pays."""

from dataclasses import dataclass
from math import inf, sqrt
from typing import TYPE_CHECKING, Any

from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import Estimate, bootstrap, cannot_tell, wilson
from headwater.analysis.policy.authority_result import Authority, Covered, Raised
from headwater.analysis.policy.remedies_table import RemedyTable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Flags = NDArray[np.bool_]

_FEWEST = 30
"""Remedies on either side of the limit below which a difference says more about chance."""
_QUANTILES = (0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
_DRAWS = 1000


@dataclass(frozen=True)
class AuthorityCosts:
    """What an escalation and another contact cost.

    Attributes
    ----------
    per_escalation, per_contact : float, optional
        In the currency of the remedies.
    call_back_share : float
        Share of customers without a solution who come back.
    generosity : float
        By what share agents pay more than was paid, once they may.
    """

    per_escalation: float | None = None
    per_contact: float | None = None
    call_back_share: float = 0.9
    generosity: float = 0.0

    def __post_init__(self) -> None:
        for name in ("per_escalation", "per_contact", "generosity"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise UsageError(f"{name} is {value:g}: a cost cannot be negative.")
        if not 0 <= self.call_back_share <= 1:
            raise UsageError(f"call_back_share is {self.call_back_share:g}: give a share from 0 to 1.")

    @property
    def missing(self) -> tuple[str, ...]:
        """What has to be said before money can be compared."""
        named = {"what an escalation costs": self.per_escalation, "what a contact costs": self.per_contact}
        return tuple(name for name, value in named.items() if value is None)


def authority(
    remedies: RemedyTable,
    limit: float,
    *,
    raise_to: tuple[float, ...] = (),
    costs: AuthorityCosts | None = None,
    rng: "np.random.Generator | None" = None,
) -> Authority:
    """Say what a limit on remedies covers and causes, and what raising it costs and saves.

    Parameters
    ----------
    remedies : RemedyTable
        From `read_remedies`.
    limit : float
        What agents may give without asking, in the table's currency.
    raise_to : tuple of float
        Limits to compare it with; without any, those that cover 75, 90 and 95% of remedies.
    costs : AuthorityCosts, optional
        Without them escalations and repeats are counted, not priced.
    rng : numpy.random.Generator, optional
        For the intervals of money and counts; seeded with 1 by default.

    Notes
    -----
    What the limit causes is the difference between remedies above and below it. Where both have 30 or more,
    only remedies between half and twice the limit are compared, which differ little but for the limit; else
    all are. Differences of shares have Newcombe's interval, money and counts that of a bootstrap over
    remedies. A remedy that was resolved is taken as paid; one that was not, as paid once the limit is raised.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions. Statistics
    in Medicine, 17(8), 873-890.

    Examples
    --------
    >>> from headwater.analysis.policy.remedies_table import RemedyRow
    >>> rows = [RemedyRow("refund", 10.0 + n % 40, n % 40 > 15, n % 40 <= 15) for n in range(400)]
    >>> found = authority(RemedyTable(tuple(rows), "EUR"), 25)
    >>> found.covered.percent(), found.above
    ('40% (35% to 45%)', 240)
    """
    import numpy as np

    if limit < 0:
        raise UsageError(f"The limit is {limit:g}: an amount of 0 or more is needed.")
    for higher in raise_to:
        if higher <= limit:
            raise UsageError(f"Raising to {higher:g} is no raise: the limit is {limit:g}.")
    costs = costs or AuthorityCosts()
    rng = np.random.default_rng(1) if rng is None else rng
    whole = _of_kind(remedies, "any", limit, raise_to, costs, rng)
    kinds = remedies.kinds
    if len(kinds) < 2:
        return whole
    parts = tuple(_of_kind(remedies.of(kind), kind, limit, raise_to, costs, rng) for kind in kinds)
    return Authority(**{**vars(whole), "kinds": parts})


def _of_kind(  # noqa: PLR0917
    remedies: RemedyTable,
    kind: str,
    limit: float,
    raise_to: tuple[float, ...],
    costs: AuthorityCosts,
    rng: "np.random.Generator",
) -> Authority:
    import numpy as np

    amounts = np.array([row.amount for row in remedies.rows])
    escalated = np.array([row.escalated for row in remedies.rows], dtype=float)
    resolved = np.array([row.resolved for row in remedies.rows], dtype=float)
    above = amounts > limit
    low, high, compared = _compared(amounts, limit)
    more_escalated = difference(escalated[high], escalated[low])
    more_resolved = difference(resolved[high], resolved[low])
    waits = [row.approval_latency_s for row in remedies.rows if row.approval_latency_s is not None]
    levels = np.unique(np.concatenate([[limit], np.quantile(amounts, _QUANTILES, method="inverted_cdf")]))
    chosen = raise_to or tuple(
        float(level)
        for level in np.unique(np.quantile(amounts, (0.75, 0.9, 0.95), method="inverted_cdf"))
        if level > limit
    )
    why = more_escalated.why
    resampled = _Resampled((amounts, escalated, resolved), limit, (*chosen, inf), costs, rng)
    return Authority(
        source=remedies.source,
        kind=kind,
        currency=remedies.currency,
        limit=limit,
        below=int((~above).sum()),
        above=int(above.sum()),
        covered=wilson(int((~above).sum()), len(amounts)),
        curve=tuple(Covered(float(x), wilson(int((amounts <= x).sum()), len(amounts))) for x in levels),
        compared=compared,
        escalated=more_escalated,
        resolved=more_resolved,
        caused_escalations=more_escalated if why else resampled.estimate(resampled.escalations(inf)),
        caused_repeats=more_resolved if why else resampled.estimate(resampled.repeats(inf)),
        latency=bootstrap(waits, lambda a: np.median(a, axis=1), rng),
        raised=tuple(_raised(to, resampled, costs, why) for to in chosen),
        missing_costs=costs.missing,
    )


def _raised(to: float, resampled: "_Resampled", costs: AuthorityCosts, why: str) -> Raised:
    band, paid = resampled.within[to], resampled.estimate(resampled.paid(to))
    if why:
        unknown = cannot_tell(why, band)
        return Raised(to, band, paid, unknown, unknown, unknown)
    escalations, repeats = resampled.escalations(to), resampled.repeats(to)
    if costs.per_escalation is None or costs.per_contact is None:
        net = cannot_tell(f"nobody said {' or '.join(costs.missing)}", band)
    else:
        saved = escalations * costs.per_escalation + repeats * costs.per_contact
        net = resampled.estimate(saved - resampled.paid(to))
    return Raised(to, band, paid, resampled.estimate(escalations), resampled.estimate(repeats), net)


def _compared(amounts: "Array", limit: float) -> tuple["Flags", "Flags", str]:
    """Return which remedies below and above the limit are compared, and how that is said."""
    near_low = (amounts <= limit) & (amounts >= limit / 2)
    near_high = (amounts > limit) & (amounts <= limit * 2)
    if near_low.sum() >= _FEWEST and near_high.sum() >= _FEWEST:
        return near_low, near_high, "remedies of half to twice the limit compared"
    return amounts <= limit, amounts > limit, "all remedies compared; large ones may differ in more than size"


def difference(first: "Array", second: "Array", fewest: int = _FEWEST) -> Estimate:
    """Return the share in the first less that in the second, with Newcombe's interval.

    Examples
    --------
    >>> import numpy as np
    >>> found = difference(np.repeat([1.0, 0.0], [56, 14]), np.repeat([1.0, 0.0], [48, 32]))
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    n = len(first) + len(second)
    if min(len(first), len(second)) < fewest:
        return cannot_tell(
            f"only {len(first)} on one side and {len(second)} on the other; {fewest} are needed", n
        )
    one, two = wilson(float(first.sum()), len(first)), wilson(float(second.sum()), len(second))
    assert one.value is not None
    assert two.value is not None
    assert one.low is not None
    assert two.low is not None
    assert one.high is not None
    assert two.high is not None
    value = one.value - two.value
    low = value - sqrt((one.value - one.low) ** 2 + (two.high - two.value) ** 2)
    high = value + sqrt((one.high - one.value) ** 2 + (two.value - two.low) ** 2)
    return Estimate(value, low, high, n=n, method="Newcombe")


class _Resampled:
    """Sums over remedies, as they are (the first row) and resampled (the rows after it)."""

    def __init__(
        self,
        table: tuple["Array", "Array", "Array"],
        limit: float,
        levels: tuple[float, ...],
        costs: AuthorityCosts,
        rng: "np.random.Generator",
    ) -> None:
        import numpy as np

        amounts, escalated, resolved = table
        self._costs, self._n = costs, len(amounts)
        low, high, _ = _compared(amounts, limit)
        above = amounts > limit
        paid = amounts * (1 - resolved) * (1 + costs.generosity) + amounts * resolved * costs.generosity
        columns: list[NDArray[Any]] = [
            *(side * part for side in (low, high) for part in (np.ones(self._n), escalated, resolved))
        ]
        for to in levels:
            band = above & (amounts <= to)
            columns += [band, band * paid]
        self._at = {to: 6 + 2 * place for place, to in enumerate(levels)}
        self.within = {to: int((above & (amounts <= to)).sum()) for to in levels}
        values = np.stack([np.asarray(column, dtype=float) for column in columns], axis=1)
        drawn = [values.sum(axis=0)]
        for _ in range(_DRAWS):
            times = np.bincount(rng.integers(0, self._n, self._n), minlength=self._n)
            drawn.append(times @ values)
        self._sums = np.stack(drawn)

    def estimate(self, figures: "Array") -> Estimate:
        """Return a figure with the interval of its resamples."""
        import numpy as np

        low, high = np.quantile(figures[1:], (0.025, 0.975))
        return Estimate(
            float(figures[0]), float(low), float(high), n=self._n, method="bootstrap over remedies"
        )

    def _share(self, side: int, part: int) -> "Array":
        import numpy as np

        return np.asarray(self._sums[:, 3 * side + part] / np.maximum(self._sums[:, 3 * side], 1e-9))

    def escalations(self, to: float) -> "Array":
        """Escalations that the limit caused among remedies up to an amount."""
        return self._sums[:, self._at[to]] * (self._share(1, 1) - self._share(0, 1))

    def repeats(self, to: float) -> "Array":
        """Repeat contacts that the limit caused among remedies up to an amount."""
        unresolved = self._share(0, 2) - self._share(1, 2)
        return self._sums[:, self._at[to]] * unresolved * self._costs.call_back_share

    def paid(self, to: float) -> "Array":
        """Money that would be paid and was not, or not in full."""
        return self._sums[:, self._at[to] + 1]
