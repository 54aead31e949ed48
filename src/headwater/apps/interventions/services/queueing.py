"""Work of the worker, queued: judging and mail."""

from headwater.apps.interventions.models import PlanRecord
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import ensure_task

JUDGE = "interventions.judge"
"""Kind of the background work that judges what is due and then writes the mail it owes."""


def mail_soon() -> Task:
    """Queue the mail that a change owes."""
    return ensure_task(kind=JUDGE)


def judge_soon() -> Task | None:
    """Queue judging after measures were counted, where anything was promised."""
    if not PlanRecord.objects.filter(locked_at__isnull=False, withdrawn_at=None).exists():
        return None
    return ensure_task(kind=JUDGE)
