"""`headwater interventions list`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headwater.cli.interventions.options import beside, read_json
from headwater.cli.output import Output, with_output

if TYPE_CHECKING:
    from headwater.analysis.interventions.ledger import Entry


@click.command("list")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("--currency", default="EUR", show_default=True, help="Money that is added up.")
@with_output
def listing(output: Output, *, folder: Path, currency: str) -> None:
    """List the plans in FOLDER with money, locks and verdicts, and add the money up."""
    from datetime import date

    from headwater.analysis.errors import UsageError
    from headwater.analysis.interventions.ledger import Ledger

    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.")
    files = [
        path
        for path in sorted(folder.glob("*.json"))
        if not path.name.endswith((".lock.json", ".verdict.json")) and _holds_a_plan(path)
    ]
    entries = [entry for path in files for entry in _entries(path)]
    output.result(Ledger(tuple(sorted(entries, key=lambda entry: entry.start or date.min)), currency))


def _holds_a_plan(path: Path) -> bool:
    return {"name", "measure", "start", "smallest"} <= set(read_json(path))


def _entries(path: Path) -> list[Entry]:
    """Return the plan, and the one that was locked under its name where that is another."""
    from datetime import date

    from headwater.analysis.interventions.ledger import NEVER, Entry
    from headwater.analysis.interventions.lock import Lock
    from headwater.analysis.interventions.plan import Plan

    plans = {}
    plan = Plan.from_dict(read_json(path), path.name)
    plans[plan.fingerprint] = (plan, False)
    kept = beside(path, "lock")
    if kept.exists():
        lock = Lock.from_dict(read_json(kept), kept.name)
        plans[lock.fingerprint] = (lock.plan, True)
    judged = read_json(beside(path, "verdict")) if beside(path, "verdict").exists() else {}
    found = []
    for fingerprint, (one, locked) in plans.items():
        known = judged.get("fingerprint") == fingerprint
        found.append(
            Entry.of(
                one,
                judged["verdict"]["word"] if known else NEVER,
                locked=locked,
                due=date.fromisoformat(judged["due"]) if known else None,
            )
        )
    return found
