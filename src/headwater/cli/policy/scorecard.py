"""`headwater policy scorecard`."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from headwater.cli.options import DAY, FILE
from headwater.cli.output import Output, with_output
from headwater.cli.policy.options import day_of, sources, with_sources


@click.command("scorecard")
@with_sources
@click.option("--start", type=DAY, help="First day of the new scorecard; --on, or today, by default.")
@click.option("--fcr", type=float, help="First-contact resolution to aim at; by default what is in reach.")
@click.option("--gamed", multiple=True, help="Policy or metric that was seen to be gamed; may be repeated.")
@click.option("--out-policies", type=FILE, help="YAML file to write the redesigned policies to.")
@click.option("--out-plan", type=FILE, help="JSON file to write the intervention plan to.")
@with_output
def scorecard(
    output: Output,
    *,
    policies: Path | None,
    facts_file: Path | None,
    store: Path | None,
    sample: str | None,
    day: datetime | None,
    start: datetime | None,
    fcr: float | None,
    gamed: tuple[str, ...],
    out_policies: Path | None,
    out_plan: Path | None,
) -> None:
    """Say which measures to stop targeting, what to target instead, and what that does to staffing."""
    from headwater.analysis.errors import UsageError
    from headwater.analysis.policy.new_scorecard import ScorecardSettings
    from headwater.analysis.policy.scorecard import redesign

    for path in (out_policies, out_plan):
        if path is not None and path.exists():
            raise UsageError(f"{path} exists already: give a file that is not there yet.")
    declared, facts = sources(policies, facts_file, store, sample, output)
    settings = ScorecardSettings(fcr=fcr, gamed=gamed)
    found = redesign(declared, facts, start=day_of(start or day), settings=settings)
    if out_policies is not None:
        _write(out_policies, found.yaml())
        output.say(f"The policies are in {out_policies}.")
    if out_plan is not None:
        _write(out_plan, json.dumps(found.plan.to_dict(), ensure_ascii=False, indent=2) + "\n")
        output.say(
            f"The plan is in {out_plan}. Lock it before the start: "
            f"headwater interventions lock {out_plan} --by NAME"
        )
    output.result(found)


def _write(path: Path, text: str) -> None:
    from headwater.analysis.errors import TryAgainError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise TryAgainError(
            f"{path} cannot be written: {error.strerror}. Free the place, or choose another."
        ) from error
