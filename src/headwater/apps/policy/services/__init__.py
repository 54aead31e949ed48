"""What changes in the policy lab."""

from headwater.apps.policy.services.reading import keep_reading, read_soon
from headwater.apps.policy.services.tables import keep_table
from headwater.apps.policy.services.weighing import weigh_soon

__all__ = ["keep_reading", "keep_table", "read_soon", "weigh_soon"]
