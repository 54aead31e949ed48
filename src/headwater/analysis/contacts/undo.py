"""Taking an import back: a new version of the store whose tables are those before it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from headwater.analysis.contacts import versions
from headwater.analysis.contacts.history import Entry, History, history
from headwater.analysis.contacts.housekeeping import disk_full_said, forget_derived, remove_old_words
from headwater.analysis.contacts.versions import NOTHING, Version
from headwater.analysis.errors import UsageError


@dataclass(frozen=True)
class UndoResult:
    """What was taken back.

    Attributes
    ----------
    version : int
        The new version.
    undone : tuple of int
        The versions that were taken back, oldest first.
    back_to : int
        The version whose tables the new one has; 0 is an empty store.
    """

    store: str
    version: int
    undone: tuple[int, ...]
    back_to: int

    def __str__(self) -> str:
        listed = ", ".join(map(str, self.undone))
        state = f"as it was at version {self.back_to}" if self.back_to else "empty again"
        return f"Took back {listed}: {self.store} is {state}, now version {self.version}."

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return {**asdict(self), "undone": list(self.undone)}


def undo_import(
    store: Path,
    version: int | None = None,
    *,
    with_later: bool = False,
    now: datetime,
    wait_seconds: float = 600.0,
    waiting: Callable[[], None] = lambda: None,
) -> UndoResult:
    """Take an import back by committing a new version whose tables are those before it.

    Nothing is removed: the versions in between stay in the history, and the time zone is kept.

    Parameters
    ----------
    store : Path
        Folder of the store.
    version : int, optional
        The version an import made; the newest import that stands by default.
    with_later : bool
        Take back all later imports along with it. Without, only the newest one can be taken back.
    now : datetime
        When it happens; kept in the version.
    wait_seconds, waiting
        How long to wait for an import that runs; called once when there is one.

    Raises
    ------
    UsageError
        The version is no import, was taken back already, has later imports on top, or was made before words
        were removed for good; the message says which.
    """
    if not (store / "versions").is_dir():
        raise UsageError(f"There is no contact store at {store}, so there is nothing to take back.")
    with disk_full_said(store), versions.lock(store, wait_seconds, waiting=waiting):
        state = versions.read(store)
        undone = to_take_back(history(store), version, with_later=with_later)
        before = versions.read(store, undone[0] - 1) if undone[0] > 1 else NOTHING
        made_by = {"at": now.isoformat(timespec="seconds"), "kind": "undo", "undoes": undone}
        made = _back(state, before, made_by)
        remove_old_words(store, state)
        versions.commit(store, made)
        forget_derived(store, made)
    return UndoResult(str(store), made.number, tuple(undone), before.number)


def to_take_back(known: History, version: int | None = None, *, with_later: bool = False) -> list[int]:
    """Return the versions that an undo takes back, oldest first; or raise and say why it cannot be done."""
    standing = [e.version for e in known.standing]
    if version is not None:
        _check_is_standing_import(known, version)
    elif not standing:
        raise UsageError(f"{known.store} holds no import that could be taken back.")
    else:
        version = standing[-1]
    later = [n for n in standing if n > version]
    if later and not with_later:
        listed = ", ".join(map(str, later))
        raise UsageError(
            f"Version {version} has later imports on top of it ({listed}), which may have changed the same "
            f"contacts. Take them back together with it, or only the newest, version {later[-1]}."
        )
    purge = max((e.version for e in known.entries if e.kind == "purge"), default=0)
    if purge > version:
        raise UsageError(
            f"Version {version} was imported before words were removed for good (version {purge}). Taking it "
            "back would bring such words back, so it stays."
        )
    return [version, *later]


def _check_is_standing_import(known: History, version: int) -> None:
    entries: dict[int, Entry] = {e.version: e for e in known.entries}
    entry = entries.get(version)
    if entry is None:
        raise UsageError(f"{known.store} has no version {version}. It has versions 1 to {max(entries)}.")
    if entry.kind == "undo":
        raise UsageError(
            f"Version {version} took imports back itself, and that is not undone: import the files again."
        )
    if entry.kind == "purge":
        raise UsageError(f"Version {version} removed words for good: that cannot be taken back.")
    if entry.taken_back_by is not None:
        raise UsageError(f"Version {version} was taken back already, by version {entry.taken_back_by}.")


def _back(state: Version, before: Version, made_by: dict[str, Any]) -> Version:
    """Return the version after `state` with the tables of `before`.

    A table that did not exist before begins in a folder of its own when it is next written, so that the
    versions of the history still read theirs.
    """
    number = state.number + 1
    gone = {name: f"{name}-{number:08d}" for name in state.tables if name not in before.tables}
    return replace(
        state,
        number=number,
        tables=dict(before.tables),
        import_=made_by,
        folders={**state.folders, **before.folders, **gone},
    )
