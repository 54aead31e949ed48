"""Readings: what each coder said of each item, with gaps where nobody was asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from headwater.analysis.errors import BadDataError, UsageError, nearest

Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS: tuple[Level, ...] = get_args(Level)

Codes = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

MISSING = -1
"""Place in the table where a coder did not read an item."""


class NothingToCompareError(BadDataError):
    """No item was read twice."""


@dataclass(frozen=True)
class Reading:
    """One coder's code for one item; `where` says where it stands, for messages."""

    item: str
    coder: str
    code: str
    where: str = ""


@dataclass(frozen=True, eq=False)
class Readings:
    """Items by coders, each cell the place of a code in `codes`, or MISSING.

    Attributes
    ----------
    items : tuple of str
        In the order they were first met.
    coders : tuple of str
        By name.
    codes : tuple of str
        In their order where they have one, else by name.
    table : array of int, (items, coders)
    values : array of float, (codes,)
        What the codes stand for: the numbers themselves at levels interval and ratio, else their ranks.
    field : str
        What was coded, such as "demand_type".
    empty : int
        Rows without a code: missing readings.
    repeated : int
        Readings that were given twice, with the same code, and count once.
    """

    items: tuple[str, ...]
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    table: Codes
    values: Numbers
    level: Level = "nominal"
    field: str = "code"
    empty: int = 0
    repeated: int = 0

    @property
    def per_item(self) -> Codes:
        """Number of readings of each item."""
        return np.asarray((self.table != MISSING).sum(axis=1), dtype=np.int64)

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Reading],
        *,
        level: Level = "nominal",
        order: Sequence[str] | None = None,
        field: str = "code",
    ) -> "Readings":
        """Arrange readings as a table.

        Parameters
        ----------
        rows : iterable of Reading
            One for each item and coder; an empty code is a missing reading.
        level : {'nominal', 'ordinal', 'interval', 'ratio'}
            What may be done with the codes: tell them apart, order them, subtract or divide them.
        order : sequence of str, optional
            All codes from lowest to highest, for level ordinal. Without it the codes must be numbers.
        field : str
            What was coded; named in messages and results.

        Raises
        ------
        BadDataError
            A coder gave an item two codes, or a code is not a number or not in `order`.
        NothingToCompareError
            No item has two readings.
        UsageError
            An order is missing, or given at a level that has its own.

        Examples
        --------
        >>> said = [("1", "Ana", "value"), ("1", "Ben", "failure"), ("2", "Ana", "failure")]
        >>> readings = Readings.from_rows(Reading(*row) for row in said)
        >>> readings.codes, readings.table.tolist()
        (('failure', 'value'), [[1, 0], [0, -1]])
        """
        if level not in LEVELS:
            raise UsageError(f"There is no level {level!r}.{nearest(level, list(LEVELS))}")
        if order is not None and level != "ordinal":
            raise UsageError(
                f"An order of codes is used at level ordinal only, and the level is {level}. Leave the order "
                "out, or set the level to ordinal."
            )
        given = list(rows)
        read = [reading for reading in given if reading.code]
        kept = _one_a_coder(read, field)
        codes, values, spelt = _scale(kept, level, order, field)
        items = tuple(dict.fromkeys(reading.item for reading in kept))
        coders = tuple(sorted({reading.coder for reading in kept}))
        table = np.full((len(items), len(coders)), MISSING, dtype=np.int64)
        row_of = {item: place for place, item in enumerate(items)}
        column_of = {coder: place for place, coder in enumerate(coders)}
        for reading in kept:
            table[row_of[reading.item], column_of[reading.coder]] = spelt[reading.code]
        empty, repeated = len(given) - len(read), len(read) - len(kept)
        made = cls(items, coders, codes, table, values, level, field, empty, repeated)
        if not (made.per_item >= 2).any():
            raise NothingToCompareError(_nothing_to_compare(made), field=field)
        return made


def _one_a_coder(rows: Iterable[Reading], field: str) -> list[Reading]:
    """Drop true repetitions; two different codes by one coder are an error."""
    first: dict[tuple[str, str], Reading] = {}
    for reading in rows:
        earlier = first.setdefault((reading.item, reading.coder), reading)
        if earlier.code != reading.code:
            both = f" ({earlier.where} and {reading.where})" if earlier.where and reading.where else ""
            raise BadDataError(
                f"{reading.coder!r} coded item {reading.item!r} twice with different {_of(field)}codes: "
                f"{earlier.code!r} and {reading.code!r}{both}. Keep the one that was meant; a decision "
                "between two coders is marked 'yes' in the column adjudicates.",
                field=field,
                item=reading.item,
                coder=reading.coder,
            )
    return list(first.values())


def _scale(
    rows: Sequence[Reading], level: Level, order: Sequence[str] | None, field: str
) -> tuple[tuple[str, ...], Numbers, dict[str, int]]:
    """Return the codes in order, the number each stands for, and the place of every spelling."""
    if level == "nominal":
        named = sorted({reading.code for reading in rows})
        return _ranked(named)
    if order is not None:
        _check_order(rows, order, field)
        return _ranked(order)
    numbers: dict[str, float] = {}
    for reading in rows:
        if reading.code not in numbers:
            numbers[reading.code] = _number(reading, level, field)
    distinct = sorted(set(numbers.values()))
    if level == "ratio" and distinct and distinct[0] < 0:
        low = next(r for r in rows if numbers[r.code] < 0)
        raise BadDataError(
            f"{field} {low.code!r}{_at(low)} is below zero, and level ratio needs a true zero that nothing "
            "is under. Use level interval, or correct the code.",
            field=field,
        )
    place = {value: rank for rank, value in enumerate(distinct)}
    shown = {value: code for code, value in reversed(numbers.items())}
    values = np.arange(len(distinct), dtype=float) if level == "ordinal" else np.array(distinct, dtype=float)
    spelt = {code: place[value] for code, value in numbers.items()}
    return tuple(shown[value] for value in distinct), values, spelt


def _ranked(codes: Sequence[str]) -> tuple[tuple[str, ...], Numbers, dict[str, int]]:
    return tuple(codes), np.arange(len(codes), dtype=float), {code: at for at, code in enumerate(codes)}


def _check_order(rows: Sequence[Reading], order: Sequence[str], field: str) -> None:
    twice = next((code for code in order if list(order).count(code) > 1), None)
    if twice is not None:
        raise UsageError(f"The order names {twice!r} twice. Name each code once, lowest first.")
    known = set(order)
    stray = next((reading for reading in rows if reading.code not in known), None)
    if stray is not None:
        raise BadDataError(
            f"{field} {stray.code!r}{_at(stray)} is not in the order {','.join(order)}."
            f"{nearest(stray.code, list(order))} Correct the code, or add it to the order.",
            field=field,
        )


def _number(reading: Reading, level: Level, field: str) -> float:
    try:
        value = float(reading.code)
    except ValueError:
        value = float("nan")
    if isfinite(value):
        return value
    if level == "ordinal":
        raise UsageError(
            f"{field} {reading.code!r}{_at(reading)} is not a number, so the codes have no order of their "
            "own. Give them from lowest to highest, such as --order no,partly,yes.",
            field=field,
        )
    raise BadDataError(
        f"{field} {reading.code!r}{_at(reading)} is not a number, and level {level} needs numbers. Correct "
        "the code, leave it empty if nobody could tell, or use level nominal or ordinal.",
        field=field,
    )


def _of(field: str) -> str:
    """Name the field where it has a name: 'code' is what every code is."""
    return "" if field == "code" else f"{field} "


def _at(reading: Reading) -> str:
    return f" ({reading.where})" if reading.where else ""


def _nothing_to_compare(readings: Readings) -> str:
    if not readings.items:
        return f"There are no {_of(readings.field)}codes: every reading is empty. Code some items first."
    items = f"{len(readings.items):,} item{'' if len(readings.items) == 1 else 's'}"
    coders = f"{len(readings.coders)} coder{'' if len(readings.coders) == 1 else 's'}"
    return (
        f"No item has two {_of(readings.field)}readings ({items}, {coders}), so there is "
        "nothing to compare. Let a second coder read some of the same items, without seeing the first codes; "
        "if the coders' files are apart, give all of them."
    )
