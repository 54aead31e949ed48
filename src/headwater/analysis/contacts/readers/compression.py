"""Files as streams of bytes, whatever they are packed in."""

import gzip
import io
import zlib
from pathlib import Path
from typing import IO, Any, Literal

from headwater.analysis.errors import BadDataError, UsageError

Compression = Literal["", "gz", "zst"]

_CHUNK = 1 << 20
_HARMLESS = 256 << 20
"""Unpacked bytes up to which it does not matter how well they were packed."""
_MOST_TIMES = 200
"""An export of text packs ten or twenty times smaller; what grows more than this was made to fill a disk."""
_LONGEST_LINE = 64 << 20
"""A line longer than this is none: it would have to be held in memory whole."""


def compression_of(path: Path) -> Compression:
    """Return how a file is packed, by its first bytes."""
    with _opened(path) as file:
        head = file.read(4)
    if head[:2] == b"\x1f\x8b":
        return "gz"
    return "zst" if head == b"\x28\xb5\x2f\xfd" else ""


def open_bytes(path: Path, *, lines: bool = False) -> io.BufferedReader:
    """Open a file and unpack it as it is read.

    Parameters
    ----------
    path : Path
        The file.
    lines : bool
        The file is read line by line: one without an end is refused before it fills the memory.

    Raises
    ------
    UsageError
        There is no such file, it is a folder, or it may not be read.
    BadDataError
        While reading: the packed data break off, are damaged, or grow beyond all measure.
    """
    opened = _open(path)
    return io.BufferedReader(_Lines(opened, path), _CHUNK) if lines else opened


def _open(path: Path) -> io.BufferedReader:
    packed = compression_of(path)
    file = _opened(path)
    if packed == "gz":
        return io.BufferedReader(_Unpacked(gzip.GzipFile(fileobj=file), file, path), _CHUNK)
    if packed == "zst":
        return io.BufferedReader(_Unpacked(_Zstandard(file), file, path), _CHUNK)
    return io.BufferedReader(file, _CHUNK)


def _opened(path: Path) -> io.FileIO:
    try:
        return io.FileIO(path)
    except FileNotFoundError:
        raise UsageError(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise UsageError(f"{path} is a folder. Give the files in it, such as {path}/*.csv.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error


class _Zstandard:
    """Unpacks frame after frame, and notices when the last one is not complete."""

    def __init__(self, file: IO[bytes]) -> None:
        import zstandard

        self._file, self._zstandard = file, zstandard
        self._frame: Any = None
        self._left = b""
        self._ready = memoryview(b"")

    def read(self, size: int) -> memoryview:
        while not self._ready:
            packed = self._left or self._file.read(_CHUNK // 8)
            self._left = b""
            if not packed:
                if self._frame is not None:
                    raise EOFError
                break
            if self._frame is None:
                self._frame = self._zstandard.ZstdDecompressor().decompressobj()
            try:
                self._ready = memoryview(self._frame.decompress(packed))
            except self._zstandard.ZstdError as error:
                raise zlib.error(str(error)) from error
            if self._frame.eof:
                self._left, self._frame = self._frame.unused_data, None
        part, self._ready = self._ready[:size], self._ready[size:]
        return part


class _Unpacked(io.RawIOBase):
    def __init__(self, unpacker: Any, file: io.FileIO, path: Path) -> None:
        self._unpacker, self._file, self._path, self._done = unpacker, file, path, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            part = self._unpacker.read(len(buffer))
        except EOFError:
            raise BadDataError(
                f"{self._path} breaks off after {self._done:,} unpacked bytes: its end is missing. "
                "Copy or export it again.",
                file=str(self._path),
            ) from None
        except (OSError, zlib.error) as error:
            raise BadDataError(
                f"{self._path} is damaged after {self._done:,} unpacked bytes ({error}). "
                "Copy or export it again.",
                file=str(self._path),
            ) from error
        buffer[: len(part)] = part
        self._done += len(part)
        if self._done > max(_HARMLESS, _MOST_TIMES * self._file.tell()):
            raise BadDataError(
                f"{self._path} grows to more than {_MOST_TIMES} times its size when it is unpacked, which no "
                "export does. If it is one, unpack it yourself and import the plain file.",
                file=str(self._path),
            )
        return len(part)

    def close(self) -> None:
        self._file.close()
        super().close()


class _Lines(io.RawIOBase):
    """Lets bytes through as long as their lines end."""

    def __init__(self, opened: io.BufferedReader, path: Path) -> None:
        self._opened, self._path, self._line = opened, path, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self._opened.read1(len(buffer))
        end = max(part.rfind(b"\n"), part.rfind(b"\r"))
        self._line = self._line + len(part) if end < 0 else len(part) - end - 1
        if self._line > _LONGEST_LINE:
            raise BadDataError(
                f"{self._path} has a line of more than {_LONGEST_LINE >> 20} MB: that is no table of rows. "
                "Export it again.",
                file=str(self._path),
            )
        buffer[: len(part)] = part
        return len(part)

    def close(self) -> None:
        self._opened.close()
        super().close()
