"""Taking imports back, and removing the words of old contacts for good."""

from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from headwater.analysis.contacts.purge import purge_text
from headwater.analysis.contacts.undo import UndoResult, undo_import
from headwater.analysis.errors import HeadwaterError, UsageError
from headwater.apps import installation
from headwater.apps.contacts import selectors
from headwater.apps.contacts.changes import store_changed
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import organisation, require
from headwater.apps.tasks.kinds import Report
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import start_task

PURGE = "contacts.purge"
"""The kind of background work that removes words."""
_WAIT_SECONDS = 5.0


def take_back_import(*, acting_user: User, version: int) -> UndoResult:
    """Take back the import that made a version, with all that came after it."""
    require(acting_user, Action.IMPORT_CONTACTS)
    top = organisation()
    assert top is not None
    with transaction.atomic():
        try:
            done = undo_import(
                installation.store(),
                version,
                with_later=True,
                now=datetime.now(UTC),
                wait_seconds=_WAIT_SECONDS,
            )
        except HeadwaterError as error:
            raise type(error)(selectors.own_store(error.message)) from None
        record(acting_user, "import.taken_back", top, version=done.version, undone=list(done.undone))
    store_changed()
    return done


@transaction.atomic
def queue_purge(*, acting_user: User, before: date) -> Task:
    """Queue the removal of the words of all contacts that opened before a day."""
    require(acting_user, Action.PURGE_TEXT)
    if selectors.open_store() is None:
        raise UsageError("There are no contacts yet, so there are no words to remove.")
    if before > datetime.now(UTC).date():
        raise UsageError("This day has not come yet: words can be removed up to today.")
    task = start_task(acting_user=acting_user, kind=PURGE, key=PURGE, before=before.isoformat())
    if task.arguments.get("before") != before.isoformat():
        raise UsageError("Words are being removed already: wait until that is done.")
    record(acting_user, "text.purge_queued", task, before=before.isoformat())
    return task


def run_purge(*, report: Report, before: str) -> dict[str, Any]:
    """Remove words for good; a second run after a kill finishes what the first one began."""
    report("Removing words")
    top = organisation()
    done = purge_text(
        installation.store(),
        date.fromisoformat(before),
        now=datetime.now(UTC),
        waiting=lambda: report("Waiting for an import to end"),
    )
    if top is not None:
        with transaction.atomic():
            record(None, "text.purged", top, before=before, version=done.version, removed=done.removed)
    store_changed()
    return {"version": done.version, "before": before, "removed": done.removed, "kept": done.kept}
