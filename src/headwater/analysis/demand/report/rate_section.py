"""Contacts per order, account or whatever else brings them."""

from headwater.analysis.charts import Figure, Unit, dot_intervals
from headwater.analysis.demand.contact_rate_result import ContactRate, reads
from headwater.analysis.demand.diagnosis_result import Diagnosis
from headwater.analysis.demand.report.document import Section, Sentence

_RATE = Unit(",~f", lambda value: f"{value:.3g}")
_WHOLE_ENOUGH = 0.75
"""Volume of a month, against the usual one, from which on it stands for a whole month."""


def rate_section(found: Diagnosis) -> Section | None:
    """Return the section on the contact rate; None where no volumes were loaded."""
    rates = found.rates
    if rates is None or not rates.drivers:
        return None
    paragraphs, figures, notes = [], [], []
    for driver in rates.drivers:
        notes += list(driver.facts[1:])
        if not driver.overall.known:
            paragraphs.append(Sentence(f"Contacts per {driver.driver}: cannot tell, {driver.overall.why}."))
            continue
        paragraphs.append(
            Sentence(
                f"{rates.per:g} {driver.driver} bring {reads(driver.overall)} contacts. {_change(driver)}",
                driver.facts[0],
            )
        )
        if len([row for row in driver.rows if row.rate.known]) > 1:
            figures.append(_by_month(driver, rates.per))
    return Section(
        "rate",
        "Contacts against the business",
        tuple(paragraphs),
        tuple(figures),
        notes=tuple(dict.fromkeys(notes)),
    )


def _change(driver: ContactRate) -> str:
    """Say how the last month differs from the first; a part of a month is no fair start or end."""
    usual = sorted(row.volume for row in driver.rows)[len(driver.rows) // 2] if driver.rows else 0.0
    known = [
        row
        for row in driver.rows
        if row.rate.low is not None and row.rate.high is not None and row.volume >= _WHOLE_ENOUGH * usual
    ]
    if len(known) < 2:
        return ""
    first, last = known[0], known[-1]
    assert first.rate.low is not None
    assert first.rate.high is not None
    assert last.rate.low is not None
    assert last.rate.high is not None
    moved = f"from {reads(first.rate)} in {first.group} to {reads(last.rate)} in {last.group}"
    if last.rate.low > first.rate.high:
        return f"It rose {moved}."
    if last.rate.high < first.rate.low:
        return f"It fell {moved}."
    return f"It went {moved}; the intervals meet, so that may be chance."


def _by_month(driver: ContactRate, per: float) -> Figure:
    known = [row for row in driver.rows if row.rate.known]
    return dot_intervals(
        [
            {"label": row.group, "value": row.rate.value, "low": row.rate.low, "high": row.rate.high}
            for row in known
        ],
        title=f"Contacts per {per:g} {driver.driver}, by month",
        description="A rate takes growth out: it moves only when contacts and business move apart.",
        heading="Month",
        measure=f"Contacts per {per:g} {driver.driver}",
        unit=_RATE,
        more={
            "Contacts": [row.contacts for row in known],
            driver.driver.capitalize(): [round(row.volume) for row in known],
        },
    )
