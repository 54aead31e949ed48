"""The contacts a sample is drawn from: how many there are in each cell, and the time they took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.grouping import Grouping
from headwater.analysis.demand.sampling.strata import cell_values
from headwater.analysis.demand.scope import check_days, countable, handle_ms
from headwater.analysis.errors import BadDataError, UsageError, nearest

VARIABLES: tuple[str, ...] = ("reason_source", "channel", "month", "team", "week", "source")
"""What strata can be made of. No person is among them."""

MOST_CELLS = 200_000
"""More combinations of values than this are no strata but single contacts."""

_LONGEST_SECONDS = 1_000_000
"""Beyond 11 days a handle time is a mistake, and its square would overflow the sum."""


@dataclass(frozen=True)
class Cell:
    """Contacts with the same values of all variables: exact sums.

    Attributes
    ----------
    contacts : int
    milliseconds : int
        Sum of their handle times; contacts without one count as zero.
    squares : int
        Sum of the squared handle times in whole seconds.
    """

    contacts: int
    milliseconds: int = 0
    squares: int = 0

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(
            self.contacts + other.contacts,
            self.milliseconds + other.milliseconds,
            self.squares + other.squares,
        )

    @property
    def mean_seconds(self) -> float:
        """Mean handle time of a contact."""
        return self.milliseconds / 1000 / self.contacts

    @property
    def mean_square(self) -> float:
        """Mean squared handle time in seconds."""
        return self.squares / self.contacts


Cells = Mapping[tuple[str, ...], Cell]
"""Cells by the values of their variables, as they are written in labels."""


def check_variables(names: Sequence[str]) -> tuple[str, ...]:
    """Return what strata are to be made of.

    Raises
    ------
    UsageError
        A name is unknown or given twice.

    Examples
    --------
    >>> check_variables(["channel", "month"])
    ('channel', 'month')
    """
    for name in names:
        if name not in VARIABLES:
            raise UsageError(f"Strata cannot be made of {name!r}.{nearest(name, list(VARIABLES))}")
        if list(names).count(name) > 1:
            raise UsageError(f"The strata name {name!r} twice; name it once.")
    return tuple(names)


def stratum_columns(names: Sequence[str]) -> dict[str, nw.Expr]:
    """Return expressions over contacts that give the values strata are made of, as `stratum_1` and so on.

    A contact's stratum is then `stratum_of` these values and the labels of a design.
    """
    week = Grouping.of("week").columns["week"]
    return {f"stratum_{i}": week if name == "week" else nw.col(name) for i, name in enumerate(names, start=1)}


def population(
    contacts: nw.LazyFrame[Any],
    variables: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
) -> dict[tuple[str, ...], Cell]:
    """Count the contacts that a sample stands for, in each cell of the variables.

    Parameters
    ----------
    contacts : narwhals.LazyFrame
        Contacts of any engine.
    variables : sequence of str
        Names out of `VARIABLES`.
    since, until : date, optional
        First and last local day, both included.

    Returns
    -------
    dict of tuple of str to Cell
        Inbound contacts that were not merged; in the order of the values.

    Raises
    ------
    UsageError
        An unknown variable, or variables with too many values.
    BadDataError
        There is nothing to draw from.
    """
    variables = check_variables(variables)
    check_days(since, until)
    ms = handle_ms()
    long = ms > _LONGEST_SECONDS * 1000
    seconds = nw.when(long).then(_LONGEST_SECONDS).otherwise((ms + 500) // 1000).cast(nw.Int64)
    columns = stratum_columns(variables)
    values = countable(contacts, since, until).select(
        **columns, one=nw.lit(1), ms=ms, square=seconds * seconds
    )
    sums = values.group_by("one", *columns).agg(
        contacts=nw.len(), ms=nw.col("ms").sum(), squares=nw.col("square").sum()
    )
    found = collect(sums.head(MOST_CELLS + 1).select(*columns, "contacts", "ms", "squares"))
    if len(found["contacts"]) > MOST_CELLS:
        raise UsageError(
            f"The strata {', '.join(variables)} have more than {MOST_CELLS:,} combinations of values. "
            "Leave out the one with most values."
        )
    cells: dict[tuple[str, ...], Cell] = {}
    for *key, count, milliseconds, squares in zip(*found.values(), strict=True):
        cell = Cell(int(count), int(milliseconds or 0), int(squares or 0))
        shown = cell_values(key)
        cells[shown] = cells[shown] + cell if shown in cells else cell
    if not sum(cell.contacts for cell in cells.values()):
        days = f" from {since or 'the first day'} to {until or 'the last day'}" if since or until else ""
        raise BadDataError(
            f"There is nothing to draw from: no inbound contact{days} that was not merged into another. "
            "Import contacts, or ask for other days."
        )
    return dict(sorted(cells.items()))
