"""Which files a store consists of: those its committed versions name, nothing an import left half-done."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deltalake.exceptions import DeltaError

from headwater.analysis.contacts import versions
from headwater.analysis.contacts.delta import StoreTable
from headwater.analysis.errors import BadDataError


@dataclass(frozen=True)
class Committed:
    """The files of a store's committed versions.

    Attributes
    ----------
    version : int
        The newest committed version; 0 when nothing was imported yet.
    files : tuple of Path
        Relative to the store, sorted.
    """

    version: int
    files: tuple[Path, ...]


def committed_files(store: Path) -> Committed:
    """Return the files that make up every committed version of a store, an import running or not.

    Rows of an import that has not ended, or was killed, are in no committed version and so not among them;
    neither is what was dropped from earlier versions, nor what can be derived again.

    Parameters
    ----------
    store : Path
        Folder of the store; it need not exist.

    Returns
    -------
    Committed
        Copying exactly these files gives a store with the same versions.

    Raises
    ------
    BadDataError
        A file that the newest version needs is not there.
    FileNotFoundError
        A purge removed files while they were listed: whoever asks again gets what is there now.

    Examples
    --------
    >>> committed_files(Path("no-such-store"))
    Committed(version=0, files=())
    """
    known = [versions.read(store, number) for number in versions.numbers(store)]
    if not known:
        return Committed(0, ())
    newest = known[-1]
    found = {Path("versions") / f"{version.number:08d}.json" for version in known}
    found |= {path.relative_to(store) for path in store.glob("[!.]*") if path.is_file()}
    for name in newest.tables:
        folder = newest.folder(name)
        # a purge moves words into another folder: what lies in the earlier one is to go, and is not carried
        in_it = {v.tables[name] for v in known if name in v.tables and v.folder(name) == folder}
        found |= set(_log(store, folder, max(in_it)))
        found |= set(_content(store, folder, sorted(in_it), newest.tables[name]))
    return Committed(newest.number, tuple(sorted(found)))


def _log(store: Path, folder: str, last: int) -> Iterator[Path]:
    """Yield the journal of a table up to a version; what came later is not committed."""
    for file in (store / folder / "_delta_log").iterdir():
        number = _last_checkpoint(file) if file.name == "_last_checkpoint" else file.name.partition(".")[0]
        if number.isdigit() and int(number) <= last:
            yield file.relative_to(store)


def _last_checkpoint(file: Path) -> str:
    return str(json.loads(file.read_text(encoding="utf-8"))["version"])


def _files(table: StoreTable, version: int) -> list[str]:
    try:
        return table.files(version)
    except DeltaError:
        if table.exists():
            raise
        raise FileNotFoundError(f"{table.folder} was removed meanwhile") from None


def _content(store: Path, folder: str, delta_versions: list[int], needed: int) -> Iterator[Path]:
    table = StoreTable(store / folder)
    inside = table.folder.absolute()
    for version in delta_versions:
        for file in map(Path, _files(table, version)):
            if file.exists():
                yield Path(folder) / file.relative_to(inside)
            elif version == needed:
                raise BadDataError(
                    f"The store {store} is damaged: its newest version needs "
                    f"{folder}/{file.parent.name}/{file.name}, which is not there. Restore the last backup, "
                    "or import the export again into a new store."
                )
