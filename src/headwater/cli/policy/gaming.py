"""`headwater policy gaming`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from headwater.cli.options import DAY, STORE, date_of
from headwater.cli.output import Output, with_output


@click.command("gaming")
@STORE
@click.option(
    "--target", type=float, required=True, help="Seconds of handle time that people should not exceed."
)
@click.option("--also", type=float, multiple=True, help="Another target on the same contacts.")
@click.option("--channel", default="phone", show_default=True, help="Channel the target is for.")
@click.option("--team", help="Only contacts of a team.")
@click.option("--since", type=DAY, help="First day on which the target was in force.")
@click.option("--until", type=DAY, help="Last day on which it was.")
@with_output
def gaming(
    output: Output,
    *,
    store: Path,
    target: float,
    also: tuple[float, ...],
    channel: str,
    team: str | None,
    since: datetime | None,
    until: datetime | None,
) -> None:
    """Say how many contacts were ended just below a handle-time target, and what that caused."""
    from headwater.analysis.contacts.store import ContactStore
    from headwater.analysis.policy.gaming import find_gaming
    from headwater.analysis.policy.handle_times import handle_times

    times = handle_times(
        ContactStore(store).chains(),
        channel=channel,
        team=team,
        since=date_of(since),
        until=date_of(until),
    )
    output.result(find_gaming(times, target, also_targets=also))
