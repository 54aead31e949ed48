"""Repeat figures as a person reads them, and as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from headwater.analysis.demand.definitions import (
    ESTIMATOR_NAMES,
    Basis,
    Channel,
    Definition,
    Estimator,
    Reason,
    RepeatSettings,
)
from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import Estimate
from headwater.analysis.frames import Backend, Columns, to_frame

if TYPE_CHECKING:
    import altair as alt

_PREFERRED_WINDOW = 7


@dataclass(frozen=True)
class RepeatFigure:
    """One share under one definition, for one group.

    Attributes
    ----------
    group : tuple of str
        Values of what the result is split by; empty for all contacts.
    repeats : int
        Contacts that were seen to be followed by another inside the window.
    share : Estimate
        Share of contacts followed by another; `share.n` is the number of contacts it rests on.
    """

    definition: Definition
    group: tuple[str, ...]
    repeats: int
    share: Estimate

    @property
    def fcr(self) -> Estimate:
        """First-contact resolution: the share that was not followed by another."""
        value, low, high = self.share.value, self.share.low, self.share.high
        return replace(
            self.share,
            value=None if value is None else 1 - value,
            low=None if high is None else 1 - high,
            high=None if low is None else 1 - low,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as plain data."""
        return {
            **asdict(self.definition),
            "group": list(self.group),
            "repeats": self.repeats,
            "share": self.share.to_dict(),
            "fcr": self.fcr.to_dict(),
        }


@dataclass(frozen=True)
class Excluded:
    """Contacts that are not in the figures, and why.

    Attributes
    ----------
    outbound, merged : int or None
        Never part of a chain; None when the contacts themselves were not at hand to count them.
    unidentified : int
        Inbound contacts without a customer.
    abandoned, outside_dates : int
        Identified ones that may not start a repeat under the settings; they still count as follow-ups.
    no_reason : int
        Left out of same-reason figures only.
    transferred : int
        Left out of net figures only.
    """

    outbound: int | None
    merged: int | None
    unidentified: int
    abandoned: int
    outside_dates: int
    no_reason: int
    transferred: int

    def __str__(self) -> str:
        said = {
            "outbound": self.outbound,
            "merged into another": self.merged,
            "without a customer": self.unidentified,
            "abandoned": self.abandoned,
            "outside the dates": self.outside_dates,
            "without a reason (same-reason figures only)": self.no_reason,
            "passed on (net figures only)": self.transferred,
        }
        parts = [f"{count:,} {what}" for what, count in said.items() if count]
        return f"Left out: {', '.join(parts)}." if parts else "No contact was left out."


@dataclass(frozen=True)
class Repeats:
    """Repeat contacts under every definition asked for.

    Attributes
    ----------
    figures : tuple of RepeatFigure
        By group, then by definition.
    by : tuple of str
        What the figures are split by.
    contacts, starts : int
        Countable contacts, and those of them that may start a repeat.
    excluded : Excluded
        Contacts that are not in the figures.
    first, observed_until : int or None
        Bounds of the data in seconds since 1970.
    missing : tuple of str
        Which definitions cannot be told, and what would help.
    """

    figures: tuple[RepeatFigure, ...]
    by: tuple[str, ...]
    contacts: int
    starts: int
    excluded: Excluded
    first: int | None
    observed_until: int | None
    settings: RepeatSettings
    missing: tuple[str, ...] = ()

    def figure(
        self,
        group: Sequence[str] | str = (),
        *,
        window_days: int = 7,
        reason: Reason = "same",
        channel: Channel = "any",
        basis: Basis = "gross",
        estimator: Estimator = "matured",
    ) -> RepeatFigure:
        """Return the figure of one definition and group.

        Raises
        ------
        UsageError
            It was not computed.
        """
        asked = Definition(window_days, reason, channel, basis, estimator)
        values = (group,) if isinstance(group, str) else tuple(group)
        for figure in self.figures:
            if figure.definition == asked and figure.group == values:
                return figure
        where = f" for {', '.join(values)}" if values else ""
        raise UsageError(f"There is no figure of {asked}{where}. Look into .figures for those there are.")

    @property
    def headline(self) -> Definition | None:
        """The definition to quote: near 7 days, matured before Kaplan-Meier, same reason before any."""
        known = {f.definition for f in self.figures if f.share.known and f.definition.estimator != "naive"}
        ranks = {"matured": 0, "kaplan_meier": 1, "gross": 0, "net": 1}

        def rank(definition: Definition) -> tuple[Any, ...]:
            return (
                abs(definition.window_days - _PREFERRED_WINDOW),
                ranks[definition.estimator],
                definition.reason != "same",
                definition.channel != "any",
                ranks[definition.basis],
                definition.window_days,
            )

        return min(known, key=rank, default=None)

    def of(self, definition: Definition) -> list[RepeatFigure]:
        """Return the figures of one definition, group by group."""
        return [figure for figure in self.figures if figure.definition == definition]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "by": list(self.by),
            "contacts": self.contacts,
            "starts": self.starts,
            "excluded": asdict(self.excluded),
            "first": _instant(self.first),
            "observed_until": _instant(self.observed_until),
            "headline": None if self.headline is None else asdict(self.headline),
            "missing": list(self.missing),
            "settings": self.settings.to_dict(),
            "figures": [figure.to_dict() for figure in self.figures],
        }

    @property
    def columns(self) -> Columns:
        """The figures as a tidy table: one row a group and definition."""
        return {
            **{name: [f.group[place] for f in self.figures] for place, name in enumerate(self.by)},
            **{
                name: [getattr(f.definition, name) for f in self.figures]
                for name in ("window_days", "reason", "channel", "basis", "estimator")
            },
            "n": [f.share.n for f in self.figures],
            "repeats": [f.repeats for f in self.figures],
            "share": [f.share.value for f in self.figures],
            "low": [f.share.low for f in self.figures],
            "high": [f.share.high for f in self.figures],
            "fcr": [f.fcr.value for f in self.figures],
            "fcr_low": [f.fcr.low for f in self.figures],
            "fcr_high": [f.fcr.high for f in self.figures],
            "why": [f.share.why for f in self.figures],
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return the tidy table as a data frame."""
        return to_frame(self.columns, backend)

    def chart(self) -> "alt.LayerChart | alt.FacetChart":
        """Draw the definitions side by side, or the headline one by group."""
        from headwater.analysis.demand import repeat_charts

        if self.by:
            return repeat_charts.by_group(self)
        return repeat_charts.definitions(self)

    def __str__(self) -> str:
        lines = [self._heading(), *self.missing]
        if self.by:
            lines += ["", *self._groups()]
        elif self.headline is not None:
            lines += ["", *self._side_by_side()]
        return "\n".join([*lines, "", str(self.excluded)])

    def _heading(self) -> str:
        span = f"{_day(self.first)} to {_day(self.observed_until)}" if self.contacts else "no contacts"
        heading = f"Repeat contacts: {self.starts:,} contacts that may start one, {span}."
        definition = self.headline
        if definition is None or self.by:
            return heading
        figure = self.of(definition)[0]
        return (
            f"{heading}\n{figure.share.percent()} are followed by another ({definition}); "
            f"first-contact resolution is {figure.fcr.percent()}."
        )

    def _groups(self) -> list[str]:
        definition = self.headline
        if definition is None:
            return ["No group has a figure."]
        figures = self.of(definition)
        names = [" / ".join(figure.group) for figure in figures]
        width = max(len(name) for name in [*names, " / ".join(self.by)])
        lines = [str(definition), f"{' / '.join(self.by):<{width}}  {'contacts':>10}  followed by another"]
        for name, figure in zip(names, figures, strict=True):
            lines.append(f"{name:<{width}}  {figure.share.n:>10,}  {figure.share.percent()}")
        return lines

    def _side_by_side(self) -> list[str]:
        windows = sorted({figure.definition.window_days for figure in self.figures})
        shares = {figure.definition: figure.share for figure in self.figures}
        width = max(len(d.rule) for d in shares) + 1
        head = "followed by another within"
        lines = [f"{head:<{width}}" + "".join(f"{f'{w} d':>9}" for w in windows)]
        for rule in dict.fromkeys(d.rule for d in shares):
            rows = [d for d in shares if d.rule == rule]
            if not any(shares[d].known for d in rows) or self._says_no_more(rows, shares):
                continue
            lines.append(rule)
            for estimator in dict.fromkeys(d.estimator for d in rows):
                found = {d.window_days: shares[d] for d in rows if d.estimator == estimator}
                cells = "".join(f"{_cell(found.get(window)):>9}" for window in windows)
                lines.append(f"  {ESTIMATOR_NAMES[estimator]:<{width - 2}}{cells}")
        return lines

    @staticmethod
    def _says_no_more(rows: Sequence[Definition], shares: Mapping[Definition, Estimate]) -> bool:
        """Whether a same-channel rule only repeats its any-channel one, as with a single channel."""
        others = [shares.get(replace(d, channel="any")) for d in rows if d.channel == "same"]
        return bool(others) and others == [shares[d] for d in rows]


def _cell(share: Estimate | None) -> str:
    return "-" if share is None or share.value is None else f"{share.value:.1%}"


def _instant(epoch: int | None) -> str | None:
    return None if epoch is None else datetime.fromtimestamp(epoch, UTC).isoformat()


def _day(epoch: int | None) -> str:
    return "" if epoch is None else datetime.fromtimestamp(epoch, UTC).date().isoformat()
