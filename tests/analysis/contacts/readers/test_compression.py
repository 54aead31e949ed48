"""Packed files, whole and broken."""

import gzip
import os
from pathlib import Path

import pytest
import zstandard

from headwater.analysis.contacts.readers import compression, parquet_rows, read
from headwater.analysis.contacts.readers.compression import compression_of, open_bytes
from headwater.analysis.errors import BadDataError, UsageError

CONTENT = b"id,at\n" + b"".join(b"%d,2026-01-01\n" % n for n in range(50_000))


def packed(kind: str) -> bytes:
    if kind == "gz":
        return gzip.compress(CONTENT)
    if kind == "zst":
        return zstandard.compress(CONTENT)
    if kind == "gz of two members":
        return gzip.compress(CONTENT[:99]) + gzip.compress(CONTENT[99:])
    if kind == "zst of two frames":
        return zstandard.compress(CONTENT[:99]) + zstandard.compress(CONTENT[99:])
    return CONTENT


@pytest.mark.parametrize("kind", ["", "gz", "zst", "gz of two members", "zst of two frames"])
def test_content_is_unpacked_whatever_the_name_says(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "any.name"
    path.write_bytes(packed(kind))
    assert compression_of(path) == kind[:3].strip()
    with open_bytes(path) as file:
        assert file.read() == CONTENT


@pytest.mark.parametrize("kind", ["gz", "zst"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.999])
def test_a_file_that_breaks_off_is_an_error_and_not_a_short_file(
    tmp_path: Path, kind: str, share: float
) -> None:
    path = tmp_path / "export.csv"
    whole = packed(kind)
    path.write_bytes(whole[: int(len(whole) * share)])
    with open_bytes(path) as file, pytest.raises(BadDataError, match="its end is missing"):
        file.read()


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_a_damaged_file_is_an_error(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "export.csv"
    whole = bytearray(packed(kind))
    whole[20:2000] = bytes(1980)
    path.write_bytes(whole)
    with open_bytes(path) as file, pytest.raises(BadDataError, match="is damaged after"):
        file.read()


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"There is no file .*none\.csv\."):
        open_bytes(tmp_path / "none.csv")
    with pytest.raises(UsageError, match=r"is a folder\. Give the files in it"):
        open_bytes(tmp_path)


def zeros(kind: str, megabytes: int) -> bytes:
    plain = bytes(megabytes << 20)
    return gzip.compress(plain) if kind == "gz" else zstandard.compress(plain)


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_a_file_made_to_fill_a_disk_is_refused_while_it_is_unpacked(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compression, "_HARMLESS", 4 << 20)
    bomb = tmp_path / f"bomb.csv.{kind}"
    bomb.write_bytes(zeros(kind, 16))
    with open_bytes(bomb) as file:
        assert len(file.read(3 << 20)) == 3 << 20
        with pytest.raises(BadDataError, match="more than 200 times its size when it is unpacked"):
            file.read(4 << 20)


def test_an_export_that_packs_well_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "_HARMLESS", 0)
    path = tmp_path / "export.csv.gz"
    content = b"".join(b"%d,2026-03-01 10:00,phone,open,,,,,,,,\n" % n for n in range(100_000))
    path.write_bytes(gzip.compress(content))
    with open_bytes(path) as file:
        assert file.read() == content


@pytest.mark.parametrize("name", ["export.csv", "export.jsonl"])
def test_a_line_without_an_end_is_refused_before_it_fills_the_memory(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compression, "_LONGEST_LINE", 1 << 20)
    path = tmp_path / name
    path.write_bytes((b"id,at\n1," if name.endswith("csv") else b'{"id": "') + b"x" * (4 << 20))
    with pytest.raises(BadDataError, match="has a line of more than 1 MB"):
        list(read(path))


def test_lines_that_end_are_let_through_however_they_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compression, "_LONGEST_LINE", 1 << 20)
    for end in (b"\n", b"\r\n", b"\r"):
        path = tmp_path / "export.csv"
        path.write_bytes(end.join([b"id,at", *[b"%d,2026-01-01" % n for n in range(200_000)]]) + end)
        assert sum(batch.source_rows for batch in read(path)) == 200_000


def test_a_packed_parquet_file_is_not_unpacked_beyond_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_rows, "_MOST_IN_MEMORY", 1 << 20)
    path = tmp_path / "export.parquet.gz"
    path.write_bytes(gzip.compress(b"PAR1" + os.urandom(2 << 20)))
    with pytest.raises(BadDataError, match="Parquet is packed inside already"):
        list(read(path))
