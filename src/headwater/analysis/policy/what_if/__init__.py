"""What a change of the way of working would do: to staff, waits, repeats, cost, and time for customers."""

from headwater.analysis.policy.what_if.analytic import what_if
from headwater.analysis.policy.what_if.result import BreakEven, Row, WhatIf, what_if_from
from headwater.analysis.policy.what_if.simulated import simulate_what_if
from headwater.analysis.policy.what_if.simulated_result import SimulatedWhatIf, simulated_from
from headwater.analysis.policy.what_if.sliders import SLIDERS, Range, Slider, sliders

__all__ = [
    "SLIDERS",
    "BreakEven",
    "Range",
    "Row",
    "SimulatedWhatIf",
    "Slider",
    "WhatIf",
    "simulate_what_if",
    "simulated_from",
    "sliders",
    "what_if",
    "what_if_from",
]
