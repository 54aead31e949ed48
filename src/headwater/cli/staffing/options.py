"""Options that commands about staffing share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from headwater.cli.options import DAY

DEMAND = (
    click.option("--arrivals-per-hour", type=float, required=True, help="Contacts that come in an hour."),
    click.option("--handle-seconds", type=float, required=True, help="Mean handle time, wrap-up included."),
)
QUEUE = (
    click.option(
        "--model",
        type=click.Choice(["erlang-b", "erlang-c", "erlang-a"]),
        help="Turned away, wait as long as it takes, or leave; Erlang A where patience is given, else C.",
    ),
    click.option("--patience-seconds", type=float, help="Mean time customers wait before they leave."),
)
LEVEL = (
    click.option(
        "--threshold-seconds",
        type=float,
        default=20.0,
        show_default=True,
        help="Within which an answer counts for the service level.",
    ),
    click.option(
        "--short-seconds",
        type=float,
        help="Those who leave sooner are short abandons; the threshold by default.",
    ),
    click.option(
        "--definition",
        type=click.Choice(
            ["answered_of_offered", "without_short_abandons", "answered_of_answered", "not_kept_waiting"]
        ),
        default="answered_of_offered",
        show_default=True,
        help="Which share the service level is.",
    ),
)
TARGETS = (
    click.option("--service-level", type=float, help="Share to answer within the threshold, such as 0.8."),
    click.option("--max-wait-seconds", type=float, help="Longest mean wait of those answered (ASA)."),
    click.option("--max-abandon", type=float, help="Largest share who may leave; needs patience."),
    click.option("--max-occupancy", type=float, help="Largest share of their time agents may be busy."),
    click.option(
        "--shrinkage",
        type=float,
        default=0.0,
        show_default=True,
        help="Share of scheduled time in which agents are not there.",
    ),
)
OF_STORE = (
    click.option(
        "--store", type=click.Path(path_type=Path, file_okay=False), help="Folder of the contact store."
    ),
    click.option("--channel", help="Only this channel of the store, such as phone."),
    click.option("--team", help="Only this team of the store."),
    click.option("--since", type=DAY, help="First local day of the store to learn from."),
    click.option("--until", type=DAY, help="Last local day of the store to learn from."),
)
ENGINE = (
    click.option(
        "--engine",
        type=click.Choice(["scipy", "numba"]),
        default="scipy",
        show_default=True,
        help="numba is compiled; it needs headwater[fast].",
    ),
)


def of_store(store: Path | None, **chosen: Any) -> dict[str, Any]:
    """Return which contacts of the store are chosen, with days as days; refuse a choice without a store."""
    from headwater.analysis.errors import UsageError

    if store is None and any(value is not None for value in chosen.values()):
        raise UsageError("--channel, --team, --since and --until choose contacts of a --store.")
    return {name: value.date() if isinstance(value, datetime) else value for name, value in chosen.items()}


def targets_of(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `required` is asked, from the options of a command."""
    names = (
        *("service_level", "threshold_seconds", "short_seconds", "definition"),
        *("max_wait_seconds", "max_occupancy", "shrinkage", "engine"),
    )
    found = {name: options[name] for name in names if name in options}
    return found | {"max_abandonment": options.get("max_abandon")}
