"""Remedies of the sample organisation, with a limit that is known to do harm.

What is planted, and found again by the tests: agents may give up to 25 EUR, as credit or replacement. One
contact in five needs a remedy; of each, 45 in 100 lie above the limit. Above it 64 in 100 are escalated and
24 in 100 stay unresolved; below it 4 and 7. An approval takes 25 minutes in the middle. An escalation costs
22 EUR with the time of whoever approves, another contact 4.50 EUR: a limit of 40 EUR is worth it.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from headwater.analysis.policy.mistakes.approvals import contacts_by_day
from headwater.analysis.policy.remedies_table import RemedyTable, remedies_from
from headwater.apps.contacts.selectors import open_store
from headwater.apps.people.models import User
from headwater.apps.policy.models import Table
from headwater.apps.policy.services import keep_table
from headwater.apps.tasks.kinds import Report

LIMIT, CURRENCY = 25.0, "EUR"
KINDS = {"credit": (0.7, 20.0, 0.65), "replacement": (0.3, 32.0, 0.5)}
"""Share, median amount and spread of each kind."""
NEED_SHARE = 0.2
ESCALATED = {"below": 0.04, "above": 0.64}
UNRESOLVED = {"below": 0.07, "above": 0.24}
COSTS = {"per_escalation": 22.0, "per_contact": 4.5}
DAYS = 365
_MOST, _SEED = 20_000, 20260601


def load(report: Report, folder: Path, acting_user: User) -> None:
    """Keep the sample's remedies of the last year of its contacts; where there are some, nothing is done."""
    store = open_store()
    if store is None or Table.objects.filter(kind=Table.Kind.REMEDIES).exists():
        return
    report("Remedies of the sample organisation")
    by_day = contacts_by_day(store)
    if not by_day:
        return
    last = max(by_day)
    days = (last - timedelta(days=DAYS - 1), last)
    contacts = sum(n for day, n in by_day.items() if day >= days[0])
    table = planted(min(round(contacts * NEED_SHARE), _MOST), days)
    if not table.rows:
        return
    keep_table(
        acting_user=acting_user,
        kind=Table.Kind.REMEDIES,
        name="remedies.csv",
        rows=table.to_rows(),
        said={"currency": CURRENCY, "costs": COSTS},
        days=days,
        from_sample=True,
    )


def planted(remedies: int, days: tuple[date, date], seed: int = _SEED) -> RemedyTable:
    """Return so many remedies with the planted truth; the same ones for the same seed."""
    import numpy as np

    draw = np.random.default_rng(seed)
    shares = [share for share, _, _ in KINDS.values()]
    numbers = draw.choice(len(KINDS), remedies, p=shares)
    names = list(KINDS)
    medians = np.array([median for _, median, _ in KINDS.values()])[numbers]
    spreads = np.array([spread for _, _, spread in KINDS.values()])[numbers]
    amounts = np.round(draw.lognormal(np.log(medians), spreads), 2)
    above = amounts > LIMIT
    escalated = draw.random(remedies) < np.where(above, ESCALATED["above"], ESCALATED["below"])
    resolved = draw.random(remedies) >= np.where(above, UNRESOLVED["above"], UNRESOLVED["below"])
    waits = np.round(draw.lognormal(np.log(1500), 0.8, remedies))

    def rows() -> Iterator[tuple[str, float, bool, bool, float | None]]:
        for at in range(remedies):
            wait = float(waits[at]) if escalated[at] else None
            yield names[numbers[at]], float(amounts[at]), bool(escalated[at]), bool(resolved[at]), wait

    return remedies_from(rows(), CURRENCY, "remedies.csv", days)
