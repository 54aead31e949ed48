"""The result of `workload`: what it holds, and how it reads."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from headwater.analysis.demand.cost import CostRates
from headwater.analysis.demand.scope import ScopeCounts
from headwater.analysis.demand.shares import MEANING
from headwater.analysis.demand.text_table import text_table
from headwater.analysis.estimates import Estimate
from headwater.analysis.frames import Backend, to_frame


@dataclass(frozen=True)
class WorkloadRow:
    """One group's part of the work.

    Attributes
    ----------
    timed_contacts : int
        Contacts with a handle time; hours, means and shares of time rest on them.
    cost : float or None
        None where no channel of the group has a rate.
    running_contacts, running_time, running_cost : float or None
        Shares of this row and all rows above it together.
    """

    group: str
    contacts: int
    timed_contacts: int
    handle_hours: float
    mean_handle_seconds: float | None
    cost: float | None
    share_of_contacts: Estimate
    share_of_time: Estimate
    share_of_cost: Estimate
    running_contacts: float | None = None
    running_time: float | None = None
    running_cost: float | None = None

    def with_running(self, contacts: float, time: float | None, cost: float | None) -> "WorkloadRow":
        """Return the row with the shares up to and including it."""
        return replace(self, running_contacts=contacts, running_time=time, running_cost=cost)


@dataclass(frozen=True)
class Workload:
    """Where contacts, handle time and money go.

    Attributes
    ----------
    contacts, timed_contacts : int
        Contacts counted (people's work: without bots), and those with a handle time.
    abandoned_without_time : int
        Contacts without handle time because the customer left before anyone answered.
    cost : float or None
        None where nothing is priced.
    not_priced : dict
        Channels without a rate, and their contacts.
    hours_not_priced : int
        Contacts in a channel with an hourly rate whose handle time is not known; their hours cost nothing
        here.
    """

    by: str
    rows: tuple[WorkloadRow, ...]
    contacts: int
    timed_contacts: int
    abandoned_without_time: int
    handle_hours: float
    cost: float | None
    rates: CostRates | None
    not_priced: dict[str, int]
    hours_not_priced: int
    scope: ScopeCounts

    @property
    def facts(self) -> tuple[str, ...]:
        """What the figures rest on and what is missing, a sentence each."""
        facts = [f"{self.scope}."]
        if self.scope.bots:
            facts.append(
                f"{self.scope.bots:,} of them were handled by a bot; they are no work of people and are "
                "left out of these shares."
            )
        facts += self._about_time()
        facts += self._about_cost()
        return tuple(facts)

    def _about_time(self) -> list[str]:
        without = self.contacts - self.timed_contacts
        if self.contacts and not self.timed_contacts:
            return [
                "No contact has a handle time, so nothing can be said about time. "
                "The column handle_seconds would bring it."
            ]
        if not without:
            return []
        lost = self.abandoned_without_time
        those = "all" if lost == without else f"{lost:,}"
        because = f", {those} of them because the customer left unanswered" if lost else ""
        share = f"{without / self.contacts:.1%}"
        return [
            f"{without:,} contacts ({share}) have no handle time{because}; shares of time rest on the others."
        ]

    def _about_cost(self) -> list[str]:
        if self.rates is None:
            return ["Nothing is priced: no cost rates were given."]
        facts = [f"Priced at {self.rates}."]
        if self.not_priced:
            named = ", ".join(f"{channel} ({count:,} contacts)" for channel, count in self.not_priced.items())
            facts.append(f"Not priced, for want of a rate: {named}.")
        if self.hours_not_priced:
            facts.append(
                f"{self.hours_not_priced:,} contacts in channels priced by the hour have no handle time: "
                "their hours are not in the cost."
            )
        return facts

    def __str__(self) -> str:
        if not self.rows:
            return f"Where the time goes: cannot tell, {self.scope}."
        headers = [self.by, "contacts", "share", "hours", "share of time", "running", "mean"]
        money = self.cost is not None
        headers += [f"cost {self.rates.currency}", "share of cost"] if money and self.rates else []
        rows = []
        for row in self.rows:
            time = row.share_of_time
            line = [row.group, f"{row.contacts:,}", row.share_of_contacts.percent()]
            line += [f"{row.handle_hours:,.1f}", time.percent() if time.known else "-"]
            line += ["-" if row.running_time is None else f"{row.running_time:.1%}"]
            line += ["-" if row.mean_handle_seconds is None else f"{row.mean_handle_seconds:,.0f} s"]
            if money:
                line += ["not priced" if row.cost is None else f"{row.cost:,.0f}"]
                line += [row.share_of_cost.percent() if row.cost is not None else "-"]
            rows.append(line)
        parts = [f"Where the time goes, by {self.by}", text_table(headers, rows), *self.facts]
        return "\n".join([*parts, MEANING])

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return {
            "by": self.by,
            "contacts": self.contacts,
            "timed_contacts": self.timed_contacts,
            "abandoned_without_time": self.abandoned_without_time,
            "handle_hours": self.handle_hours,
            "cost": self.cost,
            "rates": None if self.rates is None else self.rates.to_dict(),
            "not_priced": dict(self.not_priced),
            "hours_not_priced": self.hours_not_priced,
            "scope": self.scope.to_dict(),
            "facts": list(self.facts),
            "interval_means": MEANING,
            "rows": [asdict(row) for row in self.rows],
        }

    def columns(self) -> dict[str, list[Any]]:
        """Return one row a group as columns, each share with its bounds."""
        names = ("contacts", "timed_contacts", "handle_hours", "mean_handle_seconds", "cost")
        found: dict[str, list[Any]] = {self.by: [row.group for row in self.rows]}
        found |= {name: [getattr(row, name) for row in self.rows] for name in names}
        for what in ("contacts", "time", "cost"):
            estimates = [getattr(row, f"share_of_{what}") for row in self.rows]
            found[f"share_of_{what}"] = [e.value for e in estimates]
            found[f"share_of_{what}_low"] = [e.low for e in estimates]
            found[f"share_of_{what}_high"] = [e.high for e in estimates]
            found[f"running_{what}"] = [getattr(row, f"running_{what}") for row in self.rows]
        return found

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return one row a group as a data frame."""
        return to_frame(self.columns(), backend)

    def chart(self, most: int = 20) -> Any:
        """Draw the shares of contacts and of time side by side, with their intervals."""
        import altair as alt

        kinds = [("contacts", "contacts"), ("time", "time"), ("cost", "cost")]
        values = [
            {self.by: row.group, "of": label, "share": e.value, "low": e.low, "high": e.high}
            for row in self.rows[:most]
            for name, label in kinds
            if (e := getattr(row, f"share_of_{name}")).known
        ]
        order = [row.group for row in self.rows[:most]]
        base = alt.Chart(alt.InlineData(values=values)).encode(
            y=alt.Y(f"{self.by}:N", sort=order, title=self.by), yOffset=alt.YOffset("of:N")
        )
        share = alt.X("share:Q", title="share", axis=alt.Axis(format="%"))
        bars = base.mark_bar().encode(x=share, color=alt.Color("of:N", title="share of"))
        rules = base.mark_rule().encode(x=alt.X("low:Q", title="share"), x2="high:Q")
        return alt.layer(bars, rules).properties(title=f"Where the time goes, by {self.by}")
