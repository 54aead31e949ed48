"""Answering what people say, and linking what is done about it."""

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from headwater.analysis.contacts.raw_identifiers import mask_identifiers
from headwater.analysis.errors import UsageError
from headwater.apps.actions.models import Action as LedgerAction
from headwater.apps.actions.services import create_action
from headwater.apps.events import happened
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.voices.kinds import Verdict
from headwater.apps.voices.models import Answer, AnswerAction, AnsweredFlag, Cluster, Flag
from headwater.apps.voices.selectors.answers import answer_to_link
from headwater.apps.voices.selectors.reading import flags_within

MOST_WORDS = 2000


@transaction.atomic
def answer_cluster(
    *,
    acting_user: User,
    cluster: Cluster,
    verdict: str,
    words: str,
    again: bool = False,
    up_to: int | None = None,
) -> Answer:
    """Answer the flags of a cluster that one may answer and that have no answer yet.

    Parameters
    ----------
    verdict : str
        A value of `kinds.Verdict`; `words` say what or why.
    again : bool
        Also tell those who had an answer before: "we will" became "we did".
    up_to : int, optional
        Id of the newest flag that was read; one that came in later waits for its own answer.
    """
    flags = flags_within(acting_user, Action.ANSWER_FLAGS).filter(cluster=cluster)
    if up_to is not None:
        flags = flags.filter(pk__lte=up_to)
    if not again:
        flags = flags.filter(~Exists(AnsweredFlag.objects.filter(flag=OuterRef("pk"))))
    return _answer(acting_user, cluster, flags, verdict, words)


@transaction.atomic
def answer_flag(*, acting_user: User, flag: Flag, verdict: str, words: str) -> Answer:
    """Answer one flag apart from the others of its cluster."""
    flags = flags_within(acting_user, Action.ANSWER_FLAGS).filter(pk=flag.pk)
    return _answer(acting_user, flag.cluster, flags, verdict, words)


@transaction.atomic
def link_action(
    *,
    acting_user: User,
    answer: Answer,
    action: LedgerAction | None = None,
    title: str = "",
    owner_unit: str = "",
    due_on: date | None = None,
) -> AnswerAction:
    """Link an answer to what is done: an action of the ledger, or a new one with a title."""
    answer = answer_to_link(acting_user, answer.pk)
    if (action is None) == (not title.strip()):
        raise UsageError("Choose an action, or give a new one a title: one of the two.")
    if action is None:
        action = create_action(
            acting_user=acting_user,
            title=mask_identifiers(title).text,
            reason=answer.cluster.contact_reason,
            owner_unit=owner_unit,
            due_on=due_on,
            from_voices=True,
        )
    linked, _ = AnswerAction.objects.update_or_create(answer=answer, defaults={"action": action})
    record(acting_user, "flag.action_linked", answer, by=action.pk)
    return linked


def _answer(user: User, cluster: Cluster, flags: QuerySet[Flag], verdict: str, words: str) -> Answer:
    if verdict not in [v.value for v in Verdict]:
        raise UsageError("An answer says one of three things: we will, we did, we will not.")
    words = mask_identifiers(words.strip()).text
    if not words:
        raise UsageError("Say what, or why not: an answer without words answers nobody.")
    if len(words) > MOST_WORDS:
        raise UsageError(f"The answer has {len(words):,} characters: at most {MOST_WORDS:,} fit.")
    # held, so that nobody takes a flag back while it is being answered
    to = list(flags.select_for_update(of=("self",)).values_list("pk", flat=True))
    if not to:
        raise UsageError("Nothing here waits for an answer of yours. Tick the box to answer all again.")
    answer = Answer.objects.create(cluster=cluster, verdict=verdict, words=words, answered_by=user)
    AnsweredFlag.objects.bulk_create(AnsweredFlag(answer=answer, flag_id=pk) for pk in to)
    record(user, "flag.answered", answer, cluster=cluster.pk, verdict=verdict, flags=len(to))
    happened("flag.answered", reverse("voices:board"), answer_id=answer.pk, flags=len(to))
    return answer
