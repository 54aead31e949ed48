"""What the interventions of a person ask of them, in one query: the first page asks many rooms."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, Min, OuterRef, Q, Subquery

from headwater.apps.interventions.models import Intervention, Judgement, PlanRecord
from headwater.apps.people.models import User

START_NEARS = timedelta(days=14)
NEWS_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Asked:
    """How many of a person's interventions ask for what.

    Attributes
    ----------
    to_lock, lock_by : int, date or None
        Drafts whose start nears or has passed, and the earliest start.
    to_plan : int
        Registered, and nothing is promised or drafted.
    to_read : int
        Judged within the last two weeks.
    only : int or None
        Id of the intervention where all of it is about one.
    """

    to_lock: int = 0
    lock_by: date | None = None
    to_plan: int = 0
    to_read: int = 0
    only: int | None = None


def asked_of(user: User, day: date) -> Asked:
    """Return what a person's own interventions ask of them on a day."""
    plans = PlanRecord.objects.filter(intervention=OuterRef("pk"), withdrawn_at=None).order_by()
    drafts = plans.filter(locked_at=None)
    judged = Judgement.objects.filter(
        plan__intervention=OuterRef("pk"), plan__withdrawn_at=None, judged_at__date__gt=day - NEWS_FOR
    ).exclude(look=Judgement.Look.EARLIER)
    starts = drafts.values("intervention").annotate(first=Min("starts_on")).values("first")
    rows = (
        Intervention.objects.filter(owner=user, stopped_on=None)
        .annotate(
            promised=Exists(plans.filter(locked_at__isnull=False)),
            draft_starts=Subquery(starts),
            news=Exists(judged),
        )
        .filter(Q(promised=False, draft_starts=None) | Q(news=True) | Q(draft_starts__lte=day + START_NEARS))
        .values_list("pk", "promised", "draft_starts", "news")
    )
    found = list(rows)
    near = [start for _, _, start, _ in found if start is not None and start <= day + START_NEARS]
    return Asked(
        to_lock=len(near),
        lock_by=min(near, default=None),
        to_plan=sum(not promised and start is None for _, promised, start, _ in found),
        to_read=sum(news for *_, news in found),
        only=found[0][0] if len(found) == 1 else None,
    )
