"""What a limit on remedies covers, causes and saves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headwater.analysis.estimates import Estimate
from headwater.analysis.frames import Backend, Columns, to_frame
from headwater.analysis.policy.metrics import shown

_Z = 1.959964


@dataclass(frozen=True)
class Covered:
    """Share of remedies at or below a limit."""

    limit: float
    share: Estimate


@dataclass(frozen=True)
class Raised:
    """What raising the limit costs and saves, for all remedies of the table.

    Attributes
    ----------
    remedies : int
        Remedies that fall between the two limits.
    paid_more, escalations, repeats : Estimate
        Extra money paid; escalations and repeat contacts that would not have been.
    net : Estimate
        Money saved less money paid; not known without what an escalation and a contact cost.
    """

    limit: float
    remedies: int
    paid_more: Estimate
    escalations: Estimate
    repeats: Estimate
    net: Estimate

    @property
    def verdict(self) -> str:
        """`worth raising`, `not worth raising` or `cannot tell`."""
        if self.net.low is None or self.net.high is None:
            return "cannot tell"
        return (
            "worth raising"
            if self.net.low > 0
            else "not worth raising"
            if self.net.high < 0
            else "cannot tell"
        )


@dataclass(frozen=True)
class Authority:
    """What one limit does to the remedies of a table.

    Attributes
    ----------
    below, above : int
        Remedies at or below the limit, and above it.
    compared : str
        Which remedies are compared to say what the limit causes.
    escalated, resolved : Estimate
        Difference in the share escalated, and in the share resolved: above the limit less below it.
    caused_escalations, caused_repeats : Estimate
        What the limit caused among those above it.
    latency : Estimate
        Median time to approval of those escalated.
    """

    source: str
    kind: str
    currency: str
    limit: float
    below: int
    above: int
    covered: Estimate
    curve: tuple[Covered, ...]
    compared: str
    escalated: Estimate
    resolved: Estimate
    caused_escalations: Estimate
    caused_repeats: Estimate
    latency: Estimate
    raised: tuple[Raised, ...]
    kinds: tuple["Authority", ...] = ()
    missing_costs: tuple[str, ...] = ()

    @property
    def best(self) -> Raised | None:
        """The raised limit that surely saves, and saves most; None where none surely does."""
        worth = [one for one in self.raised if one.verdict == "worth raising"]
        return max(worth, key=lambda one: one.net.value or 0.0, default=None)

    @property
    def advised(self) -> Raised | None:
        """The lowest limit that surely saves, and within its standard error as much as the best.

        What is paid beyond it buys nothing that can be told from chance.

        References
        ----------
        Breiman, L., Friedman, J. H., Olshen, R. A. and Stone, C. J. (1984). Classification and Regression
        Trees, section 3.4.3: the rule of one standard error.
        """
        best = self.best
        if best is None or best.net.value is None or best.net.low is None:
            return best
        enough = best.net.value - (best.net.value - best.net.low) / _Z
        worth = [one for one in self.raised if one.verdict == "worth raising" and one.limit <= best.limit]
        return min((one for one in worth if (one.net.value or 0.0) >= enough), key=lambda one: one.limit)

    def money(self, amount: float) -> str:
        """Return an amount in the table's currency."""
        return shown("authority", amount, self.currency)

    def __str__(self) -> str:
        name = "" if self.kind == "any" else f", {self.kind}"
        lines = [
            f"{self.source}{name}: a limit of {self.money(self.limit)} covers {self.covered.percent()} of "
            f"{self.below + self.above:,} remedies",
            f"  above it, escalated {oftener(self.escalated)} ({self.compared})",
            f"  above it, resolved {oftener(self.resolved)}",
            f"  escalations it caused: {count(self.caused_escalations)}; "
            f"repeat contacts: {count(self.caused_repeats)}",
            f"  time to approval, median: {seconds(self.latency)}",
            f"  covered up to {', '.join(f'{self.money(c.limit)}: {c.share.percent()}' for c in self.curve)}",
        ]
        for one in self.raised:
            net = count(one.net, self.currency) if one.net.known else f"cannot tell: {one.net.why}"
            lines.append(
                f"  raised to {self.money(one.limit)} ({one.remedies:,} remedies): paid more "
                f"{count(one.paid_more, self.currency)}, escalations {count(one.escalations)} fewer, repeats "
                f"{count(one.repeats)} fewer; saves {net} in all: {one.verdict}"
            )
        if self.best is not None:
            lines.append(f"  Raising it to {self.money(self.best.limit)} saves most.")
        if self.missing_costs:
            lines.append(f"  Not priced: say {' and '.join(self.missing_costs)}.")
        for part in self.kinds:
            lines += [f"  {line}" for line in str(part).splitlines()]
        return "\n".join(lines)

    def columns(self) -> Columns:
        """Return the coverage curve, one row a limit."""
        return {
            "limit": [one.limit for one in self.curve],
            "covered": [one.share.value for one in self.curve],
            "low": [one.share.low for one in self.curve],
            "high": [one.share.high for one in self.curve],
        }

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        estimates = (
            *("covered", "escalated", "resolved", "caused_escalations", "caused_repeats", "latency"),
        )
        plain = ("source", "kind", "currency", "limit", "below", "above", "compared")
        return {
            **{name: getattr(self, name) for name in plain},
            **{name: getattr(self, name).to_dict() for name in estimates},
            "curve": [{"limit": one.limit} | one.share.to_dict() for one in self.curve],
            "raised": [
                {"limit": one.limit, "remedies": one.remedies, "verdict": one.verdict}
                | {n: getattr(one, n).to_dict() for n in ("paid_more", "escalations", "repeats", "net")}
                for one in self.raised
            ],
            "best": None if self.best is None else self.best.limit,
            "missing_costs": list(self.missing_costs),
            "kinds": [part.to_dict() for part in self.kinds],
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return the coverage curve as a data frame."""
        return to_frame(self.columns(), backend)


def authority_from(kept: Mapping[str, Any]) -> Authority:
    """Read a result back from plain data, such as `Authority.to_dict` gives."""
    figures = ("covered", "escalated", "resolved", "caused_escalations", "caused_repeats", "latency")
    plain = ("source", "kind", "currency", "limit", "below", "above", "compared")
    of_raised = ("paid_more", "escalations", "repeats", "net")
    given: dict[str, Any] = {name: kept[name] for name in plain}
    given |= {name: Estimate(**kept[name]) for name in figures}
    return Authority(
        **given,
        curve=tuple(
            Covered(one["limit"], Estimate(**{k: v for k, v in one.items() if k != "limit"}))
            for one in kept["curve"]
        ),
        raised=tuple(
            Raised(one["limit"], one["remedies"], **{name: Estimate(**one[name]) for name in of_raised})
            for one in kept["raised"]
        ),
        kinds=tuple(authority_from(one) for one in kept["kinds"]),
        missing_costs=tuple(kept["missing_costs"]),
    )


def oftener(share: Estimate) -> str:
    """Read a difference of shares as more or less often, in percentage points.

    Examples
    --------
    >>> oftener(Estimate(0.31, 0.25, 0.37, n=400)), oftener(Estimate(-0.29, -0.33, -0.24, n=400))
    ('more often by 31 points (25 to 37)', 'less often by 29 points (24 to 33)')
    """
    if share.value is None or share.low is None or share.high is None:
        return f"more or less often cannot be told: {share.why}"
    more = share.value >= 0
    low, high = (share.low, share.high) if more else (-share.high, -share.low)
    words = "more" if more else "less"
    return f"{words} often by {abs(share.value) * 100:.0f} points ({low * 100:.0f} to {high * 100:.0f})"


def count(found: Estimate, unit: str = "") -> str:
    """Read an amount or a number of contacts, with its interval."""
    if found.value is None:
        return f"cannot tell: {found.why}"
    between = "" if found.low is None or found.high is None else f" ({found.low:,.0f} to {found.high:,.0f})"
    return f"{found.value:,.0f}{f' {unit}' if unit else ''}{between}"


def seconds(found: Estimate) -> str:
    """Read a time with its interval."""
    return count(found, "s")
