"""Difference in differences: what changed in teams with the programme, less what changed in the others."""

import numpy as np

from headwater.analysis.estimates import Estimate
from headwater.analysis.interventions.grid_gls import fit_grid_gls
from headwater.analysis.interventions.teams.panel import Panel, TeamsEffect, read_change


def difference_in_differences(panel: Panel, level: float = 0.95) -> TeamsEffect:
    """Compare the change in teams with the programme to that in the others.

    Notes
    -----
    The two means are subtracted period by period, which takes away what moves all teams; the step of what is
    left is estimated by grid-GLS. Treating team-weeks as independent finds effects that are not there:
    neighbouring weeks of a team are alike.

    References
    ----------
    Bertrand, M., Duflo, E. and Mullainathan, S. (2004). How much should we trust differences-in-differences
    estimates? Quarterly Journal of Economics, 119(1), 249-275.
    """
    gap = panel.levels[panel.treated].mean(axis=0) - panel.levels[~panel.treated].mean(axis=0)
    after = np.arange(len(gap)) >= panel.start
    found = fit_grid_gls(gap, np.column_stack([np.ones(len(gap)), after]).astype(float))
    contrast = found.contrast(np.array([0.0, 1.0]))
    low, high = contrast.interval(level)
    others = [team for team, treated in zip(panel.teams, panel.treated, strict=True) if not treated]
    return TeamsEffect(
        method="difference in differences",
        measure=panel.measure,
        treated=tuple(t for t, treated in zip(panel.teams, panel.treated, strict=True) if treated),
        effect=Estimate(
            read_change(panel, contrast.value),
            read_change(panel, low),
            read_change(panel, high),
            n=len(panel.teams),
            level=level,
            method="grid-GLS on the difference of means",
        ),
        weights=tuple((team, 1 / len(others)) for team in others),
    )
