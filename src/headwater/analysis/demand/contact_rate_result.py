"""The result of `contact_rate`: what it holds, and how it reads."""

from dataclasses import asdict, dataclass
from typing import Any

from headwater.analysis.demand.scope import ScopeCounts
from headwater.analysis.demand.text_table import text_table
from headwater.analysis.demand.volumes import Grain
from headwater.analysis.estimates import Estimate
from headwater.analysis.frames import Backend, to_frame

NO_VOLUMES = (
    "No volumes loaded, so there is nothing to count contacts per. Bring them with "
    "'headwater contacts import FILE --mapping MAPPING.yaml --store DIR', where the mapping says "
    "'table: volumes' and fills period, driver and count."
)


@dataclass(frozen=True)
class RateRow:
    """One group's contacts per driver."""

    group: str
    contacts: int
    volume: float
    rate: Estimate
    dispersion: float | None


@dataclass(frozen=True)
class LeftOut:
    """What only one of the two tables holds: left out on both sides, so that like is set against like."""

    periods_without_contacts: int
    volume_without_contacts: float
    days_without_volumes: int
    contacts_without_volumes: int

    @property
    def facts(self) -> list[str]:
        """What was left out, a sentence each."""
        facts = []
        if self.periods_without_contacts:
            facts.append(
                f"{self.periods_without_contacts:,} periods have volumes "
                f"({self.volume_without_contacts:,.0f}) but no contacts, "
                "or contacts for a part of their days only: left out."
            )
        if self.days_without_volumes:
            facts.append(
                f"{self.days_without_volumes:,} days have contacts ({self.contacts_without_volumes:,}) "
                "but no usable volumes: left out."
            )
        return facts


@dataclass(frozen=True)
class ContactRate:
    """Contacts per one driver.

    Attributes
    ----------
    grain : {'day', 'week', 'month'}
        What a row of the volumes covers.
    dispersion : float or None
        How much more weeks vary than chance alone explains (1: not at all); None below four weeks.
    """

    driver: str
    sources: tuple[str, ...]
    grain: Grain
    overall: Estimate
    contacts: int
    volume: float
    dispersion: float | None
    periods: int
    rows: tuple[RateRow, ...]
    left_out: LeftOut

    @property
    def facts(self) -> tuple[str, ...]:
        """What the rate rests on, a sentence each."""
        unit = "months" if self.grain == "month" else "weeks"
        facts = [
            f"{self.contacts:,} contacts and {self.volume:,.0f} {self.driver} in {self.periods:,} periods "
            f"(volumes by {self.grain})."
        ]
        if len(self.sources) > 1:
            facts.append(f"The {self.driver} of {', '.join(self.sources)} were added up.")
        if self.dispersion is None:
            facts.append(f"Fewer than four {unit}: the interval knows chance only, not good and bad {unit}.")
        elif self.dispersion > 1:
            facts.append(
                f"The variance between {unit} is {self.dispersion:.1f} times what chance alone would "
                "make it; the interval is widened for it."
            )
        return (*facts, *self.left_out.facts)


@dataclass(frozen=True)
class ContactRates:
    """Contacts per driver, for each driver there are volumes of."""

    by: str | None
    per: float
    drivers: tuple[ContactRate, ...]
    scope: ScopeCounts

    @property
    def why(self) -> str:
        """Why there is no rate at all; empty when there is one."""
        return "" if self.drivers else NO_VOLUMES

    def __str__(self) -> str:
        if not self.drivers:
            return f"Contact rate: cannot tell. {NO_VOLUMES}"
        parts = []
        for found in self.drivers:
            parts.append(f"Contacts per {self.per:g} {found.driver}: {reads(found.overall)}")
            if found.rows:
                rows = [
                    [row.group, f"{row.contacts:,}", f"{row.volume:,.0f}", reads(row.rate)]
                    for row in found.rows
                ]
                headers = [self.by or "", "contacts", found.driver, f"per {self.per:g}"]
                parts.append(text_table(headers, rows))
            parts += found.facts
        return "\n".join([*parts, f"{self.scope}."])

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data."""
        drivers = [asdict(found) | {"facts": list(found.facts)} for found in self.drivers]
        scope = self.scope.to_dict()
        return {"by": self.by, "per": self.per, "why": self.why, "scope": scope, "drivers": drivers}

    def columns(self) -> dict[str, list[Any]]:
        """Return one row a driver and group as columns; the overall rate stands as group `all`."""
        rows = [
            (found.driver, row)
            for found in self.drivers
            for row in (
                RateRow("all", found.contacts, found.volume, found.overall, found.dispersion),
                *found.rows,
            )
        ]
        return {
            "driver": [driver for driver, _ in rows],
            self.by or "group": [row.group for _, row in rows],
            "contacts": [row.contacts for _, row in rows],
            "volume": [row.volume for _, row in rows],
            "rate": [row.rate.value for _, row in rows],
            "low": [row.rate.low for _, row in rows],
            "high": [row.rate.high for _, row in rows],
            "dispersion": [row.dispersion for _, row in rows],
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return one row a driver and group as a data frame."""
        return to_frame(self.columns(), backend)

    def chart(self) -> Any:
        """Draw each rate with its interval."""
        import altair as alt

        values = [
            {
                "driver": found.driver,
                "group": row.group,
                "rate": row.rate.value,
                "low": row.rate.low,
                "high": row.rate.high,
            }
            for found in self.drivers
            for row in (found.rows or [RateRow("all", found.contacts, found.volume, found.overall, None)])
            if row.rate.known
        ]
        order = [row.group for found in self.drivers for row in found.rows]
        title = f"contacts per {self.per:g}"
        base = alt.Chart(alt.InlineData(values=values)).encode(
            y=alt.Y("group:N", sort=order, title=self.by or ""), color=alt.Color("driver:N", title="per")
        )
        dots = base.mark_point(filled=True).encode(x=alt.X("rate:Q", title=title))
        rules = base.mark_rule().encode(x=alt.X("low:Q", title=title), x2="high:Q")
        return alt.layer(rules, dots).properties(title="Contact rate")


def reads(estimate: Estimate) -> str:
    """Read a rate as text.

    Examples
    --------
    >>> reads(Estimate(3.04, 2.5012, 3.6))
    '3.04 (2.5 to 3.6)'
    """
    if estimate.value is None:
        return f"cannot tell: {estimate.why}"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.3g}"
    return f"{estimate.value:.3g} ({estimate.low:.3g} to {estimate.high:.3g})"
