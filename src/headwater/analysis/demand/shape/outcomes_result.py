"""The result of `outcomes`: what it holds, and how it reads."""

from dataclasses import asdict, dataclass
from typing import Any

from headwater.analysis.demand.scope import ScopeCounts
from headwater.analysis.demand.text_table import text_table
from headwater.analysis.estimates import Estimate
from headwater.analysis.frames import Backend, to_frame

SHARES = ("transferred", "reopened", "abandoned", "responded")
_COLUMNS = {"transferred": "transfers", "reopened": "reopens", "abandoned": "abandoned"}
_FEW_RATE = 0.2


@dataclass(frozen=True)
class GroupOutcomes:
    """How one group's contacts end.

    Attributes
    ----------
    transferred, reopened, abandoned : Estimate
        Shares of the contacts for which it is known; `n` says how many these are.
    satisfaction : Estimate
        Mean rating, 0 to 1, of those who rated.
    responded : Estimate
        Share of contacts that were rated.
    """

    group: str
    contacts: int
    transferred: Estimate
    mean_transfers: float | None
    reopened: Estimate
    mean_reopens: float | None
    abandoned: Estimate
    satisfaction: Estimate
    responded: Estimate
    ratings: int


@dataclass(frozen=True)
class Outcomes:
    """How contacts end, by group.

    Attributes
    ----------
    scales : tuple of str
        Original scales of the ratings, all rescaled to 0 to 1.
    ratings_of_unidentified : int
        Ratings without a customer, each taken as a customer of its own.
    """

    by: str | None
    groups: tuple[GroupOutcomes, ...]
    scales: tuple[str, ...]
    ratings_of_unidentified: int
    scope: ScopeCounts

    @property
    def facts(self) -> tuple[str, ...]:
        """What the figures rest on and what is missing, a sentence each."""
        facts = [f"{self.scope}."]
        contacts = sum(group.contacts for group in self.groups)
        for what, column in _COLUMNS.items():
            known = sum(e.n for group in self.groups if (e := getattr(group, what)).known)
            if contacts and not known:
                facts.append(f"Nothing says what was {what}: the column {column} would bring it.")
            elif known < contacts:
                facts.append(f"{known / contacts:.0%} of contacts say whether they were {what}.")
        ratings = sum(group.ratings for group in self.groups)
        if contacts and not ratings:
            facts.append("No contact was rated: the column satisfaction would bring it.")
        elif ratings:
            facts += self._about_ratings(ratings, contacts)
        return tuple(facts)

    def _about_ratings(self, ratings: int, contacts: int) -> list[str]:
        answer = f"{ratings:,} of {contacts:,} contacts were rated ({ratings / contacts:.1%})"
        few = ratings < _FEW_RATE * contacts
        facts = [f"{answer}; what the others think is not known{' and may well differ' if few else ''}."]
        if self.ratings_of_unidentified:
            facts.append(
                f"{self.ratings_of_unidentified:,} ratings have no customer and count as one customer each; "
                "the interval may be too narrow."
            )
        if len(self.scales) > 1:
            facts.append(
                f"Ratings came on different scales ({', '.join(self.scales)}), rescaled to 0 to 1: "
                "compare groups only where the scale is the same."
            )
        return facts

    def __str__(self) -> str:
        if not self.groups:
            return f"How contacts end: {self.scope}."
        headers = [
            self.by or "group",
            "contacts",
            "transferred",
            "reopened",
            "abandoned",
            "satisfaction",
            "rated",
        ]
        rows = [
            [
                group.group,
                f"{group.contacts:,}",
                *(
                    estimate.percent() if estimate.known else "-"
                    for estimate in (
                        group.transferred,
                        group.reopened,
                        group.abandoned,
                        group.satisfaction,
                        group.responded,
                    )
                ),
            ]
            for group in self.groups
        ]
        return "\n".join(["How contacts end", text_table(headers, rows), *self.facts])

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return {
            "by": self.by,
            "scope": self.scope.to_dict(),
            "scales": list(self.scales),
            "ratings_of_unidentified": self.ratings_of_unidentified,
            "facts": list(self.facts),
            "groups": [asdict(group) for group in self.groups],
        }

    def columns(self) -> dict[str, list[Any]]:
        """Return one row a group as columns, each figure with its bounds."""
        found: dict[str, list[Any]] = {
            self.by or "group": [group.group for group in self.groups],
            "contacts": [group.contacts for group in self.groups],
        }
        for what in (*SHARES, "satisfaction"):
            estimates = [getattr(group, what) for group in self.groups]
            found[what] = [e.value for e in estimates]
            found[f"{what}_low"] = [e.low for e in estimates]
            found[f"{what}_high"] = [e.high for e in estimates]
        found["mean_transfers"] = [group.mean_transfers for group in self.groups]
        found["mean_reopens"] = [group.mean_reopens for group in self.groups]
        return found

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return one row a group as a data frame."""
        return to_frame(self.columns(), backend)

    def chart(self, most: int = 20) -> Any:
        """Draw each figure with its interval, side by side."""
        import altair as alt

        values = [
            {"group": group.group, "figure": what, "share": e.value, "low": e.low, "high": e.high}
            for group in self.groups[:most]
            for what in ("transferred", "reopened", "abandoned", "satisfaction")
            if (e := getattr(group, what)).known
        ]
        base = alt.Chart().encode(
            y=alt.Y("group:N", title=self.by or "", sort=[g.group for g in self.groups])
        )
        dots = base.mark_point(filled=True).encode(x=alt.X("share:Q", title=None, axis=alt.Axis(format="%")))
        rules = base.mark_rule().encode(x="low:Q", x2="high:Q")
        layered = alt.layer(rules, dots, data=alt.InlineData(values=values)).properties(width=160)
        return layered.facet(column=alt.Column("figure:N", title=None)).properties(title="How contacts end")
