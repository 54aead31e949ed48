"""Verdicts and the mail about them, in the background."""

from typing import Any

from headwater.apps.interventions import drawing, services
from headwater.apps.tasks.kinds import Report, daily


@daily(services.JUDGE, "Judge interventions that are due", hour=6)
def judge(report: Report) -> dict[str, Any]:
    """Judge what is due as far as the measures reach, then send the mail that is owed."""

    def say(step: str) -> Any:
        return lambda done, total: report(step, done, total)

    judged = services.judge_due(progress=say("Judging"))
    sent = services.send_letters(progress=say("Sending mail"))
    drawn = drawing.draw_ahead(say("Drawing"))
    return {**judged, **sent, "drawn": drawn}
