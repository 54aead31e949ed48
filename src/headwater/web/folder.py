"""The data folder: made, held by one server at a time, and spoken of in words when it cannot be used."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from headwater.analysis.errors import HeadwaterError, TryAgainError, UsageError, is_disk_full

_MAY_NOT = (errno.EACCES, errno.EPERM, errno.EROFS)


def made(said: str) -> Path:
    """Return the data folder a setting names; make it, for its owner only, when it is not there."""
    folder = Path(said).expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"The data folder {folder} cannot be made: {error.strerror}. Make it yourself and give it to the "
            "account that runs Headwater, or name another with HEADWATER_DATA."
        ) from None
    return folder


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the folder for one server, and turn what the system refuses into words.

    The system lets go of it when the process dies, however it dies.

    Raises
    ------
    TryAgainError
        Another server runs on this folder, the disk is full, or the database does not answer.
    UsageError
        The account may not write here.
    """
    with troubles_said(folder), (folder / ".serving").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            who = file.read().strip()
            raise TryAgainError(
                f"Headwater already runs on {folder}{f' (process {who})' if who else ''}. Stop that one "
                "first, or give this one a data folder of its own with HEADWATER_DATA. More workers on the "
                "same folder are started with: headwater work"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextmanager
def troubles_said(folder: Path) -> Iterator[None]:
    """Turn what the system or the database refuses into an error that says what to do."""
    try:
        yield
    except HeadwaterError:
        raise
    except Exception as error:
        said = _in_words(error, folder)
        if said is None:
            raise
        raise said from error


def _in_words(error: Exception, folder: Path) -> HeadwaterError | None:
    if is_disk_full(error):
        return TryAgainError(
            f"The disk that holds {folder} is full. What was there before is still there: make room and "
            "start again."
        )
    text = str(error)
    if (isinstance(error, OSError) and error.errno in _MAY_NOT) or "readonly database" in text:
        return UsageError(
            f"This account may not write to {_place(error) or folder}. Give the folder to the account that "
            f"runs Headwater (chown -R ACCOUNT {folder}), or name another with HEADWATER_DATA."
        )
    return _of_the_database(error, text)


def _place(error: Exception) -> str:
    return str(error.filename) if isinstance(error, OSError) and error.filename else ""


def _of_the_database(error: Exception, text: str) -> HeadwaterError | None:
    from django.db import DatabaseError, OperationalError, connection

    if isinstance(error, DatabaseError) and connection.vendor == "sqlite":
        return _of_sqlite(text, str(connection.settings_dict["NAME"]))
    if isinstance(error, OperationalError) and connection.connection is None:
        return TryAgainError(
            "The database that DATABASE_URL names does not let Headwater in. Does the server run, and are "
            f"host, name, user and password right? It said: {text.strip().splitlines()[-1]}"
        )
    return None


def _of_sqlite(text: str, file: str) -> HeadwaterError | None:
    if "unable to open" in text:
        return UsageError(f"The records {file} cannot be opened: is the folder there, and yours to write?")
    if "locked" in text:
        return TryAgainError(
            f"Another program holds the records {file}. Close it (a database browser, a copy that runs) and "
            "start again."
        )
    if "not a database" in text or "malformed" in text:
        return UsageError(
            f"The records {file} are damaged. Move the data folder aside and restore the last backup: "
            "headwater restore FILE --into FOLDER"
        )
    return None
