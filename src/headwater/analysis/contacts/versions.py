"""The versions of a store: small numbered files, each naming the state of every table.

A version file is the one commit point of an import that touches several tables. It is written whole to a
temporary name and then linked to its number; linking fails when the number is taken, so a version can
neither be half-written nor overwritten, whoever is killed when.
"""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from headwater.analysis.errors import BadDataError, TryAgainError


@dataclass(frozen=True)
class Version:
    """One committed state of a store."""

    number: int
    tables: dict[str, int] = field(default_factory=dict)
    """Delta version of each table that exists."""
    timezone: str = "UTC"
    import_: dict[str, Any] = field(default_factory=dict)
    """What made this version: files, mapping, counts, when."""
    folders: dict[str, str] = field(default_factory=dict)
    """Folder of each table that does not lie in the one of its own name."""
    words_from: str | None = None
    """Local day before which no words of contacts are kept, nor taken by a later import."""

    def folder(self, name: str) -> str:
        """Return the folder of a table inside the store."""
        return self.folders.get(name, name)


NOTHING = Version(number=0)


def numbers(store: Path) -> list[int]:
    """Return the numbers of the committed versions, oldest first."""
    folder = store / "versions"
    if not folder.is_dir():
        return []
    return sorted(int(path.stem) for path in folder.glob("*.json") if path.stem.isdigit())


def read(store: Path, number: int | None = None) -> Version:
    """Return a committed version, the newest by default; `NOTHING` for a store without one."""
    known = numbers(store)
    if number is None:
        if not known:
            return NOTHING
        number = known[-1]
    elif number not in known:
        there = f"It has versions {known[0]} to {known[-1]}." if known else "It has none yet."
        raise BadDataError(f"The store {store} has no version {number}. {there}")
    path = _path(store, number)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Version(
            number,
            content["tables"],
            content["timezone"],
            content["import"],
            content.get("folders", {}),
            content.get("words_from"),
        )
    except (ValueError, KeyError) as error:
        raise BadDataError(f"{path} is not a version file of a store: {error}") from error


def commit(store: Path, version: Version) -> None:
    """Make a version the newest, or fail without a trace.

    Raises
    ------
    TryAgainError
        Another importer committed that number first.
    """
    folder = store / "versions"
    folder.mkdir(parents=True, exist_ok=True)
    content = asdict(version)
    content["import"] = content.pop("import_")
    temporary = folder / f".{version.number}.{os.getpid()}"
    try:
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, _path(store, version.number))
    except FileExistsError as error:
        raise TryAgainError(
            f"Another import into {store} finished first. Nothing was changed; import again."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(folder)


@contextmanager
def lock(
    store: Path,
    wait_seconds: float,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    waiting: Callable[[], None] = lambda: None,
) -> Iterator[None]:
    """Hold the store for one writer; the system lets go when the process dies.

    Raises
    ------
    TryAgainError
        Another writer held it for longer than `wait_seconds`.
    """
    store.mkdir(parents=True, exist_ok=True)
    with (store / ".lock").open("a") as file:
        deadline = clock() + wait_seconds
        told = False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if clock() >= deadline:
                    raise TryAgainError(
                        f"Another import has held the store {store} for {wait_seconds:.0f} s. "
                        "Wait for it to end and import again."
                    ) from None
                if not told:
                    waiting()
                    told = True
                sleep(0.05)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


def _path(store: Path, number: int) -> Path:
    return store / "versions" / f"{number:08d}.json"


def sync_folder(folder: Path) -> None:
    """Have the names in a folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
