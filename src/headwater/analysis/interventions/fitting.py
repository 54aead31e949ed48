"""One regression of a plan's measure: the record cut to size, its columns, its estimate."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from headwater.analysis.errors import BadDataError
from headwater.analysis.interventions.design_matrix import DesignMatrix, background, reached, with_effect
from headwater.analysis.interventions.error_models import ErrorFamily
from headwater.analysis.interventions.grid_gls import GridGls, fit_grid_gls
from headwater.analysis.interventions.phases import Phases
from headwater.analysis.interventions.plan import Plan, Programme
from headwater.analysis.interventions.responses import Response, working_response
from headwater.analysis.measures import Series
from headwater.analysis.measures.grains import PERIODS_A_YEAR, place_from

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

USUAL_HARMONICS = 2
SEPARABLE_WEEKS = 4
"""Programmes that start closer together than this cannot be told apart."""

FEWEST_BEFORE, FEWEST_AFTER = 8, 3
"""Periods below which not even an estimate is given; a verdict asks for more."""


@dataclass(frozen=True)
class Fitted:
    """A regression with all that is needed to read it.

    Attributes
    ----------
    series : Series
        The periods used, those left out included.
    phases : Phases
        Numbered within `series`.
    """

    series: Series
    phases: Phases
    design: DesignMatrix
    response: Response
    gls: GridGls


def harmonics_of(plan: Plan, phases: Phases) -> int:
    """Return how many pairs of annual waves: as planned, or two where there are two years before."""
    if plan.harmonics is not None:
        return plan.harmonics
    two_years = phases.weeks_before >= 2 * 52 - 1e-6
    return USUAL_HARMONICS if two_years and plan.seasonal is not False else 0


def separable(plan: Plan, other: Programme) -> bool:
    """Say whether another programme started far enough away in time."""
    return abs((other.start - plan.start).days) >= 7 * SEPARABLE_WEEKS


def enough(series: Series, phases: Phases) -> bool:
    """Say whether there is enough before and after for any estimate."""
    known = [value is not None for value in series.values]
    for place in phases.left_out:
        known[place] = False
    before, after = known[phases.first : phases.start], known[phases.settled : phases.end]
    return sum(before) >= FEWEST_BEFORE and sum(after) >= FEWEST_AFTER


def fit(
    series: Series,
    plan: Plan,
    phases: Phases,
    *,
    comparison: Series | None = None,
    family: ErrorFamily | None = None,
    later: int | None = None,
) -> Fitted:
    """Regress a plan's measure on what would have been and on the change.

    Parameters
    ----------
    phases : Phases
        Numbered within `series`; what lies before `first` or from `end` on is not used.
    comparison : Series, optional
        A series that shares everything but the programme.
    later : int, optional
        First period of a second time after the change, with an effect of its own.
    """
    pairs = harmonics_of(plan, phases)
    cut = series.part(phases.first, min(phases.end, len(series)))
    moved = _within(phases, len(cut))
    values, denominators = _arrays(cut, moved, washout=plan.shape != "ramp")
    x, names = background(cut.days, cut.grain, trend=plan.trend, pairs=pairs)
    for other in plan.others:
        place = place_from(cut.days[0], other.start, cut.grain)
        if separable(plan, other) and 0 < place < len(cut):
            x = np.column_stack([x, reached(len(cut), place, place + other.phase_in.periods(cut.grain))])
            names.append(other.name)
    design = with_effect(
        x,
        names,
        plan.shape,
        start=moved.start,
        settled=moved.settled,
        later=None if later is None else later - phases.first,
    )
    beside = None if comparison is None else _beside(cut, comparison)
    if series.measure.kind in ("count", "share"):
        values = _never_nothing(values, design, moved)
    response = working_response(values, denominators, series.measure, design.x, beside)
    gls = fit_grid_gls(response.y, design.x, family=family, noise_scale=response.noise_scale)
    return Fitted(cut, moved, design, response, gls)


def _within(phases: Phases, periods: int) -> Phases:
    first = phases.first
    return replace(
        phases,
        first=0,
        start=phases.start - first,
        settled=phases.settled - first,
        end=min(phases.end - first, periods),
        left_out=tuple(place - first for place in phases.left_out if 0 <= place - first < periods),
    )


def _arrays(cut: Series, phases: Phases, *, washout: bool) -> tuple["Array", "Array | None"]:
    values = np.array([np.nan if value is None else value for value in cut.values], dtype=float)
    values[np.array(phases.left_out, dtype=int)] = np.nan
    if washout:
        values[phases.start : phases.settled] = np.nan
    if cut.denominators is None:
        return values, None
    return values, np.array([np.nan if held is None else held for held in cut.denominators], dtype=float)


def _beside(cut: Series, comparison: Series) -> "Array":
    if comparison.grain != cut.grain:
        raise BadDataError(
            f"The comparison is by {comparison.grain}, the measure by {cut.grain}. Give "
            "both in the same periods."
        )
    known = dict(zip(comparison.days, comparison.rates, strict=True))
    found = np.array([np.nan if (rate := known.get(day)) is None else rate for day in cut.days])
    shared = int(np.isfinite(found).sum())
    if shared < len(cut) / 2:
        raise BadDataError(
            f"The comparison has values for {shared} of the {len(cut)} {cut.grain}s that are judged. "
            f"Give one that covers {cut.days[0].isoformat()} to {cut.days[-1].isoformat()}."
        )
    return found


def _never_nothing(values: "Array", design: DesignMatrix, phases: Phases) -> "Array":
    """Give half an event to a side that has none, so that its logarithm exists."""
    counted = values.copy()
    after = np.arange(len(values)) >= phases.start
    for side in (after, ~after):
        seen = side & np.isfinite(values)
        if seen.any() and values[seen].sum() == 0:
            counted[seen] = 0.5 / seen.sum()
    return counted


def seasonality_p(fitted: Fitted, pairs: int = 1) -> float:
    """Return how surprising the annual waves of a regression would be without any season.

    Notes
    -----
    Wald's F with 2 pairs and n - k degrees of freedom under each error model, averaged over the models.
    """
    places = [i for i, name in enumerate(fitted.design.names) if name.split()[0] in ("cosine", "sine")][
        : 2 * pairs
    ]
    gls = fitted.gls
    b = gls.coefficients[:, places]
    inner = np.linalg.inv(gls.covariances[:, places][:, :, places])
    f = np.einsum("gi,gij,gj->g", b, inner, b) / len(places)
    # with two numerator degrees of freedom the tail has a closed form
    return float(gls.weights @ (1 + 2 * f / gls.degrees) ** (-gls.degrees / 2))


def periods_a_year(series: Series) -> float:
    """Return how many periods of a series make a year."""
    return PERIODS_A_YEAR[series.grain]
