"""The result of `handle_times`: what it holds, and how it reads."""

from dataclasses import asdict, dataclass
from typing import Any

from headwater.analysis.demand.scope import ScopeCounts
from headwater.analysis.demand.shape.seconds import Bin, Heap
from headwater.analysis.demand.text_table import text_table
from headwater.analysis.estimates import Estimate
from headwater.analysis.frames import Backend, to_frame

_HOUR = 3600
_MANY_WHOLE_MINUTES = 0.5
_MANY_ZEROS = 0.01


@dataclass(frozen=True)
class GroupHandleTime:
    """How long one group's contacts take.

    Attributes
    ----------
    deciles : tuple of int
        p10, p20 ... p90 in whole seconds; empty without handle times.
    bins : tuple of Bin
        The histogram.
    zero, implausible : int
        Contacts with a handle time of zero, and above what can be true.
    whole_minutes : float
        Share of handle times that are whole minutes.
    """

    group: str
    contacts: int
    timed_contacts: int
    mean_seconds: float | None
    deciles: tuple[int, ...]
    bins: tuple[Bin, ...]
    over_an_hour: Estimate
    zero: int
    implausible: int
    whole_minutes: float
    heaps: tuple[Heap, ...]

    @property
    def median_seconds(self) -> int | None:
        """The middle handle time, in whole seconds."""
        return self.deciles[4] if self.deciles else None


@dataclass(frozen=True)
class HandleTimes:
    """How long contacts take, by group."""

    by: str | None
    groups: tuple[GroupHandleTime, ...]
    implausible_seconds: int
    scope: ScopeCounts

    @property
    def facts(self) -> tuple[str, ...]:
        """What a reader should know about the figures, a sentence each."""
        facts = [f"{self.scope}."]
        timed = sum(group.timed_contacts for group in self.groups)
        contacts = sum(group.contacts for group in self.groups)
        if not timed:
            return (*facts, "No contact has a handle time. The column handle_seconds would bring it.")
        if timed < contacts:
            facts.append(
                f"{contacts - timed:,} contacts ({(contacts - timed) / contacts:.1%}) have no handle time."
            )
        zero = sum(group.zero for group in self.groups)
        if zero > _MANY_ZEROS * timed:
            facts.append(f"{zero:,} ({zero / timed:.1%}) have a handle time of zero.")
        implausible = sum(group.implausible for group in self.groups)
        if implausible:
            facts.append(
                f"{implausible:,} are over {self.implausible_seconds / _HOUR:g} hours, "
                "which is hardly time worked on one contact."
            )
        for group in self.groups:
            facts += self._about(group)
        return tuple(facts)

    def _about(self, group: GroupHandleTime) -> list[str]:
        where = "" if self.by is None else f"{group.group}: "
        facts = []
        if group.median_seconds is not None and group.median_seconds > _HOUR:
            facts.append(
                f"{where}half of the handle times are over an hour. Check that they are time worked on, "
                "not time that passed."
            )
        if group.whole_minutes >= _MANY_WHOLE_MINUTES:
            facts.append(
                f"{where}{group.whole_minutes:.0%} of handle times are whole minutes, as if entered by hand."
            )
        facts += [
            f"{where}{heap.under:,} handle times lie in the 14 seconds before {heap.seconds} s and "
            f"{heap.over:,} in the 14 after it, {heap.excess:.1f} times ({heap.low:.1f} to {heap.high:.1f}) "
            "what the slope around it leads to expect. This says where times lie, not why."
            for heap in group.heaps
        ]
        return facts

    def __str__(self) -> str:
        if not self.groups:
            return f"Handle time: {self.scope}."
        headers = [self.by or "group", "contacts", "timed", "mean", "p10", "p50", "p90", "over an hour"]
        rows = [
            [
                group.group,
                f"{group.contacts:,}",
                f"{group.timed_contacts:,}",
                *(
                    "-" if value is None else f"{value:,.0f} s"
                    for value in (
                        group.mean_seconds,
                        *([group.deciles[i] for i in (0, 4, 8)] if group.deciles else [None] * 3),
                    )
                ),
                group.over_an_hour.percent() if group.over_an_hour.known else "-",
            ]
            for group in self.groups
        ]
        return "\n".join(["Handle time", text_table(headers, rows), *self.facts])

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return {
            "by": self.by,
            "scope": self.scope.to_dict(),
            "facts": list(self.facts),
            "groups": [
                asdict(group) | {"deciles": {f"p{10 * (i + 1)}": s for i, s in enumerate(group.deciles)}}
                for group in self.groups
            ],
        }

    def columns(self) -> dict[str, list[Any]]:
        """Return one row a group as columns."""
        found: dict[str, list[Any]] = {self.by or "group": [group.group for group in self.groups]}
        for name in ("contacts", "timed_contacts", "mean_seconds", "zero", "implausible", "whole_minutes"):
            found[name] = [getattr(group, name) for group in self.groups]
        for i in range(9):
            found[f"p{10 * (i + 1)}"] = [group.deciles[i] if group.deciles else None for group in self.groups]
        found["over_an_hour"] = [group.over_an_hour.value for group in self.groups]
        found["over_an_hour_low"] = [group.over_an_hour.low for group in self.groups]
        found["over_an_hour_high"] = [group.over_an_hour.high for group in self.groups]
        return found

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return one row a group as a data frame."""
        return to_frame(self.columns(), backend)

    def histogram_columns(self) -> dict[str, list[Any]]:
        """Return one row a group and bin as columns; the last bin of a group may have no upper end."""
        cells = [(group.group, piece) for group in self.groups for piece in group.bins]
        return {
            self.by or "group": [group for group, _ in cells],
            "from_seconds": [piece.low for _, piece in cells],
            "to_seconds": [piece.high for _, piece in cells],
            "contacts": [piece.contacts for _, piece in cells],
        }

    def chart(self, most: int = 8) -> Any:
        """Draw a histogram for each of the largest groups; the open last bin is left out."""
        import altair as alt

        values = [
            {"group": group.group, "from": piece.low, "to": piece.high, "contacts": piece.contacts}
            for group in self.groups[:most]
            for piece in group.bins
            if piece.high is not None
        ]
        return (
            alt.Chart(alt.InlineData(values=values))
            .mark_bar()
            .encode(
                x=alt.X("from:Q", title="handle time in seconds"),
                x2="to:Q",
                y=alt.Y("contacts:Q", title="contacts"),
            )
            .properties(height=90)
            .facet(row=alt.Row("group:N", title=self.by or "", sort=[g.group for g in self.groups]))
            .resolve_scale(y="independent", x="independent")
            .properties(title="Handle time")
        )
