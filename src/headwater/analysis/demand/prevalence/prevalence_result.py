"""Prevalence: every share with its interval, how the figures were made, and how they read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import sqrt
from typing import TYPE_CHECKING, Any, Protocol

from headwater.analysis.demand.coding.sampled import CodedSample
from headwater.analysis.demand.cost import CostRates
from headwater.analysis.demand.frame import FIELDS
from headwater.analysis.demand.prevalence.double_coding import DoubleCoding
from headwater.analysis.demand.prevalence.facts import SampleFacts
from headwater.analysis.demand.prevalence.result import Measure, Share
from headwater.analysis.demand.prevalence.survey import FEWEST, effective
from headwater.analysis.demand.prevalence.targets import FAILURE, Target
from headwater.analysis.demand.scope import check_level
from headwater.analysis.demand.text_table import text_table
from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import Estimate, cannot_tell, t_quantile
from headwater.analysis.frames import Backend, Columns, to_frame

if TYPE_CHECKING:
    import altair as alt

NOUNS: Mapping[Measure, str] = {"contacts": "contacts", "time": "handle time", "cost": "cost"}


@dataclass(frozen=True)
class PrevalenceSettings:
    """How shares are estimated.

    Attributes
    ----------
    fields : tuple of str
        Fields of the coding frame whose codes get a share each.
    rates : CostRates, optional
        Without rates nothing is priced.
    model : str
        Which coder model reads the contacts nobody coded: "none", "fast", "full", or "auto", which takes
        "fast" where there is text and what it takes is installed.
    level : float
        Confidence level of every interval.
    seed : int
        Seed of the model's folds.
    """

    fields: tuple[str, ...] = FIELDS
    rates: CostRates | None = None
    model: str = "auto"
    level: float = 0.95
    seed: int = 0

    def __post_init__(self) -> None:
        check_level(self.level)
        for name in self.fields:
            Target.of({name: ""})
        if self.model not in MODELS:
            raise UsageError(f"There is no model {self.model!r}: choose one of {', '.join(MODELS)}.")

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain data."""
        rates = None if self.rates is None else self.rates.to_dict()
        return {**self.__dict__, "fields": list(self.fields), "rates": rates}


MODELS = ("auto", "none", "fast", "full")


class Card(Protocol):
    """How well a model reads; any coder's card."""

    @property
    def name(self) -> str:
        """What the model is called."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """Return the card as plain data."""
        ...


@dataclass(frozen=True)
class Prevalence:
    """What share of contacts, time and money each code makes up.

    Attributes
    ----------
    by : tuple of str
        What the shares are split by.
    shares : tuple of Share
        Overall first, then group by group.
    sample : CodedSample
    facts : SampleFacts
        The coded contacts, with what the store knows of them.
    contacts : int
        Contacts the sample stands for.
    totals : dict of Measure to float
        What the shares are of: contacts, hours of handle time, money.
    first, last : date or None
        First and last local day of these contacts.
    doubles : dict of Target to DoubleCoding
        What the contacts coded twice say of the fields of each target.
    model : str
        What read the contacts nobody coded, or why nothing did.
    card : Card or None
        How well the model reads.
    notes : tuple of str
        What a reader should know.
    """

    settings: PrevalenceSettings
    by: tuple[str, ...]
    shares: tuple[Share, ...]
    sample: CodedSample
    facts: SampleFacts
    contacts: int
    totals: Mapping[Measure, float]
    first: date | None
    last: date | None
    doubles: Mapping[Target, DoubleCoding]
    model: str = ""
    card: Card | None = None
    notes: tuple[str, ...] = ()

    @property
    def days(self) -> int:
        """Days the contacts span, the first and the last included."""
        return 0 if self.first is None or self.last is None else (self.last - self.first).days + 1

    @property
    def groups(self) -> list[tuple[str, ...]]:
        """Groups the shares are split by, in order."""
        return list(dict.fromkeys(share.group for share in self.shares if share.group))

    @property
    def targets(self) -> list[Target]:
        """What there are shares of."""
        return list(dict.fromkeys(share.target for share in self.shares))

    @cached_property
    def _index(self) -> dict[tuple[Target, tuple[str, ...], Measure], Share]:
        return {(share.target, share.group, share.measure): share for share in self.shares}

    def share(
        self, target: Target = FAILURE, group: tuple[str, ...] = (), measure: Measure = "contacts"
    ) -> Share:
        """Return one share.

        Raises
        ------
        UsageError
            There is no such share.
        """
        found = self._index.get((target, group, measure))
        if found is None:
            where = f" in {' / '.join(group)}" if group else ""
            raise UsageError(
                f"There is no share of {measure} for {target}{where}: it is not among what was asked for."
            )
        return found

    def difference(self, one: Share, other: Share) -> Estimate:
        """Estimate how much larger one share is than another of the same measure, in the same sample.

        Notes
        -----
        Both rest on the same coded contacts, so the error is that of the difference, contact by contact. One
        unseen contact in each direction is added, after Agresti and Min (2005).
        """
        level = self.settings.level
        a, b = one.estimate, other.estimate
        if a.value is None or b.value is None or one.parts is None or other.parts is None:
            return cannot_tell(a.why or b.why, min(a.n, b.n))
        position = list(NOUNS).index(one.measure)
        weights = self.facts.weight * self.facts.amounts[:, position] * self.facts.inside(one.group)
        alike = effective(weights)
        if alike < 2:
            return cannot_tell(f"fewer than {FEWEST} coded contacts", a.n)
        variance = self.facts.design.variance(one.parts - other.parts) + 1 / alike**2
        half = t_quantile(0.5 + level / 2, max(alike - 1, 5)) * sqrt(variance)
        value = a.value - b.value
        n = max(a.n, b.n)
        return Estimate(value, value - half, value + half, n=n, level=level, method="paired difference")

    @property
    def headline(self) -> str:
        """Failure demand by count, time and money, in one sentence."""
        if (FAILURE, (), "contacts") not in self._index:
            return "Failure demand was not among what was asked for."
        parts = [
            f"{self.share(FAILURE, (), measure).estimate.percent()} of {NOUNS[measure]}"
            for measure in self.totals
        ]
        return f"Failure demand: {_listed(parts)}."

    def table(self, names: str) -> list[list[str]]:
        """Return the overall shares of one field's codes as rows of text, the largest first."""
        own = [t for t in self.targets if len(t.codes) == 1 and t.codes[0][0] == names]
        own.sort(key=lambda t: -(self.share(t).estimate.value or 0.0))
        return [
            [t.codes[0][1], *(self.share(t, (), measure).estimate.percent() for measure in self.totals)]
            for t in own
        ]

    def __str__(self) -> str:
        lines = [self.headline, "", *self._how(), ""]
        for name in self.settings.fields:
            rows = self.table(name)
            if rows:
                head = [name.replace("_", " "), *(f"of {NOUNS[measure]}" for measure in self.totals)]
                lines += [text_table(head, rows), ""]
        lines += self._by_group()
        lines += self._side_by_side()
        return "\n".join(lines).rstrip()

    def _how(self) -> list[str]:
        span = f" from {self.first} to {self.last}" if self.first else ""
        coded = len(self.facts)
        return [
            f"{coded:,} contacts were coded, drawn by chance from {self.contacts:,}{span}.",
            self.model,
            *([str(self.doubles[FAILURE])] if FAILURE in self.doubles else []),
            *self.notes,
        ]

    def _by_group(self) -> list[str]:
        if not self.groups or (FAILURE, (), "contacts") not in self._index:
            return []
        rows = [
            [
                " / ".join(group),
                f"{self.share(FAILURE, group).total:,.0f}",
                *(_short(self.share(FAILURE, group, measure).estimate) for measure in self.totals),
            ]
            for group in self.groups
        ]
        head = [
            " / ".join(self.by),
            "contacts",
            *(f"failure, of {NOUNS[measure]}" for measure in self.totals),
        ]
        return [text_table(head, rows), ""]

    def _side_by_side(self) -> list[str]:
        if (FAILURE, (), "contacts") not in self._index:
            return []
        share = self.share(FAILURE)
        rows = [
            [_METHODS[name] + (" (quoted)" if name == share.reported else ""), found.percent()]
            for name, found in share.estimates.items()
        ]
        return [text_table(["failure demand, of contacts, by method", "share"], rows)]

    @property
    def columns(self) -> Columns:
        """Every share by every method, one row each."""
        rows = [(share, name, found) for share in self.shares for name, found in share.estimates.items()]
        split = {
            by: [share.group[at] if share.group else None for share, _, _ in rows]
            for at, by in enumerate(self.by)
        }
        return {
            "target": [str(share.target) for share, _, _ in rows],
            **split,
            "measure": [share.measure for share, _, _ in rows],
            "method": [name for _, name, _ in rows],
            "reported": [name == share.reported for share, name, _ in rows],
            "share": [found.value for _, _, found in rows],
            "low": [found.low for _, _, found in rows],
            "high": [found.high for _, _, found in rows],
            "n": [found.n for _, _, found in rows],
            "total": [share.total for share, _, _ in rows],
            "why": [found.why for _, _, found in rows],
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return every share by every method as a data frame."""
        return to_frame(self.columns, backend)

    def chart(self, names: str = "failure_code", measure: Measure = "contacts") -> "alt.TopLevelMixin":
        """Draw the shares of one field's codes with their intervals."""
        from headwater.analysis.demand.prevalence.prevalence_chart import shares_chart

        return shares_chart(self, names, measure)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data; no contact is named."""
        return {
            "headline": self.headline,
            "settings": self.settings.to_dict(),
            "coded": len(self.facts),
            "contacts": self.contacts,
            "first": None if self.first is None else self.first.isoformat(),
            "last": None if self.last is None else self.last.isoformat(),
            "codebook": self.sample.codebook,
            "by": list(self.by),
            "totals": dict(self.totals),
            "model": self.model,
            "card": None if self.card is None else self.card.to_dict(),
            "double_coding": {
                str(target): double.to_dict()
                for target, double in self.doubles.items()
                if len(target.codes) == 1
            },
            "notes": list(self.notes),
            "shares": [share.to_dict() for share in self.shares],
        }


_METHODS = {
    "people": "people only",
    "powered": "people and model",
    "naive": "the model's own count, uncorrected",
    "rogan_gladen": "the model's count, corrected by its error rates",
}


def _short(found: Estimate) -> str:
    return found.percent() if found.known else f"cannot tell, {found.n} coded"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
