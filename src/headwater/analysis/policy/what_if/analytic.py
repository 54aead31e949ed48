"""What a change of the way of working would do, in figures that are solved and not simulated."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import PolicySet
from headwater.analysis.policy.store_facts import FoundFact
from headwater.analysis.policy.what_if.asked import Asked, asked_of
from headwater.analysis.policy.what_if.break_even import break_even
from headwater.analysis.policy.what_if.declared import policies_met
from headwater.analysis.policy.what_if.figures import Figures, figures
from headwater.analysis.policy.what_if.lacking import lacking
from headwater.analysis.policy.what_if.result import Better, Row, WhatIf
from headwater.analysis.policy.what_if.sliders import WHAT_IS_MISSING
from headwater.analysis.policy.what_if.summing import estimate_of
from headwater.analysis.policy.what_if.telling import notes_of, sentence_of

Array = NDArray[np.float64]

_ROWS: tuple[tuple[str, str, str, Better], ...] = (
    ("agents_needed", "People needed on the floor", "agents", "lower"),
    ("agents_to_schedule", "People to schedule", "agents", "lower"),
    ("service_level", "Answered in time", "share", "higher"),
    ("wait_s", "Average wait of those answered", "s", "lower"),
    ("abandon_frac", "Customers who give up waiting", "share", "lower"),
    ("occupancy_frac", "Share of their time people are busy", "share", ""),
    ("contacts_per_hour", "Contacts an hour", "contacts", "lower"),
    ("repeat_frac", "Contacts that come back", "share", "lower"),
    ("fcr_frac", "Resolved at first contact", "share", "higher"),
    ("handle_s", "Handle time", "s", ""),
    ("escalation_frac", "Contacts escalated", "share", "lower"),
    ("cost_per_year", "Cost a year of the people needed", "money", "lower"),
    ("scheduled_cost_per_year", "Cost a year of the people scheduled", "money", "lower"),
    ("remedies_per_year", "Remedies given a year", "money", ""),
    ("customer_seconds", "Time for a customer's issue, all contacts of it", "s", ""),
    ("hours_short", "Hours short a year", "hours", "lower"),
)

_WHOLE = ("agents_needed", "agents_to_schedule", "cost_per_year", "hours_short")
"""Figures of whole people."""


def what_if(
    facts: Facts,
    change: Mapping[str, float],
    *,
    found: Sequence[FoundFact] = (),
    policies: Sequence[Policy] | PolicySet = (),
    on: date | None = None,
    draws: int = 400,
    rng: np.random.Generator | None = None,
) -> WhatIf:
    """Say what a change of the way of working would do.

    Parameters
    ----------
    facts : Facts
        What is so today.
    change : mapping of str to float
        Sliders that are moved (see `SLIDERS`) and where to.
    found : sequence of FoundFact
        Facts that were measured, with their intervals. The others have none.
    policies : sequence of Policy
        Those in force: the answer target and other limits that staff is worked out for, and what may be
        broken.
    on : date, optional
        Take only the policies in force on that day.
    draws : int
        Draws from the intervals of the facts; the same before and after.

    Returns
    -------
    WhatIf

    Raises
    ------
    UsageError
        A change that cannot be, or of something whose fact of today is missing.

    Notes
    -----
    Resolution F, issues I and the share c of the unresolved who come back give I / (1 - c (1 - F)) contacts
    an hour; these, handle time and people on the floor give the queue (Erlang A where patience is known,
    else Erlang C).

    Examples
    --------
    >>> from headwater.analysis.policy.facts import Today
    >>> facts = Facts(issues_per_hour=400, today=Today(talk_s=240, fcr_frac=0.65, agents_scheduled=60,
    ...               shrinkage_frac=0.2))
    >>> told = what_if(facts, {"handle_s": 300, "fcr_frac": 0.82})
    >>> print(told.row("contacts_per_hour"))
    Contacts an hour: 584 contacts -> 477 contacts; -107 contacts
    >>> print(told.break_even)
    It needs people: it would break even at 294 s, and handling takes 300 s. \
Handling of 300 s pays for itself from 84.0% resolved at once. Nothing above 350 s can pay for itself.
    """
    return answered(asked_of(facts, change, policies, on, found, draws, rng))


def answered(asked: Asked) -> WhatIf:
    """Return the analytic answer to what was asked."""
    facts, seen, moved = asked.facts, asked.seen, asked.moved
    one, other = (figures(facts, seen, way, asked.targets) for way in asked.ways)
    rows = tuple(
        _row(key, words, facts.currency or unit if unit == "money" else unit, better, (one, other), seen.n)
        for key, words, unit, better in _ROWS
    )
    even = None
    if all("handle_s" in part.values and "fcr_frac" in part.values for part in (one, other)):
        even = break_even(
            (one.values["handle_s"], other.values["handle_s"]),
            (one.values["fcr_frac"], other.values["fcr_frac"]),
            facts.call_back_share,
            seen.n,
        )
    names = dict.fromkeys(name for key, *_ in _ROWS for name in lacking(facts, key))
    if facts.resolution is None and moved.keys() & {"handle_s", "wrap_s"} and "fcr_frac" not in moved:
        names["resolution"] = None
    notes = [*asked.assumed, *notes_of(asked)]
    told = WhatIf(
        change=moved,
        rows=rows,
        sentence="",
        break_even=even,
        policies=policies_met(asked.policies, facts, (one, other), asked.ways, seen.n),
        notes=tuple(notes),
        missing=tuple(WHAT_IS_MISSING[name] for name in names),
        currency=facts.currency,
    )
    return replace(told, sentence=sentence_of(told))


def _row(  # noqa: PLR0917
    key: str, words: str, unit: str, better: Better, parts: tuple[Figures, Figures], n: int
) -> Row:
    drawn = key in _WHOLE and any("load" in p.values and np.ptp(p.values["load"]) > 0 for p in parts)

    def told(part: Figures) -> Estimate:
        if key in part.why:
            return cannot_tell(part.why[key])
        return estimate_of(part.values[key], n, drawn=drawn)

    one, other = told(parts[0]), told(parts[1])
    if one.value is None or other.value is None:
        change = cannot_tell(other.why or one.why)
    else:
        with np.errstate(invalid="ignore"):
            moved = parts[1].values[key] - parts[0].values[key]
        change = estimate_of(np.where(np.isnan(moved), 0.0, moved), n, drawn=drawn)
    return Row(key, words, unit, one, other, change, better)
