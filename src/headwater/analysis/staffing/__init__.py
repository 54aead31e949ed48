"""Staffing: how many people the work needs, and what customers get from those who are there."""

from headwater.analysis.staffing.chats import ChatPerformance, chat_performance
from headwater.analysis.staffing.levels import DEFINITIONS
from headwater.analysis.staffing.moving import MovingLoad, load_at, moving_load
from headwater.analysis.staffing.performance import Performance, performance
from headwater.analysis.staffing.required import Required, required
from headwater.analysis.staffing.returning import Equilibrium, Neutrality, equilibrium, neutrality
from headwater.analysis.staffing.uncertain import (
    UncertainPerformance,
    required_when_uncertain,
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
    "chat_performance",
    "equilibrium",
    "load_at",
    "moving_load",
    "neutrality",
    "performance",
    "required",
    "required_when_uncertain",
    "uncertain_performance",
]
