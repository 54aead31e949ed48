"""Contacts per order, account or whatever else brings them."""

from headwater.analysis.charts import Figure, Unit, dot_intervals
from headwater.analysis.demand.contact_rate_result import ContactRate, reads
from headwater.analysis.demand.diagnosis_result import Diagnosis
from headwater.analysis.demand.report.document import Section, Sentence

_RATE = Unit("~g", lambda value: f"{value:.3g}")


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
        "rate", "Contacts against the business", tuple(paragraphs), tuple(figures), notes=tuple(notes)
    )


def _change(driver: ContactRate) -> str:
    """Say whether the last month differs from the first, when their intervals do not meet."""
    known = [row for row in driver.rows if row.rate.low is not None and row.rate.high is not None]
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
    return f"Whether it changed {moved} cannot be told: the intervals meet."


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
