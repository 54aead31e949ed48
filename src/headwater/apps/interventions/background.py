"""Verdicts and the mail about them, in the background."""

from typing import Any

from headwater.apps import installation
from headwater.apps.interventions import drawing, services
from headwater.apps.interventions.sample import LOADING, load_sample
from headwater.apps.tasks.kinds import Report, background, daily


@daily(services.JUDGE, "Judge interventions that are due", hour=6)
def judge(report: Report) -> dict[str, Any]:
    """Judge what is due as far as the measures reach, draw it, then send the mail that leads there."""

    def say(step: str) -> Any:
        return lambda done, total: report(step, done, total)

    judged = services.judge_due(progress=say("Judging"))
    drawn = drawing.draw_ahead(say("Drawing"))
    sent = services.send_letters(progress=say("Sending mail"))
    return {**judged, **sent, "drawn": drawn}


@background(LOADING, "Write down what the sample organisation tried")
def load(report: Report) -> dict[str, Any]:
    """Register the sample's interventions, with plans on the measures there are by now."""
    return load_sample(report, installation.data() / "sample")
