"""A diagnosis: what was asked, what was found, and how it reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from headwater.analysis.demand.cases import Cases
from headwater.analysis.demand.causes.causes_result import Causes
from headwater.analysis.demand.coding.sampled import CodedSample
from headwater.analysis.demand.contact_rate_result import ContactRates
from headwater.analysis.demand.cost import CostRates
from headwater.analysis.demand.coverage import Coverage
from headwater.analysis.demand.definitions import Definition
from headwater.analysis.demand.repeat_result import Repeats
from headwater.analysis.demand.repeat_workload import RepeatWorkload
from headwater.analysis.demand.sampling.offers import CodingOffer
from headwater.analysis.demand.scope import ScopeCounts, check_days, check_level
from headwater.analysis.demand.shape import Arrivals, HandleTimes, Outcomes
from headwater.analysis.demand.topics_result import CandidateReasons
from headwater.analysis.demand.vendor_fcr import VendorFcr
from headwater.analysis.demand.workload_result import Workload
from headwater.analysis.frames import Backend, Columns, to_frame

if TYPE_CHECKING:
    from headwater.analysis.demand.causes.actions import Actions
    from headwater.analysis.demand.codebook.book import Codebook
    from headwater.analysis.demand.report.document import Report


@dataclass(frozen=True)
class DiagnosisSettings:
    """What to diagnose.

    Attributes
    ----------
    since, until : date, optional
        First and last local day, both included. Follow-ups are looked for outside them too.
    observed_until : datetime, optional
        When the export was made; by default the time of its last contact.
    rates : CostRates, optional
        Without rates nothing is priced.
    window_days : int
        Within how many days another contact makes a repeat, where one window is to stand for all.
    topics : bool, optional
        Whether to propose candidate reasons from the texts; None does so when the helpdesk's reasons are of
        no use.
    level : float
        Confidence level of every interval.
    codes : CodedSample, optional
        What people said of sampled contacts; with it the diagnosis opens with failure demand.
    codebook : Codebook, optional
        Says which units are part of support, and what reasons are worth to customer and company.
    inside : tuple of str
        Units that are part of support, where the codebook does not say.
    model : str
        Which coder model reads the contacts nobody coded; as in `PrevalenceSettings`.
    actions : Actions, optional
        The action ledger, held against the causes.
    """

    since: date | None = None
    until: date | None = None
    observed_until: datetime | None = None
    rates: CostRates | None = None
    window_days: int = 7
    topics: bool | None = None
    level: float = 0.95
    codes: CodedSample | None = None
    codebook: "Codebook | None" = None
    inside: tuple[str, ...] = ()
    model: str = "auto"
    actions: "Actions | None" = None

    def __post_init__(self) -> None:
        check_days(self.since, self.until)
        check_level(self.level)

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain data."""
        return {
            "since": _iso(self.since),
            "until": _iso(self.until),
            "observed_until": _iso(self.observed_until),
            "rates": None if self.rates is None else self.rates.to_dict(),
            "window_days": self.window_days,
            "topics": self.topics,
            "level": self.level,
            "codes": None if self.codes is None else len(self.codes.by_chance),
            "codebook": None if self.codebook is None else self.codebook.title,
            "inside": list(self.inside),
            "model": self.model,
        }


@dataclass(frozen=True)
class Diagnosis:
    """What the contacts say, part by part; the parts explain themselves.

    Attributes
    ----------
    source : dict
        Where the contacts come from.
    coverage : Coverage
        Which columns are filled, and so what can be asked.
    scope : ScopeCounts
        What was counted and what was left out.
    repeats : Repeats
        Every definition side by side.
    repeats_by : dict
        One definition by reason, team, channel and week.
    repeat_work : dict
        What repeats make of the work: `all`, and by `reason` where there are reasons.
    workload : dict
        Where contacts, time and money go, by reason, team and channel.
    rates : ContactRates
        Contacts per order, account or other driver, by month.
    vendors : VendorFcr or None
        First-contact resolution as helpdesks count it; None where no contact says when it was closed.
    cases : Cases or None
        How many contacts an issue takes; None where no customer is known.
    arrivals : Arrivals or None
        When contacts come.
    handle_times, outcomes : dict
        How long contacts take and how they end: `all`, and by channel, team or reason.
    topics : CandidateReasons or None
        Candidates for reasons, read from the texts; None where they were not looked for.
    causes : Causes or None
        Failure demand and its causes; None where nobody has coded contacts.
    coding_offer : CodingOffer or None
        What hours of coding would buy, where nobody has coded contacts.
    """

    settings: DiagnosisSettings
    source: Mapping[str, Any]
    coverage: Coverage
    scope: ScopeCounts
    repeats: Repeats
    repeats_by: Mapping[str, Repeats] = field(default_factory=dict)
    repeat_work: Mapping[str, RepeatWorkload] = field(default_factory=dict)
    workload: Mapping[str, Workload] = field(default_factory=dict)
    rates: ContactRates | None = None
    vendors: VendorFcr | None = None
    cases: Cases | None = None
    arrivals: Arrivals | None = None
    handle_times: Mapping[str, HandleTimes] = field(default_factory=dict)
    outcomes: Mapping[str, Outcomes] = field(default_factory=dict)
    topics: CandidateReasons | None = None
    causes: Causes | None = None
    coding_offer: CodingOffer | None = None

    @property
    def definition(self) -> Definition | None:
        """The definition of a repeat that stands for all where only one can be shown."""
        return representative(self.repeats, self.coverage, self.settings.window_days)

    @property
    def scattered(self) -> bool:
        """Whether contacts lie on so few of the days that the span of the data means little."""
        days = None if self.arrivals is None else self.arrivals.days
        return days is not None and days.days_with_contacts < _FEWEST_OF_DAYS * days.days

    @property
    def whose(self) -> str:
        """Whose contacts figures on repeats are about, in the words of a sentence."""
        return "contacts" if self._nearly_all_known else "contacts of known customers"

    @property
    def time_spent(self) -> str:
        """Of what time shares of repeats are, in the words of a sentence."""
        return "handle time" if self._nearly_all_known else "handle time for known customers"

    @property
    def _nearly_all_known(self) -> bool:
        return self.coverage.share("customer_key") >= _NEARLY_ALL

    def report(self) -> "Report":
        """Return the diagnosis as a document; `render_html` makes a page of it."""
        from headwater.analysis.demand.report.diagnosis_report import diagnosis_report

        return diagnosis_report(self)

    @property
    def columns(self) -> Columns:
        """The findings in order of what they cost: what they say, and the figures they rest on."""
        from headwater.analysis.demand.report.findings import ranked_findings

        ranked = ranked_findings(self)
        return {
            "finding": [r.finding.title for r in ranked],
            "figure": [r.finding.figure for r in ranked],
            "hours": [r.hours for r in ranked],
            "contacts": [r.contacts for r in ranked],
            "sentence": [r.finding.sentence.text for r in ranked],
            "basis": [r.finding.sentence.basis for r in ranked],
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return the findings, in order of what they cost, as a data frame."""
        return to_frame(self.columns, backend)

    def chart(self) -> Any:
        """Draw where contacts, time and money go, by the grouping that says most."""
        from headwater.analysis.demand.report.workload_section import pareto

        return pareto(self).chart

    def to_dict(self) -> dict[str, Any]:
        """Return every part as plain data, with the sentences made of them."""
        from headwater.analysis.demand.report.diagnosis_report import summary

        return {
            "summary": summary(self),
            "settings": self.settings.to_dict(),
            "source": dict(self.source),
            "coverage": self.coverage.to_dict(),
            "scope": self.scope.to_dict(),
            "repeats": self.repeats.to_dict(),
            "repeats_by": {name: found.to_dict() for name, found in self.repeats_by.items()},
            "repeat_work": {name: found.to_dict() for name, found in self.repeat_work.items()},
            "workload": {name: found.to_dict() for name, found in self.workload.items()},
            "rates": None if self.rates is None else self.rates.to_dict(),
            "vendors": None if self.vendors is None else self.vendors.to_dict(),
            "cases": None if self.cases is None else self.cases.to_dict(),
            "arrivals": None if self.arrivals is None else self.arrivals.to_dict(),
            "handle_times": {name: part.to_dict() for name, part in self.handle_times.items()},
            "outcomes": {name: part.to_dict() for name, part in self.outcomes.items()},
            "topics": None if self.topics is None else self.topics.to_dict(),
            "causes": None if self.causes is None else self.causes.to_dict(),
            "coding_offer": None if self.coding_offer is None else self.coding_offer.to_dict(),
        }

    def __str__(self) -> str:
        from headwater.analysis.demand.report.diagnosis_report import summary_text

        return summary_text(self)


def representative(found: Repeats, filled: Coverage, window_days: int) -> Definition | None:
    """Return the definition to quote: matured, across channels, for the same reason where reasons are known.

    None where no contact can be seen to come back.
    """
    known = {f.definition for f in found.figures if f.share.known and f.definition.estimator != "naive"}
    same_reason_says_little = filled.share("reason_source") < _ENOUGH

    def rank(definition: Definition) -> tuple[Any, ...]:
        return (
            abs(definition.window_days - window_days),
            definition.estimator != "matured",
            (definition.reason == "same") == same_reason_says_little,
            definition.channel != "any",
            definition.basis != "gross",
        )

    return min(known, key=rank, default=None)


_NEARLY_ALL = 0.99
_FEWEST_OF_DAYS = 0.25
_ENOUGH = 0.5
"""Share of contacts with a reason above which "same reason" speaks for the contacts at large."""


def _iso(moment: date | None) -> str | None:
    return None if moment is None else moment.isoformat()
