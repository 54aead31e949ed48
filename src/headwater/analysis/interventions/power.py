"""What a plan could find: the smallest effect it would see, by formula and by simulation."""

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from headwater.analysis.errors import UsageError
from headwater.analysis.interventions.design_matrix import background, with_effect
from headwater.analysis.interventions.effect import Effect, effect_of, smallest_on_scale
from headwater.analysis.interventions.error_models import autoregressive
from headwater.analysis.interventions.fitting import (
    FEWEST_BEFORE,
    Fitted,
    fit,
    harmonics_of,
)
from headwater.analysis.interventions.gates import WEEKS_AFTER
from headwater.analysis.interventions.grid_gls import fit_many
from headwater.analysis.interventions.phases import Phases
from headwater.analysis.interventions.plan import Plan
from headwater.analysis.interventions.reach import Outlook, Reach, outlook_of, reach_of
from headwater.analysis.measures import Duration, Series
from headwater.analysis.measures.grains import DAYS_IN, Grain, place_from, shifted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headwater.analysis.charts import Figure

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]

POWER = 0.8
_LONGEST_WEEKS = 156
_STEPS_OF_CURVE = 31


@dataclass(frozen=True)
class PowerOfPlan:
    """What a plan would find, before it starts.

    Attributes
    ----------
    detectable : float
        The effect that would be found four times in five, on the measure's own scale: a share of the level
        for counts, points for shares, else the measure's unit.
    simulated : float or None
        The same from simulated series; None where none were asked for.
    power : float
        How likely the smallest effect worth having would be found, before gates.
    weeks_needed : int or None
        Shortest window in weeks in which the smallest effect worth having would be found four times in
        five; None where three years are not enough.
    asked : float
        The smallest effect worth having, on the measure's own scale.
    curve : tuple of (effect, power)
        How likely effects would be found, before gates: from nothing to half as large again as what matters.
    """

    plan: Plan
    detectable: float
    simulated: float | None
    power: float
    weeks_before: float
    weeks_needed: int | None
    autocorrelation: float
    read_as: Effect
    asked: float = 0.0
    curve: tuple[tuple[float, float], ...] = ()

    @property
    def too_weak(self) -> bool:
        """Whether the verdict will probably be *cannot tell*."""
        return self.power < POWER

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data."""
        found = asdict(self)
        del found["read_as"]
        return found | {
            "plan": self.plan.to_dict(),
            "fingerprint": self.plan.fingerprint,
            "too_weak": self.too_weak,
            "sentence": self.sentence,
        }

    @property
    def sentence(self) -> str:
        """What to make of it."""
        seen, plan = self.read_as.read(self.detectable), self.plan
        if not self.too_weak:
            return (
                f"An effect of {seen} would be found four times in five. You ask for {plan.asked}: the "
                "plan is strong enough."
            )
        longer = (
            f"A window of {self.weeks_needed} weeks would do."
            if self.weeks_needed is not None
            else "Even three years would not do: take a measure closer to what is changed, or a comparison."
        )
        return (
            f"The verdict will probably be “cannot tell”: only an effect of {seen} would be found four times "
            f"in five, and you ask for {plan.asked}, which would be found {self.power:.0%} of the "
            f"time. {longer}"
        )

    def chart(self) -> "Figure":
        """Draw how likely an effect would be found, against its size."""
        from headwater.analysis.interventions.power_chart import power_figure

        return power_figure(self)

    def __str__(self) -> str:
        simulated = "" if self.simulated is None else f" (simulated: {self.read_as.read(self.simulated)})"
        return "\n".join(
            [
                f"{self.plan.name}: plan {self.plan.fingerprint[:12]}",
                self.sentence,
                "",
                f"Smallest effect that would be seen  {self.read_as.read(self.detectable)}{simulated}",
                f"Record before the start            {self.weeks_before:.0f} weeks",
                f"Window                             {self.plan.window}, {self.plan.phase_in} of phase-in",
                f"Likeness of neighbouring periods   {self.autocorrelation:.2f}",
            ]
        )


def minimum_detectable(
    before: int, after: int, autocorrelation: float = 0.4, *, trend: bool = False, power: float = POWER
) -> float:
    """Return the smallest step that is found with that power, in standard deviations of the series.

    Parameters
    ----------
    before, after : int
        Periods before the start and after the phase-in.
    autocorrelation : float
        Coefficient of the AR(1) process, 0 to below 1.

    Notes
    -----
    Half the width of the interval to be expected, plus the t quantile of the power times the estimate's
    standard error. The width to be expected averages over the error models by the likelihood to be expected
    of each, where the expected residual sum of squares of a model with whitening W is the trace of
    M W C W' with M the residual projection and C the true covariance. That likelihood is flattened for the
    scatter of single records around it.

    Examples
    --------
    >>> round(minimum_detectable(104, 26), 2)
    1.03
    """
    n = before + after
    columns = [np.ones(n), *([np.arange(n) / n] if trend else []), np.arange(n) >= before]
    lag = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    reach = reach_of(np.column_stack(columns).astype(float), autocorrelation**lag)
    return reach.detectable(power)


def simulated_minimum_detectable(
    before: int,
    after: int,
    rng: np.random.Generator,
    autocorrelation: float = 0.4,
    *,
    trend: bool = False,
    power: float = POWER,
    draws: int = 400,
) -> float:
    """Return the same by simulating null series and estimating each.

    Notes
    -----
    A step moves the whole interval by itself, so the effect that would have been found in one series is how
    far its interval reaches beyond nothing; no second simulation is needed.
    """
    n = before + after
    columns = [np.ones(n), *([np.arange(n) / n] if trend else []), np.arange(n) >= before]
    steps = rng.normal(size=(draws, n)) * np.sqrt(1 - autocorrelation**2)
    steps[:, 0] = rng.normal(size=draws)
    series = np.empty((draws, n))
    series[:, 0] = steps[:, 0]
    for t in range(1, n):
        series[:, t] = autocorrelation * series[:, t - 1] + steps[:, t]
    return _found_with(series, np.column_stack(columns).astype(float), power)


def power_of(
    series: Series, plan: Plan, *, simulations: int = 0, rng: np.random.Generator | None = None
) -> PowerOfPlan:
    """Say what a plan would find, from the record of its measure before the start.

    Parameters
    ----------
    series : Series
        The record so far; what lies after the plan's start is not used.
    simulations : int
        Series to simulate; 0 for the formula only.
    rng : numpy.random.Generator, optional
        Where simulations come from.

    Raises
    ------
    UsageError
        There is next to nothing before the start.
    """
    place = place_from(series.days[0], plan.start, series.grain)
    known = series.part(0, min(len(series), max(0, place)))
    if sum(value is not None for value in known.values) < FEWEST_BEFORE + 4:
        raise UsageError(
            f"The record has {len(known)} {series.grain}s before {plan.start.isoformat()}; how much the "
            f"measure varies by itself takes at least {FEWEST_BEFORE + 4} to say, and a verdict a year."
        )
    fitted = _without_change(known, plan)
    first = 0 if plan.baseline is None else max(0, place - plan.baseline.periods(series.grain))
    weeks = (place - first) * DAYS_IN[series.grain] / 7
    smallest = _smallest(plan, fitted)
    ahead = _Ahead.of(fitted, series, plan, place)
    reach = ahead.reach(plan.window)
    detectable = reach.detectable(POWER)
    simulated = None
    if simulations:
        simulated = _simulated(
            fitted, series, plan, place, draws=simulations, rng=rng or np.random.default_rng(0)
        )
    read_as = _reader(fitted, plan)
    return PowerOfPlan(
        plan=plan,
        detectable=_on_measure(plan.measure.sign * detectable, fitted),
        simulated=None if simulated is None else _on_measure(plan.measure.sign * simulated, fitted),
        power=reach.power(smallest),
        weeks_before=weeks,
        weeks_needed=_weeks_needed(ahead, plan, abs(smallest)),
        autocorrelation=fitted.gls.autocorrelation,
        read_as=read_as,
        asked=_on_measure(smallest, fitted),
        curve=_curve(reach, plan.measure.sign * max(detectable, abs(smallest)), fitted),
    )


def _curve(reach: Reach, towards: float, fitted: Fitted) -> tuple[tuple[float, float], ...]:
    """Return the power against effects up to half as large again as `towards`."""
    effects = np.linspace(0, 1.5 * towards, _STEPS_OF_CURVE)
    return tuple((_on_measure(float(effect), fitted), reach.power(float(effect))) for effect in effects)


def _without_change(known: Series, plan: Plan) -> Fitted:
    """Fit the record before the start; a change far from its end is asked for and not read."""
    middle = max(2, len(known) // 2)
    phases = Phases(0, middle, middle, len(known), (), DAYS_IN[known.grain])
    whole = replace(phases, start=len(known), settled=len(known))
    plain = replace(plan, shape="step", others=(), harmonics=harmonics_of(plan, whole))
    return fit(known, plain, phases)


def _level(fitted: Fitted) -> float:
    rates = [
        rate
        for rate in fitted.series.rates[-round(365.25 / fitted.phases.days_a_period) :]
        if rate is not None
    ]
    return float(np.mean(rates))


def _smallest(plan: Plan, fitted: Fitted) -> float:
    return smallest_on_scale(plan.smallest, _level(fitted), fitted)


def _on_measure(linear: float, fitted: Fitted) -> float:
    """Take a change on the scale of the regression to the measure's own."""
    link = fitted.response.link
    if link == "log":
        return float(np.expm1(linear))
    if link == "identity":
        return linear
    low, high = fitted.response.bounds
    share = (_level(fitted) - low) / (high - low)
    at = np.log(share / (1 - share))
    there = fitted.response.level(np.array([at + linear, at]))
    return float(there[0] - there[1])


def _reader(fitted: Fitted, plan: Plan) -> Effect:
    return effect_of(fitted, plan.smallest)


def _planned(
    fitted: Fitted, series: Series, plan: Plan, place: int, window: Duration
) -> tuple["Array", "Bools"]:
    """Return the columns of the regression that the verdict will rest on, and the periods it will use."""
    grain = series.grain
    first = 0 if plan.baseline is None else max(0, place - plan.baseline.periods(grain))
    periods = place + window.periods(grain)
    days = [shifted(series.days[0], i, grain) for i in range(first, periods)]
    start, phase_in = place - first, plan.phase_in.periods(grain)
    pairs = sum(name.startswith("cosine") for name in fitted.design.names)
    x, names = background(days, grain, trend=plan.trend, pairs=pairs)
    design = with_effect(
        x, names, "ramp" if plan.shape == "ramp" else "step", start=start, settled=start + phase_in
    )
    observed = np.ones(len(days), dtype=bool)
    observed[start - plan.trigger.periods(grain) : start] = False
    if plan.shape != "ramp":
        observed[start : start + phase_in] = False
    return design.x, observed


@dataclass(frozen=True)
class _Ahead:
    """The reach of verdicts after windows of any length, if errors go on as they were.

    Attributes
    ----------
    before : int
        Periods before the start.
    observed : array of bool
        Which of all periods a verdict uses.
    """

    outlook: Outlook
    before: int
    observed: "Bools"
    grain: Grain

    @classmethod
    def of(cls, fitted: Fitted, series: Series, plan: Plan, place: int) -> "_Ahead":
        """Look as far ahead as any window that is asked for."""
        longest = max(plan.window, Duration(_LONGEST_WEEKS), key=lambda window: window.days)
        x, observed = _planned(fitted, series, plan, place, longest)
        covariance = _covariance(fitted, len(x))[np.ix_(observed, observed)]
        before = len(x) - longest.periods(series.grain)
        return cls(outlook_of(x[observed], covariance), before, observed, series.grain)

    def reach(self, window: Duration) -> Reach:
        """Return the reach after a window."""
        periods = self.before + window.periods(self.grain)
        return self.outlook.after(int(self.observed[:periods].sum()))


def _covariance(fitted: Fitted, periods: int) -> "Array":
    """Return the covariance of the errors, averaged over the error models by how well they fit."""
    gls, family = fitted.gls, fitted.gls.family
    lag = np.arange(periods)
    kept = gls.weights > 1e-6
    amount = (gls.weights * gls.variances)[kept]
    by_lag = (amount * family.first[kept]) @ family.phi[kept][:, None] ** lag
    by_lag[0] += float(amount @ family.noise[kept])
    covariance: Array = by_lag[np.abs(np.subtract.outer(lag, lag))]
    return covariance


def _weeks_needed(ahead: _Ahead, plan: Plan, smallest: float) -> int | None:
    shortest = WEEKS_AFTER + int(np.ceil(plan.phase_in.days / 7))

    def enough(weeks: int) -> bool:
        return ahead.reach(Duration(weeks)).detectable(POWER) <= smallest

    if not enough(_LONGEST_WEEKS):
        return None
    low, high = shortest - 1, _LONGEST_WEEKS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _simulated(
    fitted: Fitted, series: Series, plan: Plan, place: int, *, draws: int, rng: np.random.Generator
) -> float:
    """Simulate the record and the window from the error models that fit the record."""
    x, observed = _planned(fitted, series, plan, place, plan.window)
    family, gls = autoregressive(), fitted.gls
    model = rng.choice(len(gls.weights), size=draws, p=gls.weights)
    deviation = np.sqrt(gls.variances[model])
    phi, step, first, noise = (part[model] for part in (family.phi, family.step, family.first, family.noise))
    made = np.empty((draws, len(x)))
    state = np.sqrt(first) * rng.normal(size=draws)
    for t in range(len(x)):
        made[:, t] = deviation * (state + np.sqrt(noise) * rng.normal(size=draws))
        state = phi * state + np.sqrt(step) * rng.normal(size=draws)
    made[:, ~observed] = np.nan
    return _found_with(made, x, POWER)


def _found_with(series: "Array", x: "Array", power: float) -> float:
    last = np.zeros(x.shape[1])
    last[-1] = 1
    lows = [fit_one.contrast(last).interval()[0] for fit_one in fit_many(series, x)]
    return float(np.quantile(-np.array(lows), power))
