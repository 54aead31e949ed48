"""What a file is taken for."""

import codecs
from pathlib import Path

import pytest

from headwater.analysis.contacts.readers import detect
from headwater.analysis.contacts.readers.detect import HEAD_BYTES, delimiter_of, encoding_of
from headwater.analysis.errors import BadDataError, UsageError

TEXT = "id;name\n1;Zoë\n2;naïve\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"id,name\n1,x\n", "utf-8"),
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("latin-1"), "latin-1"),
        ("5 € – “so”".encode("cp1252"), "cp1252"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-32"), "utf-32"),
    ],
)
def test_an_encoding_is_found_by_mark_zeros_or_fit(data: bytes, encoding: str) -> None:
    assert encoding_of(data) == encoding
    assert data.decode(encoding).lstrip("\ufeff") in (TEXT, "id,name\n1,x\n", "5 € – “so”")


def test_a_letter_cut_by_the_end_of_the_head_is_still_utf_8() -> None:
    head = b"a" * (HEAD_BYTES - 1) + "é".encode()[:1]
    assert encoding_of(head) == "utf-8"
    assert encoding_of(head[:-2] + "é".encode()[:1]) == "latin-1"


@pytest.mark.parametrize(
    ("head", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1;2,5\n2;3,5\n", ";"),
        ("a\tb\n1, or 2\t3\n", "\t"),
        ("a|b|c\n1|2|3\n", "|"),
        ('a;b\n"x, y, z";1\n"p\nq,r";2\n', ";"),
        ("a, b, c;d\n1;2\n3;4\n", ";"),
        ("only\nx\ny\n", ","),
        ("a;b;c\n", ";"),
    ],
)
def test_a_delimiter_is_the_one_that_keeps_the_number_of_fields(head: str, delimiter: str) -> None:
    assert delimiter_of(head) == delimiter


@pytest.mark.parametrize(
    ("name", "data", "kind", "said"),
    [
        ("a.csv", b"", BadDataError, "a.csv is empty"),
        ("a.csv", b" \n\n", BadDataError, "a.csv is empty"),
        ("a.xlsx", b"PK\x03\x04rest", BadDataError, "is an Excel workbook. Save it as CSV"),
        ("a.csv", b"PK\x03\x04rest", BadDataError, "is a zip archive. Unpack it"),
        ("a.xls", b"x,y\n", UsageError, "ends in .xls. Headwater reads .csv"),
        ("export", b"x,y\n", UsageError, "has no extension"),
        ("a.csv", b'[{"a": 1}]', BadDataError, "holds JSON, not columns"),
        ("a.json", b"a,b\n1,2\n", BadDataError, "does not hold JSON: it begins with 'a'"),
        ("a.parquet", b"a,b\n1,2\n", BadDataError, "is not a Parquet file"),
        ("a.csv", b"PAR1....", BadDataError, "is a Parquet file, whatever its name says"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    tmp_path: Path, name: str, data: bytes, kind: type[Exception], said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(kind) as error:
        detect(path)
    assert said in str(error.value)


def test_an_encoding_that_does_not_exist_or_does_not_fit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n1,\xe9\n")
    with pytest.raises(UsageError, match=r"no encoding 'utf-88'. Did you mean 'utf-8'\?"):
        detect(path, "utf-88")
    with pytest.raises(BadDataError, match=r"byte 6 \(0xe9\) does not fit utf-8.*--encoding latin-1"):
        detect(path, "utf-8")
