"""Cards of the scorecard that come from the diagnosis and from the ledger of actions."""

from dataclasses import replace

from django.urls import reverse

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.apps.actions.selectors import Counts
from headwater.apps.demand.selectors import LatestDiagnosis
from headwater.apps.measures.selectors import Reading
from headwater.apps.measures.showing import Card, card

NOT_PRICED = "no price of an hour or a contact is given; the diagnosis asks for it"


def failure_tile(monthly: Reading, latest: LatestDiagnosis | None, why: str) -> Card:
    """Say the share of time that is failure demand, with months where there are any; or why not."""
    estimate = None if latest is None else latest.failure.get("time")
    told = estimate or cannot_tell(why)
    shown = _estimated(card(monthly), "Failure demand", told, "of handle time")
    if latest is None or estimate is None or not estimate.known:
        return shown
    return replace(shown, period=f"diagnosis of {_day(latest)}", url=reverse("demand:overview"))


def cost_tile(latest: LatestDiagnosis | None, why: str) -> Card:
    """Say what failure demand costs a year: money where there are prices, else hours; or why not."""
    blank = Card("", "Cost of failure demand", "", "", "", "", "", "unknown", "")
    if latest is None or not latest.yearly:
        return replace(blank, why=why)
    money, hours = latest.yearly.get("cost"), latest.yearly.get("time")
    chosen, unit = (money, latest.currency) if money is not None and money.known else (hours, "hours")
    if chosen is None or not chosen.known:
        return replace(blank, why=NOT_PRICED if chosen is None else chosen.why)
    return replace(
        blank,
        figure=_amount(chosen.value),
        unit=f"{unit} a year",
        interval="" if chosen.low is None else f"{_amount(chosen.low)} to {_amount(chosen.high)}",
        period=f"diagnosis of {_day(latest)}",
        url=reverse("demand:overview"),
        trend=_why_no_money(money, latest) if unit == "hours" else "",
    )


def _why_no_money(money: Estimate | None, latest: LatestDiagnosis) -> str:
    """Say why the cost is told in hours: nobody gave a price, or those given do not tell."""
    why = money.why if latest.currency and money is not None and money.why else NOT_PRICED
    return f"{why[:1].upper()}{why[1:]}."


def actions_tile(counts: Counts) -> Card:
    """Say how many open actions nobody owns."""
    of = f"of {counts.open:,} open" if counts.open else "no action is open"
    overdue = f"{counts.overdue:,} overdue." if counts.overdue else ""
    return Card(
        key="",
        name="Actions without an owner",
        figure=f"{counts.without_owner:,}",
        unit=of,
        interval="",
        period="today",
        trend=overdue,
        verdict="worse" if counts.overdue else "usual",
        why="",
        url=reverse("actions:actions"),
    )


def _estimated(blank: Card, name: str, estimate: Estimate, unit: str) -> Card:
    """Put an estimate onto a card in place of its newest point; its trend and picture stay."""
    if not estimate.known:
        return replace(blank, name=name, figure="", why=estimate.why)
    value, _, bounds = estimate.percent().partition(" (")
    return replace(blank, name=name, figure=value, unit=unit, interval=bounds.rstrip(")"))


def _day(latest: LatestDiagnosis) -> str:
    return f"{latest.made_at.day} {latest.made_at:%b %Y}"


def _amount(value: float | None) -> str:
    """Read an amount with three figures: it is an estimate."""
    if value is None:
        return ""
    digits = max(len(f"{abs(value):.0f}") - 3, 0)
    return f"{round(value, -digits):,.0f}"
