"""`headwater interventions lock`."""

from __future__ import annotations

from pathlib import Path

import click

from headwater.cli.interventions.options import beside, read_json, write_json
from headwater.cli.options import FILE
from headwater.cli.output import Output, with_output


@click.command("lock")
@click.argument("plan", type=FILE)
@click.option("--by", required=True, help="Who promises it.")
@with_output
def lock(output: Output, *, plan: Path, by: str) -> None:
    """Lock PLAN: keep its content's hash with time and person, beside it.

    From then on a change in the plan shows, and a changed plan is a new plan.
    """
    from datetime import UTC, datetime

    from headwater.analysis.errors import UsageError
    from headwater.analysis.interventions.lock import Lock, check_locked, lock_plan
    from headwater.analysis.interventions.plan import Plan

    made = Plan.from_dict(read_json(plan), plan.name)
    kept = beside(plan, "lock")
    if kept.exists():
        words = check_locked(made, Lock.from_dict(read_json(kept), kept.name))
        raise UsageError(f"{plan.name} is locked already. {words}")
    locked = lock_plan(made, at=datetime.now(UTC), by=by)
    write_json(kept, locked.to_dict())
    output.say(f"The lock is in {kept}.")
    output.result(locked)
