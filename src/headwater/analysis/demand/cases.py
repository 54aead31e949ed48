"""Cases: how many contacts one issue takes, and how long it lasts."""

from dataclasses import asdict, dataclass
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import narwhals as nw

from headwater.analysis.contacts.chains import derive_cases
from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.definitions import SECONDS_PER_DAY
from headwater.analysis.estimates import Estimate, cannot_tell, wilson
from headwater.analysis.frames import Backend, Columns, to_frame

if TYPE_CHECKING:
    import altair as alt

_FEWEST_CASES = 10
_HOURS_PER_DAY = 24
_SECONDS_PER_HOUR = 3_600
_MILLISECONDS_PER_HOUR = 3_600_000
_LONGEST_SHOWN = 6
"""Cases of so many contacts and more share one row."""


@dataclass(frozen=True)
class CaseSize:
    """Cases of one size."""

    contacts: str
    cases: int
    share_of_cases: float
    share_of_contacts: float
    handle_hours: float


@dataclass(frozen=True)
class Cases:
    """What cases look like.

    Attributes
    ----------
    cases, contacts : int
        All of them.
    by_origin : dict
        Contacts by where their case comes from: the helpdesk, chained by us, or alone because customer or
        reason is not known.
    per_case : Estimate
        Mean number of contacts a case.
    more_than_one : Estimate
        Share of cases that took more than one contact.
    median_days, ninetieth_days : float or None
        Time from first to last contact of cases with more than one, to the hour below.
    maybe_open : int
        Cases whose last contact lies within the window of the data's end: they may go on.
    sizes : tuple of CaseSize
        Cases by number of contacts.
    """

    window_days: float
    cases: int
    contacts: int
    by_origin: dict[str, int]
    per_case: Estimate
    more_than_one: Estimate
    median_days: float | None
    ninetieth_days: float | None
    maybe_open: int
    sizes: tuple[CaseSize, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return asdict(self)

    @property
    def columns(self) -> Columns:
        """One row a size of case."""
        names = ("contacts", "cases", "share_of_cases", "share_of_contacts", "handle_hours")
        return {name: [getattr(size, name) for size in self.sizes] for name in names}

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return the sizes as a data frame."""
        return to_frame(self.columns, backend)

    def chart(self) -> "alt.Chart":
        """Draw how the contacts spread over cases of each size."""
        import altair as alt

        rows = [{"size": size.contacts, "share": size.share_of_contacts} for size in self.sizes]
        chart: alt.Chart = (
            alt.Chart(alt.InlineData(values=rows))
            .mark_bar()
            .encode(
                x=alt.X("size:N", sort=None, title="contacts in the case", axis=alt.Axis(labelAngle=0)),
                y=alt.Y("share:Q", title="share of contacts", axis=alt.Axis(format="%")),
            )
            .properties(width=420, title="Contacts by the size of their case")
        )
        return chart

    def __str__(self) -> str:
        if not self.cases:
            return "There are no contacts, so there are no cases."
        lines = [f"{self.contacts:,} contacts make {self.cases:,} cases (window {self.window_days:g} days)."]
        if self.per_case.known:
            lines.append(
                f"A case takes {self.per_case.value:.2f} contacts ({self.per_case.low:.2f} to "
                f"{self.per_case.high:.2f}); {self.more_than_one.percent()} take more than one."
            )
        else:
            lines.append(f"Contacts a case: cannot tell: {self.per_case.why}.")
        if self.median_days is not None and self.ninetieth_days is not None:
            lines.append(
                f"Those last {self.median_days:.1f} days in the middle, and one in ten longer than "
                f"{self.ninetieth_days:.1f} days."
            )
        lines += ["", f"{'contacts':<10}{'cases':>10}{'of cases':>10}{'of contacts':>13}"]
        for size in self.sizes:
            lines.append(
                f"{size.contacts:<10}{size.cases:>10,}{size.share_of_cases:>10.1%}{size.share_of_contacts:>13.1%}"
            )
        lines += ["", f"{self.maybe_open:,} cases may not be over: the data end within their window."]
        return "\n".join(lines)


def cases(contacts: nw.LazyFrame[Any], *, window_days: float = 7, level: float = 0.95) -> Cases:
    """Say how many contacts a case takes and how long it lasts.

    Parameters
    ----------
    contacts : narwhals.LazyFrame
        The canonical contacts with the store's helper columns.
    window_days : float
        Longest gap inside a case, for cases the helpdesk does not give.
    level : float
        Confidence level, 0 to 1.

    Returns
    -------
    Cases
        Cases count as independent in the intervals.

    See Also
    --------
    headwater.analysis.contacts.chains.derive_cases : what makes a case.

    Examples
    --------
    >>> from datetime import datetime, timedelta, UTC
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> first = datetime(2026, 3, 1, tzinfo=UTC)
    >>> rows = [{"customer_id": f"customer {n % 20}", "reason_source": "parcel",
    ...          "opened_at": first + timedelta(days=n % 20 + n // 20)} for n in range(30)]
    >>> found = cases(contacts_from_rows(rows))
    >>> found.cases, found.contacts, found.more_than_one.percent(), found.median_days
    (20, 30, '50% (30% to 70%)', 1.0)
    """
    derived = derive_cases(contacts, window_days)
    one_a_case = derived.group_by("case_key", "case_origin").agg(
        size=nw.len(),
        began=nw.col("opened_epoch").min(),
        ended=nw.col("opened_epoch").max(),
        milliseconds=nw.col("handle_milliseconds").sum(),
    )
    last = collect(derived.select(last=nw.col("opened_epoch").max()))["last"][0] or 0
    edge = last - round(window_days * SECONDS_PER_DAY)
    hours = ((nw.col("ended") - nw.col("began")) / _SECONDS_PER_HOUR).floor().cast(nw.Int64)
    table = collect(
        one_a_case.with_columns(
            hours=hours, maybe_open=(nw.col("ended") > edge) & (nw.col("case_origin") == "chained")
        )
        .group_by("case_origin", "size", "hours", "maybe_open")
        .agg(cases=nw.len(), milliseconds=nw.col("milliseconds").sum())
    )
    rows = list(
        zip(
            table["case_origin"],
            table["size"],
            table["hours"],
            table["maybe_open"],
            table["cases"],
            table["milliseconds"],
            strict=True,
        )
    )
    all_cases = sum(row[4] for row in rows)
    all_contacts = sum(row[1] * row[4] for row in rows)
    several = [(row[2], row[4]) for row in rows if row[1] > 1]
    squares = sum(row[1] ** 2 * row[4] for row in rows)
    by_origin = {
        origin: sum(row[1] * row[4] for row in rows if row[0] == origin)
        for origin in ("helpdesk", "chained", "alone")
    }
    return Cases(
        window_days=window_days,
        cases=all_cases,
        contacts=all_contacts,
        by_origin=by_origin,
        per_case=_mean(all_contacts, squares, all_cases, level),
        more_than_one=wilson(sum(count for _, count in several), all_cases, level)
        if all_cases >= _FEWEST_CASES
        else cannot_tell(_few(all_cases), all_cases),
        median_days=_quantile_days(several, 0.5),
        ninetieth_days=_quantile_days(several, 0.9),
        maybe_open=sum(row[4] for row in rows if row[3]),
        sizes=_sizes([(row[1], row[4], int(row[5] or 0)) for row in rows], all_cases, all_contacts),
    )


def _mean(contacts: int, squares: int, count: int, level: float) -> Estimate:
    if count < _FEWEST_CASES:
        return cannot_tell(_few(count), count)
    mean = contacts / count
    variance = (squares * count - contacts**2) / (count * (count - 1))
    half = NormalDist().inv_cdf(0.5 + level / 2) * sqrt(variance / count)
    return Estimate(mean, mean - half, mean + half, n=count, level=level, method="mean, normal interval")


def _few(count: int) -> str:
    return f"only {count} case{'' if count == 1 else 's'}; a figure needs at least {_FEWEST_CASES}"


def _quantile_days(several: list[tuple[int, int]], share: float) -> float | None:
    """Smallest duration that at least `share` of the cases do not exceed."""
    all_several = sum(count for _, count in several)
    if all_several < _FEWEST_CASES:
        return None
    reached = 0
    for hours, count in sorted(several):
        reached += count
        if reached >= share * all_several:
            return hours / _HOURS_PER_DAY
    return None


def _sizes(rows: list[tuple[int, int, int]], all_cases: int, all_contacts: int) -> tuple[CaseSize, ...]:
    grouped: dict[int, list[int]] = {}
    for size, count, milliseconds in rows:
        sums = grouped.setdefault(min(size, _LONGEST_SHOWN), [0, 0, 0])
        sums[0] += count
        sums[1] += size * count
        sums[2] += milliseconds
    return tuple(
        CaseSize(
            contacts=f"{size} or more" if size == _LONGEST_SHOWN else str(size),
            cases=count,
            share_of_cases=count / all_cases,
            share_of_contacts=contacts / all_contacts,
            handle_hours=milliseconds / _MILLISECONDS_PER_HOUR,
        )
        for size, (count, contacts, milliseconds) in sorted(grouped.items())
    )
