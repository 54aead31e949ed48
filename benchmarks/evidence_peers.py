"""How others test for a step in a weekly series, each on the same series; each says whether it finds one.

    python -m benchmarks.evidence_peers NAME < series.json

runs one peer in any environment that has numpy, scipy and the peer: it reads
{"before": 52, "series": [[...]]} and writes {"found": [...], "seconds": ..., "version": ...} or
{"missing": "why"} as its last line. So peers with other wants than Headwater's live in an environment of
their own.
"""

import json
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from typing import Any

import numpy as np

Test = Callable[[Any, int], bool]
LEVEL = 0.05
BEFORE, PERIODS, PHI = 52, 78, 0.4


@dataclass(frozen=True)
class PeerResult:
    """How often a peer finds an effect that is not there, and one of one standard deviation that is."""

    name: str
    false: float | None
    power: float | None
    milliseconds: float | None
    repetitions: int
    note: str = ""


def _two_sided(t: float, degrees: float) -> bool:
    from scipy.stats import t as student

    return bool(2 * student.sf(abs(t), degrees) < LEVEL)


def _design(periods: int, before: int, *, trend: bool = False, slope: bool = False) -> Any:
    t = np.arange(periods)
    columns = [np.ones(periods), t >= before]
    if trend or slope:
        columns.append(t / periods)
    if slope:
        columns.append((t >= before) * (t - before) / periods)
    return np.column_stack(columns).astype(float)


def grid_gls() -> Test:
    """Headwater's own estimator."""
    from headwater.analysis.interventions.grid_gls import fit_grid_gls

    def test(y: Any, before: int) -> bool:
        found = fit_grid_gls(y, _design(len(y), before)).contrast(np.array([0.0, 1.0]))
        return found.p_value < LEVEL

    return test


def welch() -> Test:
    """Welch's t-test of after against before."""
    stats = import_module("scipy.stats")

    def test(y: Any, before: int) -> bool:
        return bool(stats.ttest_ind(y[before:], y[:before], equal_var=False).pvalue < LEVEL)

    return test


def least_squares(lags: int = 0, *, trend: bool = False, slope: bool = False) -> Test:
    """Ordinary least squares with a step, with Newey-West errors where `lags` is given."""
    api = import_module("statsmodels.api")

    def test(y: Any, before: int) -> bool:
        model = api.OLS(y, _design(len(y), before, trend=trend, slope=slope))
        if not lags:
            return bool(model.fit().pvalues[1] < LEVEL)
        kwds = {"maxlags": lags, "use_correction": True}
        return bool(model.fit(cov_type="HAC", cov_kwds=kwds, use_t=True).pvalues[1] < LEVEL)

    return test


def restricted_likelihood() -> Test:
    """AR(1) by restricted maximum likelihood and t with n - k degrees of freedom: what R's `gls` does."""
    phis = np.linspace(-0.95, 0.99, 195)

    def test(y: Any, before: int) -> bool:
        x = _design(len(y), before)
        n, k = x.shape
        columns = np.column_stack([x, y])
        best, t = -np.inf, 0.0
        for phi in phis:
            white = columns[1:] - phi * columns[:-1]
            white = np.vstack([np.sqrt(1 - phi**2) * columns[:1], white])
            wx, wy = white[:, :k], white[:, k]
            inverse = np.linalg.inv(wx.T @ wx)
            b = inverse @ wx.T @ wy
            squares = float(((wy - wx @ b) ** 2).sum())
            fits = 0.5 * np.log(1 - phi**2) + 0.5 * np.linalg.slogdet(inverse)[1]
            fits -= (n - k) / 2 * np.log(squares)
            if fits > best:
                best, t = fits, b[1] / np.sqrt(inverse[1, 1] * squares / (n - k))
        return _two_sided(t, n - k)

    return test


def glsar(*, trend: bool = False) -> Test:
    """Least squares with an iterated AR(1) coefficient, from statsmodels."""
    api = import_module("statsmodels.api")

    def test(y: Any, before: int) -> bool:
        found = api.GLSAR(y, _design(len(y), before, trend=trend), rho=1).iterative_fit(10)
        return bool(found.pvalues[1] < LEVEL)

    return test


def sarimax(trend: str = "c") -> Test:
    """ARIMA(1, 0, 0) with a step, from statsmodels."""
    module = import_module("statsmodels.tsa.statespace.sarimax")

    def test(y: Any, before: int) -> bool:
        after = (np.arange(len(y)) >= before).astype(float)
        found = module.SARIMAX(y, exog=after, order=(1, 0, 0), trend=trend).fit(disp=False)
        return bool(found.pvalues[list(found.model.param_names).index("x1")] < LEVEL)

    return test


def local_level() -> Test:
    """A local level with a step, from statsmodels."""
    module = import_module("statsmodels.tsa.statespace.structural")

    def test(y: Any, before: int) -> bool:
        after = (np.arange(len(y)) >= before).astype(float)
        model = module.UnobservedComponents(y, "local level", exog=after)
        found = model.fit(disp=False)
        return bool(found.pvalues[list(model.param_names).index("beta.x1")] < LEVEL)

    return test


def causal_impact() -> Test:
    """CausalImpact as ported in pycausalimpact, with its defaults."""
    module, pandas = import_module("causalimpact"), import_module("pandas")

    def test(y: Any, before: int) -> bool:
        frame = pandas.DataFrame({"y": y})
        found = module.CausalImpact(frame, [0, before - 1], [before, len(y) - 1])
        return bool(found.p_value < LEVEL)

    return test


def causal_py(*, bayes: bool = False) -> Test:
    """CausalPy's interrupted time series: whether 0 is outside its own 95% interval of the mean effect."""
    module, pandas = import_module("causalpy"), import_module("pandas")
    linear = import_module("sklearn.linear_model")
    settings = {"draws": 500, "tune": 500, "chains": 2, "cores": 1, "progressbar": False, "random_seed": 1}
    ends = ("hdi_lower", "hdi_upper") if bayes else ("ci_lower", "ci_upper")

    def test(y: Any, before: int) -> bool:
        frame = pandas.DataFrame({"y": y, "t": np.arange(len(y))})
        model = (
            module.pymc_models.LinearRegression(sample_kwargs=settings)
            if bayes
            else linear.LinearRegression()
        )
        fitted = module.InterruptedTimeSeries(frame, treatment_time=before, formula="y ~ 1", model=model)
        summary = fitted.effect_summary(direction="two-sided", alpha=LEVEL).table
        low, high = (float(summary.loc["average", end]) for end in ends)
        return low > 0 or high < 0

    return test


PEERS: dict[str, tuple[Callable[[], Test], str]] = {
    "grid-GLS": (grid_gls, "numpy"),
    "Welch pre/post": (welch, "scipy"),
    "OLS step": (least_squares, "statsmodels"),
    "OLS step and trend": (lambda: least_squares(trend=True), "statsmodels"),
    "OLS level and slope": (lambda: least_squares(slope=True), "statsmodels"),
    "Newey-West, lag 3": (lambda: least_squares(3), "statsmodels"),
    "Newey-West, lag 12": (lambda: least_squares(12), "statsmodels"),
    "GLSAR step": (glsar, "statsmodels"),
    "GLSAR step and trend": (lambda: glsar(trend=True), "statsmodels"),
    "REML AR(1) with t(n - k)": (restricted_likelihood, "numpy"),
    "SARIMAX(1,0,0)": (sarimax, "statsmodels"),
    "SARIMAX(1,0,0) and trend": (lambda: sarimax("ct"), "statsmodels"),
    "local level and step": (local_level, "statsmodels"),
    "pycausalimpact": (causal_impact, "pycausalimpact"),
    "CausalPy, OLS": (causal_py, "causalpy"),
    "CausalPy, Bayes": (lambda: causal_py(bayes=True), "causalpy"),
}
"""How each is made, and the package whose version is shown."""

SLOW = ("CausalPy, Bayes",)
OURS = "grid-GLS"


def asked(name: str, series: Sequence[Sequence[float]], before: int) -> dict[str, Any]:
    """Ask a peer of this environment about every series."""
    warnings.simplefilter("ignore")
    make, package = PEERS[name]
    try:
        test = make()
        # what is compiled or imported at the first call is not the method's time
        test(np.array(series[0]), before)
    except Exception as problem:  # whatever a peer raises is its answer
        return {"missing": f"{type(problem).__name__}: {str(problem)[:120]}"}
    started = time.process_time()
    found = [test(np.array(one), before) for one in series]
    return {"found": found, "seconds": time.process_time() - started, "version": version(package)}


def run_peers(python: str, repetitions: int, slow: int, seed: int) -> list[PeerResult]:
    """Ask every peer about the same null series, and about the same with an effect of one deviation."""
    from benchmarks.evidence_series import autoregressive

    draw = np.random.default_rng(seed)
    null = np.array([autoregressive(draw, PERIODS, PHI) for _ in range(repetitions)])
    changed = null - 1.0 * (np.arange(PERIODS) >= BEFORE)
    results = []
    for name in PEERS:
        n = min(slow, repetitions) if name in SLOW else repetitions
        series = [*null[:n].tolist(), *changed[:n].tolist()]
        here = not python or name == OURS
        answer = asked(name, series, BEFORE) if here else _asked_elsewhere(python, name, series)
        if "missing" in answer:
            results.append(PeerResult(name, None, None, None, 0, answer["missing"]))
            continue
        found = np.array(answer["found"], dtype=float)
        spent = 1000 * answer["seconds"] / len(series)
        note = "" if name == OURS else f"{PEERS[name][1]} {answer['version']}"
        results.append(PeerResult(name, float(found[:n].mean()), float(found[n:].mean()), spent, n, note))
    return results


def _asked_elsewhere(python: str, name: str, series: Sequence[Sequence[float]]) -> dict[str, Any]:
    done = subprocess.run(
        [python, "-m", "benchmarks.evidence_peers", name],
        input=json.dumps({"before": BEFORE, "series": series}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return {"missing": done.stderr.strip().splitlines()[-1][:160] if done.stderr else "it stopped"}
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def peers_table(results: Sequence[PeerResult]) -> str:
    """Return the peers as Markdown."""
    lines = [
        f"| weekly series, AR(1) {PHI:g}, {BEFORE}/{PERIODS - BEFORE} | false positives | power at 1 sd | "
        "ms | series | |",
        "|---|--:|--:|--:|--:|---|",
    ]
    for peer in results:
        if peer.false is None or peer.power is None or peer.milliseconds is None:
            lines.append(f"| {peer.name} | | | | | does not run: {peer.note} |")
            continue
        lines.append(
            f"| {peer.name} | {peer.false:.1%} | {peer.power:.0%} | {peer.milliseconds:.1f} | "
            f"{peer.repetitions:,} | {peer.note} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    given = json.load(sys.stdin)
    print(json.dumps(asked(sys.argv[1], given["series"], given["before"])))
