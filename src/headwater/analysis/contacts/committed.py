"""Which files a store consists of: those its committed versions name, nothing an import left half-done."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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

    Examples
    --------
    >>> committed_files(Path("no-such-store"))
    Committed(version=0, files=())
    """
    known = [versions.read(store, number) for number in versions.numbers(store)]
    if not known:
        return Committed(0, ())
    found = {Path("versions") / f"{version.number:08d}.json" for version in known}
    found |= {path.relative_to(store) for path in store.glob("[!.]*") if path.is_file()}
    for name in sorted({table for version in known for table in version.tables}):
        of_table = [version.tables[name] for version in known if name in version.tables]
        found |= set(_log(store, name, max(of_table)))
        found |= set(_content(store, name, of_table, needed=known[-1].tables.get(name)))
    return Committed(known[-1].number, tuple(sorted(found)))


def _log(store: Path, name: str, last: int) -> Iterator[Path]:
    """Yield the journal of a table up to a version; what came later is not committed."""
    for file in (store / name / "_delta_log").iterdir():
        number = _last_checkpoint(file) if file.name == "_last_checkpoint" else file.name.partition(".")[0]
        if number.isdigit() and int(number) <= last:
            yield file.relative_to(store)


def _last_checkpoint(file: Path) -> str:
    return str(json.loads(file.read_text(encoding="utf-8"))["version"])


def _content(store: Path, name: str, of_table: list[int], needed: int | None) -> Iterator[Path]:
    table = StoreTable(store / name)
    inside = table.folder.absolute()
    for version in sorted(set(of_table)):
        for file in map(Path, table.files(version)):
            if file.exists():
                yield Path(name) / file.relative_to(inside)
            elif version == needed:
                raise BadDataError(
                    f"The store {store} is damaged: its newest version needs "
                    f"{name}/{file.parent.name}/{file.name}, which is not there. Restore the last backup, or "
                    "import the export again into a new store."
                )
