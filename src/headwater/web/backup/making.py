"""A backup: records, contact store and keys in one file, taken while the product runs."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from headwater import __version__
from headwater.analysis.contacts import versions
from headwater.analysis.contacts.committed import committed_files
from headwater.analysis.errors import TryAgainError, UsageError
from headwater.apps import installation
from headwater.web.backup import records
from headwater.web.backup.archive import Writer
from headwater.web.backup.manifest import Manifest
from headwater.web.environment import Environment
from headwater.web.folder import troubles_said

ENDING = ".tar.zst"
LEFT_OUT = {
    "records.sqlite3": "saved as records",
    "records.sqlite3-wal": "saved as records",
    "records.sqlite3-shm": "saved as records",
    "store": "its committed versions are saved",
    "store-rejects": "rows that imports refused, as they came",
    "rejects": "rows that imports refused, as they came",
    "uploads": "exports as they came, with names and numbers in them",
    "static": "written anew at each start",
    "sample": "simulated anew",
    "sample-sign-ins.txt": "passwords in plain words",
    "last-backup.json": "about backups",
}
"""What of the data folder is not carried as it is, and why; every other file is."""
_ATTEMPTS = 3


@dataclass(frozen=True)
class Backup:
    """What was saved, and where.

    Attributes
    ----------
    removed : tuple of Path
        Earlier backups that made room.
    """

    file: Path
    bytes: int
    manifest: Manifest
    removed: tuple[Path, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {
            "file": str(self.file),
            "bytes": self.bytes,
            "made_at": self.manifest.made_at,
            "records": self.manifest.records,
            "store_version": self.manifest.store_version,
            "files": len(self.manifest.files),
            "settings": self.manifest.settings,
            "removed": [str(file) for file in self.removed],
        }

    def __str__(self) -> str:
        said = self.manifest
        store = f"contact store at version {said.store_version}" if said.store_version else "no contacts yet"
        lines = [
            f"Saved in {self.file}: {len(said.files):,} files and their hashes, {self.bytes / 1e6:,.1f} MB",
            f"  records ({said.records}), {store}, keys",
            "Whoever has this file has everything: it is not encrypted, and the keys are in it.",
            *(f"Removed, because newer ones are there: {file.name}" for file in self.removed),
            *settings_said(said),
        ]
        return "\n".join(lines)


def settings_said(manifest: Manifest) -> list[str]:
    """Say which settings belong to a backup and are not in it, because the environment holds them."""
    if not manifest.settings:
        return ["No settings of the environment belong to it: all were the defaults."]
    lines = ["Settings lie in the environment, not in a backup. At that time these were given:"]
    for name, value in manifest.settings.items():
        lines.append(f"  {name}={value}" if value is not None else f"  {name} (a secret: keep it yourself)")
    return lines


def back_up(target: Path, *, now: datetime, keep: int | None = None) -> Backup:
    """Save everything into a new file, or into a folder under a name with the time in it.

    Parameters
    ----------
    target : Path
        A file that does not exist yet, or a folder that does.
    now : datetime
        In UTC.
    keep : int, optional
        How many backups stay in that folder; older ones are removed once the new one is whole.

    Raises
    ------
    UsageError
        The target is taken, lies inside the data folder, or this is not the account that runs Headwater.
    TryAgainError
        The disk is full.
    """
    data = installation.data()
    if keep is not None and not target.is_dir():
        raise UsageError("--keep counts the backups of a folder: give a folder, not a file.")
    file = target / f"headwater-{now:%Y%m%dT%H%M%SZ}{ENDING}" if target.is_dir() else target
    _check(file, data)
    with troubles_said(file.parent), _workspace(file) as work:
        draft = work / "archive"
        manifest = _write(draft, work, data, now)
        try:
            os.link(draft, file)  # whole or not at all, and never over another file
        except FileExistsError:
            raise UsageError(f"{file} was made meanwhile: nothing was written over.") from None
        except OSError:  # some file systems have no links
            draft.rename(file)
        versions.sync_folder(file.parent)
    made = Backup(file, file.stat().st_size, manifest)
    _remember(made, data)
    return Backup(made.file, made.bytes, made.manifest, _make_room(file, keep))


def _check(file: Path, data: Path) -> None:
    if file.exists():
        raise UsageError(f"{file} is there already: a backup never writes over another. Give another name.")
    if not file.parent.is_dir():
        raise UsageError(
            f"There is no folder {file.parent}: make it first, for the account that runs Headwater."
        )
    if file.resolve().is_relative_to(data.resolve()):
        raise UsageError(
            f"{file} lies inside the data folder {data}: save it somewhere else, best on another disk."
        )
    owner = data.stat().st_uid
    if os.geteuid() != owner:
        raise UsageError(
            f"The data folder {data} belongs to another account (number {owner}). Run this as that account, "
            f"so that nothing it cannot read is left there: sudo -u '#{owner}' headwater backup ..."
        )


def _write(draft: Path, work: Path, data: Path, now: datetime) -> Manifest:
    for _ in range(_ATTEMPTS):
        # records first: a store may be newer than what records know of it, never older
        saved = records.save(work)
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as out:
                manifest = _put_together(Writer(out), saved, data, now)
                out.flush()
                os.fsync(out.fileno())
            return manifest
        except FileNotFoundError:  # an import or a purge tidied up meanwhile
            for file in saved:
                file.unlink()
    raise TryAgainError(
        f"The contact store in {data} changed {_ATTEMPTS} times while it was saved. Nothing was kept; try "
        "again when no import or purge runs."
    )


def _put_together(archive: Writer, saved: list[Path], data: Path, now: datetime) -> Manifest:
    for file in saved:
        archive.add(f"records/{file.name}", file)
    store = committed_files(data / "store")
    for file in store.files:
        archive.add(f"store/{file.as_posix()}", data / "store" / file)
    for path, file in _other_files(data):
        archive.add(path, file)
    return archive.finish(
        Manifest(
            made_at=now.isoformat(timespec="seconds"),
            headwater=__version__,
            records=records.kind(),
            migrations=records.migrations(),
            store_version=store.version,
            settings=Environment().said(),
        )
    )


def _other_files(data: Path) -> Iterator[tuple[str, Path]]:
    for top in sorted(data.iterdir()):
        if top.name in LEFT_OUT or top.name.startswith("."):
            continue
        inside = sorted(top.rglob("*")) if top.is_dir() else [top]
        for file in inside:
            if file.is_file() and not file.is_symlink() and not file.name.startswith("."):
                path = file.relative_to(data).as_posix()
                yield (path if top.name == "keys" else f"files/{path}"), file


@contextmanager
def _workspace(file: Path) -> Iterator[Path]:
    """Make a folder beside the target for what is half-done; remove those of backups that were killed."""
    for left in file.parent.glob(f".*{ENDING}.work"):
        with (left / "alive").open("a") as mark:
            try:
                fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(left, ignore_errors=True)
    work = file.with_name(f".{file.name.removesuffix(ENDING)}-{os.getpid()}{ENDING}.work")
    work.mkdir(mode=0o700)
    with (work / "alive").open("w") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _remember(made: Backup, data: Path) -> None:
    """Leave word for the administrator's first page."""
    said = {
        "at": made.manifest.made_at,
        "file": made.file.name,
        "bytes": made.bytes,
        "store_version": made.manifest.store_version,
    }
    draft = data / f".last-backup.{os.getpid()}"
    draft.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    draft.replace(data / "last-backup.json")


def _make_room(newest: Path, keep: int | None) -> tuple[Path, ...]:
    if keep is None:
        return ()
    known = sorted(newest.parent.glob(f"headwater-????????T??????Z{ENDING}"))
    removed = tuple(file for file in known[:-keep] if file != newest)
    for file in removed:
        file.unlink()
    return removed
