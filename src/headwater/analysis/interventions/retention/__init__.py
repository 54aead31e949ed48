"""Retention: how long people stay, and whether a change in hiring changed it."""

from headwater.analysis.interventions.retention.comparison import GroupComparison, compare_groups
from headwater.analysis.interventions.retention.cox import CoxFit, cox
from headwater.analysis.interventions.retention.hiring_change import HiringChange, hiring_change
from headwater.analysis.interventions.retention.log_rank import LogRank, log_rank
from headwater.analysis.interventions.retention.survival import SurvivalCurve, kaplan_meier
from headwater.analysis.interventions.retention.tenures import (
    Tenures,
    Times,
    read_tenures,
    read_times,
    tenures_of,
)

__all__ = [
    "CoxFit",
    "GroupComparison",
    "HiringChange",
    "LogRank",
    "SurvivalCurve",
    "Tenures",
    "Times",
    "compare_groups",
    "cox",
    "hiring_change",
    "kaplan_meier",
    "log_rank",
    "read_tenures",
    "read_times",
    "tenures_of",
]
