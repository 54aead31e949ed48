"""Several teams: some have the programme, others not yet."""

from headwater.analysis.interventions.teams.difference import difference_in_differences
from headwater.analysis.interventions.teams.panel import Panel, TeamsEffect, panel_of
from headwater.analysis.interventions.teams.stepped_wedge import SteppedWedge, stepped_wedge
from headwater.analysis.interventions.teams.synthetic import synthetic_difference

__all__ = [
    "Panel",
    "SteppedWedge",
    "TeamsEffect",
    "difference_in_differences",
    "panel_of",
    "stepped_wedge",
    "synthetic_difference",
]
