"""What a person sees of their own flags."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from headwater.apps.people.models import Team, User
from headwater.apps.people.permissions import Action, Role, Scope
from headwater.apps.people.selectors import current, require
from headwater.apps.voices.models import AnsweredFlag, Flag
from headwater.apps.voices.selectors.answers import AnswerSeen, as_seen

FEW = 6
"""In a team with fewer people who flag, a reader can guess."""


@dataclass(frozen=True)
class OwnFlag:
    """One's own flag with what was answered, newest first."""

    flag: Flag
    answers: tuple[AnswerSeen, ...]
    unread: bool


def own_flags(user: User) -> QuerySet[Flag]:
    """Return one's own flags, newest first, with their answers."""
    require(user, Action.FLAG, Scope.OWN)
    answered = AnsweredFlag.objects.select_related("answer__cluster", "answer__link__action").order_by(
        "-answer__answered_at", "-answer_id"
    )
    return (
        Flag.objects.filter(raised_by=user)
        .select_related("team", "cluster")
        .prefetch_related(Prefetch("answered", answered, to_attr="newest_answered"))
    )


def own_flag(user: User, pk: int) -> Flag:
    """Return one flag of one's own; anybody else's is not there."""
    found = own_flags(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def with_answers(flag: Flag) -> OwnFlag:
    """Return a flag of `own_flags` as its person sees it."""
    answered: list[AnsweredFlag] = flag.newest_answered  # type: ignore[attr-defined]  # from own_flags
    return OwnFlag(
        flag, tuple(as_seen(one.answer) for one in answered), any(one.read_at is None for one in answered)
    )


def flags_with_news(user: User) -> int:
    """Return to how many of one's own flags there is an answer one has not read."""
    return (
        Flag.objects.filter(raised_by=user, answered__read_at=None, answered__isnull=False).distinct().count()
    )


def few_in(team: Team) -> int | None:
    """Return how many people of a team may flag today where they are so few that one can guess; else None."""
    found = team.memberships.filter(
        current(), user__is_active=True, role__in=[Role.AGENT.value, Role.TEAM_LEAD.value]
    )
    people = found.values("user").distinct().count()
    return people if people < FEW else None
