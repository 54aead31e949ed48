"""How often somebody had to ask, or passed a contact on, as far as contacts and remedies say."""

from dataclasses import dataclass
from datetime import date, timedelta

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.demand.scope import countable, without_bots
from headwater.analysis.estimates import ClusterSums, Estimate, cannot_tell, wilson
from headwater.analysis.policy.remedies_table import RemedyTable

_FEWEST_DAYS = 10


@dataclass(frozen=True)
class Approvals:
    """How often somebody had to ask, as far as contacts and remedies say.

    Attributes
    ----------
    share : Estimate
        Of contacts that waited for an approval.
    transferred : Estimate
        Of contacts that were passed on, for whatever reason.
    contacts_per_year : float, optional
        As measured.
    """

    share: Estimate
    transferred: Estimate
    contacts_per_year: float | None = None


def approvals_in(source: ContactSource, remedies: RemedyTable | None = None) -> Approvals:
    """Return how often contacts of a store waited for an approval or were passed on.

    Parameters
    ----------
    source : ContactSource
        A `ContactStore`, or tables at hand.
    remedies : RemedyTable, optional
        Every remedy of its days; without its days nothing is told of approvals.

    Notes
    -----
    Approvals are the escalated remedies over all contacts of the same days, with Wilson's interval. Contacts
    passed on are those of the store's last 365 days with a transfer, among those of which it is recorded; the
    interval takes contacts of a day as alike as they are.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> from headwater.analysis.demand.contact_source import ContactTables
    >>> rows = [{"opened_at": datetime(2026, 3, 1 + n % 28, 9, tzinfo=UTC), "transfers": int(n % 4 == 0)}
    ...         for n in range(2800)]
    >>> approvals_in(ContactTables(contacts_from_rows(rows))).transferred.n
    2800
    """
    by_day = _by_day(source)
    if not by_day:
        nothing = cannot_tell("the store holds no contacts that count")
        return Approvals(nothing, nothing)
    last = max(by_day)
    year = {day: found for day, found in by_day.items() if day > last - timedelta(days=365)}
    days = (last - min(year)).days + 1
    yearly = sum(contacts for contacts, _, _ in year.values()) * 365 / days
    return Approvals(_share(by_day, remedies), _transferred(year), yearly if days >= _FEWEST_DAYS else None)


def contacts_by_day(source: ContactSource) -> dict[date, int]:
    """Return how many contacts count on each local day."""
    return {day: contacts for day, (contacts, _, _) in _by_day(source).items()}


def _by_day(source: ContactSource) -> dict[date, tuple[int, int, int]]:
    """Return contacts, those of which transfers are recorded, and those with one, of each local day."""
    contacts = without_bots(countable(source.contacts(), None, None))
    recorded = ~nw.col("transfers").is_null()
    rows = contacts.select(
        "local_date",
        recorded=nw.when(recorded).then(1).otherwise(0),
        passed=nw.when(recorded & (nw.col("transfers") > 0)).then(1).otherwise(0),
    )
    found = collect(
        rows.group_by("local_date").agg(
            contacts=nw.len(), recorded=nw.col("recorded").sum(), passed=nw.col("passed").sum()
        )
    )
    names = ("contacts", "recorded", "passed")
    counts = zip(*(found[name] for name in names), strict=True)
    return {day: (int(n), int(r), int(p)) for day, (n, r, p) in zip(found["local_date"], counts, strict=True)}


def _share(by_day: dict[date, tuple[int, int, int]], remedies: RemedyTable | None) -> Estimate:
    if remedies is None:
        return cannot_tell("no table of remedies was brought in")
    if remedies.days is None:
        return cannot_tell("nobody said which days the table of remedies covers")
    first, last = remedies.days
    contacts = sum(n for day, (n, _, _) in by_day.items() if first <= day <= last)
    asked = sum(row.escalated for row in remedies.rows)
    if len(remedies.rows) > contacts:
        return cannot_tell(
            f"the table holds {len(remedies.rows):,} remedies, the store {contacts:,} contacts of these days"
        )
    return wilson(asked, contacts)


def _transferred(year: dict[date, tuple[int, int, int]]) -> Estimate:
    counted = [(passed, recorded) for _, recorded, passed in year.values() if recorded]
    n = sum(recorded for _, recorded in counted)
    if len(counted) < _FEWEST_DAYS:
        return cannot_tell("transfers are hardly recorded in the store", n)
    sums = ClusterSums(
        clusters=len(counted),
        y=sum(y for y, _ in counted),
        n=n,
        yy=sum(y * y for y, _ in counted),
        yn=sum(y * x for y, x in counted),
        nn=sum(x * x for _, x in counted),
    )
    return wilson(sums.y, sums.n, design_effect=sums.design_effect)
