"""`headwater interventions retention`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from headwater.cli.options import DAY, FILE, date_of
from headwater.cli.output import Output, with_output


@click.command("retention")
@click.argument("people", type=FILE)
@click.option("--recorded-from", type=DAY, help="First day from which leavers were recorded.")
@click.option("--seen-until", type=DAY, help="Last day for which it is known who was there.")
@click.option("--change", type=DAY, help="Day from which people were hired the new way.")
@click.option(
    "--smallest", type=float, default=0.8, show_default=True, help="Hazard ratio worth having, below 1."
)
@click.option("--entry", help="Column of times of entry, for files with times instead of dates.")
@click.option("--exit", "exit_column", help="Column of times of exit.")
@click.option("--left", help="Column that is 1 for those who left.")
@click.option("--by", help="Column of groups to compare.")
@click.option(
    "--from", "start", type=float, default=0.0, show_default=True, help="Of those there at this time."
)
@click.option("--at", type=float, help="Time at which to say who is still there.")
@with_output
def retention(
    output: Output,
    *,
    people: Path,
    recorded_from: datetime | None,
    seen_until: datetime | None,
    change: datetime | None,
    smallest: float,
    entry: str | None,
    exit_column: str | None,
    left: str | None,
    by: str | None,
    start: float,
    at: float | None,
) -> None:
    """Say how long PEOPLE stay, and whether a change in hiring changed it.

    PEOPLE is a CSV file with person, hired and left (empty for those still there), judged with --change.
    Files with times instead of dates are compared by group with --entry, --exit, --left, --by and --at.
    """
    from headwater.analysis.errors import UsageError
    from headwater.analysis.interventions.retention import (
        compare_groups,
        hiring_change,
        read_tenures,
        read_times,
    )

    if entry is not None:
        if exit_column is None or left is None or at is None:
            raise UsageError("Times need --entry, --exit, --left and --at; --by compares groups.")
        times = read_times(people, entry, exit_column, left, group=by)
        if times.dropped:
            output.say(f"{times.dropped} rows without any time under observation are left out.")
        output.result(compare_groups(times.entry, times.exit, times.left, times.groups, start=start, at=at))
        return
    if change is None or seen_until is None:
        raise UsageError("Say --change and --seen-until, or name columns of times with --entry.")
    tenures = read_tenures(people, recorded_from=date_of(recorded_from), seen_until=seen_until.date())
    output.result(hiring_change(tenures, change.date(), smallest=smallest))
