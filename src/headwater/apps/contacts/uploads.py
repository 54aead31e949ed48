"""Files on their way in: streamed to a place of their own, under names of our own, and not for long."""

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from headwater.analysis.contacts.readers.detect import EXTENSIONS
from headwater.analysis.errors import UsageError, is_disk_full
from headwater.apps import installation
from headwater.apps.contacts.models import Import

KEPT_FOR = timedelta(days=1)
"""How long a file is kept that nobody imports."""
_PACKED = (".gz", ".zst")
_LONGEST_NAME = 120


class KeptFile(UploadedFile):  # type: ignore[type-arg]  # not subscriptable when it runs
    """An uploaded file that lies where an import reads it."""

    def __init__(self, path: Path, name: str, size: int) -> None:
        super().__init__(None, name, size=size)
        self.path = path


class KeptUpload(FileUploadHandler):
    """Streams one file into the folder of uploads, and stops at what is too much.

    Parameters
    ----------
    most : int
        Most bytes of a file.
    """

    chunk_size = 1 << 20

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self.problem = ""
        """Why the file was not taken."""
        self._file: IO[bytes] | None = None
        self._path: Path | None = None
        self._own_name = ""

    def new_file(self, field_name: str, file_name: str, *args: Any, **options: Any) -> None:
        """Begin a file."""
        super().new_file(field_name, file_name, *args, **options)
        if self._path is not None or self.problem:
            self.problem = self.problem or "One file at a time: import the others after it."
            raise SkipFile
        try:
            self._path = folder() / f"{secrets.token_hex(16)}{ending_of(file_name)}"
        except UsageError as error:
            self.problem = error.message
            raise SkipFile from None
        self._own_name = own_name(file_name)
        self._path.parent.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(handle, "wb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Write a part of it."""
        assert self._file is not None
        if start + len(raw_data) > self._most:
            self._give_up(
                f"The file is larger than {self._most >> 20:,} MB, the most this installation takes. "
                "Export less at a time, pack it (.gz or .zst), or import it from the command line."
            )
        try:
            self._file.write(raw_data)
        except OSError as error:
            if not is_disk_full(error):
                raise
            self._give_up("There is no room left on the disk of this installation. Nothing was kept.")
        return None

    def file_complete(self, file_size: int) -> KeptFile | None:
        """End a file."""
        if self._file is None or self._path is None:
            return None
        self._file.close()
        self._file = None
        return KeptFile(self._path, self._own_name, file_size)

    def upload_interrupted(self) -> None:
        """Remove what came of a file whose sender went away."""
        self.discard()

    def discard(self) -> None:
        """Remove what was written."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def _give_up(self, problem: str) -> None:
        self.problem = problem
        self.discard()
        raise SkipFile


def folder() -> Path:
    """Return the folder of uploads."""
    return installation.data() / "uploads"


def own_name(name: str) -> str:
    r"""Return a file's own name as it is shown: without a path, without what cannot be printed.

    Examples
    --------
    >>> own_name("../../etc/pass\x07wd.csv")
    'passwd.csv'
    """
    last = name.replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    printable = "".join(c for c in last if c.isprintable()).strip()
    return (printable or "export")[-_LONGEST_NAME:]


def ending_of(name: str) -> str:
    """Return the ending that says what a file is; or refuse one that no reader takes.

    Examples
    --------
    >>> ending_of("Export (2).CSV.gz"), ending_of("calls.parquet")
    ('.csv.gz', '.parquet')
    """
    endings = [ending.lower() for ending in Path(own_name(name)).suffixes]
    packed = endings.pop() if endings and endings[-1] in _PACKED else ""
    ending = endings[-1] if endings else ""
    if ending in EXTENSIONS:
        return ending + packed
    if ending == ".zip":
        raise UsageError("This is a zip archive: unpack it and upload the file that is in it.")
    if ending in (".xlsx", ".xls", ".xlsm", ".ods"):
        raise UsageError("This is a workbook: save it as CSV (UTF-8) and upload that.")
    raise UsageError(
        f"Headwater reads {', '.join(EXTENSIONS)}, each also packed as .gz or .zst. Rename the file to what "
        "it holds, or export it in one of these."
    )


def forget(made: Import) -> None:
    """Remove the uploaded files of an import; files that lie elsewhere stay."""
    place = folder().resolve()
    for name in made.places:
        file = (installation.data() / name).resolve()
        if file.parent == place:
            file.unlink(missing_ok=True)


def forget_old(now: datetime, in_use: set[str]) -> int:
    """Remove uploads that nobody imported within a day, and say how many; those in use stay."""
    gone = 0
    for file in folder().glob("*"):
        old = now.timestamp() - file.stat().st_mtime > KEPT_FOR.total_seconds()
        if old and f"uploads/{file.name}" not in in_use:
            file.unlink(missing_ok=True)
            gone += 1
    return gone
