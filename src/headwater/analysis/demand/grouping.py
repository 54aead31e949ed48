"""What results can be split by: names on one side, expressions over contacts on the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from headwater.analysis.errors import UsageError, nearest

GROUPS: tuple[str, ...] = ("month", "week", "team", "channel", "reason")
"""What a result can be split by. No person is among them."""

IN_TIME: tuple[str, ...] = ("month", "week")
"""The ones that follow each other in time."""

NO_VALUE = "(none)"
"""How the group of contacts without a value is shown."""

_COLUMNS = {"month": "month", "team": "team", "channel": "channel", "reason": "reason_source"}


@dataclass(frozen=True)
class Grouping:
    """What a result is split by, in the order of its columns.

    Examples
    --------
    >>> Grouping.of("team").names
    ('team',)
    >>> Grouping.of(["month", "reason"]).names
    ('month', 'reason')
    """

    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, by: str | Sequence[str] | None) -> "Grouping":
        """Read what a caller asked to split by.

        Raises
        ------
        UsageError
            A name is unknown or given twice.
        """
        names = () if by is None else (by,) if isinstance(by, str) else tuple(by)
        for name in names:
            if name not in GROUPS:
                raise UsageError(f"Results cannot be split by {name!r}.{nearest(name, list(GROUPS))}")
            if names.count(name) > 1:
                raise UsageError(f"Results are to be split by {name!r} twice; name it once.")
        return cls(names)

    @property
    def columns(self) -> dict[str, nw.Expr]:
        """Expressions over contacts, by the name each group gets."""
        return {name: _monday() if name == "week" else nw.col(_COLUMNS[name]) for name in self.names}

    def over(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Return the table with one more column a group, named `by_month`, `by_team` and so on."""
        named = {f"by_{name}": value for name, value in self.columns.items()}
        return frame.with_columns(**named) if named else frame

    @property
    def keys(self) -> list[str]:
        """Names of the columns that `over` adds."""
        return [f"by_{name}" for name in self.names]


def label(value: object) -> str:
    """Show a group's value; contacts without one are a group too.

    Examples
    --------
    >>> label("billing"), label(None)
    ('billing', '(none)')
    """
    return NO_VALUE if value is None else str(value)


def in_order(group: Sequence[object]) -> tuple[tuple[bool, str], ...]:
    """Give a group its place: by value, the one without a value last.

    Examples
    --------
    >>> sorted([("b",), (None,), ("a",)], key=in_order)
    [('a',), ('b',), (None,)]
    """
    return tuple((value in (None, NO_VALUE), str(value)) for value in group)


def _monday() -> nw.Expr:
    """Date of the week's Monday, in the organisation's time zone."""
    date = nw.col("local_date")
    monday = date
    for days in range(1, 7):
        # narwhals gives Sunday as 7 on DuckDB and as 0 on Spark
        same_day = date.dt.weekday() % 7 == (days + 1) % 7
        monday = nw.when(same_day).then(date.dt.offset_by(f"-{days}d")).otherwise(monday)
    return monday.cast(nw.Date)
