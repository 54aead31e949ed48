"""An import as the worker does it: the files through the mapping into the store, and what became of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from headwater.analysis.contacts import versions
from headwater.analysis.contacts.import_result import ImportResult
from headwater.analysis.contacts.importing import ImportSettings, import_files
from headwater.analysis.contacts.mapping import parse_mapping
from headwater.analysis.errors import HeadwaterError, TryAgainError
from headwater.apps import installation
from headwater.apps.contacts import selectors
from headwater.apps.contacts.changes import store_changed
from headwater.apps.contacts.models import Import
from headwater.apps.contacts.services.imports import mapping_from, placed
from headwater.apps.contacts.uploads import forget
from headwater.apps.events import happened
from headwater.apps.people.audit import record
from headwater.apps.tasks.kinds import Report, TaskCancelled

_STATES = {
    "imported": Import.State.IMPORTED,
    "unchanged": Import.State.UNCHANGED,
    "refused": Import.State.REFUSED,
}


def run_import(*, report: Report, import_id: int) -> dict[str, Any]:
    """Do a queued import; a second run after a kill finds what the first one committed."""
    made = Import.objects.get(pk=import_id)
    if made.state != Import.State.QUEUED:  # the run before was killed behind its last word
        if made.state == Import.State.IMPORTED:
            store_changed()  # it may not have come to that
        return {"import": made.pk, "state": made.state, "version": made.version_after}
    with _failure_recorded(made):
        committed = _committed_before(made)
        result = _known(made, committed) if committed else _imported(report, made)
        if result["status"] == "unchanged" and (committed := _committed_before(made)):
            result = _known(made, committed)  # another worker, taken for dead, was a moment earlier
    state = _STATES[result["status"]]
    with transaction.atomic():
        Import.objects.filter(pk=made.pk).update(
            state=state,
            result=result,
            version_after=result["version"] if state == Import.State.IMPORTED else None,
            finished_at=timezone.now(),
        )
        counts = result["reconciliation"]
        done = {key: counts[key] for key in ("loaded", "updated", "unchanged", "rejected_rows")}
        record(None, f"import.{state.value}", made, version=result["version"], **done)
        told = {
            "rows": counts["source_rows"],
            "loaded": counts["loaded"],
            "rejected": counts["rejected_rows"],
        }
        happened("import.finished", reverse("contacts:import", args=[made.pk]), import_id=made.pk, **told)
    if state != Import.State.REFUSED:
        forget(made)
    if state == Import.State.IMPORTED:
        store_changed()
    return {"import": made.pk, "state": state.value, "version": result["version"]}


def import_now(
    *, report: Report, file: Path, mapping: str, source: str, timezone_name: str, kind: str
) -> Import:
    """Import a file within other background work, on record; a second run after a kill goes on."""
    chosen, text = mapping_from(mapping)
    made, _ = Import.objects.get_or_create(
        kind=kind,
        places=[placed(file)],
        defaults={
            "names": [file.name],
            "source": source,
            "timezone": timezone_name,
            "mapping_name": chosen.mapping,
            "mapping_text": text,
            "version_before": selectors.store_version(),
            "state": Import.State.QUEUED,
            "size": file.stat().st_size,
        },
    )
    if made.state not in (Import.State.IMPORTED, Import.State.UNCHANGED):
        Import.objects.filter(pk=made.pk).update(state=Import.State.QUEUED, error="")
        run_import(report=report, import_id=made.pk)
        made.refresh_from_db()
    return made


def _imported(report: Report, made: Import) -> dict[str, Any]:
    step = f"Importing {', '.join(made.names)}"
    report(step)
    files = selectors.files_of(made)
    rejects = selectors.rejects_of(made)
    rejects.unlink(missing_ok=True)
    settings = ImportSettings(
        mapping=parse_mapping(made.mapping_text, "mapping"),
        source=made.source,
        timezone=made.timezone or None,
        with_text=made.with_text,
        max_rejects=made.most_rejects,
        record=str(made.pk),
        names=tuple(made.names),
    )
    result = import_files(
        files,
        installation.store(),
        settings,
        selectors.pseudonym_key(),
        now=datetime.now(UTC),
        rejects_file=rejects,
        progress=lambda rows: report(step, rows),
        say=report,
    )
    return _said(made, result)


def _said(made: Import, result: ImportResult) -> dict[str, Any]:
    """Return the result as it is kept: without the places of files on this machine."""
    examples = [
        {**reject.to_dict(), "file": selectors.own_words(made, str(reject.file))}
        for reject in result.reject_examples
    ]
    return {
        "status": result.status,
        "version": result.version,
        "table": result.table,
        "timezone": result.timezone,
        "reconciliation": result.reconciliation.to_dict(),
        "examples": examples,
    }


def _committed_before(made: Import) -> versions.Version | None:
    """Return the version that a killed run of this import committed."""
    store = installation.store()
    later = [n for n in versions.numbers(store) if n > (made.version_before or 0)]
    found = (versions.read(store, number) for number in reversed(later))
    return next((v for v in found if v.import_.get("record") == str(made.pk)), None)


def _known(made: Import, version: versions.Version) -> dict[str, Any]:
    return {
        "status": "imported",
        "version": version.number,
        "table": version.import_["table"],
        "timezone": version.timezone,
        "reconciliation": version.import_["reconciliation"],
        "examples": [],
    }


@contextmanager
def _failure_recorded(made: Import) -> Iterator[None]:
    """Write how an import ended that did not come through; what may work later stays queued."""
    mine = Import.objects.filter(pk=made.pk, state=Import.State.QUEUED)
    try:
        yield
    except TryAgainError as error:
        raise type(error)(selectors.own_words(made, error.message)) from None
    except TaskCancelled:
        mine.update(state=Import.State.STOPPED, finished_at=timezone.now())
        raise
    except HeadwaterError as error:
        said = selectors.own_words(made, error.message)
        mine.update(state=Import.State.FAILED, error=said, finished_at=timezone.now())
        raise type(error)(said) from None
