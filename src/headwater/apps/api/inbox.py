"""Rows that wait for their import: files only Headwater reads, with pseudonyms in place of people."""

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from headwater.analysis.contacts.transform import Batch
from headwater.apps import installation
from headwater.apps.api.rows import columns_of
from headwater.apps.contacts import uploads


def folder() -> Path:
    """Return the folder, made at its first use."""
    found = installation.data() / "inbox"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def keep(batch: Batch, kind: str) -> str:
    """Write accepted rows into a new file and return its name."""
    names = [name for name in columns_of(kind) if name in batch.table.column_names]
    columns = [batch.table[name].to_pylist() for name in names]
    name = f"{uuid4().hex}.jsonl"
    lines = (
        json.dumps({n: _plain(v) for n, v in zip(names, row, strict=True) if v is not None})
        for row in zip(*columns, strict=True)
    )
    _write(folder() / name, (line.encode() + b"\n" for line in lines))
    return name


def gather(names: Iterable[str]) -> Path:
    """Write the rows of several files into one upload, which its import removes."""
    place = uploads.folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = place / f"{uuid4().hex}.jsonl"
    _write(target, ((folder() / name).read_bytes() for name in names))
    return target


def forget(names: Iterable[str]) -> None:
    """Remove files."""
    for name in names:
        (folder() / name).unlink(missing_ok=True)


def is_there(name: str) -> bool:
    """Say whether a file is still there."""
    return (folder() / name).is_file()


def older_than(instant: datetime) -> list[str]:
    """Return the names of files written before an instant."""
    then = instant.timestamp()
    return [file.name for file in folder().glob("*.jsonl") if file.stat().st_mtime < then]


def _write(file: Path, parts: Iterable[bytes]) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.writelines(parts)
        out.flush()
        os.fsync(out.fileno())


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
