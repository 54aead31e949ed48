"""Interventions that were judged on series of known truth."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from headwater.analysis.interventions import Cost, Evaluation, Plan, evaluate, smallest_effect
from headwater.analysis.interventions.ledger import Entry
from headwater.analysis.interventions.spending import Paid
from headwater.analysis.measures import Measure

from .made import autocorrelated, weekly_series

MEASURE = Measure(
    "contacts.come_back", kind="count", better="lower", unit="contacts", name="Contacts that come back"
)
FIRST, START = date(2022, 1, 3), date(2024, 1, 1)


@cache
def judged(step: float, weeks: int = 130, **options: Any) -> Evaluation:
    """Judge a step of so many contacts a week, on 200 a week before."""
    values = 200 + 6 * autocorrelated(weeks, 0.3, np.random.default_rng(5))
    values[104:] += step
    series = weekly_series(np.round(values), MEASURE, FIRST)
    plan = Plan(
        "Depot scans",
        MEASURE,
        START,
        smallest_effect("-5%"),
        launch="planned",
        costs=(Cost("scanners", 4000),),
        value_per_unit=4.5,
    )
    return evaluate(series, replace(plan, **options))


def paid(  # noqa: PLR0917 - read as a row of a table
    number: int,
    name: str,
    kind: str,
    verdict: str,
    money: float = 0,
    hours: float = 0,
    *,
    currency: str = "EUR",
    due: date | None = None,
    **known: Any,
) -> Paid:
    """Return what was paid for an intervention, with what is known of it."""
    entry = Entry(name, kind, verdict, due=due, money=money, hours=hours, currency=currency, number=number)
    return Paid(entry, **known)
