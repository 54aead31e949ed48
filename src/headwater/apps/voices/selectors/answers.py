"""What was answered, for those who asked and for those who answer."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils import timezone

from headwater.analysis.errors import NotAllowedError
from headwater.apps.actions.models import Action as LedgerAction
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import may, require
from headwater.apps.voices.models import Answer, AnsweredFlag
from headwater.apps.voices.selectors.reading import flags_within


@dataclass(frozen=True)
class AnswerSeen:
    """An answer without names: neither of those who flagged nor of who answered.

    Attributes
    ----------
    flags : int or None
        How many flags it answers, where they were counted.
    kind, code, reason : str
        What it answers, in words; never the words of a flag.
    action_done : date or None
        Day on which what the answer promises was done.
    """

    pk: int
    kind: str
    code: str
    reason: str
    verdict: str
    verdict_label: str
    words: str
    day: date
    flags: int | None
    action: str
    action_pk: int | None
    action_status: str
    action_done: date | None
    action_due: date | None


def as_seen(answer: Answer) -> AnswerSeen:
    """Return an answer as pages show it."""
    link = getattr(answer, "link", None)
    action: LedgerAction | None = None if link is None else link.action
    done = action is not None and action.status == LedgerAction.Status.DONE
    return AnswerSeen(
        pk=answer.pk,
        kind=answer.cluster.get_kind_display(),
        code=answer.cluster.code_label,
        reason=answer.cluster.contact_reason,
        verdict=answer.verdict,
        verdict_label=answer.get_verdict_display(),
        words=answer.words,
        day=timezone.localdate(answer.answered_at),
        flags=getattr(answer, "asked", None),
        action="" if action is None else action.title,
        action_pk=None if action is None else action.pk,
        action_status="" if action is None else action.get_status_display(),
        action_done=action.done_on if action is not None and done else None,
        action_due=action.due_on if action is not None and action.is_open else None,
    )


def board_visible_to(user: User) -> QuerySet[Answer]:
    """Return all answers, newest first, to whoever may flag or read flags; `as_seen` makes them readable."""
    if not may(user, Action.FLAG) and not may(user, Action.READ_FLAGS):
        raise NotAllowedError("The answers are for those who work in support.")
    found = Answer.objects.select_related("cluster", "link__action").annotate(asked=Count("answered"))
    return found.order_by("-answered_at", "-pk")


def answers_within(user: User) -> QuerySet[Answer]:
    """Return the answers to flags that a person may read."""
    mine = flags_within(user).values("pk")
    read = AnsweredFlag.objects.filter(answer=OuterRef("pk"), flag__in=mine)
    found = Answer.objects.filter(Exists(read)).annotate(asked=Count("answered"))
    return found.select_related("cluster", "link__action").order_by("-answered_at", "-pk")


def answer_to_link(user: User, pk: int) -> Answer:
    """Return an answer for whoever may answer its flags."""
    mine = flags_within(user, Action.ANSWER_FLAGS).values("pk")
    found = Answer.objects.select_related("cluster", "link__action").filter(pk=pk, answered__flag__in=mine)
    answer = found.first()
    if answer is None:
        raise Http404
    return answer


def actions_to_choose(user: User) -> QuerySet[LedgerAction]:
    """Return the open actions of the ledger for whoever may read all of it."""
    require(user, Action.READ_ACTIONS)
    closed = [LedgerAction.Status.DONE, LedgerAction.Status.STOPPED]
    return LedgerAction.objects.exclude(status__in=closed).order_by("-pk")
