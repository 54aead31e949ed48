"""The archive: a zstandard-compressed tar of plain files, each with its hash, the manifest last."""

import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO, cast

import zstandard

from headwater.analysis.errors import BadDataError
from headwater.web.backup.manifest import Entry, Manifest

MANIFEST = "manifest.json"
PARTS = ("records", "store", "keys", "files")
"""What an archive may hold, beside its manifest."""
_PIECE = 1 << 20
_LONGEST_MANIFEST = 256 << 20


class Writer:
    """Puts files into an archive and remembers their hashes."""

    def __init__(self, out: BinaryIO) -> None:
        self._packed = zstandard.ZstdCompressor(level=3, write_checksum=True).stream_writer(
            out, closefd=False
        )
        self._tar = tarfile.open(fileobj=self._packed, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self.files: dict[str, Entry] = {}

    def add(self, path: str, file: Path) -> None:
        """Add a file under a path.

        Raises
        ------
        FileNotFoundError
            It is gone: whoever lists files again finds what took its place.
        """
        with file.open("rb") as content:
            read = _Hashed(content)
            self._add(path, os.fstat(content.fileno()).st_size, cast(IO[bytes], read))
        self.files[path] = read.entry()

    def finish(self, manifest: Manifest) -> Manifest:
        """Write the manifest, close the archive, and return the manifest with all files in it."""
        whole = replace(manifest, files=self.files)
        text = whole.to_text().encode()
        self._add(MANIFEST, len(text), io.BytesIO(text))
        self._tar.close()
        cast(Any, self._packed).close()  # its stubs leave this one untyped
        return whole

    def _add(self, path: str, size: int, content: IO[bytes]) -> None:
        info = tarfile.TarInfo(path)
        info.size, info.mode = size, 0o600
        self._tar.addfile(info, content)


class _Hashed:
    """A file that is hashed as it is read; the archive asks for nothing but `read`."""

    def __init__(self, content: BinaryIO) -> None:
        self._content, self._hash, self._bytes = content, hashlib.sha256(), 0

    def read(self, size: int = -1, /) -> bytes:
        piece = self._content.read(size)
        self._hash.update(piece)
        self._bytes += len(piece)
        return piece

    def entry(self) -> Entry:
        return Entry(self._bytes, self._hash.hexdigest())


def check(file: Path) -> Manifest:
    """Read a whole archive and compare every file with its hash; nothing is written anywhere.

    Raises
    ------
    BadDataError
        It is no backup, is cut off or damaged, or holds what a backup never holds.
    """
    found: dict[str, Entry] = {}
    manifest: Manifest | None = None
    for path, content in _members(file):
        if manifest is not None:
            raise BadDataError(f"{file} goes on after its manifest ({path!r}). Nothing was restored.")
        if path == MANIFEST:
            text = content.read(_LONGEST_MANIFEST).decode("utf-8", errors="replace")
            manifest = Manifest.from_text(text, str(file))
        else:
            found[path] = _copied(content)
    if manifest is None:
        raise _cut_off(file)
    for path in sorted({*found, *manifest.files}):
        if found.get(path) != manifest.files.get(path):
            raise BadDataError(
                f"{file} is damaged: {path} is not what was saved. Nothing was restored; take another backup."
            )
    return manifest


def unpack(file: Path, manifest: Manifest, folder: Path) -> None:
    """Write the files of an archive that has been checked into an empty folder, for its owner only."""
    for path, content in _members(file):
        if path == MANIFEST:
            continue
        target = folder / path
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            written = _copied(content, out.write)
            out.flush()
            os.fsync(out.fileno())
        if written != manifest.files.get(path):
            raise BadDataError(f"{file} changed while it was read, at {path}. Nothing was restored.")


def _copied(content: IO[bytes], to: Callable[[bytes], object] = lambda piece: None) -> Entry:
    read, size = hashlib.sha256(), 0
    while piece := content.read(_PIECE):
        read.update(piece)
        size += len(piece)
        to(piece)
    return Entry(size, read.hexdigest())


def _members(file: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the files of an archive, and refuse everything that is not a plain file at a plain path."""
    seen: set[str] = set()
    with _said_in_words(file), file.open("rb") as packed:
        plain = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(packed)
        with tarfile.open(fileobj=plain, mode="r|") as tar:
            for member in tar:
                wrong = _wrong_with(member, seen)
                if wrong:
                    raise BadDataError(
                        f"{file} holds {member.name!r}, {wrong}: Headwater did not make this file. Nothing "
                        "was restored."
                    )
                seen.add(member.name)
                content = tar.extractfile(member)
                assert content is not None
                yield member.name, content


def _wrong_with(member: tarfile.TarInfo, seen: set[str]) -> str:
    """Say what is wrong with a member, or nothing."""
    path = PurePosixPath(member.name)
    if not member.isreg() or member.issparse():
        return "which is a link or a device and not a file"
    # a path that reads the same after it was taken apart has no empty part, no dot and no slash at its ends
    if path.is_absolute() or ".." in path.parts or str(path) != member.name or set("\\\0") & set(member.name):
        return "which leads out of the folder"
    if member.name != MANIFEST and (len(path.parts) < 2 or path.parts[0] not in PARTS):
        return "which is no part of a backup"
    return "for the second time" if member.name in seen else ""


@contextmanager
def _said_in_words(file: Path) -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, zstandard.ZstdError, EOFError):
        raise _cut_off(file) from None


def _cut_off(file: Path) -> BadDataError:
    return BadDataError(
        f"{file} is not a whole backup of Headwater: it is something else, cut off or damaged. Nothing was "
        "restored; take another backup."
    )
