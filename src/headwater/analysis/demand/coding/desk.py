"""One sheet that several people code in at the same time, each in a terminal of their own."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from headwater.analysis.demand.coding.rows import Sheet
from headwater.analysis.demand.coding.sheet import read_sheet, write_sheet
from headwater.analysis.errors import TryAgainError

_WAIT_SECONDS = 10.0


class Desk:
    """Reads and writes a sheet so that nobody's rows are lost: locked, read again, changed, replaced whole.

    Parameters
    ----------
    path : Path
        The sheet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Sheet:
        """Return the sheet as it is now."""
        return read_sheet(self.path)

    def change(self, change: Callable[[Sheet], Sheet]) -> Sheet:
        """Change the sheet as it is now, and return it.

        Parameters
        ----------
        change : callable
            Gets the sheet as it is now and returns what it is to be; the same object leaves the file alone.

        Raises
        ------
        TryAgainError
            Somebody else writes for long, or the file cannot be written.
        """
        with _locked(self._beside("lock"), _WAIT_SECONDS, f"{self.path} is being written by somebody else."):
            now = self.read()
            wanted = change(now)
            if wanted is not now:
                write_sheet(
                    self.path,
                    wanted.rows,
                    wanted.design,
                    delimiter=wanted.delimiter,
                    extra=wanted.extra,
                    population=wanted.population,
                )
            return wanted

    @contextmanager
    def seat(self, coder: str) -> Iterator[None]:
        """Keep a coder's place: two windows under one name would read the same contacts.

        Raises
        ------
        TryAgainError
            The place is taken.
        """
        name = "".join(c if c.isalnum() else "_" for c in coder.strip().casefold())
        taken = f"{coder.strip()} is coding {self.path} in another window."
        with _locked(self._beside(f"{name}.seat"), 0.0, taken):
            yield

    def _beside(self, ending: str) -> Path:
        sheet = self.path.resolve()
        return sheet.with_name(f".{sheet.name}.{ending}")


@contextmanager
def _locked(path: Path, seconds: float, taken: str) -> Iterator[None]:
    """Hold a lock that ends with the process, however it ends; leave no file behind."""
    until = monotonic() + seconds
    while True:
        try:
            file = path.open("a")
        except OSError as error:
            raise TryAgainError(
                f"No lock can be made beside {path.parent}: {error.strerror}. Make the folder writable."
            ) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_still(path, file.fileno()):
                break
        except BlockingIOError:
            if monotonic() >= until:
                file.close()
                raise TryAgainError(f"{taken} Try again when it is done.") from None
            sleep(0.02)
        file.close()
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        file.close()


def _is_still(path: Path, file: int) -> bool:
    """Say whether the locked file is the one that stands there: who held it before has removed theirs."""
    try:
        return path.stat().st_ino == os.fstat(file).st_ino
    except FileNotFoundError:
        return False
