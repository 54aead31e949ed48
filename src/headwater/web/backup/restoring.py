"""A restore: a backup checked to its last byte, then put into an empty folder."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headwater.analysis.errors import TryAgainError, UsageError
from headwater.web.backup import records
from headwater.web.backup.archive import check, unpack
from headwater.web.backup.making import settings_said
from headwater.web.backup.manifest import Manifest
from headwater.web.folder import troubles_said

_STAGE = ".restoring"


@dataclass(frozen=True)
class Restored:
    """What came back, and what is left to do."""

    folder: Path
    manifest: Manifest

    def to_dict(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {
            "folder": str(self.folder),
            "made_at": self.manifest.made_at,
            "records": self.manifest.records,
            "store_version": self.manifest.store_version,
            "files": len(self.manifest.files),
            "settings": self.manifest.settings,
        }

    def __str__(self) -> str:
        said = self.manifest
        where = "the database that DATABASE_URL names" if said.records == "postgresql" else str(self.folder)
        lines = [
            f"Restored into {self.folder}, as it was at {said.made_at}: {len(said.files):,} files.",
            f"Records are in {where}.",
            f"Start it with: HEADWATER_DATA={self.folder} headwater serve",
            *settings_said(said),
        ]
        return "\n".join(lines)


def restore(file: Path, folder: Path) -> Restored:
    """Check a backup, then put it into a folder that is empty or not there.

    Records go back to the kind of database they came from. Settings of the environment have to name an empty
    PostgreSQL database when the backup holds PostgreSQL's tables.

    Raises
    ------
    UsageError
        The folder or the database is not empty, or of another kind than the backup.
    BadDataError
        The file is no backup, or not whole.
    """
    folder = folder.expanduser().absolute()
    _check_empty(folder)
    if not file.is_file():
        raise UsageError(f"There is no backup {file}.")
    with troubles_said(folder):
        manifest = check(file)
        _check_kind(manifest, file)
        records.check_form(manifest.migrations, file)
        _check_room(manifest, folder)
        with _stage(folder) as stage:
            unpack(file, manifest, stage)
            _put_records(stage, manifest)
            _put_in_place(stage, folder)
    return Restored(folder, manifest)


def _check_empty(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError(f"{folder} is not a folder: give one that is empty, or not there yet.")
    if folder.exists() and [inside for inside in folder.iterdir() if inside.name != _STAGE]:
        raise UsageError(
            f"{folder} is not empty, and a restore never mixes with what is there. Give a folder that is "
            "empty or not there yet."
        )


def _check_kind(manifest: Manifest, file: Path) -> None:
    if manifest.records == records.kind():
        return
    if manifest.records == "sqlite":
        raise UsageError(
            f"The records in {file} come from SQLite, and DATABASE_URL names another database: unset it."
        )
    raise UsageError(
        f"The records in {file} come from PostgreSQL: set DATABASE_URL to an empty PostgreSQL database."
    )


def _check_room(manifest: Manifest, folder: Path) -> None:
    there = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(there).free
    if free < manifest.bytes:
        raise TryAgainError(
            f"The disk that holds {there} has {free / 1e6:,.0f} MB left, and the backup needs "
            f"{manifest.bytes / 1e6:,.0f} MB. Make room, or restore to another disk."
        )


@contextmanager
def _stage(folder: Path) -> Iterator[Path]:
    """Make a folder for what is half-done: inside one that is there (perhaps a disk), else beside it."""
    stage = folder / _STAGE if folder.exists() else folder.with_name(f".{folder.name}{_STAGE}")
    shutil.rmtree(stage, ignore_errors=True)  # of a restore that was killed
    stage.mkdir(mode=0o700, parents=True)
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _put_records(stage: Path, manifest: Manifest) -> None:
    saved = stage / "records"
    if manifest.records == "postgresql":
        records.check_empty()
        records.load_tables(saved, manifest.migrations)
        shutil.rmtree(saved)
    else:
        (saved / records.SQLITE_FILE).rename(stage / records.SQLITE_FILE)
        saved.rmdir()
    for other in (stage / "files").glob("*"):
        other.rename(stage / other.name)
    shutil.rmtree(stage / "files", ignore_errors=True)


def _put_in_place(stage: Path, folder: Path) -> None:
    if not folder.exists():
        stage.rename(folder)
        return
    folder.chmod(0o700)
    for part in stage.iterdir():
        part.rename(folder / part.name)
