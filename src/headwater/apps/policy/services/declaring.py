"""Policies: declared, replaced from a day on, ended, mended, taken out. What was said before is kept."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from headwater.analysis.errors import UsageError
from headwater.analysis.policy import policy as analysis
from headwater.analysis.policy.reading import policy_of
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.policy.models import Document, Policy, Revision
from headwater.apps.policy.services.states import Step, held_as_seen, hold, taken

_Kind = Revision.Kind


@transaction.atomic
def declare_policy(
    *,
    acting_user: User,
    policy: analysis.Policy,
    document: Document | None = None,
    why: str = "",
    from_sample: bool = False,
) -> Policy:
    """Declare a policy that was not declared before.

    A key that was taken out may be declared anew; its record goes on with its history.

    Raises
    ------
    UsageError
        Its key is taken, or it cannot stand beside the others: what it replaces is missing, is replaced
        already or begins later; its currency is not that of the facts.
    """
    require(acting_user, Action.CHANGE_POLICY)
    held = hold()
    if policy.id in held.live:
        raise UsageError(f"There is a policy {policy.id} already. Give this one a key of its own.")
    steps = {policy.id: Step(_in(document, policy), _Kind.DECLARED, document)}
    return taken(acting_user=acting_user, held=held, steps=steps, why=why, from_sample=from_sample)[policy.id]


@transaction.atomic
def replace_policy(
    *,
    acting_user: User,
    policy: Policy,
    by: analysis.Policy,
    from_day: date,
    why: str = "",
    document: Document | None = None,
    seen: int | None = None,
) -> Policy:
    """Let another policy take the place of one from a day on; the old one's last day is the day before.

    Parameters
    ----------
    by : Policy
        With a key of its own; what it says of its start and of what it replaces does not count.
    seen : int, optional
        The latest revision the person saw.

    Raises
    ------
    UsageError
        It was changed meanwhile, is replaced already, or began on that day or later.
    """
    require(acting_user, Action.CHANGE_POLICY)
    held = hold()
    old = held_as_seen(held, policy, seen)
    if by.id in held.live:
        raise UsageError(f"There is a policy {by.id} already. Give the new one a key of its own.")
    later = next((one for one in held.live.values() if one.replaces == old.key), None)
    if later is not None:
        raise UsageError(f"It is replaced by {later.id} from {later.effective_from} on: change that one.")
    _only_before(held.live[old.key], from_day)
    new = replace(_in(document, by), effective_from=from_day, replaces=old.key)
    if new.effective_to is not None and new.effective_to < from_day:
        raise UsageError(f"It would end on {new.effective_to}, before it starts on {from_day}.")
    steps = {new.id: Step(new, _Kind.DECLARED, document)}
    made = taken(acting_user=acting_user, held=held, steps=steps, why=why, from_sample=old.from_sample)
    return made[new.id]


@transaction.atomic
def end_policy(
    *, acting_user: User, policy: Policy, last_day: date, why: str = "", seen: int | None = None
) -> Policy:
    """Give a policy a last day.

    Raises
    ------
    UsageError
        It was changed meanwhile, begins later, or gives way to another one before that day.
    """
    require(acting_user, Action.CHANGE_POLICY)
    held = hold()
    old = held_as_seen(held, policy, seen)
    now = held.live[old.key]
    if now.effective_from is not None and last_day < now.effective_from:
        raise UsageError(
            f"It starts on {now.effective_from}, so it cannot end on {last_day}. If it never was a policy, "
            "take it out."
        )
    later = next((one for one in held.live.values() if one.replaces == old.key), None)
    if later is not None and later.effective_from is not None and last_day >= later.effective_from:
        raise UsageError(
            f"{later.id} takes its place on {later.effective_from}, so that its last day is before that."
        )
    if now.effective_to == last_day:
        raise UsageError(f"Its last day is {last_day} already.")
    steps = {old.key: Step(replace(now, effective_to=last_day), _Kind.ENDED, old.document)}
    return taken(acting_user=acting_user, held=held, steps=steps, why=why)[old.key]


@transaction.atomic
def mend_policy(
    *,
    acting_user: User,
    policy: Policy,
    content: Mapping[str, Any],
    why: str = "",
    document: Document | None = None,
    seen: int | None = None,
) -> Policy:
    """Correct what was written down wrongly; what stood there is kept as a revision.

    Parameters
    ----------
    content : mapping
        What `policy_of` reads. Its key, and what it replaces, stay as they are.

    Raises
    ------
    BadDataError
        Something in the content cannot be so.
    UsageError
        It was changed meanwhile, nothing differs, or its days do not fit what comes before or after it.
    """
    require(acting_user, Action.CHANGE_POLICY)
    held = hold()
    old = held_as_seen(held, policy, seen)
    now = held.live[old.key]
    new = _in(document, policy_of({**content, "id": old.key, "replaces": now.replaces}))
    if new == now and (document is None or document == old.document):
        raise UsageError("Nothing differs from what is written down.")
    steps = {old.key: Step(new, _Kind.MENDED, document)}
    return taken(acting_user=acting_user, held=held, steps=steps, why=why)[old.key]


@transaction.atomic
def take_out_policy(*, acting_user: User, policy: Policy, why: str, seen: int | None = None) -> None:
    """Take out what never was a policy; one that it was said to replace holds on.

    Raises
    ------
    UsageError
        It was changed meanwhile, another one replaces it, or no reason is given.
    """
    require(acting_user, Action.CHANGE_POLICY)
    if not why.strip():
        raise UsageError("Say why it is taken out: those who read the history will ask.")
    held = hold()
    old = held_as_seen(held, policy, seen)
    later = next((one for one in held.live.values() if one.replaces == old.key), None)
    if later is not None:
        raise UsageError(f"{later.id} replaces it. Take that one out first, or mend this one.")
    taken(acting_user=acting_user, held=held, steps={old.key: Step(None, _Kind.TAKEN_OUT)}, why=why)


def _in(document: Document | None, policy: analysis.Policy) -> analysis.Policy:
    """Return a policy that refers to the file it stands in."""
    if document is None or policy.document_ref:
        return policy
    return replace(policy, document_ref=document.title)


def _only_before(old: analysis.Policy, from_day: date) -> None:
    if old.effective_from is not None and from_day <= old.effective_from:
        raise UsageError(
            f"It began on {old.effective_from}: another one can take its place only after that day. "
            "If it was written down wrongly, mend it."
        )
    if old.effective_to is not None and from_day > old.effective_to + timedelta(days=1):
        raise UsageError(
            f"It ends on {old.effective_to}, before {from_day}: nothing is left to replace. Declare a "
            "new one."
        )
