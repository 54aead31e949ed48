"""Staffing: how many people the work needs, and what customers get from those who are there."""

from headwater.analysis.staffing.chats import ChatPerformance, chat_performance
from headwater.analysis.staffing.levels import DEFINITIONS
from headwater.analysis.staffing.moving import MovingLoad, load_at, moving_load
from headwater.analysis.staffing.neutrality import Neutrality, neutrality
from headwater.analysis.staffing.performance import Performance, performance
from headwater.analysis.staffing.required import Required, required
from headwater.analysis.staffing.returning import Equilibrium, equilibrium
from headwater.analysis.staffing.uncertain import (
    UncertainPerformance,
    UncertainRequired,
    required_when_uncertain,
    staff_for_uncertainty,
    uncertain_performance,
)

__all__ = [
    "DEFINITIONS",
    "ChatPerformance",
    "Equilibrium",
    "MovingLoad",
    "Neutrality",
    "Performance",
    "Required",
    "UncertainPerformance",
    "UncertainRequired",
    "chat_performance",
    "equilibrium",
    "load_at",
    "moving_load",
    "neutrality",
    "performance",
    "required",
    "required_when_uncertain",
    "staff_for_uncertainty",
    "uncertain_performance",
]
