"""What people say, grouped: counts and sums, and nobody's name among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Sum
from django.http import Http404
from django.utils import timezone

from headwater.analysis.demand.daily_sums import start_of
from headwater.analysis.estimates import Estimate
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import reach
from headwater.apps.voices.likeness import gist
from headwater.apps.voices.models import AnsweredFlag, Cluster, Flag
from headwater.apps.voices.selectors.affected import Affected, affected_by_reason
from headwater.apps.voices.selectors.reading import flags_within
from headwater.apps.voices.trend import WEEKS, trend

PATIENCE = timedelta(days=7)
"""After so long without an answer a cluster waits for whoever may give one."""
_LATELY = timedelta(weeks=WEEKS)


@dataclass(frozen=True)
class Cost:
    """What would have been paid, as far as people said."""

    amount: Decimal
    currency: str
    flags: int

    def __str__(self) -> str:
        return f"{self.amount:,.{0 if self.amount == self.amount.to_integral() else 2}f} {self.currency}"


@dataclass(frozen=True)
class ClusterSeen:
    """Flags that say the same, as a reader sees them: only those of the teams they may read.

    Attributes
    ----------
    recent, before : int
        Flags of the last four weeks, and of the four before.
    since : date
        Monday of the week of the first flag: a day would tell the shift.
    waiting : int
        Flags without an answer; `oldest_days` is the age of the oldest of them, for sorting.
    newest : int
        Id of the newest flag that is counted.
    contacts : Estimate
        Contacts of 90 days that are about the same: those that may be affected.
    """

    record: Cluster
    kind: str
    kind_label: str
    code_label: str
    about: str
    by_words: bool
    flags: int
    teams: int
    since: date
    recent: int
    before: int
    trend: str
    waiting: int
    oldest_days: int | None
    newest: int
    contacts: Estimate
    costs: tuple[Cost, ...]

    @property
    def pk(self) -> int:
        """Id of the cluster."""
        return self.record.pk

    @property
    def title(self) -> str:
        """The cluster in one line."""
        about = f"“{self.about}”" if self.by_words else self.about
        return f"{self.code_label}: {about}" if about else self.code_label

    @property
    def oldest(self) -> str:
        """How long the oldest flag has waited, in weeks."""
        weeks = (self.oldest_days or 0) // 7
        return "less than a week" if not weeks else f"{weeks} week{'' if weeks == 1 else 's'}"

    @property
    def is_late(self) -> bool:
        """Whether an answer is overdue."""
        return self.oldest_days is not None and self.oldest_days > PATIENCE.days


def clusters_visible_to(
    user: User, *, kind: str = "", state: str = "", only: int | None = None, now: datetime | None = None
) -> list[ClusterSeen]:
    """Return the clusters with flags that a person may read, what waits longest first.

    Parameters
    ----------
    state : {'', 'waiting', 'answered'}
        Empty: all of them.
    only : int, optional
        Id of the one cluster to return.
    """
    now = now or timezone.now()
    flags = flags_within(user)
    if kind:
        flags = flags.filter(kind=kind)
    if only is not None:
        flags = flags.filter(cluster=only)
    counted = _counted(flags, now)
    named = {c.pk: c for c in Cluster.objects.filter(pk__in=[row["cluster"] for row in counted])}
    costs = _costs(flags)
    affected = affected_by_reason()
    by_cluster: dict[int, dict[str, Any]] = {row["cluster"]: row for row in counted}
    about = _about(user, flags, named)
    found = [
        _seen(named[pk], row, costs.get(pk, ()), affected, now, about=about[pk])
        for pk, row in by_cluster.items()
    ]
    if state:
        found = [one for one in found if bool(one.waiting) == (state == "waiting")]
    return sorted(found, key=lambda one: (-(one.oldest_days or -1), -one.recent, -one.flags, one.pk))


def cluster_visible_to(user: User, pk: int) -> ClusterSeen:
    """Return one cluster, or none where this person may read no flag of it."""
    found = clusters_visible_to(user, only=pk)
    if not found:
        raise Http404
    return found[0]


def overdue_clusters(user: User, now: datetime | None = None) -> tuple[int, date | None]:
    """Return how many clusters wait too long for an answer of this person, and the week it was due."""
    now = now or timezone.now()
    flags = flags_within(user, Action.ANSWER_FLAGS).filter(
        ~Exists(AnsweredFlag.objects.filter(flag=OuterRef("pk"))), raised_at__lt=now - PATIENCE
    )
    found = flags.aggregate(n=Count("cluster", distinct=True), oldest=Min("raised_at"))
    oldest = found["oldest"]
    return found["n"], None if oldest is None else start_of(timezone.localdate(oldest + PATIENCE), "week")


def _counted(flags: QuerySet[Flag], now: datetime) -> list[dict[str, Any]]:
    waits = ~Exists(AnsweredFlag.objects.filter(flag=OuterRef("pk")))
    recent, before = now - _LATELY, now - 2 * _LATELY
    rows = (
        flags.order_by()
        .annotate(waits=waits)
        .values("cluster")
        .annotate(
            n=Count("pk"),
            teams=Count("team", distinct=True),
            first=Min("raised_at"),
            recent=Count("pk", filter=Q(raised_at__gte=recent)),
            before=Count("pk", filter=Q(raised_at__gte=before, raised_at__lt=recent)),
            waiting=Count("pk", filter=Q(waits=True)),
            oldest=Min("raised_at", filter=Q(waits=True)),
            newest=Max("pk"),
        )
    )
    return [dict(row) for row in rows]


def _costs(flags: QuerySet[Flag]) -> dict[int, tuple[Cost, ...]]:
    rows = (
        flags.order_by()
        .filter(amount__isnull=False)
        .values_list("cluster", "currency")
        .annotate(total=Sum("amount"), n=Count("pk"))
        .order_by("cluster", "currency")
    )
    found: dict[int, tuple[Cost, ...]] = {}
    for cluster, currency, total, n in rows:
        found[cluster] = (*found.get(cluster, ()), Cost(total.quantize(Decimal("0.01")), currency, n))
    return found


def _about(user: User, flags: QuerySet[Flag], named: Mapping[int, Cluster]) -> dict[int, str]:
    """Return what each cluster is about; its name may be words of a flag outside this reach."""
    found = {pk: cluster.about for pk, cluster in named.items()}
    by_words = [pk for pk, cluster in named.items() if cluster.gist and not cluster.contact_reason]
    if by_words and reach(user, Action.READ_FLAGS).scope is not Scope.ORGANISATION:
        first: dict[int, str] = {}
        for flag in flags.filter(cluster__in=by_words).order_by("raised_at", "pk"):
            first[flag.cluster_id] = first.get(flag.cluster_id) or gist(flag.all_words)
        found |= {pk: said.replace(" ", ", ") for pk, said in first.items()}
    return found


def _seen(
    cluster: Cluster,
    row: dict[str, Any],
    costs: Sequence[Cost],
    affected: Affected,
    now: datetime,
    *,
    about: str,
) -> ClusterSeen:
    oldest: datetime | None = row["oldest"]
    return ClusterSeen(
        record=cluster,
        kind=cluster.kind,
        kind_label=cluster.get_kind_display(),
        code_label=cluster.code_label,
        about=about,
        by_words=not cluster.contact_reason and bool(cluster.gist),
        flags=row["n"],
        teams=row["teams"],
        since=start_of(timezone.localdate(row["first"]), "week"),
        recent=row["recent"],
        before=row["before"],
        trend=trend(row["recent"], row["before"]),
        waiting=row["waiting"],
        oldest_days=None if oldest is None else (now - oldest).days,
        newest=row["newest"],
        contacts=affected.of(cluster.contact_reason),
        costs=tuple(costs),
    )
