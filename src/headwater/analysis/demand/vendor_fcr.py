"""What helpdesks call first-contact resolution, reproduced, beside who really came back."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import narwhals as nw

from headwater.analysis.contacts.chains import Variant, countable, with_gaps
from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.clusters import aggregate, how_many, ratio_sums
from headwater.analysis.demand.definitions import Definition, RepeatSettings
from headwater.analysis.demand.grouping import Grouping, in_order, label
from headwater.analysis.demand.repeat_counts import inside_dates
from headwater.analysis.estimates import Estimate, cannot_tell, clustered_share, wilson
from headwater.analysis.frames import Backend, Columns, to_frame, to_rows

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True)
class VendorRule:
    """A vendor's rule: of which contacts it takes the share, and which of them it calls resolved."""

    vendor: str
    calls_it: str
    rule: str
    blind: str
    source: str
    needs: tuple[str, ...]
    of: Callable[[], nw.Expr]
    resolved: Callable[[], nw.Expr]


_UNWATCHED = cannot_tell("no contact was watched long enough")


def _closed() -> nw.Expr:
    return ~nw.col("first_resolved_at").is_null()


RULES = (
    VendorRule(
        vendor="Zammad",
        calls_it="first solution",
        rule="closed less than 15 minutes after it was created, of those closed",
        blind="It does not check whether the customer came back, nor whether closing solved anything.",
        source="github.com/zammad/zammad, lib/report/ticket_first_solution.rb",
        needs=("first_resolved_at",),
        of=_closed,
        resolved=lambda: nw.col("first_resolved_at") < nw.col("opened_at").dt.offset_by("15m"),
    ),
    VendorRule(
        vendor="Intercom",
        calls_it="closed conversations on first contact",
        rule="closed once, with one teammate taking part, of those closed",
        blind="It does not check whether the customer opened a new conversation about the same.",
        source="intercom.com/help, article 7022438, reporting metrics and attributes",
        needs=("first_resolved_at", "reopens", "transfers"),
        of=lambda: _closed() & ~nw.col("reopens").is_null() & ~nw.col("transfers").is_null(),
        resolved=lambda: (nw.col("reopens") == 0) & (nw.col("transfers") == 0),
    ),
    VendorRule(
        vendor="Zendesk, by the dbt package",
        calls_it="one-touch resolution",
        rule="solved, with exactly one public reply by an agent, of those solved",
        blind="It does not check whether the one reply helped: a customer who gives up counts as resolved.",
        source="github.com/fivetran/dbt_zendesk, models/zendesk__ticket_metrics.sql",
        needs=("first_resolved_at", "agent_replies"),
        of=lambda: _closed() & ~nw.col("agent_replies").is_null(),
        resolved=lambda: nw.col("agent_replies") == 1,
    ),
)


@dataclass(frozen=True)
class VendorFigure:
    """One vendor's number, and Headwater's on the same contacts.

    Attributes
    ----------
    share : Estimate
        What the vendor would show: resolved contacts of all its rule looks at.
    same_contacts : Estimate
        The vendor's share on the contacts that can be followed up: identified, and watched for the window.
    fcr : Estimate
        Headwater's first-contact resolution on those same contacts.
    came_back : Estimate
        Of those the vendor calls resolved, the share followed by another contact inside the window.
    group : tuple of str
        Values of what the result is split by; empty for all contacts.
    """

    vendor: str
    calls_it: str
    rule: str
    blind: str
    source: str
    share: Estimate
    same_contacts: Estimate
    fcr: Estimate
    came_back: Estimate
    group: tuple[str, ...] = ()


@dataclass(frozen=True)
class VendorFcr:
    """Vendors' first-contact resolution beside Headwater's."""

    figures: tuple[VendorFigure, ...]
    definition: Definition
    by: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "definition": asdict(self.definition),
            "by": list(self.by),
            "figures": [asdict(figure) for figure in self.figures],
        }

    @property
    def columns(self) -> Columns:
        """One row a vendor, in each group."""
        shares = ("share", "same_contacts", "fcr", "came_back")
        table: dict[str, list[Any]] = {
            name: [getattr(figure, name) for figure in self.figures]
            for name in ("vendor", "calls_it", "rule", "blind", "source")
        }
        for place, name in enumerate(self.by):
            table[name] = [figure.group[place] if figure.group else None for figure in self.figures]
        for name in shares:
            estimates: list[Estimate] = [getattr(figure, name) for figure in self.figures]
            table |= {
                name: [e.value for e in estimates],
                f"{name}_low": [e.low for e in estimates],
                f"{name}_high": [e.high for e in estimates],
                f"{name}_n": [e.n for e in estimates],
                f"{name}_why": [e.why for e in estimates],
            }
        return table

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return the figures as a data frame."""
        return to_frame(self.columns, backend)

    def chart(self) -> "alt.LayerChart | alt.FacetChart":
        """Draw each vendor's share beside Headwater's on the same contacts."""
        import altair as alt

        rows = [
            {"vendor": _named(f), "by": by, "share": share.value, "low": share.low, "high": share.high}
            for f in self.figures
            for by, share in (("the vendor", f.same_contacts), ("who came back", f.fcr))
            if share.known
        ]
        base = alt.Chart(alt.InlineData(values=rows)).encode(
            y=alt.Y("vendor:N", title=None, sort=None, axis=alt.Axis(labelLimit=300)),
            yOffset=alt.YOffset("by:N"),
            color=alt.Color("by:N", title="resolved, according to"),
        )
        x = alt.X("low:Q", title="resolved at first contact", axis=alt.Axis(format="%"))
        bars = base.mark_rule().encode(x=x, x2="high:Q")
        dots = base.mark_point(filled=True).encode(x=alt.X("share:Q", title="resolved at first contact"))
        return alt.layer(bars, dots).properties(width=420, title="First-contact resolution, as vendors count")

    def __str__(self) -> str:
        days = self.definition.days
        lines = [f"First-contact resolution as vendors count it, beside who came back ({self.definition}):"]
        for figure in self.figures:
            name = figure.vendor.split(",")[0]
            lines += ["", f"{_named(figure)}, “{figure.calls_it}” ({figure.rule}):"]
            lines.append(f"  {figure.share.percent()} of {figure.share.n:,} contacts. {figure.blind}")
            if figure.fcr.known:
                lines.append(
                    f"  On the same {figure.fcr.n:,} contacts Headwater counts {figure.fcr.percent()}."
                )
                back = figure.came_back.percent()
                lines.append(f"  Of those {name} calls resolved, {back} came back within {days}.")
            elif figure.share.known:
                lines.append(f"  Headwater's figure: {figure.fcr.percent()}.")
        return "\n".join(lines)


def vendor_fcr(
    contacts: nw.LazyFrame[Any],
    *,
    window_days: int = 7,
    reason: str = "same",
    settings: RepeatSettings | None = None,
    by: str | Sequence[str] | None = None,
) -> VendorFcr:
    """Reproduce three vendors' first-contact resolution, and put who came back beside each.

    Parameters
    ----------
    contacts : narwhals.LazyFrame
        The canonical contacts with the store's helper columns.
    window_days : int
        Window in days of Headwater's own figure.
    reason : {'same', 'any'}
        Whether the follow-up has to be for the same reason.
    settings : RepeatSettings, optional
        Only `since`, `until`, `observed_until` and `level` are read.
    by : str or sequence of str, optional
        Split by month, week, team, channel or reason, or by several of them.

    Returns
    -------
    VendorFcr
        One figure a vendor and group; *cannot tell*, naming the columns, where a rule needs one that is
        empty.

    Examples
    --------
    >>> from datetime import datetime, timedelta, UTC
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> first = datetime(2026, 3, 1, tzinfo=UTC)
    >>> rows = [{"customer_id": f"customer {n % 20}", "opened_at": first + timedelta(days=n),
    ...          "first_resolved_at": first + timedelta(days=n, minutes=10 if n % 4 else 30)}
    ...         for n in range(40)]
    >>> found = vendor_fcr(contacts_from_rows(rows), reason="any")
    >>> found.figures[0].vendor, found.figures[0].share.percent()
    ('Zammad', '75% (60% to 86%)')
    >>> found.figures[1].share.percent()
    'cannot tell: no contact has reopens or transfers'
    """
    settings = settings or RepeatSettings()
    chosen = RepeatSettings(
        windows=(window_days,),
        reasons=(reason,),  # type: ignore[arg-type]  # checked by the settings
        since=settings.since,
        until=settings.until,
        observed_until=settings.observed_until,
        level=settings.level,
    )
    definition = Definition(window_days, chosen.reasons[0])
    grouping = Grouping.of(by)
    variant: Variant = definition.variant
    columns = sorted({column for rule in RULES for column in rule.needs})
    filled = collect(
        contacts.filter(countable()).select(
            _last=nw.col("opened_epoch").max(),
            **{column: how_many(~nw.col(column).is_null()) for column in columns},
        )
    )
    last = filled["_last"][0] or 0
    if chosen.observed_until is not None:
        last = max(last, int(chosen.observed_until.timestamp()))
    rows = grouping.over(with_gaps(contacts, [variant]))
    if chosen.since or chosen.until:
        rows = rows.filter(inside_dates(chosen))
    followed = rows.filter(
        ~nw.col("customer_key").is_null(), nw.col("opened_epoch") <= last - definition.seconds
    )
    if reason == "same":
        followed = followed.filter(~nw.col("reason_source").is_null())
    figures = []
    for rule in RULES:
        missing = [column for column in rule.needs if not filled[column][0]]
        if missing:
            no = cannot_tell(f"no contact has {' or '.join(missing)}")
            figures.append(_figure(rule, no, no, no, no))
            continue
        looked_at = {"n": nw.len(), "resolved": how_many(rule.resolved())}
        counted = to_rows(collect(aggregate(rows.filter(rule.of()), grouping.keys, looked_at)))
        back = (nw.col(variant) <= definition.seconds).fill_null(False)
        every = ~nw.col("customer_key").is_null()
        sums = ratio_sums(
            followed.filter(rule.of()),
            {
                "vendor": (rule.resolved(), every),
                "fcr": (~back, every),
                "back": (back & rule.resolved(), rule.resolved()),
            },
            keys=grouping.keys,
        )
        shares = {tuple(row[key] for key in grouping.keys): row for row in counted}
        for group in sorted(shares, key=in_order):
            share = wilson(shares[group]["resolved"], shares[group]["n"], chosen.level)
            own = sums.get(group)
            rest = [
                _UNWATCHED if own is None else clustered_share(own[name], chosen.level)
                for name in ("vendor", "fcr", "back")
            ]
            labels = tuple(label(value) for value in group)
            figures.append(replace(_figure(rule, share, *rest), group=labels))
    return VendorFcr(tuple(figures), definition, grouping.names)


def _figure(
    rule: VendorRule, share: Estimate, same_contacts: Estimate, fcr: Estimate, came_back: Estimate
) -> VendorFigure:
    return VendorFigure(
        rule.vendor, rule.calls_it, rule.rule, rule.blind, rule.source, share, same_contacts, fcr, came_back
    )


def _named(figure: VendorFigure) -> str:
    return " · ".join((*figure.group, figure.vendor))
