"""Student's t and its mixtures give the values of tables and of scipy."""

import numpy as np
import pytest

from headwater.analysis.interventions.student import (
    mixture_cdf,
    mixture_quantile,
    t_cdf,
    t_density,
    t_quantile,
)

stats = pytest.importorskip("scipy.stats")


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 11, 76, 127, 730])
def test_distribution_and_density_agree_with_scipy(degrees: int) -> None:
    t = np.linspace(-9, 9, 41)
    assert t_cdf(t, degrees) == pytest.approx(stats.t.cdf(t, degrees), abs=1e-12)
    assert t_density(t, degrees) == pytest.approx(stats.t.pdf(t, degrees), rel=1e-10)


@pytest.mark.parametrize(("degrees", "value"), [(1, 12.706), (5, 2.571), (30, 2.042), (120, 1.980)])
def test_quantiles_are_those_of_the_tables(degrees: int, value: float) -> None:
    assert t_quantile(0.975, degrees) == pytest.approx(value, abs=5e-4)
    assert t_quantile(0.025, degrees) == pytest.approx(-value, abs=5e-4)


def test_a_quantile_of_a_mixture_leaves_its_probability_below() -> None:
    draw = np.random.default_rng(2)
    weights = draw.dirichlet(np.ones(40))
    centres, scales = draw.normal(size=40), np.exp(draw.normal(size=40))
    for probability in (0.001, 0.025, 0.5, 0.9, 0.9999):
        x = mixture_quantile(probability, weights, centres, scales, 24)
        assert mixture_cdf(x, weights, centres, scales, 24) == pytest.approx(probability, abs=1e-8)


def test_two_far_parts_have_their_quantiles_in_either() -> None:
    weights, centres, scales = np.array([0.5, 0.5]), np.array([-100.0, 100.0]), np.ones(2)
    assert mixture_quantile(0.25, weights, centres, scales, 9) == pytest.approx(-100, abs=1e-3)
    assert mixture_quantile(0.75, weights, centres, scales, 9) == pytest.approx(100, abs=1e-3)
