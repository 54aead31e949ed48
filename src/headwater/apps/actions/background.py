"""Mail about actions, sent in the background."""

from typing import Any

from headwater.apps.actions import services
from headwater.apps.people.selectors import today
from headwater.apps.tasks.kinds import Report, background, daily


@daily("actions.remind", "Remind owners of actions", hour=7)
def remind(report: Report) -> dict[str, Any]:
    """Send the reminders that today owes."""
    step = "Sending reminders"
    return dict(services.send_reminders(day=today(), progress=lambda done, total: report(step, done, total)))


@background(services.MAIL_LINK, "Mail the link of an action")
def mail_link(report: Report, *, link: int) -> dict[str, Any]:
    """Mail a new link to an owner outside."""
    report("Sending the link")
    return dict(services.mail_link(link=link))
