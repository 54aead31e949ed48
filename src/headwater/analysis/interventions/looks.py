"""Looking more than once: what each look may spend of the 5%."""

from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist

import numpy as np

ALPHA = 0.05
_USUAL_AUTOCORRELATION = 0.4
_DRAWS = 200_000


@lru_cache(maxsize=256)
def alpha_per_look(before: int, after: tuple[int, ...], alpha: float = ALPHA) -> float:
    """Return the error probability to judge each look at, so that all together spend alpha.

    Parameters
    ----------
    before : int
        Periods before the start.
    after : tuple of int
        Periods after the phase-in at each look.

    Notes
    -----
    Estimates at later looks hold those at earlier ones; their correlation follows from the weights of least
    squares under an AR(1) process with coefficient .4. The same level is used at each look (Pocock): the
    quantile of the largest of the correlated normal variables, from a fixed set of draws.

    References
    ----------
    Pocock, S. J. (1977). Group sequential methods in the design and analysis of clinical trials. Biometrika,
    64(2), 191-199.

    Examples
    --------
    >>> alpha_per_look(104, (26,))
    0.05
    >>> 0.01 < alpha_per_look(104, tuple(range(4, 27))) < 0.02
    True
    """
    if len(after) <= 1:
        return alpha
    last = before + max(after)
    lag = np.abs(np.subtract.outer(np.arange(last), np.arange(last)))
    covariance = _USUAL_AUTOCORRELATION**lag
    rows = np.zeros((len(after), last))
    for i, count in enumerate(after):
        n = before + count
        x = np.column_stack([np.ones(n), np.arange(n) >= before])
        solved = np.linalg.solve(covariance[:n, :n], x)
        rows[i, :n] = np.linalg.solve(x.T @ solved, solved.T)[1]
    shared = rows @ covariance @ rows.T
    spread = np.sqrt(np.diag(shared))
    correlation = shared / np.outer(spread, spread)
    root = np.linalg.cholesky(correlation + 1e-10 * np.eye(len(after)))
    drawn = np.random.default_rng(0).normal(size=(_DRAWS, len(after))) @ root.T
    bound = float(np.quantile(np.abs(drawn).max(axis=1), 1 - alpha))
    return 2 * (1 - NormalDist().cdf(bound))


def spent(looks: Sequence[float], alpha: float) -> str:
    """Say how looks are paid for."""
    each = f"each judged at {alpha:.4f} so that together they spend {ALPHA:g}"
    return f"{len(looks)} looks are registered, {each}."
