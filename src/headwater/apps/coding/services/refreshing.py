"""When figures of a study are worth computing anew."""

from django.db import transaction

from headwater.analysis.errors import UsageError
from headwater.apps.coding.models import Figures, Reading, Study
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import start_task

FIGURES = "coding.figures"
FEWEST_NEW = 10
SHARE_NEW = 0.05


def refresh_when_worth_it(study: Study) -> Task | None:
    """Queue the figures when ten readings, or a twentieth of them, came since they were made, or all are."""
    return queue_figures(None, study) if is_worth_it(study) else None


def is_worth_it(study: Study) -> bool:
    """Return whether enough was coded since the figures were made."""
    readings = Reading.objects.filter(contact__study=study)
    done = readings.filter(finished_at__isnull=False).count()
    made = Figures.objects.filter(study=study).values_list("readings", flat=True).first() or 0
    new = done - made
    if new >= max(FEWEST_NEW, SHARE_NEW * made):
        return True
    return new > 0 and not readings.filter(finished_at=None).exists()


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
