"""Interventions: what was paid for, planned before it starts and judged when it is due."""

from headwater.analysis.interventions.evaluation import evaluate
from headwater.analysis.interventions.evaluation_result import Evaluation
from headwater.analysis.interventions.ledger import Entry, Ledger
from headwater.analysis.interventions.lock import Lock, check_locked, lock_plan
from headwater.analysis.interventions.plan import Cost, Plan, Programme, Smallest, smallest_effect
from headwater.analysis.interventions.power import PowerOfPlan, power_of
from headwater.analysis.interventions.prediction import Prediction
from headwater.analysis.interventions.prediction_outcome import Comparison, compare
from headwater.analysis.interventions.prediction_record import PredictionRecord, record_of

__all__ = [
    "Comparison",
    "Cost",
    "Entry",
    "Evaluation",
    "Ledger",
    "Lock",
    "Plan",
    "PowerOfPlan",
    "Prediction",
    "PredictionRecord",
    "Programme",
    "Smallest",
    "check_locked",
    "compare",
    "evaluate",
    "lock_plan",
    "power_of",
    "record_of",
    "smallest_effect",
]
