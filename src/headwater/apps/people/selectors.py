"""What can be read about people, each for the person who reads."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from headwater.analysis.errors import NotAllowedError
from headwater.apps.people.models import AuditEntry, FirstRunToken, Invitation, Membership, Team, User
from headwater.apps.people.permissions import Action, Role, Scope, scope_of


@dataclass(frozen=True)
class Branch:
    """A team where it stands in the tree."""

    team: Team
    depth: int


@dataclass(frozen=True)
class Reach:
    """How far an action reaches for one person today."""

    scope: Scope | None
    teams: frozenset[int] = frozenset()


def today() -> date:
    """Return the organisation's day."""
    return timezone.localdate()


def current(day: date | None = None) -> Q:
    """Return the condition that a membership holds on a day."""
    day = day or today()
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def memberships_now(user: User) -> list[Membership]:
    """Return what a person is today, read once for each account that is loaded."""
    found: list[Membership] | None = user.__dict__.get("_memberships_now")
    if found is None:
        found = list(user.memberships.filter(current()).select_related("team")) if user.is_active else []
        user.__dict__["_memberships_now"] = found
    return found


def roles_now(user: User) -> list[Role]:
    """Return a person's roles today, each once."""
    return list(dict.fromkeys(Role(m.role) for m in memberships_now(user)))


def reach(user: User, action: Action) -> Reach:
    """Return how far an action reaches for a person, and over which teams."""
    held = [(m, scope_of(action, Role(m.role))) for m in memberships_now(user)]
    scopes = [scope for _, scope in held if scope is not None]
    if not scopes:
        return Reach(None)
    widest = max(scopes)
    if widest is not Scope.TEAM:
        return Reach(widest)
    own = [m.team_id for m, scope in held if scope is Scope.TEAM]
    return Reach(widest, frozenset(below(own)))


def may(user: User, action: Action, scope: Scope = Scope.OWN) -> bool:
    """Say whether a person may do something at least as far as `scope`."""
    found = reach(user, action).scope
    return found is not None and found >= scope


def require(user: User, action: Action, scope: Scope = Scope.ORGANISATION) -> None:
    """Raise unless a person may do something at least as far as `scope`."""
    if not may(user, action, scope):
        raise NotAllowedError(
            f"Your role does not allow this: {action.meaning}. An administrator can say who may."
        )


def allowed_actions(user: User) -> list[tuple[Action, Scope]]:
    """Return everything a person may do, in the order of the table."""
    found = ((action, reach(user, action).scope) for action in Action)
    return [(action, scope) for action, scope in found if scope is not None]


def below(teams: Iterable[int]) -> set[int]:
    """Return teams with all the teams inside them."""
    parts: dict[int | None, list[int]] = {}
    for team, parent in Team.objects.values_list("pk", "parent_id"):
        parts.setdefault(parent, []).append(team)
    found, waiting = set(), list(teams)
    while waiting:
        team = waiting.pop()
        if team not in found:
            found.add(team)
            waiting += parts.get(team, [])
    return found


def teams_visible_to(user: User) -> list[Branch]:
    """Return the tree of teams to everybody who has a role here."""
    require(user, Action.READ_PEOPLE, Scope.OWN)
    return team_tree()


def team_tree() -> list[Branch]:
    """Return every team, each followed by the teams inside it."""
    parts: dict[int | None, list[Team]] = {}
    for team in Team.objects.order_by("name"):
        parts.setdefault(team.parent_id, []).append(team)
    found: list[Branch] = []
    waiting = [Branch(team, 0) for team in reversed(parts.get(None, []))]
    while waiting:
        branch = waiting.pop()
        found.append(branch)
        waiting += [Branch(t, branch.depth + 1) for t in reversed(parts.get(branch.team.pk, []))]
    return found


def organisation() -> Team | None:
    """Return the team at the top."""
    return Team.objects.filter(parent__isnull=True).first()


def people_visible_to(user: User) -> QuerySet[User]:
    """Return the accounts a person may see, with what each is today."""
    found = reach(user, Action.READ_PEOPLE)
    people = User.objects.filter(removed_at__isnull=True)
    if found.scope is None or found.scope is Scope.OWN:
        people = people.filter(pk=user.pk)
    elif found.scope is Scope.TEAM:
        inside = Membership.objects.filter(current(), team__in=found.teams)
        people = people.filter(Q(pk=user.pk) | Q(pk__in=inside.values("user")))
    now = Prefetch("memberships", Membership.objects.filter(current()).select_related("team"), to_attr="now")
    return people.prefetch_related(now).order_by("name", "pk")


def person_visible_to(user: User, pk: int) -> User:
    """Return one account, or none where this person may not know of it."""
    found = people_visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def memberships_visible_to(user: User, person: User) -> QuerySet[Membership]:
    """Return a visible person's memberships, past and present: the past only to those who see everyone."""
    found = person.memberships.select_related("team").order_by("-starts_on", "-pk")
    whole = user.pk == person.pk or may(user, Action.READ_PEOPLE, Scope.ORGANISATION)
    return found if whole else found.filter(current(), team__in=reach(user, Action.READ_PEOPLE).teams)


def membership_to_change(user: User, pk: int) -> Membership:
    """Return a membership for whoever may change it."""
    require(user, Action.CHANGE_MEMBERSHIPS)
    found = (
        Membership.objects.select_related("team", "user").filter(pk=pk, user__removed_at__isnull=True).first()
    )
    if found is None:
        raise Http404
    return found


def team_to_change(user: User, pk: int) -> Team:
    """Return a team for whoever may change it."""
    require(user, Action.CHANGE_TEAMS)
    found = Team.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def invitations_visible_to(user: User) -> QuerySet[Invitation]:
    """Return all invitations to whoever may invite."""
    require(user, Action.INVITE)
    return Invitation.objects.select_related("team", "invited_by")


def invitation_to_change(user: User, pk: int) -> Invitation:
    """Return an invitation for whoever may withdraw it."""
    found = invitations_visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def invitation_behind(token: str) -> Invitation | None:
    """Return the open invitation of a link."""
    found = Invitation.objects.select_related("team").filter(token_hash=hashed(token)).first()
    return found if found is not None and found.is_open else None


def hashed(token: str) -> str:
    """Return what is kept of a token; it has 256 random bits, so that a plain hash cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def awaits_first_administrator() -> bool:
    """Say whether nobody has an account yet."""
    return not User.objects.exists()


def opens_first_run(token: str) -> bool:
    """Say whether this is the token the terminal printed last."""
    return FirstRunToken.objects.filter(token_hash=hashed(token.strip())).exists()


def audit_visible_to(user: User, *, action: str = "", actor: int | None = None) -> QuerySet[AuditEntry]:
    """Return the audit trail, newest first, to whoever may read it."""
    require(user, Action.READ_AUDIT)
    found = AuditEntry.objects.select_related("actor")
    if action:
        found = found.filter(action=action)
    return found if actor is None else found.filter(actor=actor)


def audit_actions(user: User) -> list[str]:
    """Return the kinds of entries the trail has."""
    require(user, Action.READ_AUDIT)
    return list(AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct())
