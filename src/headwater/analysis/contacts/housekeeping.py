"""What lies in a store beside its tables, and is tidied up by whoever writes next."""

import fcntl
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from headwater.analysis.contacts.schema import CONTACT_TEXTS, CONTACTS
from headwater.analysis.contacts.versions import Version
from headwater.analysis.errors import HeadwaterError, TryAgainError, is_disk_full


def remove_old_words(store: Path, state: Version) -> None:
    """Remove every table of words but that of the newest version; the caller holds the lock.

    A purge writes the words that stay into a folder of their own and commits; what is left of the others,
    files and log alike, goes here: at once, or when the next writer comes if this one is killed.
    """
    name = CONTACT_TEXTS.name
    for folder in store.glob(f"{name}*"):
        if folder.is_dir() and folder.name != state.folder(name):
            shutil.rmtree(folder)


def remove_dead_staging(store: Path) -> None:
    """Remove the rows of imports that were killed before they ended."""
    for left in (store / "staging").glob("*.alive"):
        _remove_if_dead(left)


@contextmanager
def staging_folder(store: Path) -> Iterator[Path]:
    """Make a folder for the rows of this import; remove it, and those of imports that were killed."""
    root = store / "staging"
    root.mkdir(parents=True, exist_ok=True)
    remove_dead_staging(store)
    name = uuid.uuid4().hex
    folder, alive = root / name, root / f"{name}.alive"
    with alive.open("w") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            alive.unlink(missing_ok=True)


def _remove_if_dead(mark: Path) -> None:
    try:
        with mark.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(mark.with_suffix(""), ignore_errors=True)
            mark.unlink(missing_ok=True)
    except (BlockingIOError, FileNotFoundError):
        return


def forget_derived(store: Path, state: Version) -> None:
    """Remove what was derived from earlier versions of the contacts; it can be made again."""
    current = f"{state.folder(CONTACTS.name)}-{state.tables.get(CONTACTS.name)}"
    for folder in (store / "derived").glob("contacts-*"):
        if folder.name != current:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def disk_full_said(store: Path) -> Iterator[None]:
    """Turn a full disk into words: nothing was changed, make room."""
    try:
        yield
    except HeadwaterError:
        raise
    except Exception as error:
        if is_disk_full(error):
            raise TryAgainError(
                f"The disk that holds {store} is full. Nothing was changed: the last version is still "
                "readable. Make room and import again."
            ) from error
        raise
