"""`headwater staffing forecast`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headwater.cli.options import DAY, FILE, with_options
from headwater.cli.output import Output, with_output
from headwater.cli.staffing.options import (
    ENGINE,
    LEVEL,
    OF_STORE,
    TARGETS,
    of_store,
    targets_of,
)

if TYPE_CHECKING:
    from headwater.analysis.staffing.half_hours import HalfHours


@click.command("forecast")
@with_options(OF_STORE)
@click.option("--arrivals", type=FILE, help="CSV of half-hours instead: start, arrivals, handle_seconds.")
@click.option("--calls", type=FILE, help="CSV of calls instead, as for `staffing fit`.")
@click.option(
    "--layout",
    type=click.Choice(["plain", "anonymous-bank"]),
    default="plain",
    show_default=True,
    help="Of the call log.",
)
@click.option("--from", "start", type=DAY, help="First day to forecast; by default the day after the record.")
@click.option("--days", type=int, default=7, show_default=True, help="Days to forecast.")
@click.option("--level", type=float, default=0.8, show_default=True, help="Of the interval and the band.")
@click.option("--handle-seconds", type=float, help="Mean handle time; by default that of the record.")
@click.option("--patience-seconds", type=float, help="Mean time customers wait before they leave.")
@click.option(
    "--roster", type=FILE, help="Who is scheduled: CSV of start, end and agents, or iCalendar (.ics)."
)
@click.option(
    "--timezone", help="The organisation's own, for calendars in another one, such as Europe/Berlin."
)
@with_options(TARGETS, LEVEL, ENGINE)
@with_output
def forecast(
    output: Output,
    *,
    store: Path | None,
    channel: str | None,
    team: str | None,
    since: datetime | None,
    until: datetime | None,
    arrivals: Path | None,
    calls: Path | None,
    layout: str,
    start: datetime | None,
    days: int,
    level: float,
    handle_seconds: float | None,
    patience_seconds: float | None,
    roster: Path | None,
    timezone: str | None,
    **options: Any,
) -> None:
    """Forecast arrivals by half-hour and, with a target, say how many agents that takes.

    The forecast is tried on weeks that are already known, and compared with repeating the week before. With
    --service-level or another target the required agents follow, with a band; with --roster they are set
    against who is scheduled.
    """
    from headwater.analysis.errors import UsageError
    from headwater.analysis.staffing.forecast import forecast as run
    from headwater.analysis.staffing.plan import staff_plan
    from headwater.analysis.staffing.roster import read_roster

    targets = targets_of(options)
    wanted = ("service_level", "max_wait_seconds", "max_abandonment", "max_occupancy")
    aimed = any(targets.get(name) is not None for name in wanted)
    if roster is not None and not aimed:
        raise UsageError("--roster needs a target to compare with, such as --service-level 0.8.")
    chosen = of_store(store, channel=channel, team=team, since=since, until=until)
    half_hours = _half_hours(store, arrivals, calls, layout, chosen)
    found = run(half_hours, days=days, start=None if start is None else start.date(), level=level)
    if not aimed:
        output.result(found)
        return
    output.result(
        staff_plan(
            found,
            handle_seconds=handle_seconds,
            patience_seconds=patience_seconds,
            roster=None if roster is None else read_roster(roster, timezone=timezone),
            **targets,
        )
    )


def _half_hours(
    store: Path | None, arrivals: Path | None, calls: Path | None, layout: str, chosen: dict[str, Any]
) -> HalfHours:
    from headwater.analysis.errors import UsageError
    from headwater.analysis.staffing.half_hours import (
        half_hours_of_calls,
        half_hours_of_contacts,
        read_half_hours,
    )

    if sum(source is not None for source in (store, arrivals, calls)) != 1:
        raise UsageError("Say where arrivals come from: one of --store, --arrivals and --calls.")
    if store is not None:
        from headwater.analysis.contacts.store import ContactStore

        return half_hours_of_contacts(ContactStore(store).contacts(), **chosen)
    if arrivals is not None:
        return read_half_hours(arrivals)
    assert calls is not None
    from headwater.analysis.staffing.calls import read_calls

    return half_hours_of_calls(read_calls(calls, layout))
