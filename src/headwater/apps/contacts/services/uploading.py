"""Uploads: looked at, kept for a while, thrown away."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from headwater.analysis.contacts.suggest import Suggestion, suggest
from headwater.analysis.errors import HeadwaterError, UsageError
from headwater.apps.contacts import selectors, uploads
from headwater.apps.contacts.models import Import
from headwater.apps.contacts.services.imports import placed
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import start_task

FORGET = "contacts.forget_uploads"
"""The kind of background work that removes uploads nobody imported."""


def keep_upload(*, acting_user: User, path: Path, name: str, size: int) -> Import:
    """Look at an uploaded file and keep it for a day; a file that cannot be read is removed at once.

    Raises
    ------
    UsageError, BadDataError
        The file cannot be read; the message calls it by its own name.
    """
    require(acting_user, Action.IMPORT_CONTACTS)
    forget_old_uploads()
    made = Import(
        kind=Import.Kind.PAGE, names=[name], places=[placed(path)], size=size, created_by=acting_user
    )
    try:
        found = suggest(path, name=name)
    except HeadwaterError as error:
        path.unlink(missing_ok=True)
        raise type(error)(selectors.own_words(made, error.message)) from None
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    made.suggestion = _kept(found)
    made.mapping_text = found.text or ""
    made.mapping_name = found.shipped or ""
    with transaction.atomic():
        made.save()
        record(acting_user, "import.uploaded", made, size=size)
        task = start_task(acting_user=None, kind=FORGET, key=f"{FORGET} {made.pk}")
        Task.objects.filter(pk=task.pk).update(not_before=timezone.now() + uploads.KEPT_FOR)
    return made


@transaction.atomic
def discard_upload(*, acting_user: User, made: Import) -> None:
    """Throw an upload away."""
    require(acting_user, Action.IMPORT_CONTACTS)
    made = Import.objects.select_for_update().get(pk=made.pk)
    if not made.can_begin:
        raise UsageError("This import is done or under way: there is nothing left to throw away.")
    # what was tried before stays in the history, without its file
    if made.state == Import.State.WAITING:
        made.state, made.finished_at = Import.State.DISCARDED, timezone.now()
        made.save(update_fields=["state", "finished_at"])
    record(acting_user, "import.discarded", made)
    transaction.on_commit(lambda: uploads.forget(made))


def forget_old_uploads() -> dict[str, Any]:
    """Remove uploads that nobody imported within a day."""
    now = timezone.now() + timedelta(minutes=1)  # the task begins at the very end of the day
    gone = uploads.forget_old(now, selectors.uploads_in_use())
    old = Import.objects.filter(state=Import.State.WAITING, created_at__lt=now - uploads.KEPT_FOR)
    for made in old:
        if not selectors.files_are_there(made):
            made.state, made.finished_at = Import.State.DISCARDED, timezone.now()
            made.save(update_fields=["state", "finished_at"])
    return {"removed": gone}


def _kept(found: Suggestion) -> dict[str, Any]:
    said = found.to_dict()
    kept = {key: said[key] for key in ("rows", "shipped", "columns", "left_out", "unsure", "nearly")}
    for column in kept["columns"]:
        column.pop("expression", None)
    title = found.compared[0].title if found.shipped and found.compared else ""
    return {**kept, "title": title, "text": found.text or ""}
