"""What a file is: its format, the encoding of its text, the delimiter of its columns."""

import codecs
import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from headwater.analysis.contacts.readers.compression import open_bytes
from headwater.analysis.errors import BadDataError, UsageError, nearest

Format = Literal["csv", "json", "jsonl", "parquet"]

EXTENSIONS: dict[str, Format] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}
HEAD_BYTES = 1 << 18
"""How much of a file decides what it is."""

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""Marks at the beginning of a text; the longer before the one it begins with."""

DELIMITERS = (",", ";", "\t", "|")


SEPARATOR_LINE = re.compile(r'\ufeff?"?sep=(.)"?\r?\n', re.IGNORECASE)
"""What Excel may write before the header to say its delimiter."""


@dataclass(frozen=True)
class Detected:
    """What a file is."""

    format: Format
    encoding: str
    delimiter: str
    head: str
    """Its first characters; empty for Parquet."""


def detect(path: Path, encoding: str | None = None) -> Detected:
    """Find out what a file is from its name and its first bytes.

    Parameters
    ----------
    path : Path
        A file, perhaps packed.
    encoding : str, optional
        The encoding of its text, when the user says so.

    Raises
    ------
    UsageError
        No such file, an extension Headwater does not read, or no such encoding.
    BadDataError
        The file is empty, or is not what its name says.
    """
    with open_bytes(path) as file:
        head = file.read(HEAD_BYTES)
    kind = _format_by_name(path, head)
    if not head.strip():
        raise BadDataError(f"{path} is empty.", file=str(path))
    is_parquet = head.startswith(b"PAR1")
    if is_parquet != (kind == "parquet"):
        looks = "is a Parquet file" if is_parquet else "is not a Parquet file"
        raise BadDataError(
            f"{path} {looks}, whatever its name says. Rename it or export it again.", file=str(path)
        )
    if is_parquet:
        return Detected("parquet", "", "", "")
    found = _known_encoding(encoding, head) if encoding else encoding_of(head)
    if kind != "csv" and not encoding and found in ("latin-1", "cp1252"):
        found = "utf-8"  # JSON is UTF-8 by its standard: a byte that does not fit is a fault of its record
    text = _decoded(path, head, found, strict=kind == "csv")
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if kind == "csv":
        if start in ("{", "["):
            raise BadDataError(
                f"{path} holds JSON, not columns. Rename it to end in .json or .jsonl.", file=str(path)
            )
        return Detected("csv", found, delimiter_of(text), text)
    if start not in ("{", "["):
        raise BadDataError(
            f"{path} does not hold JSON: it begins with {_first_word(text)}. "
            "If it holds columns, rename it to end in .csv.",
            file=str(path),
        )
    return Detected("json" if start == "[" else kind, found, "", text)


def encoding_of(head: bytes) -> str:
    """Return the encoding of a text by its first bytes: its mark, its zero bytes, or whether it is UTF-8.

    Examples
    --------
    >>> encoding_of("contact;Über".encode("utf-8")), encoding_of("contact;Über".encode("latin-1"))
    ('utf-8', 'latin-1')
    """
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return name
    pairs = len(head) // 2
    if pairs and head[1 : pairs * 2 : 2].count(0) > pairs * 0.4:
        return "utf-16-le"
    if pairs and head[0 : pairs * 2 : 2].count(0) > pairs * 0.4:
        return "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < HEAD_BYTES)
    except UnicodeDecodeError:
        # 0x80 to 0x9f are control characters in latin-1 and quotes, dashes or the euro on Windows
        return "cp1252" if any(0x80 <= byte < 0xA0 for byte in head) else "latin-1"
    return "utf-8"


def delimiter_of(head: str) -> str:
    r"""Return the delimiter under which the first lines have the same number of fields.

    Examples
    --------
    >>> delimiter_of("id;text\n1;a, b\n2;c, d\n")
    ';'
    """
    said = SEPARATOR_LINE.match(head)
    if said:
        return said.group(1)
    lines = head.splitlines(keepends=True)
    whole = lines[:-1] if len(head) >= HEAD_BYTES // 4 and len(lines) > 1 else lines
    best, best_rank = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        rows = [row for row in csv.reader(whole[:500], delimiter=delimiter) if row]
        width = len(rows[0]) if rows else 0
        if width < 2:
            continue
        agreeing = sum(len(row) == width for row in rows) / len(rows)
        if (agreeing, width) > best_rank:
            best, best_rank = delimiter, (agreeing, width)
    return best


def _format_by_name(path: Path, head: bytes) -> Format:
    suffixes = [s.lower() for s in path.suffixes]
    if suffixes and suffixes[-1] in (".gz", ".zst"):
        suffixes.pop()
    extension = suffixes[-1] if suffixes else ""
    if head.startswith(b"PK\x03\x04"):
        what = "an Excel workbook" if extension in (".xlsx", ".xlsm") else "a zip archive"
        do = "Save it as CSV (UTF-8)" if "Excel" in what else "Unpack it"
        raise BadDataError(f"{path} is {what}. {do} and import that.", file=str(path))
    if extension not in EXTENSIONS:
        said = f"ends in {extension}" if extension else "has no extension"
        raise UsageError(
            f"{path} {said}. Headwater reads {', '.join(EXTENSIONS)}, each also as .gz or .zst. "
            "Rename the file to what it holds."
        )
    return EXTENSIONS[extension]


def _known_encoding(said: str, head: bytes) -> str:
    try:
        name = codecs.lookup(said).name
    except LookupError:
        known = ["utf-8", "utf-16", "latin-1", "cp1252"]
        raise UsageError(f"There is no encoding {said!r}.{nearest(said, known)}") from None
    return "utf-8-sig" if name == "utf-8" and head.startswith(codecs.BOM_UTF8) else name


def _decoded(path: Path, head: bytes, encoding: str, *, strict: bool) -> str:
    try:
        return codecs.getincrementaldecoder(encoding)("strict" if strict else "replace").decode(
            head, final=len(head) < HEAD_BYTES
        )
    except UnicodeDecodeError as error:
        raise misfit(path, encoding, error.start, head[error.start]) from error


def misfit(path: Path, encoding: str, position: int, byte: int) -> BadDataError:
    """Return the error for a byte that does not fit the encoding."""
    return BadDataError(
        f"{path}: byte {position:,} (0x{byte:02x}) does not fit {encoding}. If the file is in another "
        "encoding, say so, for instance --encoding latin-1.",
        file=str(path),
        byte=position,
    )


def _first_word(text: str) -> str:
    return repr(text.lstrip()[:1])
