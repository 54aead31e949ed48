"""The picture of what each step of a script does to resolution."""

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.intervals import dot_intervals
from headwater.analysis.policy.script_result import VERDICTS, ScriptInventory, Step


def steps_figure(inventory: ScriptInventory) -> Figure:
    """Draw, for each step, the share resolved with it less the share resolved without it."""
    rows = [
        {
            "label": step.policy.step or step.policy.id,
            "value": step.resolution.value,
            "low": step.resolution.low,
            "high": step.resolution.high,
        }
        for step in inventory.steps
    ]
    going = sum(step.may_go for step in inventory.steps)
    return dot_intervals(
        rows,
        title="What each step does to resolution",
        description="Share resolved with the step, less the share without it, within reasons of contact, "
        f"with the 95% interval. A step on zero does nothing for it; {going} of {len(rows)} may go.",
        heading="Step",
        measure="Resolved more",
        more={
            "Seconds": [_seconds(step) for step in inventory.steps],
            "Verdict": [VERDICTS[step.verdict] for step in inventory.steps],
        },
    )


def _seconds(step: Step) -> str | None:
    return None if step.seconds.value is None else f"{step.seconds.value:.0f}"
