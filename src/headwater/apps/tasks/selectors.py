"""What can be read about tasks, each for the person who reads."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import reach
from headwater.apps.tasks.kinds import KINDS
from headwater.apps.tasks.models import Task

SILENT_AFTER = timedelta(seconds=30)
"""A worker that says nothing for that long is taken for dead."""


def tasks_visible_to(user: User) -> QuerySet[Task]:
    """Return the tasks a person may follow: their own, or all."""
    scope = reach(user, Action.READ_TASKS).scope
    found = Task.objects.select_related("started_by")
    return found if scope is Scope.ORGANISATION else found.filter(started_by=user)


def task_visible_to(user: User, pk: int) -> Task:
    """Return one task, or none where this person may not know of it."""
    found = tasks_visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def title_of(task: Task) -> str:
    """Return what a task does, in words."""
    kind = KINDS.get(task.kind)
    return task.kind if kind is None else kind.title


def next_claimable(now: datetime) -> Task | None:
    """Return the task a worker should try to take: one that waits, or one whose worker fell silent."""
    waits = Q(state=Task.State.QUEUED, not_before__lte=now)
    abandoned = Q(state=Task.State.RUNNING, heartbeat_at__lt=now - SILENT_AFTER)
    return Task.objects.filter(waits | abandoned).order_by("not_before", "pk").first()


def last_result(kind: str) -> dict[str, Any] | None:
    """Return what the newest task of a kind that is done found; one asked for earlier may end later."""
    found = Task.objects.filter(kind=kind, state=Task.State.DONE).order_by("-pk").first()
    return None if found is None else found.result


def last_task(kind: str) -> Task | None:
    """Return the newest task of a kind, however it stands."""
    return Task.objects.filter(kind=kind).order_by("-created_at", "-pk").first()


def open_task(kind: str) -> Task | None:
    """Return a task of a kind that waits or runs."""
    return Task.objects.filter(kind=kind, state__in=[Task.State.QUEUED, Task.State.RUNNING]).first()
