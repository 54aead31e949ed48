"""An import: files through a mapping into the store, whole or not at all."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from headwater.analysis.contacts import versions
from headwater.analysis.contacts.delta import StoreTable
from headwater.analysis.contacts.housekeeping import (
    disk_full_said,
    forget_derived,
    remove_old_words,
    staging_folder,
)
from headwater.analysis.contacts.import_result import ImportResult, ImportSettings, Status
from headwater.analysis.contacts.intake import Intake
from headwater.analysis.contacts.mapping import ASK
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.contacts.reconciliation import Reconciliation
from headwater.analysis.contacts.schema import CONTACT_TEXTS, CONTACTS
from headwater.analysis.contacts.staging import SUPERSEDED, Staging
from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.contacts.transform import transform
from headwater.analysis.errors import UsageError

__all__ = ["ImportResult", "ImportSettings", "import_files"]


@dataclass(frozen=True)
class _Job:
    """One import under way."""

    files: Sequence[Path]
    store: Path
    settings: ImportSettings
    zone: str
    now: datetime
    intake: Intake


def import_files(
    files: Sequence[Path],
    store: Path,
    settings: ImportSettings,
    key: PseudonymKey,
    *,
    now: datetime,
    rejects_file: Path | None = None,
    progress: Callable[[int], None] = lambda rows: None,
    say: Callable[[str], None] = lambda message: None,
) -> ImportResult:
    """Import files into a store: all rows accounted for, in one commit, or nothing at all.

    Parameters
    ----------
    files : sequence of Path
        CSV, JSON, JSON Lines or Parquet, each also compressed.
    store : Path
        Folder of the store; made when it is not there.
    settings : ImportSettings
        Mapping, source and limits.
    key : PseudonymKey
        Makes the pseudonyms of customers and agents.
    now : datetime
        When the import happens; kept in the version.
    rejects_file : Path, optional
        Where rejected rows are listed; beside the store by default. Written only when there are any.
    progress, say : callable
        Told the rows read so far; told what the person who waits should know.

    Raises
    ------
    UsageError
        The store is kept in another time zone, or the zone is not known.
    TryAgainError
        Another import held the store too long, or the disk is full; nothing was changed.
    """
    is_new = not store.exists()
    target = rejects_file or _beside(store, settings.source, now)
    try:
        with disk_full_said(store), ExitStack() as stack:
            job = _Job(
                files, store, settings, _zone(store, settings), now, stack.enter_context(Intake(target))
            )
            staging = Staging(stack.enter_context(staging_folder(store)), settings.mapping.table, store)
            stack.callback(staging.close)
            _read(job, key, staging, progress)
            if job.intake.rejected_rows > settings.most_rejects(job.intake.source_rows):
                return _refuse(job)
            waiting = partial(say, "Another import holds the store; waiting for it to end.")
            stack.enter_context(versions.lock(store, settings.wait_seconds, waiting=waiting))
            result = _commit(job, staging)
    finally:
        if is_new and not (store / "versions").exists() and not any((store / "staging").glob("*.alive")):
            shutil.rmtree(store, ignore_errors=True)
    if result.status == "imported" and result.table == CONTACTS.name:
        with disk_full_said(store):
            ContactStore(store).dictionaries()
    return result


def _read(job: _Job, key: PseudonymKey, staging: Staging, progress: Callable[[int], None]) -> None:
    """Take the files through the mapping into the staging folder."""
    batches = transform(
        job.files,
        job.settings.mapping,
        source=job.settings.source,
        timezone=job.zone,
        key=key,
        with_text=job.settings.with_text,
        encoding=job.settings.encoding,
    )
    for batch in batches:
        job.intake.source_rows += batch.source_rows
        job.intake.excluded.update(batch.excluded)
        job.intake.reject(batch.rejects)
        if batch.table.num_rows:
            staging.add(batch.table)
        progress(job.intake.source_rows)


def _commit(job: _Job, staging: Staging) -> ImportResult:
    """Compare with the committed version and make the next one; the caller holds the lock."""
    state = versions.read(job.store)
    if state.number and state.timezone != job.zone:
        raise _other_zone(job.store, state.timezone, job.zone)
    name = job.settings.mapping.table
    names = [name, CONTACT_TEXTS.name] if name == CONTACTS.name else [name]
    remove_old_words(job.store, state)
    for each in names:
        StoreTable(job.store / state.folder(each)).return_to(state.tables.get(each))
    existing = [StoreTable(job.store / state.folder(each)).files(state.tables.get(each)) for each in names]
    staging.words_from = state.words_from
    found = staging.compare(existing[0], existing[1] if len(existing) > 1 else [])
    if found.superseded:
        job.intake.excluded[SUPERSEDED] += found.superseded
    counts = job.intake.reconciliation(found.loaded, found.updated, found.unchanged, found.split)
    if state.number and not (found.loaded or found.updated):
        return _result("unchanged", state.number, job, counts)
    tables = dict(state.tables)
    # the words first: nobody sees either before the version file names both
    for each in reversed(names):
        version = staging.write(each, state.tables.get(each), state.folder(each))
        if version is not None:
            tables[each] = version
    made_by: dict[str, Any] = {
        "at": job.now.isoformat(timespec="seconds"),
        "table": name,
        "source": job.settings.source,
        "mapping": job.settings.mapping.mapping,
        "files": list(job.settings.names) or [file.name for file in job.files],
        "reconciliation": counts.to_dict(),
    }
    if job.settings.record:
        made_by["record"] = job.settings.record
    made = replace(state, number=state.number + 1, tables=tables, timezone=job.zone, import_=made_by)
    versions.commit(job.store, made)
    forget_derived(job.store, made)
    return _result("imported", state.number + 1, job, counts)


def _refuse(job: _Job) -> ImportResult:
    """Account for the rows that would have been taken, and leave the store alone."""
    taken = job.intake.source_rows - job.intake.reconciliation(0, 0, 0, 0).accounted
    job.intake.excluded["the import was refused"] += taken
    counts = job.intake.reconciliation(0, 0, 0, 0)
    return _result("refused", versions.read(job.store).number, job, counts)


def _result(status: Status, number: int, job: _Job, counts: Reconciliation) -> ImportResult:
    return ImportResult(
        status=status,
        store=str(job.store),
        version=number,
        table=job.settings.mapping.table,
        source=job.settings.source,
        mapping=job.settings.mapping.mapping,
        timezone=job.zone,
        reconciliation=counts,
        rejects_file=str(job.intake.path) if job.intake.rejected_rows else None,
        reject_examples=tuple(job.intake.examples),
        max_rejects=job.settings.max_rejects,
    )


def _zone(store: Path, settings: ImportSettings) -> str:
    state = versions.read(store)
    zone = settings.timezone
    if zone is None and state.number:
        zone = state.timezone
    elif zone is None:
        zone = settings.mapping.timezone
        if zone == ASK:
            raise UsageError(
                f"The mapping {settings.mapping.mapping!r} reads times that carry no time zone. "
                "Say which one it is with --timezone Area/City, such as Europe/Berlin."
            )
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(
            f"There is no time zone {zone!r}. Use a name such as Europe/Berlin or America/New_York."
        ) from None
    if state.number and state.timezone != zone:
        raise _other_zone(store, state.timezone, zone)
    return zone


def _other_zone(store: Path, kept: str, asked: str) -> UsageError:
    return UsageError(
        f"The store {store} keeps local dates in {kept}, and this import asks for {asked}. "
        f"Import with --timezone {kept}, or use another store."
    )


def _beside(store: Path, source: str, now: datetime) -> Path:
    safe = "".join(c if c.isalnum() or c in "-_" else "_" for c in source)
    return store.with_name(f"{store.name}-rejects") / f"{safe}-{now:%Y%m%dT%H%M%S}.csv"
