"""The effect of an intervention in people's terms: how much per period, and how much in all."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from headwater.analysis.estimates import Estimate
from headwater.analysis.interventions.fitting import Fitted
from headwater.analysis.interventions.grid_gls import ContrastEstimate
from headwater.analysis.interventions.plan import Smallest
from headwater.analysis.interventions.responses import linked
from headwater.analysis.interventions.student import t_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Scale = Literal["percent", "points", "hundredths", "unit"]


_UNITS: dict[Scale, str] = {"points": " points", "hundredths": " points of 100"}


@dataclass(frozen=True)
class Effect:
    """What changed, on the scale of the regression and on the measure's own.

    Attributes
    ----------
    linear : Estimate
        On the scale of the regression: a difference, a log ratio or a log odds ratio.
    change : Estimate
        As people read it: a share of the level (0.05 is 5 per cent) for counts, a difference of shares, or
        a difference in the measure's unit.
    scale : {'percent', 'points', 'hundredths', 'unit'}
    total : Estimate
        Over the window: contacts added (negative where they were avoided), seconds, points; observed
        periods only.
    before : float
        Level of the measure before the start.
    smallest : float
        The smallest effect worth having, on the scale of the regression.
    at_80 : tuple of float
        Bounds at 80%, on the scale of the regression.
    autocorrelation, deviation : float
        Of neighbouring errors; and of the errors themselves, on the scale of the regression.
    """

    linear: Estimate
    change: Estimate
    scale: Scale
    total: Estimate
    before: float
    smallest: float
    at_80: tuple[float, float]
    p_value: float
    autocorrelation: float
    deviation: float

    def to_dict(self) -> dict[str, Any]:
        """Return the effect as plain data."""
        return asdict(self) | {"at_80": list(self.at_80)}

    @property
    def words(self) -> str:
        """The change with its interval, to be read."""
        return self.read_estimate(self.change)

    def read_estimate(self, change: Estimate) -> str:
        """Write a change with its interval, where it has one, as people read it."""
        assert change.value is not None
        if change.low is None or change.high is None:
            return self.read(change.value)
        ends = [self.read(end).removesuffix(_UNITS.get(self.scale, "")) for end in (change.low, change.high)]
        return f"{self.read(change.value)} ({ends[0]} to {ends[1]})"

    def read(self, value: float) -> str:
        """Write a change as people read it."""
        # nothing has no sign of its own
        hundredths = round(100 * value, 1) + 0.0
        if self.scale == "percent":
            return f"{hundredths:+.1f}%"
        if self.scale in _UNITS:
            return f"{hundredths:+.1f}{_UNITS[self.scale]}"
        return f"{value:+.3g}"


def effect_of(fitted: Fitted, smallest: Smallest, level: float = 0.95, column: int | None = None) -> Effect:
    """Read the effect out of a regression.

    Parameters
    ----------
    column : int, optional
        Which of the effect's columns to read, where the times after the change have effects of their own.
    """
    contrast = _contrast(fitted, column)
    low, high = contrast.interval(level)
    linear = Estimate(contrast.value, low, high, n=fitted.gls.periods, level=level, method="grid-GLS")
    before = level_before(fitted)
    change, scale = _change(fitted, linear, before)
    return Effect(
        linear=linear,
        change=change,
        scale=scale,
        total=_total(fitted, linear, column),
        before=before,
        smallest=smallest_on_scale(smallest, before, fitted),
        at_80=contrast.interval(0.8),
        p_value=contrast.p_value,
        autocorrelation=fitted.gls.autocorrelation,
        deviation=fitted.gls.deviation,
    )


def contrast_of(fitted: Fitted) -> ContrastEstimate:
    """Return the mean effect over the window, on the scale of the regression."""
    return _contrast(fitted, None)


def level_before(fitted: Fitted) -> float:
    """Return the level of the measure in the last year before the start."""
    start, per_year = fitted.phases.start, round(365.25 / fitted.phases.days_a_period)
    first = max(0, start - per_year)
    cut = fitted.series.part(first, start)
    used = np.isfinite(fitted.response.y[first:start])
    values = np.array([np.nan if v is None else v for v in cut.values], dtype=float)[used]
    if cut.denominators is not None and cut.measure.kind in ("count", "share"):
        held = fitted.response.held[first:start][used]
        return float(values.sum() / held.sum())
    return float(values.mean())


def smallest_on_scale(smallest: Smallest, before: float, fitted: Fitted) -> float:
    """Take the smallest effect worth having to the scale of the regression."""
    amount = smallest.amount
    link, bounds = fitted.response.link, fitted.response.bounds
    if smallest.unit == "%":
        change = before * amount / 100 if link != "identity" else abs(before) * amount / 100
    else:
        change = amount / 100 if smallest.unit == "pp" else amount
    if link == "identity":
        return change
    low, high = (0.0, np.inf) if link == "log" else bounds
    room = 1e-6 * (before if link == "log" else high - low)
    target = min(max(before + change, low + room), high - room)
    start = min(max(before, low + room), high - room)
    return linked(target, link, bounds) - linked(start, link, bounds)


def _contrast(fitted: Fitted, column: int | None) -> ContrastEstimate:
    rows = fitted.design.effect_rows()
    if column is not None:
        only = np.zeros(rows.shape[1])
        only[fitted.design.effect.start + column] = 1
        return fitted.gls.contrast(only)
    full = rows[fitted.phases.settled : fitted.phases.end]
    if fitted.design.effect.stop - fitted.design.effect.start == 1:
        return fitted.gls.contrast(full[-1] / full[-1].sum())
    # a new level and a new slope: the mean over the window, each period by what it holds
    held = fitted.response.held[fitted.phases.settled : fitted.phases.end]
    return fitted.gls.contrast(held @ full / held.sum())


def _change(fitted: Fitted, linear: Estimate, before: float) -> tuple[Estimate, Scale]:
    """Return the change on the measure's own scale: from the level without the programme."""
    link, bounds = fitted.response.link, fitted.response.bounds
    if link == "identity":
        return _mapped(linear, lambda value: value), _scale(fitted)
    if link == "log":
        return _mapped(linear, lambda value: float(np.expm1(value))), "percent"
    room = 1e-6 * (bounds[1] - bounds[0])
    at = linked(min(max(before, bounds[0] + room), bounds[1] - room), link, bounds)

    def moved(value: float) -> float:
        there = fitted.response.level(np.array([at + value, at]))
        return float(there[0] - there[1])

    return _mapped(linear, moved), _scale(fitted)


def _scale(fitted: Fitted) -> Scale:
    measure = fitted.series.measure
    if measure.kind == "share":
        return "points"
    return "hundredths" if measure.in_hundredths else "unit"


def _mapped(estimate: Estimate, mapping: Any) -> Estimate:
    assert estimate.value is not None
    return Estimate(
        mapping(estimate.value),
        mapping(estimate.low),
        mapping(estimate.high),
        n=estimate.n,
        level=estimate.level,
        method=estimate.method,
    )


def _total(fitted: Fitted, linear: Estimate, column: int | None) -> Estimate:
    """Return what the change added over the window, by the paths that lie at the bounds of the effect."""
    response, phases = fitted.response, fitted.phases
    places = np.arange(phases.start, phases.end)
    places = places[np.isfinite(response.y[places])]
    mean = fitted.gls.weights @ fitted.gls.coefficients
    rows = fitted.design.effect_rows()[places]
    if column is not None:
        rows = rows[:, fitted.design.effect.start + column][:, None]
        places, rows = places[rows[:, 0] > 0], rows[rows[:, 0] > 0]
        path = rows[:, 0] * mean[fitted.design.effect.start + column]
    else:
        path = rows @ mean
    share_reached = np.minimum(1.0, np.abs(rows).max(axis=1))
    at = fitted.design.x[places] @ mean + response.offset[places]
    assert linear.value is not None
    middle = linear.value

    def added(value: float) -> float:
        moved = path + (value - middle) * share_reached
        per_unit = response.level(at) - response.level(at - moved)
        return float(per_unit @ response.held[places])

    return _mapped(linear, added)


@dataclass(frozen=True)
class Expected:
    """What was to be expected in one period without the programme.

    Attributes
    ----------
    observed, fitted : float or None
    without, low, high : float
        Expected level without the programme and its interval: of the level, not of single periods.
    """

    day: str
    phase: str
    observed: float | None
    fitted: float
    without: float
    low: float
    high: float


def expected_without(fitted: Fitted, level: float = 0.95) -> tuple[Expected, ...]:
    """Return the measure in each period, beside what was to be expected without the programme."""
    gls, response, phases = fitted.gls, fitted.response, fitted.phases
    x0 = fitted.design.x - fitted.design.effect_rows()
    centres = gls.coefficients @ x0.T
    within = np.einsum("ti,gij,tj->gt", x0, gls.covariances, x0)
    middle = gls.weights @ centres
    spread = np.sqrt(gls.weights @ (within + (centres - middle) ** 2))
    half = t_quantile(0.5 + level / 2, gls.degrees) * spread
    with_it = gls.weights @ gls.coefficients @ fitted.design.x.T
    lines = [
        response.level(line + response.offset) for line in (with_it, middle, middle - half, middle + half)
    ]
    found = []
    for i, day in enumerate(fitted.series.days):
        phase = "before" if i < phases.start else "phase-in" if i < phases.settled else "after"
        if i in phases.left_out:
            phase = "left out"
        with_now, without, low, high = (float(line[i]) for line in lines)
        found.append(Expected(day.isoformat(), phase, fitted.series.rates[i], with_now, without, low, high))
    return tuple(found)
