import pytest

from headwater.analysis.demand.distributions import (
    beta_cdf,
    gamma_cdf,
    gamma_quantile,
    poisson_limits,
    student_t_quantile,
)


# Garwood (1936) limits as tabled in Ulm, K. (1990), American Journal of Epidemiology 131(2), 373-375,
# and the standard tables of exact Poisson limits.
@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        (0, 0.0, 3.6889),
        (1, 0.0253, 5.5716),
        (5, 1.6235, 11.6683),
        (10, 4.7954, 18.3904),
        (20, 12.2165, 30.8884),
    ],
)
def test_poisson_limits_are_those_of_the_published_tables(count: int, low: float, high: float) -> None:
    assert poisson_limits(count) == pytest.approx((low, high), abs=6e-5)


def test_poisson_limits_invert_the_poisson_tails_exactly() -> None:
    from math import exp, factorial

    low, high = poisson_limits(7, level=0.9)
    at_least_7 = 1 - sum(exp(-low) * low**k / factorial(k) for k in range(7))
    at_most_7 = sum(exp(-high) * high**k / factorial(k) for k in range(8))
    assert (at_least_7, at_most_7) == pytest.approx((0.05, 0.05), abs=1e-10)


@pytest.mark.parametrize(
    ("p", "df", "value"), [(0.95, 1, 3.841459), (0.95, 10, 18.307038), (0.025, 30, 16.790772)]
)
def test_gamma_quantile_gives_tabled_chi_square_values(p: float, df: int, value: float) -> None:
    assert 2 * gamma_quantile(p, df / 2) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(
    ("p", "df", "value"),
    [
        (0.975, 1, 12.706205),
        (0.975, 2, 4.302653),
        (0.975, 10, 2.228139),
        (0.95, 30, 1.697261),
        (0.025, 10, -2.228139),
    ],
)
def test_student_t_quantile_gives_tabled_values(p: float, df: int, value: float) -> None:
    assert student_t_quantile(p, df) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("shape", [0.3, 1.0, 12.5, 1e4, 1e6])
@pytest.mark.parametrize("p", [0.001, 0.025, 0.5, 0.999])
def test_gamma_quantile_inverts_the_distribution(shape: float, p: float) -> None:
    assert gamma_cdf(gamma_quantile(p, shape), shape) == pytest.approx(p, rel=1e-8)


def test_the_edges_are_the_edges() -> None:
    assert (gamma_cdf(0, 2), gamma_quantile(0, 2), gamma_quantile(1, 2)) == (0.0, 0.0, float("inf"))
    assert (beta_cdf(0, 1, 1), beta_cdf(1, 1, 1), beta_cdf(0.9, 1, 1)) == pytest.approx((0.0, 1.0, 0.9))
