"""The ledger: which actions a person may see, what needs somebody first, and how many there are."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from django.db.models import Case, Count, Min, Q, QuerySet, Value, When
from django.http import Http404

from headwater.analysis.errors import NotAllowedError
from headwater.apps.actions.models import Action
from headwater.apps.people.models import Membership, User
from headwater.apps.people.permissions import MAY, Scope
from headwater.apps.people.permissions import Action as Right
from headwater.apps.people.selectors import current, may, reach, require, today

SOON_DAYS = 14
"""Days before the due day from which an action counts as due soon."""


class Group(Enum):
    """Part of the ledger, in the order in which somebody has to look at it."""

    NOBODY = ("nobody", "Nobody owns these")
    REFUSED = ("refused", "The owner says it cannot be done")
    OVERDUE = ("overdue", "Overdue")
    SOON = ("soon", f"Due within {SOON_DAYS} days")
    OPEN = ("later", "Open")
    TO_CHECK = ("check", "Done: has it worked?")
    DONE = ("done", "Done")
    STOPPED = ("stopped", "Stopped")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title


GROUPS = tuple(Group)


@dataclass(frozen=True)
class Asked:
    """Which part of the ledger to show."""

    state: str = ""
    whose: str = ""
    owner_unit: str = ""
    cause: str = ""


@dataclass(frozen=True)
class Counts:
    """How many actions a person may see, by what they need.

    Attributes
    ----------
    open : int
        All that are neither done nor stopped; the next four count parts of it.
    to_check : int
        Done for so long that somebody owes a look whether it worked.
    """

    open: int
    without_owner: int
    refused: int
    overdue: int
    due_soon: int
    to_check: int


def actions_visible_to(user: User) -> QuerySet[Action]:
    """Return the actions a person may see: all of them, or their own."""
    require(user, Right.READ_ACTIONS, Scope.OWN)
    found = Action.objects.select_related("owner")
    return found if reach(user, Right.READ_ACTIONS).scope is Scope.ORGANISATION else found.filter(owner=user)


def action_visible_to(user: User, pk: int) -> Action:
    """Return one action, or none where this person may not know of it."""
    found = actions_visible_to(user).select_related("created_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def may_change_all(user: User) -> bool:
    """Say whether a person may add actions and change every one of them."""
    return may(user, Right.CHANGE_ACTIONS, Scope.ORGANISATION)


def may_change(user: User, action: Action) -> bool:
    """Say whether a person may say where an action stands: their own, or any."""
    return may_change_all(user) or (action.owner_id == user.pk and may(user, Right.CHANGE_ACTIONS))


def require_change(user: User, action: Action) -> None:
    """Raise unless a person may say where an action stands."""
    if not may_change(user, action):
        raise NotAllowedError("You can change actions that you own; this one belongs to somebody else.")


def may_move(user: User, action: Action) -> bool:
    """Say whether a person may say where an action stands now: not once it was looked back upon."""
    stopped = action.status == Action.Status.STOPPED
    return action.followed_up_on is None and (may_change_all(user) if stopped else may_change(user, action))


def ledger_visible_to(user: User, asked: Asked | None = None, day: date | None = None) -> QuerySet[Action]:
    """Return the part of the ledger that was asked for, what needs somebody first on top.

    Each action carries its place in `GROUPS` as `place`.
    """
    asked, day = asked or Asked(), day or today()
    found = actions_visible_to(user).annotate(place=_place(day))
    if asked.state == "open":
        found = found.filter(_open())
    elif asked.state:
        wanted = next((i for i, group in enumerate(GROUPS) if group.key == asked.state), -1)
        found = found.filter(place=wanted)
    if asked.whose == "mine":
        found = found.filter(owner=user)
    if asked.owner_unit:
        found = found.filter(owner_unit=asked.owner_unit)
    if asked.cause:
        found = found.filter(cause=asked.cause)
    # without a due day last in each group; the newest of what is done first
    return found.order_by("place", Case(When(due_on=None, then=1), default=0), "due_on", "-done_on", "pk")


def visible_group(action: Action) -> Group:
    """Return the part of the ledger in which an action stands that came from `ledger_visible_to`."""
    place: int = action.place  # type: ignore[attr-defined]  # annotated
    return GROUPS[place]


def counts_visible_to(user: User, day: date | None = None) -> Counts:
    """Return how many actions a person may see, by what they need."""
    day = day or today()
    return Counts(**actions_visible_to(user).aggregate(**_counting(day)))


def counts_with_own(user: User, day: date) -> tuple[Counts, int, date | None]:
    """Return the counts, how many of a person's own actions are due soon or overdue, and their earliest day.

    For the first page, which asks many rooms: one query says all of it.
    """
    mine = _open() & Q(owner=user, due_on__lte=day + timedelta(days=SOON_DAYS))
    found = actions_visible_to(user).aggregate(
        **_counting(day), own=Count("pk", filter=mine), first=Min("due_on", filter=mine)
    )
    own, first = found.pop("own"), found.pop("first")
    counts = Counts(**found)
    user.__dict__["_actions_counted"] = counts
    return counts, own, first


def counts_as_asked(user: User) -> Counts:
    """Return the counts as read for this loaded account, else read them: the first page asks twice."""
    found: Counts | None = user.__dict__.get("_actions_counted")
    return counts_visible_to(user) if found is None else found


def open_without_owner(user: User) -> int:
    """Return how many open actions nobody owns, of those a person may see."""
    return counts_visible_to(user).without_owner


def actions_against(user: User, *, reason: str = "", cause: str = "", owner_unit: str = "") -> list[Action]:
    """Return what is done against any of the things named, stopped actions left out.

    Whoever may not read actions gets none. Show it with the template `actions/against.html`.
    """
    if not may(user, Right.READ_ACTIONS):
        return []
    wanted = Q(pk__in=())
    for name, value in {"reason": reason, "cause": cause, "owner_unit": owner_unit}.items():
        if value:
            wanted |= Q(**{name: value})
    return list(ledger_visible_to(user).filter(wanted).exclude(status=Action.Status.STOPPED)[:50])


def possible_owners() -> QuerySet[User]:
    """Return the people who can be given an action: those whose role lets them open it."""
    roles = [role.value for role in MAY[Right.READ_ACTIONS]]
    holding = Membership.objects.filter(current(), role__in=roles)
    return User.objects.filter(is_active=True, pk__in=holding.values("user")).order_by("name", "pk")


def named_so_far(user: User) -> dict[str, list[str]]:
    """Return the reasons and units that the visible ledger names, to be offered again."""
    found = actions_visible_to(user).order_by()
    return {
        name: sorted(found.exclude(**{name: ""}).values_list(name, flat=True).distinct()[:500])
        for name in ("reason", "owner_unit")
    }


def _open() -> Q:
    return ~Q(status__in=[Action.Status.DONE, Action.Status.STOPPED])


def _owned() -> Q:
    return Q(owner__is_active=True) | ~Q(outside_email="")


def _to_check(day: date) -> Q:
    return Q(status=Action.Status.DONE, followed_up_on=None, follow_up_on__lte=day)


def _counting(day: date) -> dict[str, Count]:
    late = Q(due_on__lt=day)
    return {
        "open": Count("pk", filter=_open()),
        "without_owner": Count("pk", filter=_open() & ~_owned()),
        "refused": Count("pk", filter=Q(status=Action.Status.REFUSED)),
        "overdue": Count("pk", filter=_open() & late),
        "due_soon": Count("pk", filter=_open() & ~late & Q(due_on__lte=day + timedelta(days=SOON_DAYS))),
        "to_check": Count("pk", filter=_to_check(day)),
    }


def _place(day: date) -> Case:
    status = Action.Status
    conditions = {
        Group.STOPPED: Q(status=status.STOPPED),
        Group.TO_CHECK: _to_check(day),
        Group.DONE: Q(status=status.DONE),
        Group.NOBODY: ~_owned(),
        Group.REFUSED: Q(status=status.REFUSED),
        Group.OVERDUE: Q(due_on__lt=day),
        Group.SOON: Q(due_on__lte=day + timedelta(days=SOON_DAYS)),
    }
    whens = [When(condition, then=Value(GROUPS.index(group))) for group, condition in conditions.items()]
    return Case(*whens, default=Value(GROUPS.index(Group.OPEN)))
