"""The result of `arrivals`: what it holds, and how it reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from headwater.analysis.demand.days import WEEKDAYS, DayFacts
from headwater.analysis.demand.scope import ScopeCounts
from headwater.analysis.demand.shape.weekly import WeeklyIndex
from headwater.analysis.demand.text_table import text_table
from headwater.analysis.errors import UsageError, nearest
from headwater.analysis.frames import Backend, to_frame

_AT_MIDNIGHT = 0.5
_SHADES = " .:-=+*#%@"


@dataclass(frozen=True)
class GroupArrivals:
    """When one group's contacts come.

    Attributes
    ----------
    half_hours : tuple of 7 tuples of 48 int
        Contacts by weekday (Monday first) and half-hour of the local day.
    daily : mapping of date to int
        Contacts on each day that has any.
    """

    group: str
    contacts: int
    half_hours: tuple[tuple[int, ...], ...]
    daily: Mapping[date, int]
    weekly: WeeklyIndex


@dataclass(frozen=True)
class Arrivals:
    """When contacts come.

    Attributes
    ----------
    days_of_weekday : tuple of int
        Days with any contacts, by weekday: what the means are over.
    weekly : WeeklyIndex
        The weekly pattern of all groups together.
    """

    by: str | None
    groups: tuple[GroupArrivals, ...]
    days: DayFacts
    days_of_weekday: tuple[int, ...]
    weekly: WeeklyIndex
    scope: ScopeCounts

    @property
    def half_hours(self) -> tuple[tuple[int, ...], ...]:
        """Contacts by weekday and half-hour, all groups together."""
        return tuple(
            tuple(sum(group.half_hours[d][h] for group in self.groups) for h in range(48)) for d in range(7)
        )

    @property
    def facts(self) -> tuple[str, ...]:
        """What a reader should know, a sentence each."""
        facts = [f"{self.scope}.", *self.days.facts]
        if self.weekly.why:
            facts.append(f"No weekly pattern: {self.weekly.why}.")
        elif self.weekly.weeks_left_out:
            facts.append(
                f"The weekly pattern rests on {self.weekly.weeks} weeks; "
                f"{self.weekly.weeks_left_out} with a gap were left out."
            )
        counts = self.half_hours
        total = sum(map(sum, counts))
        at_midnight = sum(row[0] for row in counts)
        if total >= 20 and at_midnight > _AT_MIDNIGHT * total:
            facts.append(
                f"{at_midnight / total:.0%} of contacts begin in the half-hour after midnight: the export "
                "probably holds dates without times, and the hours here mean nothing."
            )
        return tuple(facts)

    def group(self, name: str) -> GroupArrivals:
        """Return one group by name."""
        for group in self.groups:
            if group.group == name:
                return group
        raise UsageError(f"There is no group {name!r}.{nearest(name, [g.group for g in self.groups])}")

    def mean_per_day(self, group: str, weekday: int, half_hour: int) -> float | None:
        """Return contacts in a half-hour on the average day of that weekday; None when there was none."""
        days = self.days_of_weekday[weekday]
        return self.group(group).half_hours[weekday][half_hour] / days if days else None

    def open_hours(self) -> dict[str, str]:
        """Return, by weekday, from when to when contacts come: the hours of 99% of that day's contacts."""
        found = {}
        for weekday, row in zip(WEEKDAYS, self.half_hours, strict=True):
            total, running, inside = sum(row), 0, []
            for half_hour, n in enumerate(row):
                # cut half a percent on either side, in whole numbers
                if n and 200 * (running + n) > total and 200 * running < 199 * total:
                    inside.append(half_hour)
                running += n
            found[weekday] = f"{_clock(inside[0])} to {_clock(inside[-1] + 1)}" if inside else "no contacts"
        return found

    def __str__(self) -> str:
        if not self.groups:
            return f"Arrivals: {self.scope}."
        counts = self.half_hours
        means = [
            [n / days if days else 0.0 for n in row]
            for row, days in zip(counts, self.days_of_weekday, strict=True)
        ]
        most = max(map(max, means))
        shades = [
            f"{weekday[:3]} " + "".join(_SHADES[ceil(9 * mean / most)] for mean in row)
            for weekday, row in zip(WEEKDAYS, means, strict=True)
        ]
        hours = "    " + "".join(f"{hour:<6}" for hour in range(0, 24, 3))
        index = [e.value for e in self.weekly.index]
        rows = []
        for d, weekday in enumerate(WEEKDAYS):
            line = [weekday, f"{self.days_of_weekday[d]:,}", f"{sum(means[d]):,.1f}"]
            estimate = self.weekly.index[d] if index else None
            if estimate is None or estimate.value is None:
                line.append("-")
            elif estimate.low is None or estimate.high is None:
                line.append(f"{estimate.value:.2f}")
            else:
                line.append(f"{estimate.value:.2f} ({estimate.low:.2f} to {estimate.high:.2f})")
            rows.append([*line, self.open_hours()[weekday]])
        table = text_table(["weekday", "days", "contacts a day", "of the average day", "hours"], rows)
        title = f"Arrivals by half-hour; darkest: {most:.1f} contacts a day"
        return "\n".join([title, hours, *shades, table, *self.facts])

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return {
            "by": self.by,
            "scope": self.scope.to_dict(),
            "days": self.days.to_dict(),
            "days_of_weekday": list(self.days_of_weekday),
            "open_hours": self.open_hours(),
            "weekly": self.weekly.to_dict(),
            "facts": list(self.facts),
            "groups": [
                {
                    "group": group.group,
                    "contacts": group.contacts,
                    "half_hours": [list(row) for row in group.half_hours],
                    "daily": {day.isoformat(): n for day, n in group.daily.items()},
                    "weekly": group.weekly.to_dict(),
                }
                for group in self.groups
            ],
        }

    def columns(self) -> dict[str, list[Any]]:
        """Return one row a group, weekday and half-hour; `mean_per_day` is None where no day was there."""
        closed = self.half_hours
        cells = [(g, d, h) for g in self.groups for d in range(7) for h in range(48)]
        days = self.days_of_weekday
        return {
            self.by or "group": [g.group for g, _, _ in cells],
            "weekday": [WEEKDAYS[d] for _, d, _ in cells],
            "half_hour": [_clock(h) for _, _, h in cells],
            "contacts": [g.half_hours[d][h] for g, d, h in cells],
            "days": [days[d] for _, d, _ in cells],
            "mean_per_day": [g.half_hours[d][h] / days[d] if days[d] else None for g, d, h in cells],
            "never_any": [closed[d][h] == 0 for _, d, h in cells],
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return one row a group, weekday and half-hour as a data frame."""
        return to_frame(self.columns(), backend)

    def daily_columns(self) -> dict[str, list[Any]]:
        """Return one row a group and day as columns."""
        cells = [(g.group, day, n) for g in self.groups for day, n in g.daily.items()]
        return {
            self.by or "group": [group for group, _, _ in cells],
            "date": [day for _, day, _ in cells],
            "contacts": [n for _, _, n in cells],
        }

    def chart(self) -> Any:
        """Draw the heatmap; half-hours in which nobody ever came stay blank."""
        import altair as alt

        counts = self.half_hours
        values = [
            {"weekday": WEEKDAYS[d], "half_hour": _clock(h), "mean": counts[d][h] / self.days_of_weekday[d]}
            for d in range(7)
            for h in range(48)
            if counts[d][h]
        ]
        clock = [_clock(h) for h in range(48)]
        return (
            alt.Chart(alt.InlineData(values=values))
            .mark_rect()
            .encode(
                x=alt.X("half_hour:O", title="half-hour", scale=alt.Scale(domain=clock)),
                y=alt.Y("weekday:O", title=None, scale=alt.Scale(domain=list(WEEKDAYS))),
                color=alt.Color("mean:Q", title="contacts a day"),
            )
            .properties(title="When contacts come")
        )


def _clock(half_hour: int) -> str:
    return f"{half_hour // 2:02d}:{half_hour % 2 * 30:02d}"
