"""Cox's regression of the risk to leave, with late entry and Efron's treatment of ties."""

from dataclasses import dataclass
from math import erfc, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from headwater.analysis.estimates import Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Ints = NDArray[np.intp]

_STEPS = 50


@dataclass(frozen=True)
class CoxFit:
    """A fitted regression of the risk to leave.

    Attributes
    ----------
    coefficients, errors : tuple of float
        Log hazard ratios and their standard errors.
    log_likelihood : float
        Of the partial likelihood.
    converged : bool
        False where a group never leaves or always does, so that its hazard ratio has no end.
    """

    coefficients: tuple[float, ...]
    errors: tuple[float, ...]
    log_likelihood: float
    people: int
    left: int
    converged: bool

    def hazard_ratio(self, which: int = 0, level: float = 0.95) -> Estimate:
        """Return how many times as likely leaving is at any time, with its interval."""
        z = NormalDist().inv_cdf(0.5 + level / 2)
        b, error = self.coefficients[which], self.errors[which]
        low, value, high = (float(np.exp(b + side * z * error)) for side in (-1, 0, 1))
        return Estimate(value, low, high, n=self.people, level=level, method="Cox, Efron, with late entry")

    def p_value(self, which: int = 0) -> float:
        """Return the two-sided p-value of a coefficient (Wald)."""
        return erfc(abs(self.coefficients[which] / self.errors[which]) / sqrt(2))

    def to_dict(self) -> dict[str, Any]:
        """Return the fit as plain data."""
        return {
            "coefficients": list(self.coefficients),
            "errors": list(self.errors),
            "log_likelihood": self.log_likelihood,
            "people": self.people,
            "left": self.left,
            "converged": self.converged,
        }


def cox(entry: "Array", exit_: "Array", left: "Bools", x: "Array") -> CoxFit:
    """Regress the risk to leave on columns.

    Parameters
    ----------
    entry, exit_ : array of shape (people,)
        A person is at risk after `entry` up to and including `exit_`.
    left : array of bool, shape (people,)
    x : array of shape (people, columns)

    Notes
    -----
    Newton's method on the partial likelihood, halving steps that do not climb.

    References
    ----------
    Efron, B. (1977). The efficiency of Cox's likelihood function for censored data. Journal of the American
    Statistical Association, 72(359), 557-565.

    Examples
    --------
    >>> import numpy as np
    >>> draw = np.random.default_rng(1)
    >>> new = np.arange(400) % 2
    >>> stays = draw.exponential(1 / np.where(new, 0.5, 1.0))
    >>> fit = cox(np.zeros(400), stays, np.ones(400, bool), new[:, None].astype(float))
    >>> 0.4 < fit.hazard_ratio().value < 0.62
    True
    """
    risk_sets = _RiskSets.of(entry, exit_, left, x - x.mean(axis=0))
    b = np.zeros(x.shape[1])
    value, slope, curve = risk_sets.partial(b)
    converged = False
    for _ in range(_STEPS):
        step = np.linalg.lstsq(curve, slope, rcond=None)[0]
        new = risk_sets.partial(b + step)
        halvings = 0
        while not new[0] >= value - 1e-12 and halvings < 30:
            step, halvings = step / 2, halvings + 1
            new = risk_sets.partial(b + step)
        b = b + step
        value, slope, curve = new
        if np.max(np.abs(step)) < 1e-10:
            converged = bool(np.all(np.abs(b * x.std(axis=0)) < 10))
            break
    errors = np.sqrt(np.diag(np.linalg.pinv(curve)))
    return CoxFit(
        tuple(float(c) for c in b),
        tuple(float(e) for e in errors),
        float(value),
        len(exit_),
        int(left.sum()),
        converged,
    )


@dataclass(frozen=True)
class _RiskSets:
    """Who is at risk and who leaves at each time, so that sums over them are differences of running sums."""

    x: "Array"
    by_exit: "Ints"
    by_entry: "Ints"
    from_exit: "Ints"
    from_entry: "Ints"
    leavers: "Ints"
    which_time: "Ints"
    shares: "Array"
    of_share: "Ints"

    @classmethod
    def of(cls, entry: "Array", exit_: "Array", left: "Bools", x: "Array") -> "_RiskSets":
        times, which, ties = np.unique(exit_[left], return_inverse=True, return_counts=True)
        by_exit, by_entry = np.argsort(exit_, kind="stable"), np.argsort(entry, kind="stable")
        return cls(
            x=x,
            by_exit=by_exit,
            by_entry=by_entry,
            from_exit=np.searchsorted(exit_[by_exit], times, side="left"),
            from_entry=np.searchsorted(entry[by_entry], times, side="left"),
            leavers=np.flatnonzero(left),
            which_time=which,
            # of d who leave together, the i-th is taken as leaving when i/d of them have gone
            shares=np.concatenate([np.arange(d) / d for d in ties]) if len(ties) else np.zeros(0),
            of_share=np.repeat(np.arange(len(times)), ties),
        )

    def _at_risk(self, values: "Array") -> "Array":
        """Sum values over those at risk at each time: still there, less those not yet come."""

        def onwards(order: "Ints", places: "Ints") -> "Array":
            running = np.cumsum(values[order][::-1], axis=0)[::-1]
            padded = np.concatenate([running, np.zeros((1, *values.shape[1:]))])
            return np.asarray(padded[places])

        return onwards(self.by_exit, self.from_exit) - onwards(self.by_entry, self.from_entry)

    def _leaving(self, values: "Array") -> "Array":
        total = np.zeros((len(self.from_exit), *values.shape[1:]))
        np.add.at(total, self.which_time, values[self.leavers])
        return total

    def partial(self, b: "Array") -> tuple[float, "Array", "Array"]:
        """Return the log partial likelihood, its slope and its (negative) curvature."""
        linear = np.clip(self.x @ b, -50, 50)
        risk = np.exp(linear)
        first = risk[:, None] * self.x
        second = first[:, :, None] * self.x[:, None, :]
        parts = [
            self._at_risk(values)[self.of_share]
            - self.shares.reshape(-1, *[1] * (values.ndim - 1)) * self._leaving(values)[self.of_share]
            for values in (risk, first, second)
        ]
        mean = parts[1] / parts[0][:, None]
        value = float(linear[self.leavers].sum() - np.log(parts[0]).sum())
        slope = self.x[self.leavers].sum(axis=0) - mean.sum(axis=0)
        curve = (parts[2] / parts[0][:, None, None]).sum(axis=0) - mean.T @ mean
        return value, slope, curve
