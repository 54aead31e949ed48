"""Facts from a contact store: what contacts say of demand and handle time, and what has to be asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import exp, sqrt
from pathlib import Path
from typing import Any

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.entries import file_text
from headwater.analysis.contacts.yaml_places import load_with_places
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.demand.definitions import RepeatSettings
from headwater.analysis.demand.repeats import repeats
from headwater.analysis.demand.scope import countable, handle_ms, without_bots
from headwater.analysis.errors import BadDataError
from headwater.analysis.estimates import Estimate, cannot_tell, t_quantile
from headwater.analysis.frames import Backend, Columns, to_frame
from headwater.analysis.policy.facts import Facts, Today
from headwater.analysis.policy.facts_reading import facts_of, parse_facts

_FEWEST_DAYS = 10
_FEWEST_ABANDONED = 30
LIVE = ("phone", "chat", "in_person")
"""Channels on which customers wait for somebody while they do nothing else."""

ASKED_FOR = {
    "resolution": "how first-contact resolution depends on talk time: contacts that took longer differ in "
    "more than their length, so this is not read from them",
    "remedies": "what sets things right and what it costs: see `headwater policy authority`",
    "today.agents_scheduled": "how many people are scheduled",
    "today.shrinkage_frac": "which share of their time is not for contacts",
    "today.wrap_s": "how handle time divides into talk, hold and wrap-up",
    "call_back_share": "which share of customers without a solution come back; 90% is taken",
}
"""What contacts cannot tell, and why."""


@dataclass(frozen=True)
class FoundFact:
    """One fact, how sure it is and what it rests on."""

    name: str
    unit: str
    estimate: Estimate

    def __str__(self) -> str:
        e = self.estimate
        if e.value is None:
            return f"{self.name}: cannot tell: {e.why}"
        between = f" ({e.low:.4g} to {e.high:.4g})" if e.low is not None and e.high is not None else ""
        return f"{self.name}: {e.value:.4g}{between} {self.unit}, from {e.n:,} contacts".replace("  ", " ")


@dataclass(frozen=True)
class StoreFacts:
    """What a contact store says of the facts that policies are weighed against.

    Attributes
    ----------
    facts : Facts
        With what was found; the rest is not known.
    found : tuple of FoundFact
        Each figure with its interval.
    asked_for : dict
        What contacts cannot tell, by name, with the reason.
    """

    facts: Facts
    found: tuple[FoundFact, ...]
    asked_for: dict[str, str]

    def __str__(self) -> str:
        lines = ["From the contact store:", *(f"  {one}" for one in self.found), "To be said by people:"]
        return "\n".join(lines + [f"  {name}: {why}" for name, why in self.asked_for.items()])

    def with_file(self, path: Path) -> Facts:
        """Return these facts with those of a file, which count more."""
        text = file_text(path, "facts")
        parse_facts(text, path.name)
        content, _ = load_with_places(text, path.name)
        return said_over(self.facts, content)

    def columns(self) -> Columns:
        """Return one row a fact."""
        return {
            "fact": [one.name for one in self.found],
            "unit": [one.unit for one in self.found],
            "value": [one.estimate.value for one in self.found],
            "low": [one.estimate.low for one in self.found],
            "high": [one.estimate.high for one in self.found],
            "n": [one.estimate.n for one in self.found],
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the facts as plain data."""
        return {
            "facts": self.facts.to_dict(),
            "found": [{"name": f.name, "unit": f.unit} | f.estimate.to_dict() for f in self.found],
            "asked_for": self.asked_for,
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return one row a fact as a data frame."""
        return to_frame(self.columns(), backend)


def said_over(measured: Facts, content: Mapping[str, Any]) -> Facts:
    """Return what contacts say with what people say over it.

    Parameters
    ----------
    content : mapping
        What `parse_facts` reads, as plain data.

    Raises
    ------
    BadDataError
        Something in it cannot be so.

    Examples
    --------
    >>> said_over(Facts(issues_per_hour=400), {"call_back_share": "80%"}).call_back_share
    0.8
    """
    said = facts_of(content)
    today = {k: v for k, v in vars(said.today).items() if v is not None}
    if "talk_s" in today and said.today.fcr_frac is None:
        today.pop("fcr_frac", None)
    given = {name: getattr(said, name) for name in content if hasattr(said, name) and name != "today"}
    if "contacts_per_hour" in content:
        given["issues_per_hour"] = said.issues_per_hour
    share, known = given.get("call_back_share"), measured.today.fcr_frac
    if share and known is not None and said.today.fcr_frac is None:
        # repeats were counted: as many come back whoever counts, so another share makes another resolution
        today["fcr_frac"] = max(1 - measured.call_back_share * (1 - known) / share, 0.0)
    if "wrap_s" in today and "talk_s" not in today and measured.today.talk_s is not None:
        rest = (today.get("hold_s") or 0.0) + today["wrap_s"]
        today["talk_s"] = max(measured.today.talk_s - rest, 0.0)
    return replace(measured, **given, today=replace(measured.today, **today))


def facts_from_store(source: ContactSource, *, call_back_share: float = 0.9) -> StoreFacts:
    """Say which facts the contacts hold, how sure they are, and which have to be asked for.

    Parameters
    ----------
    source : ContactSource
        A `ContactStore`, or tables at hand.
    call_back_share : float
        Share of customers without a solution who come back.

    Returns
    -------
    StoreFacts
        Arrivals in an hour that is open (a half-hour in which anyone came), handle time and its spread,
        resolution from repeats within 7 days, patience where customers were seen to give up.

    Notes
    -----
    Intervals of arrivals and handle time take days as independent. Patience is total waiting time over the
    number who gave up, where people wait for somebody, with the interval of an exponential rate.

    References
    ----------
    Brown, L. et al. (2005). Statistical analysis of a telephone call center: a queueing-science perspective.
    Journal of the American Statistical Association, 100(469), 36-50.

    Examples
    --------
    >>> from datetime import datetime, timedelta, UTC
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> from headwater.analysis.demand.contact_source import ContactTables
    >>> first = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> rows = [{"opened_at": first + timedelta(days=d, minutes=10 * n), "handle_seconds": 240.0}
    ...         for d in range(12) for n in range(6)]
    >>> found = facts_from_store(ContactTables(contacts_from_rows(rows)))
    >>> print(found.found[0])
    contacts_per_hour: 6 (6 to 6) contacts, from 72 contacts
    """
    days = _by_day(source)
    contacts = sum(days["contacts"])
    if not contacts:
        raise BadDataError("The store holds no contacts that count: import an export first.")
    arrivals = _ratio(days["contacts"], [n / 2 for n in days["half_hours"]], contacts)
    handled = sum(days["handled"])
    handle = _ratio([ms / 1000 for ms in days["handle_ms"]], days["handled"], handled)
    spread = _spread(days, handle, handled)
    patience = _patience(days)
    repeat = repeats(source.chains(), RepeatSettings(windows=(7,))).figure(window_days=7, reason="any").share
    found = (
        FoundFact("contacts_per_hour", "contacts", arrivals),
        FoundFact("today.aht_s", "s", handle),
        FoundFact("handle_spread", "", spread),
        FoundFact("today.repeat_frac", "", repeat),
        FoundFact("patience_s", "s", patience),
    )
    returns = repeat.value
    issues = arrivals.value
    if issues is not None and returns is not None:
        issues *= 1 - returns
    known = None if returns is None or not call_back_share else max(1 - returns / call_back_share, 0.0)
    facts = Facts(
        name="contact store",
        issues_per_hour=issues,
        call_back_share=call_back_share,
        patience_s=patience.value,
        handle_spread=spread.value,
        today=Today(talk_s=handle.value, fcr_frac=known),
        notes={one.name: str(one) for one in found},
    )
    return StoreFacts(facts, found, dict(ASKED_FOR))


def _by_day(source: ContactSource) -> dict[str, list[Any]]:
    """Return whole numbers for each local day."""
    contacts = without_bots(countable(source.contacts(), None, None))
    handle = handle_ms()
    left = nw.col("abandoned").fill_null(False)
    waited = (nw.col("wait_seconds") * 1000).round(0).cast(nw.Int64)
    # who writes waits for hours and gives up nothing: patience is that of those who wait on the line
    live = nw.col("channel").cast(nw.String).is_in(LIVE)
    known = live & ~nw.col("wait_seconds").is_null()
    rows = contacts.select(
        "local_date",
        "local_half_hour",
        handle=handle,
        square=((handle + 500) // 1000) * ((handle + 500) // 1000),
        waited=nw.when(known).then(waited).otherwise(0),
        left=nw.when(left & known).then(1).otherwise(0),
    )
    by_half_hour = rows.group_by("local_date", "local_half_hour").agg(
        contacts=nw.len(),
        handled=nw.col("handle").count(),
        handle_ms=nw.col("handle").sum(),
        squares=nw.col("square").sum(),
        waited_ms=nw.col("waited").sum(),
        left=nw.col("left").sum(),
    )
    found = collect(
        by_half_hour.group_by("local_date").agg(
            half_hours=nw.len(),
            contacts=nw.col("contacts").sum(),
            handled=nw.col("handled").sum(),
            handle_ms=nw.col("handle_ms").sum(),
            squares=nw.col("squares").sum(),
            waited_ms=nw.col("waited_ms").sum(),
            left=nw.col("left").sum(),
        )
    )
    return {name: [value or 0 for value in column] for name, column in found.items() if name != "local_date"}


def _ratio(tops: list[float], bottoms: list[float], n: int) -> Estimate:
    """Return a ratio of sums over days, with days as the independent units."""
    kept = [(y, x) for y, x in zip(tops, bottoms, strict=True) if x]
    if len(kept) < _FEWEST_DAYS:
        return cannot_tell(f"only {len(kept)} days; a figure needs at least {_FEWEST_DAYS}", n)
    total = sum(x for _, x in kept)
    value = sum(y for y, _ in kept) / total
    days = len(kept)
    variance = days / (days - 1) * sum((y - value * x) ** 2 for y, x in kept) / total**2
    half = t_quantile(0.975, days - 1) * sqrt(variance)
    return Estimate(value, value - half, value + half, n=n, method="ratio over days")


def _spread(days: dict[str, list[Any]], handle: Estimate, handled: int) -> Estimate:
    if handle.value is None or not handle.value:
        return cannot_tell(handle.why or "handle times are missing", handled)
    square = sum(days["squares"]) / handled
    spread = sqrt(max(square - handle.value**2, 0.0)) / handle.value
    return Estimate(spread, n=handled, method="standard deviation over mean")


def _patience(days: dict[str, list[Any]]) -> Estimate:
    left, waited = sum(days["left"]), sum(days["waited_ms"]) / 1000
    if left < _FEWEST_ABANDONED or not waited:
        return cannot_tell(
            f"only {left} customers were seen to give up waiting; it needs {_FEWEST_ABANDONED}", left
        )
    factor = exp(1.96 / sqrt(left))
    value = waited / left
    return Estimate(value, value / factor, value * factor, n=left, method="total wait over abandonments")
