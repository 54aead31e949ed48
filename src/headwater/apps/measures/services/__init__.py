"""What changes measures: points come from the store, all else from people."""

from headwater.apps.measures.services.counting import counted
from headwater.apps.measures.services.families import keep_members, publish_together
from headwater.apps.measures.services.points import measure_store, replace_points, teams_to_measure

__all__ = [
    "counted",
    "keep_members",
    "measure_store",
    "publish_together",
    "replace_points",
    "teams_to_measure",
]
