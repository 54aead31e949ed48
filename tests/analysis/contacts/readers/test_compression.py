"""Packed files, whole and broken."""

import gzip
from pathlib import Path

import pytest
import zstandard

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
