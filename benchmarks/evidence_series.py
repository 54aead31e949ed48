"""Series with a known truth: counts of many kinds, dirty ones, and ones with an effect."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING, Literal
from zlib import crc32

import numpy as np

from headwater.analysis.interventions.plan import Plan, smallest_effect
from headwater.analysis.interventions.power import minimum_detectable
from headwater.analysis.measures import Duration, Measure, Point, Series, series_of
from headwater.analysis.measures.measure import Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Group = Literal["counts", "stress", "operating", "power"]

FIRST = date(2020, 1, 6)
LATENT = 0.15
"""Standard deviation of the latent process of counts, on the logarithm."""
SEASON, TREND = 0.25, 0.3
YEAR = 365.25 / 7

PHIS = (0.0, 0.2, 0.4, 0.6, 0.8)
DESIGNS = (
    (26, 13, False),
    (52, 26, False),
    (104, 26, False),
    (104, 52, False),
    (52, 26, True),
    (104, 26, True),
)
"""Weeks before and after, and whether a trend is in the model: those of the published detectable effects."""


@dataclass(frozen=True)
class Cell:
    """One kind of series.

    Attributes
    ----------
    effect : float
        In standard deviations of the series; 0 for a null series.
    """

    name: str
    group: Group
    kind: Kind
    before: int
    after: int = 26
    phi: float = 0.0
    mean: float = 0.0
    trend: bool = False
    season: bool = False
    stress: str = ""
    effect: float = 0.0


def cells() -> list[Cell]:
    """Return the cells: the grid of counts, stress, operating figures of the verdict, and power."""
    return [*counts(), *stress(), *operating(), *power()]


def counts() -> list[Cell]:
    """Return null series of counts."""
    return [
        Cell(
            f"count {mean:g}, phi {phi:g}, {before} before{', trend' * trend}{', season' * season}",
            "counts",
            "count",
            before,
            phi=phi,
            mean=mean,
            trend=trend,
            season=season,
        )
        for mean, phi, before, trend, season in product(
            (8.0, 200.0), PHIS, (52, 104), (False, True), (False, True)
        )
    ]


STRESSES = (
    "AR .9 with noise",
    "drifting level",
    "AR(2)",
    "outliers",
    "missing weeks",
    "unrelated level shift",
)


def stress() -> list[Cell]:
    """Return null series that no model of the family is true of, or that are dirty."""
    return [Cell(stress, "stress", "continuous", 104, stress=stress) for stress in STRESSES]


def operating() -> list[Cell]:
    """Return series with nothing, and with an effect of one standard deviation."""
    return [
        Cell(f"{what}, phi {phi:g}, 104/26", "operating", "continuous", 104, phi=phi, effect=effect)
        for effect, what in ((0.0, "nothing"), (-1.0, "1 sd"))
        for phi in PHIS
    ]


def power() -> list[Cell]:
    """Return series with just the effect that the formula says is found four times in five."""
    return [
        Cell(
            f"detectable, {before}/{after}{', trend' * trend}",
            "power",
            "continuous",
            before,
            after,
            phi=0.4,
            trend=trend,
            effect=-minimum_detectable(before, after, 0.4, trend=trend),
        )
        for before, after, trend in DESIGNS
    ]


def number_of(name: str) -> int:
    """Return a number that is the same in every process."""
    return crc32(name.encode())


def autoregressive(draw: np.random.Generator, periods: int, phi: float, second: float = 0.0) -> "Floats":
    """Return an autoregressive process with variance 1, past its start."""
    lead = 300
    steps = draw.normal(size=periods + lead)
    made = np.zeros(periods + lead)
    for t in range(2, periods + lead):
        made[t] = phi * made[t - 1] + second * made[t - 2] + steps[t]
    variance = (1 - second) / ((1 + second) * ((1 - second) ** 2 - phi**2))
    return np.asarray(made[lead:] / np.sqrt(variance))


def stressed(draw: np.random.Generator, periods: int, before: int, stress: str) -> "Floats":
    """Return a series that no model of the family is true of, or that is dirty."""
    plain = autoregressive(draw, periods, 0.4)
    if stress == "AR .9 with noise":
        return np.asarray(0.8 * autoregressive(draw, periods, 0.9) + 0.6 * draw.normal(size=periods))
    if stress == "drifting level":
        return draw.normal(size=periods) + np.cumsum(0.08 * draw.normal(size=periods))
    if stress == "AR(2)":
        return autoregressive(draw, periods, 0.5, 0.3)
    if stress == "outliers":
        return np.asarray(plain + (draw.random(periods) < 0.04) * draw.choice([-5.0, 5.0], periods))
    if stress == "missing weeks":
        return np.where(draw.random(periods) < 0.1, np.nan, plain)
    assert stress == "unrelated level shift"
    return np.asarray(plain + 1.5 * (np.arange(periods) >= round(before * draw.uniform(0.3, 0.7))))


def made(draw: np.random.Generator, cell: Cell) -> "Floats":
    """Return one series of a cell."""
    n = cell.before + cell.after
    t = np.arange(n)
    if cell.stress:
        return np.asarray(20 + stressed(draw, n, cell.before, cell.stress))
    latent = autoregressive(draw, n, cell.phi)
    if cell.kind == "continuous":
        return np.asarray(20 + latent + cell.effect * (t >= cell.before))
    rate = np.log(cell.mean) + LATENT * latent
    rate += cell.trend * TREND * (t / n - 0.5)
    rate += cell.season * SEASON * np.cos(2 * np.pi * (t / YEAR + draw.random()))
    return np.asarray(draw.poisson(np.exp(rate)), dtype=float)


def plan_of(cell: Cell) -> Plan:
    """Return the plan of a cell: the model it is judged by may know trend and season, not autocorrelation."""
    measure = Measure("made", kind=cell.kind)
    return Plan(
        "bench",
        measure,
        FIRST + timedelta(weeks=cell.before),
        smallest_effect("-10%" if cell.kind == "count" else "-1"),
        window=Duration(cell.after),
        trend=cell.trend,
        seasonal=None if cell.kind == "count" and cell.season else False,
    )


def weekly(values: "Floats", measure: Measure) -> Series:
    """Return values as a weekly series; NaN is a week that is missing."""
    return series_of(
        measure,
        [Point(FIRST + timedelta(weeks=i), None if np.isnan(v) else float(v)) for i, v in enumerate(values)],
    )
