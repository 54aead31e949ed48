"""What the first page shows, each part for those it is for."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from headwater.apps.actions.selectors import counts_as_asked
from headwater.apps.contacts.selectors import has_contacts
from headwater.apps.demand.measures import FAILURE_TIME
from headwater.apps.demand.selectors import LatestDiagnosis, latest_diagnosis, why_unknown
from headwater.apps.measures.selectors import Reading, readings_visible_to
from headwater.apps.measures.showing import Card, card
from headwater.apps.people.models import Invitation, Membership, User
from headwater.apps.people.permissions import Action, Role, Scope
from headwater.apps.people.selectors import current, may, roles_now
from headwater.apps.scorecard.tiles import actions_tile, cost_tile, failure_tile
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.selectors import tasks_visible_to, title_of
from headwater.apps.waiting import Waiting, waiting_for

TOP = ("contacts.first_contact_resolution", "contacts.satisfaction", "contacts.handle_hours")
"""Measures of the scorecard beside failure demand, its cost and the actions; all have their own page."""

STEERING = (Role.HEAD, Role.OPERATIONS_LEAD, Role.ANALYST)
"""Whoever steers sees figures first; whoever serves, leads or hires sees first what waits."""

RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Running:
    """Work under way."""

    task: Task
    title: str


@dataclass(frozen=True)
class House:
    """What an administrator looks after."""

    has_head: bool
    without_role: int
    invitations: int
    failed: int


@dataclass(frozen=True)
class First:
    """The first page of one person.

    Attributes
    ----------
    figures_first : bool
        Whether the scorecard comes before what waits.
    tiles : list
        Empty for whoever may not read measures.
    contacts : bool
        Whether there is anything to measure yet.
    """

    figures_first: bool
    waiting: list[Waiting]
    tiles: list[Card]
    contacts: bool
    diagnosis: LatestDiagnosis | None
    may_import: bool
    running: list[Running]
    house: House | None
    is_recruiter: bool


def first_page(user: User) -> First:
    """Return what a person's first page shows."""
    roles = roles_now(user)
    reads = may(user, Action.READ_DIAGNOSIS, Scope.ORGANISATION)
    latest = latest_diagnosis() if reads else None
    readings = {one.published.key: one for one in readings_visible_to(user, by_month=[FAILURE_TIME.key])}
    return First(
        figures_first=any(role in STEERING for role in roles),
        waiting=waiting_for(user),
        tiles=_tiles(user, readings, latest),
        contacts=has_contacts() or any(reading.points for reading in readings.values()),
        diagnosis=latest,
        may_import=may(user, Action.IMPORT_CONTACTS, Scope.ORGANISATION),
        running=_running(user),
        house=_house(user),
        is_recruiter=Role.RECRUITER in roles,
    )


def _tiles(user: User, readings: dict[str, Reading], latest: LatestDiagnosis | None) -> list[Card]:
    if not readings:
        return []
    tiles = []
    if FAILURE_TIME.key in readings:
        known = latest is not None and bool(latest.failure) and bool(latest.yearly)
        why = "" if known else why_unknown(None if latest is None else latest.codes_version)
        tiles = [failure_tile(readings[FAILURE_TIME.key], latest, why), cost_tile(latest, why)]
    tiles += [card(readings[key]) for key in TOP if key in readings]
    if may(user, Action.READ_ACTIONS, Scope.ORGANISATION):
        tiles.append(actions_tile(counts_as_asked(user)))
    return tiles


def _running(user: User) -> list[Running]:
    """Return what runs or waits for the worker now, for those who may follow it."""
    if not may(user, Action.READ_TASKS, Scope.ORGANISATION):
        return []
    due = Q(state=Task.State.QUEUED, not_before__lte=timezone.now())
    found = tasks_visible_to(user).filter(due | Q(state=Task.State.RUNNING))
    return [Running(task, title_of(task)) for task in found.order_by("pk")[:5]]


def _house(user: User) -> House | None:
    """Return what an administrator looks after; None for everybody else."""
    if not may(user, Action.REMOVE_ACCOUNT, Scope.ORGANISATION):
        return None
    now = timezone.now()
    has_role = Membership.objects.filter(current()).values("user")
    return House(
        has_head=Membership.objects.filter(current(), role=Role.HEAD.value).exists(),
        without_role=User.objects.filter(removed_at__isnull=True).exclude(pk__in=has_role).count(),
        invitations=Invitation.objects.filter(
            Q(used_at=None) & Q(withdrawn_at=None) & Q(expires_at__gt=now)
        ).count(),
        failed=Task.objects.filter(state=Task.State.FAILED, finished_at__gt=now - RECENT).count(),
    )
