"""Files as streams of bytes, whatever they are packed in."""

import gzip
import io
import zlib
from pathlib import Path
from typing import IO, Any, Literal

from headwater.analysis.errors import BadDataError, UsageError

Compression = Literal["", "gz", "zst"]

_CHUNK = 1 << 20


def compression_of(path: Path) -> Compression:
    """Return how a file is packed, by its first bytes."""
    with _opened(path) as file:
        head = file.read(4)
    if head[:2] == b"\x1f\x8b":
        return "gz"
    return "zst" if head == b"\x28\xb5\x2f\xfd" else ""


def open_bytes(path: Path) -> io.BufferedReader:
    """Open a file and unpack it as it is read.

    Raises
    ------
    UsageError
        There is no such file, it is a folder, or it may not be read.
    BadDataError
        While reading: the packed data break off or are damaged.
    """
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
        return len(part)

    def close(self) -> None:
        self._file.close()
        super().close()
