"""What cases look like: how many contacts one issue takes, and how long it lasts."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from headwater.analysis.estimates import Estimate
from headwater.analysis.frames import Backend, Columns, to_frame

if TYPE_CHECKING:
    import altair as alt


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


@dataclass(frozen=True)
class CasesBy:
    """What cases look like in each group; a case belongs to the group of its first contact."""

    by: tuple[str, ...]
    groups: dict[tuple[str, ...], Cases]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data, a list of groups."""
        return {
            "by": list(self.by),
            "groups": [{"group": list(group), **found.to_dict()} for group, found in self.groups.items()],
        }

    @property
    def columns(self) -> Columns:
        """One row a group."""
        shown = ("cases", "contacts", "median_days", "ninetieth_days", "maybe_open")
        table: dict[str, list[Any]] = {
            name: [group[place] for group in self.groups] for place, name in enumerate(self.by)
        }
        table |= {name: [getattr(one, name) for one in self.groups.values()] for name in shown}
        for name in ("per_case", "more_than_one"):
            estimates: list[Estimate] = [getattr(one, name) for one in self.groups.values()]
            table |= {name: [e.value for e in estimates]}
            table |= {f"{name}_low": [e.low for e in estimates], f"{name}_high": [e.high for e in estimates]}
        return table

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return the groups as a data frame."""
        return to_frame(self.columns, backend)

    def chart(self) -> "alt.LayerChart | alt.FacetChart":
        """Draw how many contacts a case takes in each group."""
        import altair as alt

        rows = [
            {
                "group": " · ".join(group),
                "mean": one.per_case.value,
                "low": one.per_case.low,
                "high": one.per_case.high,
            }
            for group, one in self.groups.items()
            if one.per_case.known
        ]
        base = alt.Chart(alt.InlineData(values=rows)).encode(y=alt.Y("group:N", title=None, sort=None))
        title = "contacts a case"
        ranges = base.mark_rule().encode(
            x=alt.X("low:Q", title=title, scale=alt.Scale(zero=False)), x2="high:Q"
        )
        return alt.layer(ranges, base.mark_point(filled=True).encode(x=alt.X("mean:Q", title=title)))

    def __str__(self) -> str:
        lines = [f"Cases by {', '.join(self.by)}:", ""]
        for group, one in self.groups.items():
            mean = f"{one.per_case.value:.2f}" if one.per_case.known else "cannot tell"
            lines.append(f"{' · '.join(group):<32}{one.cases:>10,} cases{mean:>14} contacts a case")
        return "\n".join(lines)
