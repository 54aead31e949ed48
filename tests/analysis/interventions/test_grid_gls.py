"""The estimator is exact under each model, weighs models by likelihood, and its intervals hold."""

import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tests.analysis.interventions.made import autocorrelated, step_design

from headwater.analysis.interventions import error_models
from headwater.analysis.interventions.error_models import (
    NOISE_SHARES,
    PHIS,
    WITHOUT_NOISE,
    ErrorFamily,
    autoregressive,
    local_level,
    whiten,
)
from headwater.analysis.interventions.grid_gls import fit_grid_gls, fit_many
from headwater.analysis.interventions.student import t_quantile

Array = Any
STEP = np.array([0.0, 1.0])


def covariance(family: ErrorFamily, model: int, periods: int, scale: Array) -> Array:
    """The covariance written out: what the filter must amount to."""
    phi, first, step = family.phi[model], family.first[model], family.step[model]
    variances = [first]
    for _ in range(periods - 1):
        variances.append(phi**2 * variances[-1] + step)
    state = np.array(
        [[variances[min(i, j)] * phi ** abs(i - j) for j in range(periods)] for i in range(periods)]
    )
    return state + np.diag(family.noise[model] * scale)


@pytest.mark.parametrize("family", [autoregressive(), local_level()], ids=["ar", "level"])
def test_filtering_is_the_same_as_the_dense_covariance_with_weeks_missing(family: ErrorFamily) -> None:
    draw = np.random.default_rng(3)
    columns, scale = draw.normal(size=(30, 2)), np.exp(draw.normal(size=30) / 2)
    observed = draw.random(30) > 0.2
    found = whiten(columns, family, scale, observed)
    for model in range(0, len(family.phi), 7):
        dense = covariance(family, model, 30, scale)[np.ix_(observed, observed)]
        expected = columns[observed].T @ np.linalg.solve(dense, columns[observed])
        assert found.columns[model].T @ found.columns[model] == pytest.approx(expected, rel=1e-9)
        assert found.log_determinant[model] == pytest.approx(np.linalg.slogdet(dense)[1], abs=1e-9)


def test_each_model_gives_generalised_least_squares_and_its_restricted_likelihood() -> None:
    n, k = 40, 2
    y, x = autocorrelated(n, 0.5, np.random.default_rng(4)) + 3, step_design(28, 12)
    found = fit_grid_gls(y, x)
    family, logs = autoregressive(), []
    for model in range(len(family.phi)):
        inverse = np.linalg.inv(covariance(family, model, n, np.ones(n)))
        inner = np.linalg.inv(x.T @ inverse @ x)
        b = inner @ x.T @ inverse @ y
        left = y - x @ b
        squares = left @ inverse @ left
        assert found.coefficients[model] == pytest.approx(b, rel=1e-7, abs=1e-9)
        assert found.covariances[model] == pytest.approx(inner * squares / (n - k), rel=1e-7)
        logs.append(
            np.log(family.prior[model])
            + 0.5 * (np.linalg.slogdet(inverse)[1] + np.linalg.slogdet(inner)[1] - (n - k) * np.log(squares))
        )
    weights = np.exp(np.array(logs) - max(logs))
    assert found.weights == pytest.approx(weights / weights.sum(), abs=1e-9)


def test_most_of_the_prior_lies_on_processes_without_noise() -> None:
    family = autoregressive()
    assert family.prior.sum() == pytest.approx(1)
    assert family.prior[family.noise == 0].sum() == pytest.approx(WITHOUT_NOISE)
    assert (min(PHIS), max(PHIS), min(NOISE_SHARES), max(NOISE_SHARES)) == (-0.28, 0.98, 0.1, 0.8)


def test_the_prior_is_the_one_that_is_written_down() -> None:
    """(1 - phi^2)^-1/2 without noise; Beta(15, 3) and Beta(1, 5/2) with it: by their means on a fine grid."""
    fine = tuple(np.linspace(0.005, 0.985, 197).round(4))
    family = autoregressive(fine, fine, tuple(np.linspace(0.02, 0.96, 48).round(4)))
    hidden = family.noise > 0
    mass = family.prior[hidden] / family.prior[hidden].sum()
    assert mass @ family.phi[hidden] == pytest.approx(15 / 18, abs=0.005)
    assert mass @ family.noise[hidden] == pytest.approx(1 / 3.5, abs=0.015)
    plain = family.prior[~hidden] / family.prior[~hidden].sum()
    expected = np.arcsin(0.6) / np.arcsin(0.9875)
    assert plain[family.phi[~hidden] < 0.6].sum() == pytest.approx(expected, abs=0.01)


def test_what_is_compiled_filters_to_the_same_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loops themselves, not compiled: compiling takes longer than all of these tests."""
    draw, x = np.random.default_rng(21), step_design(52, 26)
    y, scale = autocorrelated(78, 0.5, draw), np.exp(draw.normal(size=78) / 3)
    y[30] = np.nan
    monkeypatch.setattr(error_models, "_COMPILED", [])
    plain = fit_grid_gls(y, x, noise_scale=scale).contrast(STEP)
    asked = []

    def njit() -> Any:
        asked.append("njit")
        return lambda function: function

    monkeypatch.setitem(sys.modules, "numba", SimpleNamespace(njit=njit))
    assert error_models.compile_filter()
    assert error_models.compile_filter()
    assert asked == ["njit"]
    looped = fit_grid_gls(y, x, noise_scale=scale).contrast(STEP)
    assert looped.interval() == pytest.approx(plain.interval(), rel=1e-9)
    assert looped.p_value == pytest.approx(plain.p_value, rel=1e-8)


def test_without_numba_nothing_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(error_models, "_COMPILED", [])
    monkeypatch.setitem(sys.modules, "numba", None)
    assert not error_models.compile_filter()


def test_an_effect_moves_the_interval_by_itself_and_a_scale_multiplies_it() -> None:
    y, x = autocorrelated(78, 0.4, np.random.default_rng(5)), step_design(52, 26)
    low, high = fit_grid_gls(y, x).contrast(STEP).interval()
    moved = fit_grid_gls(100 + 7 * (y + 2 * x[:, 1]), x).contrast(STEP).interval()
    assert moved == pytest.approx((7 * (low + 2), 7 * (high + 2)), rel=1e-6)


def test_many_series_together_are_as_each_alone() -> None:
    draw, x = np.random.default_rng(12), step_design(52, 26)
    series = np.array([autocorrelated(78, 0.4, draw) for _ in range(60)])
    together = fit_many(series, x)[57].contrast(STEP)
    assert together.interval() == pytest.approx(fit_grid_gls(series[57], x).contrast(STEP).interval())


def test_the_same_series_gives_the_same_digits() -> None:
    y, x = autocorrelated(78, 0.4, np.random.default_rng(6)), step_design(52, 26)
    assert fit_grid_gls(y, x).contrast(STEP).interval() == fit_grid_gls(y, x).contrast(STEP).interval()


def test_a_week_that_is_missing_is_as_if_it_had_its_own_dummy() -> None:
    y, x = autocorrelated(78, 0.6, np.random.default_rng(7)), step_design(52, 26)
    holed = y.copy()
    holed[20] = np.nan
    dummy = np.zeros(78)
    dummy[20] = 1
    by_dummy = fit_grid_gls(y, np.column_stack([x, dummy])).contrast(np.array([0.0, 1.0, 0.0]))
    by_hole = fit_grid_gls(holed, x).contrast(STEP)
    assert by_hole.centres == pytest.approx(by_dummy.centres, abs=1e-8)
    assert by_hole.degrees == by_dummy.degrees


def test_the_interval_and_the_p_value_agree() -> None:
    y, x = autocorrelated(78, 0.4, np.random.default_rng(8)), step_design(52, 26)
    found = fit_grid_gls(y, x).contrast(STEP)
    low, _ = found.interval(0.9)
    shifted = fit_grid_gls(y - low * x[:, 1], x).contrast(STEP)
    assert shifted.p_value == pytest.approx(0.1, abs=1e-6)


@pytest.mark.parametrize(("phi", "highest"), [(0.0, 0.06), (0.4, 0.065), (0.8, 0.09)])
def test_null_series_rarely_show_an_effect(phi: float, highest: float) -> None:
    """Nominal 5%; Welch's test has 18.5% at .4. Bounds allow for 300 draws."""
    draw, x = np.random.default_rng(9), step_design(104, 26)
    series = np.array([autocorrelated(130, phi, draw) for _ in range(300)])
    found = [one.contrast(STEP).interval() for one in fit_many(series, x)]
    assert np.mean([low > 0 or high < 0 for low, high in found]) <= highest


def test_strong_autocorrelation_under_noise_is_allowed_for() -> None:
    """Phi .8 with a fifth of noise, 52 before: restricted likelihood alone holds the truth in .84."""
    draw, x = np.random.default_rng(31), step_design(52, 26)
    series = np.array(
        [
            np.sqrt(0.8) * autocorrelated(78, 0.8, draw) + np.sqrt(0.2) * draw.normal(size=78)
            for _ in range(400)
        ]
    )
    found = [one.contrast(STEP) for one in fit_many(series, x)]
    held = np.mean([low <= 0 <= high for low, high in (one.interval() for one in found)])
    assert 0.9 <= held <= 0.97
    pure = np.flatnonzero(autoregressive().noise == 0)
    best = [one.weights[pure] / autoregressive().prior[pure] for one in found]
    places = [pure[int(np.argmax(likelihood))] for likelihood in best]
    plain = [
        abs(one.centres[i]) <= t_quantile(0.975, one.degrees) * one.scales[i]
        for one, i in zip(found, places, strict=True)
    ]
    assert np.mean(plain) < held - 0.05


def test_without_autocorrelation_intervals_are_not_much_too_wide() -> None:
    """A grid that stops at 0 held the truth in .99; the promise ends at .985."""
    draw, x = np.random.default_rng(32), step_design(52, 26)
    found = fit_many(draw.normal(size=(500, 78)), x)
    held = [low <= 0 <= high for low, high in (one.contrast(STEP).interval() for one in found)]
    assert 0.94 <= np.mean(held) <= 0.985


def test_an_effect_of_one_standard_deviation_is_mostly_found() -> None:
    """104 weeks before, 26 after, autocorrelation .4: 80% by the closed form; .65 is asked for."""
    draw, x = np.random.default_rng(10), step_design(104, 26)
    series = np.array([autocorrelated(130, 0.4, draw) for _ in range(200)])
    found = [one.contrast(STEP).interval() for one in fit_many(series, x)]
    assert np.mean([low + 1 > 0 for low, _ in found]) >= 0.65


def test_autocorrelation_and_deviation_are_recovered() -> None:
    y = 5 * autocorrelated(600, 0.6, np.random.default_rng(11))
    found = fit_grid_gls(y, np.ones((600, 1)))
    assert found.autocorrelation == pytest.approx(0.6, abs=0.1)
    assert found.deviation == pytest.approx(5, rel=0.2)
