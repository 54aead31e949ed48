"""Failure demand traced to its causes: everything found, as one result."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from headwater.analysis.demand.causes.budget import Budget
from headwater.analysis.demand.causes.ledger import Ledger
from headwater.analysis.demand.causes.nodes import Node
from headwater.analysis.demand.causes.outside import Outside
from headwater.analysis.demand.causes.quadrants import Quadrants
from headwater.analysis.demand.causes.ranking import Ranking
from headwater.analysis.demand.causes.settings import CausesSettings
from headwater.analysis.demand.prevalence.prevalence_result import Prevalence
from headwater.analysis.demand.prevalence.result import Measure
from headwater.analysis.estimates import Estimate
from headwater.analysis.frames import Backend, Columns, to_frame

if TYPE_CHECKING:
    import altair as alt

    from headwater.analysis.demand.report.document import Report


@dataclass(frozen=True)
class Causes:
    """What should never have happened, why, who can stop it, and what it is worth.

    Attributes
    ----------
    found : Prevalence
        The shares underneath, with the coded contacts.
    failure : Node
        All failure demand, and below it the tree: failure code, reason, cause, unit.
    views : mapping of str to tuple of Node
        All failure demand by `reason`, by `cause` and by `cause_owner`; what was folded stands last.
    rankings : mapping of str to Ranking
        Of each view, by the measure that matters.
    outside : Outside
        How it divides between units outside support and inside.
    measure : str
        The measure that matters: cost with rates, else time, else contacts.
    ledger : Ledger
        The reasons that make most of it, and who does what about them.
    budget : Budget or None
        Today's spending against fixing causes; None without a ledger.
    quadrants : Quadrants
        Every reason by its value to customer and company.
    codebook : str
        Name and version of the codebook that was given; empty without one.
    """

    settings: CausesSettings
    found: Prevalence
    failure: Node
    views: Mapping[str, tuple[Node, ...]]
    rankings: Mapping[str, Ranking]
    outside: Outside
    measure: Measure
    ledger: Ledger
    budget: Budget | None
    quadrants: Quadrants
    codebook: str = ""

    @property
    def currency(self) -> str:
        """Label of the money; empty without rates."""
        return self.settings.rates.currency if self.settings.rates else ""

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Measures there are figures of."""
        return tuple(name for name in self.found.totals if self.found.totals[name] > 0)

    @property
    def shown(self) -> tuple[Measure, ...]:
        """Measures whose shares say something of their own: cost does not where every hour costs the same."""
        rates = self.settings.rates
        if rates is None or rates.per_contact is not None or not isinstance(rates.per_hour, float | int):
            return self.measures
        return (
            tuple(name for name in self.measures if name != "cost")
            if "time" in self.measures
            else self.measures
        )

    def named(self, level: str) -> tuple[Node, ...]:
        """Return the nodes of a view that have a name of their own, the largest first."""
        return tuple(node for node in self.views[level] if not node.folded)

    @property
    def largest_knock_on(self) -> tuple[Node, ...]:
        """Return the reasons whose contacts are followed by another more often than all others are.

        Only those that are so beyond doubt, with as many reasons looked at (Bonferroni); by the hours that
        follow, most first.
        """
        known = [node for node in self.named("reason") if node.knock_on.difference.low is not None]
        normal, level = NormalDist(), self.settings.level
        wider = normal.inv_cdf(1 - (1 - level) / 2 / max(len(known), 1)) / normal.inv_cdf(0.5 + level / 2)
        certain = [node for node in known if _low(node.knock_on.difference, wider) > 0]
        return tuple(sorted(certain, key=lambda n: -(n.knock_on.hours.value or 0.0)))

    def report(self) -> "Report":
        """Return the causes as a document; `render_html` makes a page of it."""
        from headwater.analysis.demand.report.causes_report import causes_report

        return causes_report(self)

    def rows(self) -> Iterator[tuple[str, int, Node]]:
        """Yield every node of the tree and of the views: where it stands, how deep, and the node."""
        for depth, node in self.failure.walk():
            yield "tree", depth, node
        for level, nodes in self.views.items():
            for node in nodes:
                yield level, 0, node

    @property
    def columns(self) -> Columns:
        """One row a node, the tree first, then the flat views."""
        rows = list(self.rows())
        table: dict[str, list[Any]] = {
            "view": [view for view, _, _ in rows],
            "depth": [depth for _, depth, _ in rows],
            "level": [node.level for _, _, node in rows],
            "name": [node.name for _, _, node in rows],
            "path": [" / ".join(code for _, code in node.codes) for _, _, node in rows],
            "coded": [node.coded for _, _, node in rows],
            "owner": [node.owner for _, _, node in rows],
            "side": [node.side for _, _, node in rows],
        }
        for name, pick in _FIGURES.items():
            found: list[Estimate] = [pick(node) for _, _, node in rows]
            table[name] = [e.value for e in found]
            table[f"{name}_low"] = [e.low for e in found]
            table[f"{name}_high"] = [e.high for e in found]
        standing = [self.rankings[view].of(node.name) if view != "tree" else None for view, _, node in rows]
        table["rank_best"] = [None if s is None else s.best for s in standing]
        table["rank_worst"] = [None if s is None else s.worst for s in standing]
        return table

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return every node as a data frame."""
        return to_frame(self.columns, backend)

    def chart(self, level: str = "reason") -> "alt.TopLevelMixin":
        """Draw the shares of failure demand by `reason`, `cause` or `cause_owner`, with intervals."""
        from headwater.analysis.demand.report.causes_figures import view_figure

        return view_figure(self, level).chart

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data; no contact and no customer is named."""
        from headwater.analysis.demand.causes.sentences import headline

        found = self.found
        return {
            "headline": headline(self),
            "settings": self.settings.to_dict(),
            "codebook": self.codebook or found.sample.codebook,
            "coded": len(found.facts),
            "contacts": found.contacts,
            "first": None if found.first is None else found.first.isoformat(),
            "last": None if found.last is None else found.last.isoformat(),
            "days": found.days,
            "totals": dict(found.totals),
            "measure": self.measure,
            "tree": self.failure.to_dict(),
            "views": {level: [node.to_dict() for node in nodes] for level, nodes in self.views.items()},
            "rankings": {level: ranking.to_dict() for level, ranking in self.rankings.items()},
            "outside": self.outside.to_dict(),
            "ledger": self.ledger.to_dict(),
            "budget": None if self.budget is None else self.budget.to_dict(),
            "quadrants": self.quadrants.to_dict(),
            "notes": list(found.notes),
        }

    def __str__(self) -> str:
        from headwater.analysis.demand.causes.causes_text import causes_text

        return causes_text(self)


def _low(estimate: Estimate, wider: float) -> float:
    """Return the lower end of an interval made wider by a factor."""
    value, low = estimate.value or 0.0, estimate.low or 0.0
    return value - wider * (value - low)


_FIGURES: Mapping[str, Callable[[Node], Estimate]] = {
    "share_of_contacts": lambda node: node.share.contacts,
    "share_of_time": lambda node: node.share.time,
    "share_of_cost": lambda node: node.share.cost,
    "contacts_a_year": lambda node: node.yearly.contacts,
    "hours_a_year": lambda node: node.yearly.time,
    "cost_a_year": lambda node: node.yearly.cost,
    "change": lambda node: node.trend.change,
    "followed": lambda node: node.knock_on.followed,
    "followed_more_than_the_rest": lambda node: node.knock_on.difference,
    "knock_on_hours_a_year": lambda node: node.knock_on.hours,
    "satisfaction_gap": lambda node: node.satisfaction,
}
