"""How others test for a step in a weekly series; each gives a p-value. Those not installed are left out."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from headwater.analysis.interventions.student import t_cdf

Test = Callable[[Any, int], float]


def _two_sided(t: float, degrees: float) -> float:
    return 2 * (1 - float(t_cdf(abs(t), max(1, round(degrees)))))


def _design(periods: int, before: int, *, slope: bool = False) -> Any:
    t = np.arange(periods)
    columns = [np.ones(periods), t >= before]
    if slope:
        columns += [t / periods, (t >= before) * (t - before) / periods]
    return np.column_stack(columns).astype(float)


def welch() -> Test | None:
    """Welch's t-test of after against before."""

    def test(y: Any, before: int) -> float:
        one, two = y[:before], y[before:]
        a, b = one.var(ddof=1) / len(one), two.var(ddof=1) / len(two)
        degrees = (a + b) ** 2 / (a**2 / (len(one) - 1) + b**2 / (len(two) - 1))
        return _two_sided((two.mean() - one.mean()) / np.sqrt(a + b), degrees)

    return test


def least_squares(lags: int = 0, *, slope: bool = False) -> Test:
    """Ordinary least squares with a step, with Newey-West errors where `lags` is given."""

    def test(y: Any, before: int) -> float:
        x = _design(len(y), before, slope=slope)
        inverse = np.linalg.inv(x.T @ x)
        b = inverse @ x.T @ y
        left = y - x @ b
        n, k = x.shape
        if not lags:
            covariance = inverse * (left @ left) / (n - k)
        else:
            scores = x * left[:, None]
            middle = scores.T @ scores
            for lag in range(1, lags + 1):
                crossed = scores[lag:].T @ scores[:-lag]
                middle += (1 - lag / (lags + 1)) * (crossed + crossed.T)
            covariance = inverse @ middle @ inverse * n / (n - k)
        return _two_sided(b[1] / np.sqrt(covariance[1, 1]), n - k)

    return test


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        return None


def glsar() -> Test | None:
    """Least squares with an iterated AR(1) coefficient, from statsmodels."""
    api = _module("statsmodels.api")
    if api is None:
        return None

    def test(y: Any, before: int) -> float:
        found = api.GLSAR(y, _design(len(y), before), rho=1).iterative_fit(10)
        return float(found.pvalues[1])

    return test


def sarimax() -> Test | None:
    """ARIMA(1, 0, 0) with a step, from statsmodels."""
    module = _module("statsmodels.tsa.statespace.sarimax")
    if module is None:
        return None

    def test(y: Any, before: int) -> float:
        after = (np.arange(len(y)) >= before).astype(float)
        found = module.SARIMAX(y, exog=after, order=(1, 0, 0), trend="c").fit(disp=False)
        return float(found.pvalues[list(found.model.param_names).index("x1")])

    return test


def local_level() -> Test | None:
    """A local level with a step, from statsmodels."""
    module = _module("statsmodels.tsa.statespace.structural")
    if module is None:
        return None

    def test(y: Any, before: int) -> float:
        after = (np.arange(len(y)) >= before).astype(float)
        model = module.UnobservedComponents(y, "local level", exog=after)
        found = model.fit(disp=False)
        return float(found.pvalues[list(model.param_names).index("beta.x1")])

    return test


def causal_impact() -> Test | None:
    """CausalImpact as ported in pycausalimpact."""
    module, pandas = _module("causalimpact"), _module("pandas")
    if module is None or pandas is None:
        return None

    def test(y: Any, before: int) -> float:
        frame = pandas.DataFrame({"y": y})
        found = module.CausalImpact(frame, [0, before - 1], [before, len(y) - 1])
        return float(found.p_value)

    return test


def causal_py() -> Test | None:
    """CausalPy's interrupted time series with ordinary least squares: whether 0 is outside its interval."""
    module, pandas, linear = _module("causalpy"), _module("pandas"), _module("sklearn.linear_model")
    if module is None or pandas is None or linear is None:
        return None

    def test(y: Any, before: int) -> float:
        frame = pandas.DataFrame({"y": y, "t": np.arange(len(y))})
        fitted = module.InterruptedTimeSeries(frame, before, formula="y ~ 1", model=linear.LinearRegression())
        impact = np.asarray(fitted.post_impact).ravel()
        error = np.asarray(fitted.pre_impact).ravel().std(ddof=1) / np.sqrt(len(impact))
        return _two_sided(float(impact.mean() / error), before - 1)

    return test


PEERS: dict[str, Callable[[], Test | None]] = {
    "Welch pre/post": welch,
    "OLS step": least_squares,
    "OLS level and slope": lambda: least_squares(slope=True),
    "Newey-West, lag 3": lambda: least_squares(3),
    "Newey-West, lag 12": lambda: least_squares(12),
    "statsmodels GLSAR": glsar,
    "statsmodels SARIMAX(1,0,0)": sarimax,
    "statsmodels local level": local_level,
    "pycausalimpact": causal_impact,
    "CausalPy, OLS": causal_py,
}
