"""Contacts and people simulated event by event: for what no formula covers."""

from headwater.analysis.staffing.simulation.engine import compiled
from headwater.analysis.staffing.simulation.floor import ContactKind, Floor, Group
from headwater.analysis.staffing.simulation.floor_file import example_floor, parse_floor, read_floor
from headwater.analysis.staffing.simulation.over_runs import ratio_over_runs, standard_error
from headwater.analysis.staffing.simulation.simulated import (
    FIGURES,
    Simulated,
    difference,
    simulate,
)

__all__ = [
    "FIGURES",
    "ContactKind",
    "Floor",
    "Group",
    "Simulated",
    "compiled",
    "difference",
    "example_floor",
    "parse_floor",
    "ratio_over_runs",
    "read_floor",
    "simulate",
    "standard_error",
]
