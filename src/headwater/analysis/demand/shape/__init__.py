"""The shape of demand: when contacts come, how long they take, and how they end."""

from headwater.analysis.demand.shape.arrivals import arrivals
from headwater.analysis.demand.shape.arrivals_result import Arrivals
from headwater.analysis.demand.shape.handle_time import handle_times
from headwater.analysis.demand.shape.handle_time_result import HandleTimes
from headwater.analysis.demand.shape.outcomes import outcomes
from headwater.analysis.demand.shape.outcomes_result import Outcomes
from headwater.analysis.demand.shape.settings import ShapeSettings

__all__ = ["Arrivals", "HandleTimes", "Outcomes", "ShapeSettings", "arrivals", "handle_times", "outcomes"]
