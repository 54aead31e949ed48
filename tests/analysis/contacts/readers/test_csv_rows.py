"""Delimited text: every row in its place."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater.analysis.contacts.readers import read, sample
from headwater.analysis.contacts.readers.detect import HEAD_BYTES
from headwater.analysis.errors import BadDataError


def written(folder: Path, data: str | bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def rows_of(path: Path, batch_rows: int = 50_000) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for batch in read(path, batch_rows=batch_rows):
        columns = [batch.table[f"c{i}"].to_pylist() for i in range(len(batch.names))]
        found += list(zip(batch.table["row_number"].to_pylist(), *columns, strict=True))
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_gives_the_same_rows(tmp_path: Path, encoding: str, end: str) -> None:
    text = end.join(["id;name", "1;Zoë", '2;"a;b"', "3;naïve", ""])
    assert rows_of(written(tmp_path, text.encode(encoding))) == [
        (1, "1", "Zoë"),
        (2, "2", "a;b"),
        (3, "3", "naïve"),
    ]


def test_row_numbers_stay_right_behind_quoted_newlines_blank_lines_and_batches(tmp_path: Path) -> None:
    path = written(tmp_path, 'id,text\n1,"a\n\nb"\n\n2,c\n\n\n3,"d\r\ne"\n4,f\n')
    expected = [(1, "1", "a\n\nb"), (2, "2", "c"), (3, "3", "d\r\ne"), (4, "4", "f")]
    for size in (1, 2, 3, 100):
        assert rows_of(path, size) == expected


def test_rows_of_another_shape_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, 'id,b,c\n1,2,3\n1,2\n4,5,6\n1,2,3,4\n"x"y,2,3\n7,8,9\n')
    for size in (1, 2, 3, 4, 100):
        batches = list(read(path, batch_rows=size))
        broken = [(bad.row, bad.reason) for batch in batches for bad in batch.malformed]
        assert broken == [
            (2, "2 fields where the header has 3"),
            (4, "4 fields where the header has 3"),
            (5, "text stands behind a closing quote"),
        ]
        assert [row[0] for row in rows_of(path, size)] == [1, 3, 6]
        assert sum(batch.source_rows for batch in batches) == 6


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_line_in_which_excel_says_its_delimiter_is_no_header(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "sep=;\r\nid;text\r\n1;a, b, c\r\n".encode(encoding))
    assert rows_of(path) == [(1, "1", "a, b, c")]


def test_a_name_that_stands_twice_gets_a_number(tmp_path: Path) -> None:
    path = written(tmp_path, "a, b ,a,a_2,a\n1,2,3,4,5\n")
    assert sample(path) == {"a": ["1"], "b": ["2"], "a_3": ["3"], "a_2": ["4"], "a_4": ["5"]}


def test_a_quote_that_is_never_closed_is_an_error_with_its_row(tmp_path: Path) -> None:
    path = written(tmp_path, 'id,b\n1,2\n2,"open\n3,4\n')
    with pytest.raises(BadDataError, match=r"a quote that opens in data row 2 is never closed"):
        rows_of(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,at\n", "has a header but no rows"),
        ("id,at", "has a header but no rows"),
        ("id,at\n\n\n", "has a header but no rows"),
    ],
)
def test_a_header_alone_is_said(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadDataError, match=said):
        rows_of(written(tmp_path, text))


def test_a_missing_column_is_named_with_the_nearest(tmp_path: Path) -> None:
    path = written(tmp_path, "id,created,via\n1,2,3\n")
    with pytest.raises(BadDataError) as error:
        list(read(path, {"id": False, "createdd": False, "gone": True}))
    assert f"{path} lacks a column that the mapping reads: 'createdd'. Did you mean 'created'?" in str(
        error.value
    )
    assert error.value.data["columns"] == ["createdd"]


def test_a_later_byte_that_does_not_fit_is_named_by_its_position(tmp_path: Path) -> None:
    good = b"id,text\n" + b"1,plain\n" * (HEAD_BYTES // 4)
    path = written(tmp_path, good + b"2,caf\xe9\n" + b"3,x\n" * 9)
    with pytest.raises(
        BadDataError, match=rf"byte {len(good) + 5:,} \(0xe9\) does not fit utf-8.*--encoding latin-1"
    ):
        rows_of(path)
    last = list(read(path, encoding="latin-1"))[-1]
    assert "café" in last.table["c1"].to_pylist()


def test_a_multibyte_letter_across_a_chunk_keeps_the_position_right(tmp_path: Path) -> None:
    good = b"id,text\n1," + "é".encode() * ((1 << 20) // 2) + b"x\n"
    path = written(tmp_path, good + b"2,\xff\n")
    with pytest.raises(BadDataError, match=rf"byte {len(good) + 2:,} "):
        rows_of(path)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(*[st.text(st.characters(exclude_categories=["Cs"]))] * 2), min_size=1, max_size=8),
    st.sampled_from([",", ";", "\t", "|"]),
    st.integers(1, 9),
)
def test_any_text_comes_through_quoting_unchanged(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], delimiter: str, batch_rows: int
) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["first", "second"])
    writer.writerows(rows)
    path = written(tmp_path_factory.mktemp("quoted"), buffer.getvalue())
    assert rows_of(path, batch_rows) == [(n, *row) for n, row in enumerate(rows, 1)]
