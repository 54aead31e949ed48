"""Teams with and without a programme are compared honestly, and orders of start are drawn by lot."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from tests.analysis.interventions.made import autocorrelated, weekly_series

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.interventions.teams import (
    Panel,
    difference_in_differences,
    panel_of,
    stepped_wedge,
    synthetic_difference,
)
from headwater.analysis.interventions.teams.stepped_wedge import wedge_error
from headwater.analysis.interventions.teams.synthetic import simplex_weights
from headwater.analysis.measures import Measure

FIRST = date(2024, 1, 1)
WAIT = Measure("wait", unit="minutes")


def panel(seed: int, effect: float = 0.0, treated: int = 1, others: int = 12, factor: float = 0.0) -> Panel:
    """Teams share what happens each week; with a factor, each to another degree."""
    draw, weeks, start = np.random.default_rng(seed), 52, 39
    shared = 2 * autocorrelated(weeks, 0.6, draw)
    moving = np.cumsum(draw.normal(0.3, 1, weeks))
    series = {}
    for i in range(treated + others):
        mine = 20 + 3 * draw.normal() + shared + factor * draw.uniform(0.3, 1.5) * moving
        mine = mine + autocorrelated(weeks, 0.4, draw)
        if i < treated:
            mine = mine + effect * (np.arange(weeks) >= start)
        series[f"{'new' if i < treated else 'old'}{i:02}"] = weekly_series(mine, WAIT, FIRST)
    names = [name for name in series if name.startswith("new")]
    return panel_of(series, names, FIRST + timedelta(weeks=start))


def bounds(found: Any) -> tuple[float, float]:
    assert found.effect.low is not None
    assert found.effect.high is not None
    return found.effect.low, found.effect.high


def test_what_moves_all_teams_is_taken_away() -> None:
    found = difference_in_differences(panel(1, effect=-3.0, treated=3))
    low, high = bounds(found)
    assert low < -3 < high < 0
    assert "difference in differences: -" in str(found)


def test_intervals_of_the_difference_hold() -> None:
    held = [
        low <= -1 <= high
        for low, high in (bounds(difference_in_differences(panel(s, -1.0, 2))) for s in range(80))
    ]
    assert np.mean(held) >= 0.89


def test_synthetic_intervals_hold_where_teams_move_to_different_degrees() -> None:
    found = [synthetic_difference(panel(s, -1.0, 1, 12, factor=0.3)) for s in range(30)]
    assert np.mean([low <= -1 <= high for low, high in map(bounds, found)]) >= 0.85
    assert np.mean([one.effect.value or 0 for one in found]) == pytest.approx(-1, abs=0.35)


def test_synthetic_is_nearer_than_plain_where_teams_move_to_different_degrees() -> None:
    made = [panel(s, 0.0, 1, 12, factor=0.6) for s in range(25)]
    plain = [difference_in_differences(one).effect.value or 0 for one in made]
    synthetic = [synthetic_difference(one).effect.value or 0 for one in made]
    assert np.std(synthetic) < 0.8 * np.std(plain)


def test_weights_are_those_of_a_general_solver() -> None:
    optimize = pytest.importorskip("scipy.optimize", reason="scipy is not there")
    draw = np.random.default_rng(3)
    columns, goal, penalty = draw.normal(size=(40, 6)), draw.normal(size=40), 2.0
    a, b = columns - columns.mean(axis=0), goal - goal.mean()
    found = optimize.minimize(
        lambda w: ((a @ w - b) ** 2).sum() + penalty * (w**2).sum(),
        np.full(6, 1 / 6),
        bounds=[(0, 1)] * 6,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        options={"ftol": 1e-14},
    )
    assert simplex_weights(columns, goal, penalty) == pytest.approx(found.x, abs=1e-5)


def test_placebos_are_what_the_method_finds_in_teams_without_the_programme() -> None:
    found = synthetic_difference(panel(4, effect=-6.0))
    assert len(found.placebos) == 12
    assert max(abs(value) for _, value in found.placebos) < 6
    assert sum(weight for _, weight in found.weights) == pytest.approx(1)
    assert len(found.to_frame()) == 12
    assert found.to_dict()["treated"] == ("new00",)


def test_several_treated_teams_give_the_same_for_the_same_lot() -> None:
    one, two = (synthetic_difference(panel(5, -2.0, 3), np.random.default_rng(7)) for _ in range(2))
    assert one == two
    assert len(one.placebos) == 200


def test_too_few_others_cannot_tell() -> None:
    found = synthetic_difference(panel(6, -2.0, 1, 4))
    assert found.effect.value is None
    assert "there are 4 teams to compare with" in str(found)


def test_counts_are_compared_as_ratios() -> None:
    draw = np.random.default_rng(9)
    chasing = Measure("chasing", kind="count")
    after = np.arange(52) >= 39
    series = {
        f"team{i}": weekly_series(
            draw.poisson(300 * (1 + i / 10) * np.where(after & (i == 0), 0.7, 1.0)).astype(float),
            chasing,
            FIRST,
        )
        for i in range(9)
    }
    made = panel_of(series, ["team0"], FIRST + timedelta(weeks=39))
    for found in (difference_in_differences(made), synthetic_difference(made)):
        low, high = bounds(found)
        assert low - 0.02 < -0.3 < high + 0.02 < -0.2
        assert str(found).endswith("%)")


def test_panels_that_cannot_be_are_refused() -> None:
    values = autocorrelated(52, 0.4, np.random.default_rng(1))
    series = {name: weekly_series(values, WAIT, FIRST) for name in "abc"}
    start = FIRST + timedelta(weeks=39)
    with pytest.raises(UsageError, match="There is no team 'd'"):
        panel_of(series, ["d"], start)
    with pytest.raises(UsageError, match="at least one has to be without it"):
        panel_of(series, ["a", "b", "c"], start)
    with pytest.raises(BadDataError, match="Give all teams the same periods"):
        panel_of(series | {"c": weekly_series(values[:40], WAIT, FIRST)}, ["a"], start)
    holed = values.copy()
    holed[3] = np.nan
    with pytest.raises(BadDataError, match="Team c has no value for 2024-01-22"):
        panel_of(series | {"c": weekly_series(holed, WAIT, FIRST)}, ["a"], start)
    with pytest.raises(BadDataError, match="There are 2 weeks before the start"):
        panel_of(series, ["a"], FIRST + timedelta(weeks=2))


def test_the_error_of_a_stepped_wedge_is_that_of_its_mixed_model() -> None:
    """Hussey and Hughes' closed form against generalised least squares written out."""
    teams, periods, between, within = 6, 4, 0.7, 1.3
    exposed = (np.arange(periods)[None, :] > np.repeat([0, 1, 2], 2)[:, None]).astype(float)
    rows = [(np.r_[np.eye(periods)[t], exposed[i, t]], i) for i in range(teams) for t in range(periods)]
    x, team = np.array([row for row, _ in rows]), np.array([i for _, i in rows])
    covariance = within**2 * np.eye(len(x)) + between**2 * (team[:, None] == team[None, :])
    error = np.sqrt(np.linalg.inv(x.T @ np.linalg.solve(covariance, x))[-1, -1])
    assert wedge_error(exposed, between, within) == pytest.approx(error, rel=1e-10)


def test_the_order_is_drawn_by_lot_and_every_team_starts() -> None:
    def drawn(seed: int) -> Any:
        return stepped_wedge(
            [f"team {i}" for i in range(7)],
            first=date(2025, 1, 6),
            steps=3,
            periods_a_step=4,
            grain="week",
            between=1.0,
            within=2.0,
            rng=np.random.default_rng(seed),
        )

    made = drawn(1)
    assert sorted(team for team, _ in made.starts) == [f"team {i}" for i in range(7)]
    assert sorted({day for _, day in made.starts}) == [date(2025, 1, 6), date(2025, 2, 3), date(2025, 3, 3)]
    assert made == drawn(1)
    assert made.starts != drawn(2).starts
    assert "would be found four times in five" in str(made)
    assert made.to_dict()["starts"][0][1] == "2025-01-06"
    assert len(made.to_frame()) == 7


def test_wedges_that_cannot_be_are_refused() -> None:
    settings: dict[str, Any] = {
        "first": FIRST,
        "periods_a_step": 4,
        "grain": "week",
        "between": 1.0,
        "within": 1.0,
        "rng": np.random.default_rng(1),
    }
    with pytest.raises(UsageError, match="3 teams can start at 2 to 3 dates, not at 5"):
        stepped_wedge(["a", "b", "c"], steps=5, **settings)
    with pytest.raises(UsageError, match="named twice"):
        stepped_wedge(["a", "a"], steps=2, **settings)
    with pytest.raises(UsageError, match="have to be above 0"):
        stepped_wedge(["a", "b"], steps=2, **(settings | {"within": 0.0}))
