"""Who gave up waiting because people were missing, by what was seen and what Erlang A says."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.staffing.checking import Array
from headwater.analysis.staffing.looking_back import LookBack
from headwater.analysis.staffing.over_days import ratio_over_days
from headwater.analysis.staffing.performance import performance

_FITS = (0.5, 2.0)
"""Observed over predicted between which the model is believed enough to tell what was caused."""
_NOBODY = 0.05


@dataclass(frozen=True)
class BeingShort:
    """What customers got while people were missing, and what they would have got.

    Attributes
    ----------
    left_short, left_else : Estimate
        Share of customers who gave up in half-hours that were short for certain, and in all others.
    in_time, in_time_short : Estimate
        Share of customers answered within the threshold, and of those in half-hours short for certain.
    fit : Estimate
        Customers who gave up over how many Erlang A says, with those who were there: 1 is a perfect fit.
    caused : Estimate
        Customers a year who gave up because people were missing.
    fits : bool
        Whether the model comes near enough to tell.
    """

    left_short: Estimate
    left_else: Estimate
    in_time: Estimate
    in_time_short: Estimate
    fit: Estimate
    caused: Estimate
    fits: bool
    statement: str

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        names = ("left_short", "left_else", "in_time", "in_time_short", "fit", "caused")
        found = {name: getattr(self, name).to_dict() for name in names}
        return found | {"fits": self.fits, "statement": self.statement}

    def __str__(self) -> str:
        return self.statement


def being_short(back: LookBack, patience_seconds: float | None) -> BeingShort:
    """Compare who gave up with who would have, had as many been there as were needed.

    Parameters
    ----------
    patience_seconds : float or None
        Mean patience; without it who would have left cannot be told.

    Notes
    -----
    Of a short half-hour the model gives the share by which abandonment falls at the agents needed; that share
    of those who were seen to leave was caused. The level is the observed one: the model only says how it
    changes. Only half-hours short for certain count: within the band, noise in what was expected would be
    taken for people who are missing. Days are independent.
    """
    floor = back.floor
    short, watched = back.is_short_for_certain, back.watched
    total = int(floor.arrivals[watched].sum())
    left_short = ratio_over_days(
        np.where(short, floor.left, 0).sum(axis=1),
        np.where(short, floor.arrivals, 0).sum(axis=1),
        n=int(floor.arrivals[short].sum()),
        share=True,
    )
    other = watched & ~short
    left_else = ratio_over_days(
        np.where(other, floor.left, 0).sum(axis=1),
        np.where(other, floor.arrivals, 0).sum(axis=1),
        n=int(floor.arrivals[other].sum()),
        share=True,
    )
    in_time = ratio_over_days(floor.in_time.sum(axis=1), floor.arrivals.sum(axis=1), n=total, share=True)
    in_time_short = ratio_over_days(
        np.where(short, floor.in_time, 0).sum(axis=1),
        np.where(short, floor.arrivals, 0).sum(axis=1),
        n=int(floor.arrivals[short].sum()),
        share=True,
    )
    seen = (left_short, left_else, in_time, in_time_short)
    if patience_seconds is None:
        why = "too few customers were seen to give up to know how patient they are"
        none = cannot_tell(why, total)
        return BeingShort(
            *seen,
            none,
            none,
            False,
            f"What being short causes cannot be told: {why}.",
        )
    now = _lost(back, floor.there, patience_seconds)
    then = _lost(back, np.maximum(floor.there, np.nan_to_num(back.needed)), patience_seconds)
    predicted = np.where(watched, np.nan_to_num(back.expected) * now, 0)
    fit = ratio_over_days(floor.left.sum(axis=1), predicted.sum(axis=1), n=total)
    statement, fits = _statement(
        floor.left.sum() / max(floor.arrivals.sum(), 1), predicted, floor.arrivals, fit
    )
    if not fits:
        caused = cannot_tell(
            "Erlang A does not come near what was observed with those who were there by the roster", total
        )
        return BeingShort(*seen, fit, caused, False, statement)
    share = np.divide(now - then, now, out=np.zeros_like(now), where=now > 0)
    by_day = np.where(short, floor.left * share, 0).sum(axis=1)
    caused = a_year(ratio_over_days(by_day, np.ones(len(floor.days)), n=total))
    return BeingShort(*seen, fit, caused, True, statement)


def a_year(a_day: Estimate) -> Estimate:
    """Return a figure of a day for a year; never below 0."""
    if a_day.value is None or a_day.low is None or a_day.high is None:
        return a_day
    ends = (max(365.25 * a_day.low, 0.0), 365.25 * a_day.high)
    return Estimate(365.25 * a_day.value, *ends, n=a_day.n, method=a_day.method)


def _lost(back: LookBack, agents: Array, patience_seconds: float) -> Array:
    """Return the share that Erlang A says gives up; where nobody is, all do."""
    found = np.zeros(agents.shape)
    known = back.watched
    there = np.maximum(agents[known], _NOBODY)
    found[known] = performance(
        back.expected[known] * 2, back.floor.handle_seconds, there, patience_seconds=patience_seconds
    ).abandonment
    return found


def _statement(observed: float, predicted: Array, arrivals: Array, fit: Estimate) -> tuple[str, bool]:
    said = float(predicted.sum()) / max(float(arrivals.sum()), 1)
    words = f"{observed:.1%} of customers gave up; with those on the roster Erlang A says {said:.1%}"
    if fit.value is None or not _FITS[0] <= fit.value <= _FITS[1]:
        return (
            f"{words}. That is too far off to tell what missing people cause: check roster, shrinkage "
            "and handle times.",
            False,
        )
    near = "which is near" if 0.8 <= fit.value <= 1.25 else "so it is off, but of the right size"
    return f"{words}, {near}.", True
