"""What changes in the policy lab."""

from headwater.apps.policy.services.reading import keep_reading, read_soon
from headwater.apps.policy.services.tables import keep_table

__all__ = ["keep_reading", "keep_table", "read_soon"]
