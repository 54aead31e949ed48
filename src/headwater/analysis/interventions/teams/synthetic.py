"""Synthetic difference in differences: others weighted so that they moved as the treated did before."""

from typing import TYPE_CHECKING

import numpy as np

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.interventions.student import t_quantile
from headwater.analysis.interventions.teams.panel import Panel, TeamsEffect, read_change

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FEWEST_OTHERS = 6
"""Teams without the programme; placebos among fewer say nothing of how far off the method may be."""

_STEPS = 1_000
_PLACEBOS = 200


def synthetic_difference(
    panel: Panel, rng: np.random.Generator | None = None, level: float = 0.95
) -> TeamsEffect:
    """Compare teams with the programme to a mixture of the others that moved as they did before.

    Parameters
    ----------
    rng : numpy.random.Generator, optional
        Where placebo groups are drawn from when several teams have the programme.

    Returns
    -------
    TeamsEffect
        *Cannot tell* where there are not at least 6 other teams, and more than have the programme.

    Notes
    -----
    Weights of teams and of periods are on the simplex, those of teams with a ridge penalty
    (treated x periods after)^(1/2) s^2, where s is the standard deviation of the others' changes from one
    period to the next. The standard error is that of the same estimate for teams that did not have the
    programme; the interval uses Student's t.

    References
    ----------
    Arkhangelsky, D., Athey, S., Hirshberg, D. A., Imbens, G. W. and Wager, S. (2021). Synthetic
    difference-in-differences. American Economic Review, 111(12), 4088-4118.
    """
    levels, treated, start = panel.levels, panel.treated, panel.start
    names = [team for team, is_treated in zip(panel.teams, treated, strict=True) if not is_treated]
    effect, weights = _estimate(levels[treated], levels[~treated], start)
    lot = rng or np.random.default_rng(0)
    placebos = _placebos(levels[~treated], names, int(treated.sum()), start, lot)
    enough = len(names) >= FEWEST_OTHERS and len(names) > treated.sum()
    if enough:
        error = float(np.std([value for _, value in placebos], ddof=1))
        half = t_quantile(0.5 + level / 2, len(names) - 1) * error
        bounds = (read_change(panel, effect - half), read_change(panel, effect + half))
        made = Estimate(read_change(panel, effect), *bounds, n=len(panel.teams), level=level)
    else:
        made = cannot_tell(
            f"there are {len(names)} teams to compare with; placebos need {FEWEST_OTHERS}, and more than "
            "have the programme",
            len(panel.teams),
        )
    return TeamsEffect(
        method="synthetic difference in differences",
        measure=panel.measure,
        treated=tuple(t for t, is_treated in zip(panel.teams, treated, strict=True) if is_treated),
        effect=made,
        weights=tuple((name, float(weight)) for name, weight in zip(names, weights, strict=True)),
        placebos=tuple((name, read_change(panel, value)) for name, value in placebos),
    )


def _placebos(
    others: "Array", names: list[str], treated: int, start: int, rng: np.random.Generator
) -> list[tuple[str, float]]:
    count = len(others)
    if count <= treated or count < 3:
        return []
    if treated == 1:
        groups = [np.array([i]) for i in range(count)]
    else:
        groups = [rng.choice(count, treated, replace=False) for _ in range(_PLACEBOS)]
    found = []
    for group in groups:
        rest = np.setdiff1d(np.arange(count), group)
        value, _ = _estimate(others[group], others[rest], start)
        found.append((", ".join(names[i] for i in group), value))
    return found


def _estimate(treated: "Array", others: "Array", start: int) -> tuple[float, "Array"]:
    """Return the effect, and the weights of the other teams."""
    goal = treated.mean(axis=0)
    spread = float(np.diff(others[:, :start], axis=1).std(ddof=1))
    after = goal.shape[0] - start
    penalty = np.sqrt(len(treated) * after) * spread**2
    teams = simplex_weights(others[:, :start].T, goal[:start], penalty * start)
    periods = simplex_weights(
        others[:, :start], others[:, start:].mean(axis=1), 1e-12 * spread**2 * len(others)
    )
    gap = goal - teams @ others
    return float(gap[start:].mean() - periods @ gap[:start]), teams


def simplex_weights(columns: "Array", goal: "Array", penalty: float) -> "Array":
    """Return weights of columns, none negative and summing to 1, whose mixture runs parallel to the goal.

    Notes
    -----
    Least squares with an intercept and a ridge penalty, by an active set: exact on the weights that are
    not zero, one of them let in or out at a time.

    Examples
    --------
    >>> import numpy as np
    >>> draw = np.random.default_rng(1).normal(size=(30, 3))
    >>> simplex_weights(draw, 5 + draw @ [0.2, 0.8, 0.0], 0.0).round(3).tolist()
    [0.2, 0.8, 0.0]
    """
    a = columns - columns.mean(axis=0)
    b = goal - goal.mean()
    inner = a.T @ a
    inner += (penalty + 1e-9 * np.trace(inner) / len(inner)) * np.eye(len(inner))
    crossed = a.T @ b
    weights = np.zeros(len(inner))
    weights[int(np.argmin(np.diag(inner) / 2 - crossed))] = 1.0
    used = weights > 0
    tolerance = 1e-9 * float(np.abs(np.diag(inner)).max())
    for _ in range(_STEPS):
        best = _on_support(inner, crossed, used)
        if np.any(best[used] < 0):
            falling = used & (best < 0)
            share = float(np.min(weights[falling] / (weights[falling] - best[falling])))
            weights = np.where(used, np.maximum(weights + share * (best - weights), 0.0), 0.0)
            used &= weights > 1e-14
            continue
        weights = best
        slope = inner @ weights - crossed
        gain = np.where(used, 0.0, slope[used].mean() - slope)
        if gain.max() <= tolerance:
            break
        used[int(np.argmax(gain))] = True
    whole: Array = weights / weights.sum()
    return whole


def _on_support(inner: "Array", crossed: "Array", used: "NDArray[np.bool_]") -> "Array":
    """Return the best weights that sum to 1 and are zero off the support."""
    places = np.flatnonzero(used)
    solved = np.linalg.solve(
        inner[np.ix_(places, places)], np.column_stack([crossed[places], np.ones(len(places))])
    )
    shift = (1 - solved[:, 0].sum()) / solved[:, 1].sum()
    weights = np.zeros(len(crossed))
    weights[places] = solved[:, 0] + shift * solved[:, 1]
    return weights
