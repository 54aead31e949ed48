"""The flags of a cluster as a reader sees them: team, week and words; the person only where they said so."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import TruncWeek
from django.http import Http404
from django.utils import timezone

from headwater.analysis.demand.daily_sums import start_of
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.voices.kinds import Origin
from headwater.apps.voices.models import AnsweredFlag, Flag
from headwater.apps.voices.selectors.reading import flags_within

MOST_FLAGS = 200
WEEKS_SHOWN = 12


@dataclass(frozen=True)
class FlagSeen:
    """A flag without its person.

    Attributes
    ----------
    week : date
        Monday of the week: the day and the shift would tell who it was.
    name, contact : str
        Empty unless the person said that they may be named; the contact leads to who handled it.
    """

    pk: int
    cluster: int
    kind: str
    code: str
    team: str
    week: date
    words: str
    needed: str
    amount: Decimal | None
    currency: str
    limit: str
    instructions: tuple[tuple[str, str], ...]
    name: str
    contact: str
    contact_unknown: bool
    answered: bool

    @property
    def says_nothing_more(self) -> bool:
        """Whether there is nothing beyond kind and reason."""
        return not (self.words or self.needed or self.limit or self.instructions) and self.amount is None


@dataclass(frozen=True)
class FlagFact:
    """What the policy lab reads of a flag: no person, no contact, no free words but the rules named in it.

    Attributes
    ----------
    code : str
        One of the kind's reasons, such as what would have helped; empty for something else.
    instructions : tuple
        The two instructions as (origin, text); origins are values of `kinds.Origin`, empty where not said.
    """

    kind: str
    code: str
    day: date
    team: str
    limit: str
    amount: Decimal | None
    currency: str
    instructions: tuple[tuple[str, str], ...]


def flags_visible_to(user: User, cluster: int) -> list[FlagSeen]:
    """Return the newest flags of a cluster that a person may read."""
    found = (
        flags_within(user)
        .filter(cluster=cluster)
        .select_related("team", "raised_by")
        .annotate(is_answered=Exists(AnsweredFlag.objects.filter(flag=OuterRef("pk"))))
    )
    return [_seen(flag) for flag in found[:MOST_FLAGS]]


def flag_to_answer(user: User, pk: int) -> tuple[FlagSeen, Flag]:
    """Return a flag for whoever may answer it: what the page shows, and the record for the service."""
    found = (
        flags_within(user, Action.ANSWER_FLAGS)
        .select_related("team", "raised_by", "cluster")
        .annotate(is_answered=Exists(AnsweredFlag.objects.filter(flag=OuterRef("pk"))))
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return _seen(found), found


def flags_by_week(user: User, cluster: int, today: date) -> list[tuple[date, int]]:
    """Return how many flags of a cluster each of the last 12 weeks has, weeks without any included."""
    monday = start_of(today, "week")
    weeks = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS_SHOWN))]
    rows = (
        flags_within(user)
        .order_by()
        .filter(cluster=cluster)
        .annotate(week=TruncWeek("raised_at"))
        .values_list("week")
        .annotate(n=Count("pk"))
    )
    counted = {timezone.localdate(week): n for week, n in rows}
    return [(week, counted.get(week, 0)) for week in weeks]


def flags_for_policy(since: date, until: date) -> list[FlagFact]:
    """Return what flags of the days from `since` to `until` say about limits and instructions, oldest first.

    For the policy lab, which checks itself who may see what it makes of them.
    """
    zone = timezone.get_current_timezone()
    first = datetime.combine(since, datetime.min.time(), zone)
    end = datetime.combine(until + timedelta(days=1), datetime.min.time(), zone)
    found = Flag.objects.filter(raised_at__gte=first, raised_at__lt=end).select_related("team")
    return [
        FlagFact(
            kind=flag.kind,
            code=flag.code,
            day=timezone.localdate(flag.raised_at),
            team=flag.team.name,
            limit=flag.limit,
            amount=flag.amount,
            currency=flag.currency,
            instructions=_instructions(flag, str),
        )
        for flag in found.order_by("raised_at", "pk")
    ]


def _seen(flag: Flag) -> FlagSeen:
    day = timezone.localdate(flag.raised_at)
    named = flag.may_name and flag.raised_by.removed_at is None
    return FlagSeen(
        pk=flag.pk,
        cluster=flag.cluster_id,
        kind=flag.get_kind_display(),
        code=flag.code_label,
        team=flag.team.name,
        week=start_of(day, "week"),
        words=flag.words,
        needed=flag.needed,
        amount=flag.amount,
        currency=flag.currency,
        limit=flag.limit,
        instructions=_instructions(flag, lambda origin: Origin(origin).label if origin else ""),
        name=flag.raised_by.name if named else "",
        contact=f"{flag.source} {flag.contact_id}".strip() if named else "",
        contact_unknown=flag.contact_known is False,
        answered=flag.is_answered,  # type: ignore[attr-defined]  # annotated by both callers
    )


def _instructions(flag: Flag, read: Any) -> tuple[tuple[str, str], ...]:
    pairs = ((flag.origin_a, flag.instruction_a), (flag.origin_b, flag.instruction_b))
    return tuple((read(origin), text) for origin, text in pairs if origin or text)
