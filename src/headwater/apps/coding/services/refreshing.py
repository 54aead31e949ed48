"""When figures of a study are worth computing anew."""

from django.db import transaction

from headwater.analysis.errors import UsageError
from headwater.apps.coding.models import Decision, Figures, Reading, Study
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import start_task

FIGURES = "coding.figures"
FEWEST_NEW = 10
SHARE_NEW = 0.05


def refresh_when_worth_it(study: Study, *, changed: bool = False) -> Task | None:
    """Queue the figures when ten readings, or a twentieth of them, came since they were made, or all are.

    Once all is read, every decision and everything said otherwise (`changed`) has them made anew: shares rest
    on decisions as they do on readings, and a figure beside them may not stay behind.
    """
    return queue_figures(None, study) if is_worth_it(study, changed=changed) else None


def is_worth_it(study: Study, *, changed: bool = False) -> bool:
    """Return whether enough was coded, decided or changed since the figures were made."""
    readings = Reading.objects.filter(contact__study=study)
    done = readings.filter(finished_at__isnull=False).count()
    decided = Decision.objects.filter(contact__study=study, finished_at__isnull=False).count()
    kept = Figures.objects.filter(study=study).values_list("readings", "decisions").first()
    made, settled = kept or (0, 0)
    new = abs(done - made) + abs(decided - settled)
    all_read = not readings.filter(finished_at=None).exists()
    return new >= max(FEWEST_NEW, SHARE_NEW * made) or (all_read and bool(new or changed))


@transaction.atomic
def refresh_figures(*, acting_user: User, study: Study) -> Task:
    """Compute agreement and intervals from all readings there are."""
    require(acting_user, Action.READ_CODING)
    if study.state == Study.State.DRAWING:
        raise UsageError("The sample is still being drawn.")
    return queue_figures(acting_user, study)


def queue_figures(acting_user: User | None, study: Study) -> Task:
    """Queue the computation, once at a time for each study."""
    return start_task(acting_user=acting_user, kind=FIGURES, key=f"{FIGURES} {study.pk}", study=study.pk)
