"""How many contacts are about what was flagged, as the background counted them."""

from dataclasses import dataclass, field
from datetime import date

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.apps.tasks.selectors import last_result

COUNT_REASONS = "voices.count_reasons"
DAYS = 90


@dataclass(frozen=True)
class Affected:
    """Contacts by reason over the last 90 days that the store holds; empty where nothing is counted yet."""

    since: date | None = None
    until: date | None = None
    total: int = 0
    by_reason: dict[str, int] = field(default_factory=dict)

    def of(self, reason: str) -> Estimate:
        """Return how many contacts have a reason, or why that cannot be told."""
        if self.until is None:
            return cannot_tell("no contacts are counted yet")
        if not reason:
            return cannot_tell("no contact was named that says what it is about")
        return Estimate(float(self.by_reason.get(reason, 0)), n=self.total, method="count")


def affected_by_reason() -> Affected:
    """Return the newest counts."""
    found = last_result(COUNT_REASONS)
    if not found or not found["until"]:
        return Affected()
    return Affected(
        date.fromisoformat(found["since"]),
        date.fromisoformat(found["until"]),
        found["total"],
        found["by_reason"],
    )
