"""Options that commands of all groups share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

DAY = click.DateTime(formats=["%Y-%m-%d"])
FILE = click.Path(path_type=Path, dir_okay=False)

STORE = click.option(
    "--store",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the contact store.",
)


def date_of(value: datetime | None) -> date | None:
    """Return the day of an option."""
    return None if value is None else value.date()


def with_options(
    *groups: tuple[Callable[..., Any], ...],
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command several groups of options."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for group in reversed(groups):
            for option in reversed(group):
                function = option(function)
        return function

    return decorate
