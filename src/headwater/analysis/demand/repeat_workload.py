"""How much of the work is made by repeats: contacts, and the time they take."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import narwhals as nw

from headwater.analysis.contacts.chains import Variant
from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.clusters import aggregate, how_many, ratio_sums, total
from headwater.analysis.demand.definitions import SECONDS_PER_DAY, Reason, RepeatSettings
from headwater.analysis.demand.grouping import Grouping, in_order, label
from headwater.analysis.demand.repeat_counts import inside_dates
from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import ClusterSums, Estimate, cannot_tell, clustered_share
from headwater.analysis.frames import Backend, Columns, to_frame

if TYPE_CHECKING:
    import altair as alt

_MILLISECONDS_PER_HOUR = 3_600_000
_MILLISECONDS_PER_SECOND = 1_000


@dataclass(frozen=True)
class WorkloadFigure:
    """What repeats make of one group's work.

    Attributes
    ----------
    contacts, repeats : int
        Contacts that could be seen to be a repeat, and those that are.
    handle_hours, repeat_hours : float or None
        Their handle time; None where no contact has one.
    of_contacts, of_time : Estimate
        Share of contacts, and of handle time, that repeats make.
    """

    group: tuple[str, ...]
    contacts: int
    repeats: int
    handle_hours: float | None
    repeat_hours: float | None
    of_contacts: Estimate
    of_time: Estimate


@dataclass(frozen=True)
class RepeatWorkload:
    """Share of the workload that is made by contacts which follow an earlier one.

    Attributes
    ----------
    figures : tuple of WorkloadFigure
        One a group; a single one where the result is not split.
    unidentified, no_reason, too_early : int
        Contacts left out: without a customer, without a reason (same reason only), and inside the first
        window of the data, whose predecessors the export does not hold.
    """

    figures: tuple[WorkloadFigure, ...]
    by: tuple[str, ...]
    window_days: int
    reason: Reason
    unidentified: int
    no_reason: int
    too_early: int

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {**asdict(self), "by": list(self.by), "figures": [asdict(f) for f in self.figures]}

    @property
    def columns(self) -> Columns:
        """One row a group."""
        table: dict[str, list[Any]] = {
            name: [figure.group[place] for figure in self.figures] for place, name in enumerate(self.by)
        }
        for name in ("contacts", "repeats", "handle_hours", "repeat_hours"):
            table[name] = [getattr(figure, name) for figure in self.figures]
        for name in ("of_contacts", "of_time"):
            shares: list[Estimate] = [getattr(figure, name) for figure in self.figures]
            table |= {
                f"share_{name}": [share.value for share in shares],
                f"share_{name}_low": [share.low for share in shares],
                f"share_{name}_high": [share.high for share in shares],
            }
        return table

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return the figures as a data frame."""
        return to_frame(self.columns, backend)

    def chart(self) -> "alt.LayerChart | alt.FacetChart":
        """Draw the shares of contacts and of time, group by group."""
        import altair as alt

        rows = [
            {
                "group": " / ".join(figure.group) or "all contacts",
                "of": what,
                "share": share.value,
                "low": share.low,
                "high": share.high,
            }
            for figure in self.figures
            for what, share in (("contacts", figure.of_contacts), ("handle time", figure.of_time))
            if share.known
        ]
        base = alt.Chart(alt.InlineData(values=rows)).encode(
            y=alt.Y("group:N", title=" / ".join(self.by) or None, sort=None, axis=alt.Axis(labelLimit=300)),
            yOffset=alt.YOffset("of:N"),
            color=alt.Color("of:N", title="share of"),
        )
        axis = alt.Axis(format="%")
        bars = base.mark_bar().encode(x=alt.X("share:Q", title="made by repeats", axis=axis))
        whiskers = base.mark_rule(color="#222").encode(
            x=alt.X("low:Q", title="made by repeats"), x2="high:Q", color=alt.value("#222")
        )
        return alt.layer(bars, whiskers).properties(width=420, title="Workload made by repeats")

    def __str__(self) -> str:
        days = f"{self.window_days} day{'' if self.window_days == 1 else 's'}"
        what = "for the same reason" if self.reason == "same" else "for any reason"
        lines = [f"Contacts that follow an earlier one {what} within {days}:"]
        for figure in self.figures:
            name = " / ".join(figure.group)
            prefix = f"{name}: " if name else ""
            lines.append(f"{prefix}{figure.of_contacts.percent()} of {figure.contacts:,} contacts")
            if figure.of_time.known:
                lines[-1] += f", {figure.of_time.percent()} of {figure.handle_hours:,.0f} handle hours"
            elif figure.of_contacts.known:
                lines[-1] += f"; of handle time {figure.of_time.percent()}"
        left = (
            f"{self.too_early:,} contacts of the first {days} of the data are left out: "
            "what came before them is not in the export."
        )
        others = f"So are {self.unidentified:,} without a customer"
        others += f" and {self.no_reason:,} without a reason." if self.reason == "same" else "."
        return "\n".join([*lines, left, others])


def repeat_workload(
    chains: nw.LazyFrame[Any],
    *,
    window_days: int = 7,
    reason: Reason = "same",
    by: str | Sequence[str] | None = None,
    since: date | None = None,
    until: date | None = None,
    level: float = 0.95,
) -> RepeatWorkload:
    """Say which share of contacts and of handle time is made by repeats.

    A contact is a repeat when the same customer's contact before it (for the same reason, or any) is at
    most `window_days` old.

    Parameters
    ----------
    chains : narwhals.LazyFrame
        From `next_contacts`, with `since_same_reason` or `since_any_reason`.
    window_days : int
        Window in days.
    reason : {'same', 'any'}
        Whether both contacts have to be about the same.
    by : str or sequence of str, optional
        Split by month, week, team, channel or reason, or by several of them.
    since, until : datetime.date, optional
        First and last local day of the contacts looked at.
    level : float
        Confidence level, 0 to 1.

    Returns
    -------
    RepeatWorkload
        One figure a group, and what was left out.

    Raises
    ------
    UsageError
        The chains lack the gap, or an argument is out of range.

    Examples
    --------
    >>> from datetime import datetime, timedelta, UTC
    >>> from headwater.analysis.contacts.chains import next_contacts
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> first = datetime(2026, 3, 1, tzinfo=UTC)
    >>> rows = [{"customer_id": f"customer {n % 30}", "opened_at": first + timedelta(days=n % 30 + n // 30),
    ...          "handle_seconds": 300} for n in range(40)]
    >>> chains = next_contacts(contacts_from_rows(rows))
    >>> repeat_workload(chains, reason="any").figures[0].of_contacts.percent()
    '15% (6% to 34%)'
    """
    settings = RepeatSettings(
        windows=(window_days,), reasons=(reason,), since=since, until=until, level=level
    )
    grouping = Grouping.of(by)
    gap: Variant = "since_same_reason" if reason == "same" else "since_any_reason"
    if gap not in chains.collect_schema().names():
        raise UsageError(f"The chains were made without {gap}. Ask next_contacts() for it.")
    window = window_days * SECONDS_PER_DAY
    first = collect(chains.select(first=nw.col("opened_epoch").min()))["first"][0] or 0
    inside = chains.filter(inside_dates(settings)) if since or until else chains
    identified = nw.col("identified")
    known = identified & ~nw.col("reason_source").is_null() if reason == "same" else identified
    late = nw.col("opened_epoch") >= first + window
    left_out = collect(
        inside.select(
            unidentified=how_many(~identified),
            no_reason=how_many(identified & ~known),
            too_early=how_many(known & ~late),
        )
    )
    rows = grouping.over(inside.filter(known, late))
    repeated = (nw.col(gap) <= window).fill_null(False)
    time = nw.col("handle_milliseconds").fill_null(0)
    repeat_time = nw.when(repeated).then(time).otherwise(nw.lit(0))
    counted = ratio_sums(rows, {"contacts": (repeated, identified)}, keys=grouping.keys)
    timed = ratio_sums(rows, {"time": (repeat_time, time)}, keys=grouping.keys, unit=_MILLISECONDS_PER_SECOND)
    exact = collect(
        aggregate(
            rows,
            grouping.keys,
            {"all": total(time), "made": total(repeat_time), "timed": how_many(~_no_time())},
        )
    )
    groups = [tuple(exact[key][at] for key in grouping.keys) for at in range(len(exact["all"]))]
    figures = []
    for at in sorted(range(len(groups)), key=lambda place: in_order(groups[place])):
        sums, times = counted[groups[at]]["contacts"], timed[groups[at]]["time"]
        has_time = exact["timed"][at] > 0
        figures.append(
            WorkloadFigure(
                group=tuple(label(value) for value in groups[at]),
                contacts=sums.n,
                repeats=sums.y,
                handle_hours=exact["all"][at] / _MILLISECONDS_PER_HOUR if has_time else None,
                repeat_hours=exact["made"][at] / _MILLISECONDS_PER_HOUR if has_time else None,
                of_contacts=_of_contacts(sums, window_days, level),
                of_time=_of_time(times, exact["made"][at], exact["all"][at], exact["timed"][at], level),
            )
        )
    counts = {name: column[0] for name, column in left_out.items()}
    return RepeatWorkload(tuple(figures), grouping.names, window_days, reason, **counts)


def _no_time() -> nw.Expr:
    return nw.col("handle_milliseconds").is_null()


def _of_contacts(sums: ClusterSums, window_days: int, level: float) -> Estimate:
    if sums.n == 0:
        return cannot_tell(f"no contact comes more than {window_days} days after the data begin")
    return clustered_share(sums, level)


def _of_time(sums: ClusterSums, made: int, all_time: int, timed: int, level: float) -> Estimate:
    """Return the share of time: exact from milliseconds, its interval from whole seconds a customer."""
    if not timed:
        return cannot_tell("no contact has a handle time; map handle_seconds")
    if not all_time:
        return cannot_tell("all handle times are zero", timed)
    share = clustered_share(sums, level, units=timed)
    if share.low is None or share.high is None:
        return share
    value = made / all_time
    return replace(share, value=value, low=min(share.low, value), high=max(share.high, value))
