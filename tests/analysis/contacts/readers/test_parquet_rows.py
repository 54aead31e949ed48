"""Parquet as text columns."""

import gzip
from pathlib import Path

import duckdb
import pytest
import zstandard

from headwater.analysis.contacts.readers import memory_connection, read, sample
from headwater.analysis.errors import BadDataError


def parquet(folder: Path, query: str) -> Path:
    path = folder / "a.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)")
    return path


def test_values_come_in_their_shortest_form_and_structs_by_dot_path(tmp_path: Path) -> None:
    path = parquet(
        tmp_path,
        "SELECT 7 AS id, 3.0::DOUBLE AS d, 2.5::FLOAT AS f, 'nan'::DOUBLE AS gap, true AS b, "
        "{'channel': 'web', 'from': {'address': NULL::VARCHAR}} AS via, ['a', 'b, c'] AS tags, "
        "TIMESTAMP '2026-01-02 03:04:05' AS at, TIMESTAMPTZ '2026-01-02 03:04:05+02' AS zoned, "
        "DATE '2026-01-02' AS day",
    )
    assert {name: values[0] for name, values in sample(path).items()} == {
        "id": "7",
        "d": "3",
        "f": "2.5",
        "gap": None,
        "b": "true",
        "via.channel": "web",
        "via.from.address": None,
        "tags": '["a","b, c"]',
        "at": "2026-01-02 03:04:05",
        "zoned": "2026-01-02 01:04:05+00",
        "day": "2026-01-02",
    }


def test_rows_are_numbered_in_order_over_row_groups_and_batches(tmp_path: Path) -> None:
    path = parquet(tmp_path, "SELECT range * 2 AS id FROM range(5000)")
    batches = list(read(path, {"id": False}, batch_rows=999))
    numbers = [n for batch in batches for n in batch.table["row_number"].to_pylist()]
    ids = [v for batch in batches for v in batch.table["c0"].to_pylist()]
    assert numbers == list(range(1, 5001))
    assert ids == [str(2 * n) for n in range(5000)]
    assert max(batch.source_rows for batch in batches) <= 999


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_a_packed_file_is_read_too(tmp_path: Path, packing: str) -> None:
    plain = parquet(tmp_path, "SELECT 1 AS id").read_bytes()
    path = tmp_path / f"a.parquet.{packing}"
    path.write_bytes(gzip.compress(plain) if packing == "gz" else zstandard.compress(plain))
    assert sample(path) == {"id": ["1"]}


def test_a_missing_column_no_rows_and_damage_are_said(tmp_path: Path) -> None:
    path = parquet(tmp_path, "SELECT 1 AS created_at")
    with pytest.raises(BadDataError, match=r"'createdat'. Did you mean 'created_at'\?"):
        list(read(path, {"createdat": False}))
    empty = parquet(tmp_path, "SELECT 1 AS id WHERE false")
    with pytest.raises(BadDataError, match="has columns but no rows"):
        list(read(empty))
    whole = parquet(tmp_path, "SELECT range AS id FROM range(5000)").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadDataError, match="cannot be read as Parquet"):
        list(read(path))


def test_the_connection_raw_identifiers_pass_through_never_spills(tmp_path: Path) -> None:
    with memory_connection() as connection:
        [(folder,)] = connection.execute("SELECT current_setting('temp_directory')").fetchall()
    assert not folder
