"""Pushes: rows come in one request each, and go into the store many requests together."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from headwater.analysis.contacts.transform import transform_records
from headwater.analysis.errors import HeadwaterError
from headwater.apps.api import inbox, selectors
from headwater.apps.api.models import FirstAnswer, Push, Token
from headwater.apps.api.rows import first_mapping, look_at, mapping_text
from headwater.apps.contacts.models import Import
from headwater.apps.contacts.selectors import pseudonym_key, store_timezone
from headwater.apps.contacts.services import queue_import
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.tasks.services import ensure_task

TAKE_IN = "api.take_in"
GATHER = timedelta(seconds=15)
"""How long rows wait for others, so that many small pushes make one version of the store."""
BETWEEN = timedelta(minutes=5)
"""In a steady stream, the time from one import to the next: each brings a new diagnosis with it."""
MOST_TOGETHER = 2_000
MOST_REJECTS_KEPT = 1_000
KEPT = timedelta(days=2)
"""How long an Idempotency-Key is known."""


@dataclass(frozen=True)
class Prepared:
    """Rows that were looked at: good ones are in the inbox, bad ones are listed."""

    kind: str
    source: str
    rows: int
    accepted: int
    rejects: list[dict[str, Any]]
    file: str


def prepare_push(*, acting_user: User, kind: str, source: str, rows: list[Any]) -> Prepared:
    """Take rows through the mapping in memory, so that no file ever holds the identifier of a customer."""
    require(acting_user, Action.PUSH_CONTACTS)
    batch = transform_records(
        look_at(kind, rows),
        first_mapping(kind),
        source=source,
        timezone=store_timezone() or settings.TIME_ZONE,
        key=pseudonym_key(),
    )
    rejects = [{"index": r.row - 1, "column": r.column, "reason": r.reason} for r in batch.rejects]
    accepted = batch.table.num_rows
    file = inbox.keep(batch, kind) if accepted else ""
    return Prepared(kind, source, len(rows), accepted, rejects, file)


@transaction.atomic
def receive_push(*, acting_user: User, token: Token, prepared: Prepared) -> Push:
    """Record a push, and have its rows imported soon."""
    require(acting_user, Action.PUSH_CONTACTS)
    push = Push.objects.create(
        kind=prepared.kind,
        source=prepared.source,
        maker=acting_user,
        token=token,
        rows=prepared.rows,
        accepted=prepared.accepted,
        rejects=prepared.rejects[:MOST_REJECTS_KEPT],
        file=prepared.file,
    )
    record(acting_user, "push.received", push, kind=push.kind, rows=push.rows, accepted=push.accepted)
    if push.file:
        transaction.on_commit(call_for_import)
    return push


def call_for_import() -> None:
    """Have what waits imported soon."""
    last = Import.objects.filter(kind=Import.Kind.API).aggregate(at=Max("created_at"))["at"]
    soon = timezone.now() + GATHER
    ensure_task(kind=TAKE_IN, not_before=soon if last is None else max(soon, last + BETWEEN))


def take_in_waiting() -> dict[str, int]:
    """Hand what waits to the imports: one import for each person, source and kind of rows."""
    waiting = selectors.pushes_waiting()
    groups = waiting.order_by().values_list("maker", "source", "kind").distinct()
    taken = imports = 0
    for maker, source, kind in list(groups):
        pushes = list(waiting.filter(maker=maker, source=source, kind=kind)[:MOST_TOGETHER])
        gone = [push for push in pushes if not inbox.is_there(push.file)]
        _fail(gone, "The rows were removed from the inbox before they were imported: push them again.")
        pushes = [push for push in pushes if push not in gone]
        if pushes:
            taken += len(pushes)
            imports += _import(pushes)
    if selectors.pushes_waiting().exists():
        call_for_import()
    return {"pushes": taken, "imports": imports}


def _import(pushes: list[Push]) -> int:
    """Queue one import of several pushes; a run that is killed before the end leaves them waiting."""
    first = pushes[0]
    file = inbox.gather(push.file for push in pushes)
    try:
        with transaction.atomic():
            made = queue_import(
                acting_user=first.maker,
                files=[file],
                mapping=mapping_text(first.kind),
                source=first.source,
                timezone="" if store_timezone() else settings.TIME_ZONE,
                kind=Import.Kind.API,
                names=[f"{len(pushes)} pushes of {first.kind}"],
                most_rejects=0.99,
            )
            Push.objects.filter(pk__in=[push.pk for push in pushes]).update(taken_in=made, file="")
    except HeadwaterError as error:
        file.unlink(missing_ok=True)
        _fail(pushes, error.message)
        return 0
    inbox.forget(push.file for push in pushes)
    return 1


def _fail(pushes: list[Push], why: str) -> None:
    Push.objects.filter(pk__in=[push.pk for push in pushes]).update(error=why, file="")
    inbox.forget(push.file for push in pushes)


def tidy() -> dict[str, int]:
    """Forget old answers, and files of the inbox that belong to no push: a crash left them."""
    old = timezone.now() - KEPT
    forgotten, _ = FirstAnswer.objects.filter(created_at__lt=old).delete()
    known = set(selectors.pushes_waiting().values_list("file", flat=True))
    left = [name for name in inbox.older_than(timezone.now() - timedelta(hours=1)) if name not in known]
    inbox.forget(left)
    if known:
        call_for_import()
    return {"answers": forgotten, "files": len(left)}
