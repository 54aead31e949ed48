"""Published interrupted time series come out as published: a smoking ban and a seat-belt law."""

from collections.abc import Callable
from datetime import date
from math import exp
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from headwater.analysis.interventions.design_matrix import background, with_effect
from headwater.analysis.interventions.effect import effect_of
from headwater.analysis.interventions.error_models import local_level
from headwater.analysis.interventions.evaluation import evaluate
from headwater.analysis.interventions.fitting import fit
from headwater.analysis.interventions.phases import phases_of
from headwater.analysis.interventions.plan import Plan, smallest_effect
from headwater.analysis.interventions.responses import working_response
from headwater.analysis.measures import Measure, Series, SeriesColumns, duration, read_series

EVENTS = Measure("aces", kind="count", unit="events")
BAN, LAW = date(2005, 1, 1), date(1983, 2, 1)

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def sicily(real_file: Callable[[str], Path]) -> Series:
    """Lopez Bernal, Cummins and Gasparrini (2017). Int J Epidemiol, 46(1), 348-355."""
    return read_series(real_file("its_sicily.csv"), EVENTS, SeriesColumns(value="aces", denominator="stdpop"))


@pytest.fixture(scope="module")
def belts(real_file: Callable[[str], Path]) -> Callable[[str], Series]:
    """Harvey and Durbin (1986). J R Stat Soc A, 149(3), 187-227."""

    def read(name: str) -> Series:
        columns = SeriesColumns(value=name, first=date(1969, 1, 1), grain="month")
        return read_series(real_file("its_seatbelts.csv"), Measure(name, kind="count"), columns)

    return read


def poisson(series: Series, pairs: int) -> tuple[float, float, float]:
    """Rate ratio of a plain Poisson regression with its naive standard error, and the dispersion."""
    months, start = len(series), 36
    if pairs:
        # the paper's waves turn by the number of the month
        turn = 2 * np.pi * np.arange(1, months + 1) / 12
        waves = [wave(k * turn) for k in range(1, pairs + 1) for wave in (np.sin, np.cos)]
    else:
        waves = []
    x = np.column_stack([np.ones(months), np.arange(months) / months, *waves, np.arange(months) >= start])
    counts, people = np.array(series.values, dtype=float), np.array(series.denominators, dtype=float)
    found = working_response(counts, people, EVENTS, x)
    # at convergence the working response's weighted regression is the Poisson regression
    mean_scale = 1 / found.noise_scale
    for _ in range(3):
        b = np.linalg.solve(x.T * mean_scale @ x, x.T @ (mean_scale * found.y))
    mean = people * np.exp(x @ b)
    inverse = np.linalg.inv(x.T * mean @ x)
    dispersion = float(((counts - mean) ** 2 / mean).sum() / (months - x.shape[1]))
    return exp(b[-1]), float(np.sqrt(inverse[-1, -1])), dispersion


def test_the_working_response_reproduces_the_published_poisson_regressions(sicily: Series) -> None:
    ratio, error, _ = poisson(sicily, 0)
    assert ratio == pytest.approx(0.894377, abs=2e-6)
    assert (ratio * exp(-1.959964 * error), ratio * exp(1.959964 * error)) == pytest.approx(
        (0.864686, 0.925086), abs=2e-5
    )
    ratio, error, dispersion = poisson(sicily, 2)
    assert ratio == pytest.approx(0.885072, abs=2e-6)
    assert dispersion == pytest.approx(2.262, abs=1e-3)
    half = 1.959964 * error * np.sqrt(dispersion)
    assert (ratio * exp(-half), ratio * exp(half)) == pytest.approx((0.839401, 0.933227), abs=2e-5)


def test_the_smoking_ban_worked_by_about_what_was_published(sicily: Series) -> None:
    plan = Plan("Smoking ban", EVENTS, BAN, smallest_effect("-5%"), window=duration("23m"))
    found = evaluate(sicily, plan)
    assert found.verdict.word == "worked"
    assert found.effect is not None
    assert 1 + (found.effect.change.value or 0) == pytest.approx(0.885, abs=0.005)
    assert all(gate.status != "fails" for gate in found.gates)


def belt_plan(series: Series, **more: Any) -> Plan:
    return Plan("Law", series.measure, LAW, smallest_effect("-5%"), window=duration("23m"), **more)


@pytest.mark.parametrize("harmonics", [None, 5])
@pytest.mark.parametrize("trend", [True, False])
def test_the_law_worked_in_front_and_never_in_the_rear(
    belts: Callable[[str], Series], harmonics: int | None, trend: bool
) -> None:
    front, rear = belts("front"), belts("rear")
    settings = {"harmonics": harmonics, "trend": trend}
    assert evaluate(front, belt_plan(front, **settings)).verdict.word == "worked"
    in_the_rear = evaluate(rear, belt_plan(rear, **settings)).verdict
    assert (in_the_rear.word, in_the_rear.interval_says) == ("cannot tell", "cannot tell")


@pytest.mark.parametrize(
    ("seats", "published", "tolerance"),
    [("drivers", -0.2376, 0.005), ("front", -0.337, 0.005), ("rear", 0.002, 0.02)],
)
def test_a_wandering_level_gives_the_published_structural_model(
    belts: Callable[[str], Series], seats: str, published: float, tolerance: float
) -> None:
    """Log casualties with a stochastic level, seasonal and the law, as in Harvey and Durbin."""
    series = belts(seats)
    plan = belt_plan(series, harmonics=5, trend=False)
    found = effect_of(fit(series, plan, phases_of(series, plan), family=local_level()), plan.smallest)
    assert found.linear.value == pytest.approx(published, abs=tolerance)


def test_the_rear_seats_serve_as_the_negative_control_of_the_front(belts: Callable[[str], Series]) -> None:
    front = belts("front")
    plan = belt_plan(front, negative_control="rear seats")
    found = evaluate(front, plan, control=belts("rear"))
    assert found.verdict.word == "worked"
    assert "rear seats, which the programme cannot touch, did not move" in str(found)


def test_the_background_has_the_columns_it_names(sicily: Series) -> None:
    x, names = background(sicily.days, sicily.grain, trend=True, pairs=2)
    made = with_effect(x, names, "step", start=36, settled=36)
    assert made.names == ("level", "trend", "cosine 1", "sine 1", "cosine 2", "sine 2", "effect")
    assert made.effect_rows()[:, -1].sum() == 23
