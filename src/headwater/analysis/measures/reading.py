"""Series from CSV and Parquet files: `date, value[, denominator, group]`, or columns of other names."""

import csv
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from headwater.analysis.errors import BadDataError, UsageError, nearest
from headwater.analysis.measures.grains import Grain, shifted
from headwater.analysis.measures.measure import Measure
from headwater.analysis.measures.series import Point, Series, series_of

_WEEK = re.compile(r"^(\d{4})-?W(\d{1,2})$")
_MONTH = re.compile(r"^(\d{4})-(\d{1,2})$")
_EMPTY = {"", "na", "n/a", "nan", "null", "none"}


@dataclass(frozen=True)
class SeriesColumns:
    """Which columns of a file hold what.

    Attributes
    ----------
    day : str
        Where there is no such column, columns `year` and `month` serve.
    denominator, group : str, optional
        Read when they are there.
    first : date, optional
        Day of the first row, for files that have no dates at all; `grain` then says how rows follow.
    """

    day: str = "date"
    value: str = "value"
    denominator: str = "denominator"
    group: str = "group"
    first: date | None = None
    grain: Grain | None = None


_Row = tuple[str, Mapping[str, Any]]


def read_series(
    path: Path,
    measure: Measure,
    columns: SeriesColumns | None = None,
    *,
    group: str | None = None,
    changes: Sequence[date] = (),
) -> Series:
    """Read one series from a file.

    Parameters
    ----------
    path : Path
        CSV (comma, semicolon or tab) or Parquet.
    group : str, optional
        Which group to read where the file holds several.
    changes : sequence of date
        Days from which the measure was defined differently.

    Raises
    ------
    BadDataError
        The file is not a regular series of this measure; says where and what to do.
    UsageError
        A column or group that is not there, or several groups and none chosen.
    """
    found = read_groups(path, measure, columns, changes=changes, only=group)
    if group is not None:
        return found[group]
    if len(found) > 1:
        names = sorted(found)
        shown = ", ".join(names[:8]) + (" ..." if len(names) > 8 else "")
        raise UsageError(f"{path.name} holds {len(names)} groups: {shown}. Say which one with a group.")
    return next(iter(found.values()))


def read_groups(
    path: Path,
    measure: Measure,
    columns: SeriesColumns | None = None,
    *,
    changes: Sequence[date] = (),
    only: str | None = None,
) -> dict[str, Series]:
    """Read every series of a file, by group; one with an empty name where there are no groups."""
    wanted = columns or SeriesColumns()
    names, rows = _rows(path)
    for name in (wanted.value, *(n for n in (wanted.denominator,) if n != "denominator")):
        if name not in names:
            raise UsageError(f"{path.name} has no column {name!r}.{nearest(name, names)}")
    if wanted.group != "group" and wanted.group not in names:
        raise UsageError(f"{path.name} has no column {wanted.group!r}.{nearest(wanted.group, names)}")
    points: dict[str, list[Point]] = {}
    for number, (place, row) in enumerate(rows):
        where = f"{path.name}, {place}"
        label = str(row.get(wanted.group) or "") if wanted.group in names else ""
        made = Point(
            _day(row, names, wanted, number, where),
            _number(row.get(wanted.value), wanted.value, where),
            _number(row.get(wanted.denominator), wanted.denominator, where),
            place,
        )
        points.setdefault(label, []).append(made)
    if only is not None and only not in points:
        raise UsageError(f"{path.name} has no group {only!r}.{nearest(only, sorted(points))}")
    return {
        label: series_of(
            measure,
            of_group,
            grain=wanted.grain,
            changes=changes,
            group=label,
            source=f"{path.name}, {label}" if label else path.name,
        )
        for label, of_group in (points or {"": []}).items()
        if only is None or label == only
    }


def _rows(path: Path) -> tuple[list[str], list[_Row]]:
    if not path.is_file():
        raise UsageError(f"There is no file {path}. Give a CSV or Parquet file with a row for each period.")
    if path.suffix.lower() in (".parquet", ".pq"):
        return _parquet(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadDataError(
            f"{path.name} is not UTF-8 text (byte {error.start}). Save it as CSV in UTF-8."
        ) from error
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    read = csv.reader(text.splitlines(), delimiter=delimiter)
    names = [name.strip() for name in next(read, [])]
    if not any(names):
        raise BadDataError(f"{path.name} is empty. Its first line has to name the columns: date,value.")
    rows = list(_csv_rows(path, names, read))
    return names, rows


def _csv_rows(path: Path, names: list[str], read: Any) -> Iterator[_Row]:
    for cells in read:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            raise BadDataError(
                f"{path.name}, line {read.line_num}: {len(cells)} cells under {len(names)} columns. A number "
                "with a comma in it has to stand in quotes, or be written with a point."
            )
        yield f"line {read.line_num}", dict(zip(names, cells, strict=True))


def _parquet(path: Path) -> tuple[list[str], list[_Row]]:
    import duckdb

    connection = duckdb.connect(":memory:")
    try:
        found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        names = [column[0] for column in found.description or ()]
        cells = found.fetchall()
    except duckdb.Error as error:
        raise BadDataError(
            f"{path.name} cannot be read as Parquet. Write it again, or give a CSV."
        ) from error
    finally:
        connection.close()
    return names, [(f"row {i}", dict(zip(names, row, strict=True))) for i, row in enumerate(cells, 1)]


def _day(row: Mapping[str, Any], names: list[str], wanted: SeriesColumns, number: int, where: str) -> date:
    if wanted.first is not None:
        if wanted.grain is None:
            raise UsageError("Rows without dates need a grain: say day, week or month.")
        return shifted(wanted.first, number, wanted.grain)
    if wanted.day in names:
        return _date(row[wanted.day], where)
    if wanted.day == "date" and {"year", "month"} <= set(names):
        return _date(f"{row['year']}-{row['month']}", where)
    raise UsageError(
        f"{where.partition(',')[0]} has no column {wanted.day!r}.{nearest(wanted.day, names)} Name the "
        "column of dates, or give the day of the first row and the grain."
    )


def _date(value: Any, where: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    try:
        if week := _WEEK.match(text):
            return date.fromisocalendar(int(week[1]), int(week[2]), 1)
        if month := _MONTH.match(text):
            return date(int(month[1]), int(month[2]), 1)
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        raise BadDataError(
            f"{where}: {text!r} is not a date. Write 2025-01-06, a month 2025-01 or a week 2025-W02."
        ) from error


def _number(value: Any, column: str, where: str) -> float | None:
    if value is None or str(value).strip().lower() in _EMPTY:
        return None
    try:
        number = float(value)
    except ValueError as error:
        raise BadDataError(
            f"{where}: {str(value)[:40]!r} in column {column!r} is not a number. Write it with a point, "
            "without unit or thousands mark; leave it empty where it is missing."
        ) from error
    if not math.isfinite(number):
        raise BadDataError(
            f"{where}: the value in column {column!r} is not finite. Leave it empty if missing."
        )
    return number
