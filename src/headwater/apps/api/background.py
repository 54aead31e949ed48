"""Work for programs that takes its time."""

from typing import Any

from headwater.apps.api.services import deliveries, pushes, webhooks
from headwater.apps.people.selectors import today
from headwater.apps.tasks.kinds import Report, background, daily


@background(pushes.TAKE_IN, "Take in what programs pushed")
def take_in(report: Report) -> dict[str, Any]:
    """Hand what waits in the inbox to the imports."""
    report("Gathering what was pushed")
    return dict(pushes.take_in_waiting())


@background(webhooks.DELIVER, "Tell other systems")
def deliver(report: Report) -> dict[str, Any]:
    """Send what is due to webhooks."""
    return dict(deliveries.deliver_due(report))


@daily("api.overdue", "Tell other systems of overdue actions", hour=7)
def tell_overdue(report: Report) -> dict[str, Any]:
    """Note the news that an action passed its due day."""
    report("Looking for overdue actions")
    return {"told": webhooks.tell_overdue(today())}


@daily("api.tidy", "Forget old answers and deliveries", hour=4)
def tidy(report: Report) -> dict[str, Any]:
    """Remove what nobody needs any more."""
    report("Tidying up")
    return {**pushes.tidy(), "deliveries": deliveries.tidy()}
