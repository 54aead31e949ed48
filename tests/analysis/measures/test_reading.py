"""Files become series; what is wrong in one is said with its line."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.measures import Measure, SeriesColumns, read_groups, read_series
from headwater.analysis.measures.grains import shifted

MEASURE = Measure("repeats", kind="count")


def written(folder: Path, lines: list[str], name: str = "series.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def weeks(count: int = 20) -> list[str]:
    return [f"{shifted(date(2025, 1, 6), i, 'week')},{20 + i % 4}" for i in range(count)]


def test_dates_and_values_are_read(tmp_path: Path) -> None:
    made = read_series(written(tmp_path, ["date,value", *weeks()]), MEASURE)
    assert made.grain == "week"
    assert made.values[:4] == (20.0, 21.0, 22.0, 23.0)


def test_rows_may_come_in_any_order(tmp_path: Path) -> None:
    made = read_series(written(tmp_path, ["date,value", *reversed(weeks())]), MEASURE)
    assert made.days[0] == date(2025, 1, 6)


def test_semicolons_and_a_byte_order_mark_are_understood(tmp_path: Path) -> None:
    lines = ["\ufeffdate;value", *(row.replace(",", ";") for row in weeks())]
    assert len(read_series(written(tmp_path, lines), MEASURE)) == 20


def test_an_empty_value_is_a_missing_week(tmp_path: Path) -> None:
    rows = weeks()
    rows[3] = "2025-01-27,"
    assert read_series(written(tmp_path, ["date,value", *rows]), MEASURE).missing == (date(2025, 1, 27),)


def test_iso_weeks_and_months_are_dates(tmp_path: Path) -> None:
    iso = [f"2025-W{i + 2:02},{20 + i % 4}" for i in range(20)]
    assert read_series(written(tmp_path, ["date,value", *iso]), MEASURE).days[0] == date(2025, 1, 6)
    months = [f"2024-{i + 1:02},{20 + i % 4}" for i in range(12)]
    assert read_series(written(tmp_path, ["date,value", *months]), MEASURE).grain == "month"


def test_rows_without_dates_are_counted_from_the_first(tmp_path: Path) -> None:
    path = written(tmp_path, ["killed", *(str(100 + i % 5) for i in range(24))])
    columns = SeriesColumns(value="killed", first=date(1969, 1, 1), grain="month")
    assert read_series(path, MEASURE, columns).days[-1] == date(1970, 12, 1)


def test_parquet_gives_what_csv_gives(tmp_path: Path) -> None:
    import duckdb

    path = written(tmp_path, ["date,value,denominator", *(f"{row},100" for row in weeks())])
    target = tmp_path / "series.parquet"
    duckdb.connect().execute(f"COPY (SELECT * FROM '{path}') TO '{target}' (FORMAT parquet)")
    assert read_series(target, MEASURE) == read_series(path, MEASURE)


def test_groups_are_kept_apart(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        ["date,value,group", *(f"{row},north" for row in weeks()), *(f"{row},south" for row in weeks(15))],
    )
    found = read_groups(path, MEASURE)
    assert {name: len(series) for name, series in found.items()} == {"north": 20, "south": 15}
    assert read_series(path, MEASURE, group="south").group == "south"
    with pytest.raises(UsageError, match=r"2 groups: north, south. Say which one"):
        read_series(path, MEASURE)
    with pytest.raises(UsageError, match=r"no group 'nort'. Did you mean 'north'"):
        read_series(path, MEASURE, group="nort")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["date,count", *weeks()], "series.csv has no column 'value'"),
        (["day,value", *weeks()], "series.csv has no column 'date'"),
        (
            ["date,value", "06.01.2025,3", *weeks()[1:]],
            "line 2: '06.01.2025' is not a date. Write 2025-01-06",
        ),
        (["date,value", "2025-01-06,many", *weeks()[1:]], "line 2: 'many' in column 'value' is not a number"),
        (["date,value", "2025-01-06,1,5", *weeks()[1:]], "line 2: 3 cells under 2 columns"),
        (["date,value", "2025-01-06,inf", *weeks()[1:]], "line 2: the value in column 'value' is not finite"),
        ([""], "series.csv is empty"),
        (["date,value"], "has 0 periods"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, lines: list[str], said: str) -> None:
    with pytest.raises((BadDataError, UsageError)) as caught:
        read_series(written(tmp_path, lines), MEASURE)
    assert said in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"There is no file .*nothing.csv"):
        read_series(tmp_path / "nothing.csv", MEASURE)


def test_a_file_that_is_not_parquet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadDataError, match="cannot be read as Parquet"):
        read_series(written(tmp_path, ["date,value"], "series.parquet"), MEASURE)


@pytest.mark.real_data
def test_the_smoking_ban_series_is_read_from_its_year_and_month(real_file: Callable[[str], Path]) -> None:
    columns = SeriesColumns(value="aces", denominator="stdpop")
    made = read_series(real_file("its_sicily.csv"), Measure("aces", kind="count"), columns)
    assert (len(made), made.days[0], made.values[0]) == (59, date(2002, 1, 1), 728.0)
