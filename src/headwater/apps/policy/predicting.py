"""What a kept scenario predicts of registered measures, for whoever turns it into a plan."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import hypot
from typing import Any, Literal

from django.http import Http404

from headwater.analysis.estimates import Estimate
from headwater.analysis.policy.facts_reading import facts_of
from headwater.analysis.policy.what_if.result import Row, row_from
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import may
from headwater.apps.policy.models import Scenario
from headwater.apps.policy.selectors import OURS

Unit = Literal["%", "pp"]


@dataclass(frozen=True)
class Predicted:
    """What a scenario says of one measure.

    Attributes
    ----------
    measure_key : str
        Key of the measure, such as `contacts.come_back`.
    words : str
        What the scenario calls it.
    before, after : Estimate
        In the scenario's own unit, such as contacts an hour.
    change : Estimate
        In `unit`, with its sign.
    unit : {'%', 'pp'}
        Per cent of the level before, or percentage points.
    """

    measure_key: str
    words: str
    before: Estimate
    after: Estimate
    change: Estimate
    unit: Unit


def scenario_to_plan(user: User, pk: int) -> Scenario:
    """Return a kept scenario; 404 where there is none, or the person may not read the lab."""
    found = Scenario.objects.filter(pk=pk, removed_at=None).first()
    if found is None or not may(user, Action.READ_POLICY):
        raise Http404
    return found


def predicted(scenario: Scenario) -> tuple[Predicted, ...]:
    """Return what a scenario predicts of measures that mean the same thing, nearest to its cause first.

    Left out is what no measure counts the same way: first-contact resolution, which the lab takes as what is
    really solved and the measure as what does not come back; waits, staff and costs; figures that do not
    move, or cannot be told, or have an interval with one end.
    """
    rows = {one.key: one for one in map(row_from, scenario.answer.get("rows", ()))}
    found = []
    for key, measure, unit, changed in _SAME:
        row = rows.get(key)
        change = None if row is None else changed(row)
        if row is not None and change is not None and change.value:
            found.append(Predicted(measure, row.words, row.before, row.after, change, unit))
    return tuple(found)


def is_about_us(scenario: Scenario) -> bool:
    """Say whether it was tried on the organisation's own figures, not on a sample's."""
    return scenario.basis == OURS


def told(scenario: Scenario) -> str:
    """Say in plain words what was tried and what it would do, each figure with its interval."""
    when = f"{scenario.made_at.day} {scenario.made_at:%B %Y}"
    said = [f"Tried in the policy lab on {when}, as “{scenario.name}”."]
    if not is_about_us(scenario):
        said.append("It was tried on a sample's figures, not on our own: nothing of it is predicted for us.")
    if scenario.answer.get("sentence"):
        said.append(str(scenario.answer["sentence"]))
    rows = [row_from(one) for one in scenario.answer.get("rows", ())]
    lines = [
        f"- {one.words}: from {one.before_text} to {one.after_text}; {one.change_text}"
        for one in rows
        if one.key in _TOLD and one.change.value
    ]
    text = " ".join(said)
    return "\n".join([f"{text}\nPredicted:" if is_about_us(scenario) else text, *lines]) if lines else text


def currency_of(scenario: Scenario) -> str:
    """Return the currency of a scenario's figures; empty where nobody said."""
    return str(scenario.answer.get("currency") or scenario.facts.get("currency") or "")


def cost_a_contact(scenario: Scenario) -> float | None:
    """Return what handling one contact costs before the change: paid time of it; None where that is unknown.

    Only what is spent on handling: an agent who waits for the next contact is paid as well.
    """
    hourly = facts_of(scenario.facts).cost_per_agent_hour
    row = _row(scenario.answer, "handle_s")
    if not hourly or row is None or not row.before.value:
        return None
    return hourly * row.before.value / 3600


def _row(answer: Mapping[str, Any], key: str) -> Row | None:
    return next((row_from(one) for one in answer.get("rows", ()) if one["key"] == key), None)


def _points(row: Row) -> Estimate | None:
    """Return the change of a share, in percentage points."""
    return _times(row.change, 100.0)


def _per_cent(row: Row) -> Estimate | None:
    """Return a change as a part of the level before.

    Notes
    -----
    Change and level before come from the same draws; which part of their spread they share is not kept. They
    are taken as independent, relative spreads added by squares, which makes the interval too wide rather than
    too narrow where more contacts before also mean a larger change.
    """
    before, change = row.before, row.change
    if before.value is None or before.value <= 0 or change.value is None:
        return None
    part = change.value / before.value
    if change.low is None and change.high is None:
        return Estimate(100 * part, n=change.n, level=change.level, method=change.method)
    if change.low is None or change.high is None:
        return None
    widths = [0.0 if end is None else abs(end - before.value) for end in (before.low, before.high)]
    shared = abs(part) * max(widths)
    low = part - hypot(change.value - change.low, shared) / before.value
    high = part + hypot(change.high - change.value, shared) / before.value
    return Estimate(100 * part, 100 * low, 100 * high, n=change.n, level=change.level, method=change.method)


def _times(estimate: Estimate, factor: float) -> Estimate | None:
    if estimate.value is None or (estimate.low is None) != (estimate.high is None):
        return None
    low, high = (None if end is None else factor * end for end in (estimate.low, estimate.high))
    return Estimate(
        factor * estimate.value, low, high, n=estimate.n, level=estimate.level, method=estimate.method
    )


_SAME: tuple[tuple[str, str, Unit, Callable[[Row], Estimate | None]], ...] = (
    ("repeat_frac", "contacts.come_back", "pp", _points),
    ("contacts_per_hour", "contacts.rate", "%", _per_cent),
    ("contacts_per_hour", "contacts.volume", "%", _per_cent),
    ("abandon_frac", "contacts.abandoned", "pp", _points),
)
"""Figures of the lab and the measures that mean the same. Both count a contact as coming back if the same
customer makes another for whatever reason; a part of all contacts in an hour is the same part of a week's,
and of those per order, while hours and orders stay as they are."""

_TOLD = (
    *("repeat_frac", "fcr_frac", "contacts_per_hour", "abandon_frac", "wait_s"),
    *("agents_to_schedule", "cost_per_year", "customer_seconds"),
)
