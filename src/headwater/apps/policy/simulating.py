"""A kept change simulated as background work: it may be killed at any point and run again."""

from typing import Any

from headwater.apps.policy.models import Scenario
from headwater.apps.policy.selectors.ground import ground_of
from headwater.apps.policy.selectors.scenarios import SIMULATE
from headwater.apps.policy.services.trying import keep_simulated
from headwater.apps.tasks.kinds import Report, background

RUNS, SEED = 20, 1
"""The same seed every time: who asks again gets the same figures."""


@background(SIMULATE, "Simulate a change that was tried")
def simulate(report: Report, *, scenario: int) -> dict[str, Any]:
    """Simulate a change on the facts it was tried on, and keep what came of it."""
    from headwater.analysis.policy.what_if import simulate_what_if

    record = Scenario.objects.filter(pk=scenario, removed_at=None).first()
    if record is None:
        return {"removed": True}
    if record.simulated is not None:
        return {"kept": False}
    report("Simulating days on the floor", 0, 2 * RUNS)

    def progress(done: int, total: int) -> None:
        report("Simulating days on the floor", done, total)

    ground = ground_of(record)
    found = simulate_what_if(
        ground.facts,
        record.change,
        policies=ground.policies,
        runs=RUNS,
        seed=SEED,
        progress=progress,
    )
    return {"kept": keep_simulated(scenario=record, content=found.to_dict())}
