"""What a person does with their own flag: add to it, be named or not, take it back, read the answer."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from headwater.analysis.errors import UsageError
from headwater.apps.people.models import User
from headwater.apps.voices.models import AnsweredFlag, Flag
from headwater.apps.voices.selectors.own import own_flag
from headwater.apps.voices.services.clustering import all_words, cluster_for, drop_if_empty
from headwater.apps.voices.services.raising import Said, check_said
from headwater.apps.voices.services.unnamed import record_unnamed


@transaction.atomic
def say_more(
    *,
    acting_user: User,
    flag: Flag,
    words: str = "",
    needed: str = "",
    amount: Decimal | None = None,
    currency: str = "",
    limit: str = "",
    instruction_a: str = "",
    origin_a: str = "",
    instruction_b: str = "",
    origin_b: str = "",
    may_name: bool = False,
) -> Flag:
    """Put other words into one's own flag; the parts mean what they mean in `raise_flag`."""
    flag = _unanswered(acting_user, flag, "The answer is to what you said before: raise another flag.")
    said = Said(
        words=words,
        needed=needed,
        amount=amount,
        currency=currency,
        limit=limit,
        instruction_a=instruction_a,
        origin_a=origin_a,
        instruction_b=instruction_b,
        origin_b=origin_b,
        may_name=may_name,
    )
    for name, value in check_said(flag.kind, flag.code, said).items():
        setattr(flag, name, value)
    before = flag.cluster
    flag.cluster = cluster_for(flag.kind, flag.code, flag.contact_reason, all_words(flag), but=flag.pk)
    flag.save()
    if flag.cluster != before:
        drop_if_empty(before)
    record_unnamed("flag.changed", flag)
    return flag


@transaction.atomic
def set_naming(*, acting_user: User, flag: Flag, may_name: bool) -> Flag:
    """Let oneself be named with a flag, or no longer; possible at any time."""
    flag = own_flag(acting_user, flag.pk)
    flag.may_name = may_name
    flag.save(update_fields=["may_name"])
    record_unnamed("flag.naming_changed", flag)
    return flag


@transaction.atomic
def delete_flag(*, acting_user: User, flag: Flag) -> None:
    """Take one's own flag back while nobody has answered it; nothing of it stays."""
    flag = _unanswered(acting_user, flag, "Somebody has answered it: a flag with an answer stays.")
    record_unnamed("flag.deleted", flag)
    cluster = flag.cluster
    flag.delete()
    drop_if_empty(cluster)


@transaction.atomic
def mark_read(*, acting_user: User, flag: Flag) -> None:
    """Note that the person read the answers to their flag."""
    flag = own_flag(acting_user, flag.pk)
    if AnsweredFlag.objects.filter(flag=flag, read_at=None).update(read_at=timezone.now()):
        record_unnamed("flag.answer_read", flag)


def _unanswered(user: User, flag: Flag, why_not: str) -> Flag:
    """Return one's own flag, held until the end so that no answer comes in between."""
    own_flag(user, flag.pk)
    held = Flag.objects.select_for_update(of=("self",)).select_related("cluster").get(pk=flag.pk)
    if held.answered.exists():
        raise UsageError(why_not)
    return held
