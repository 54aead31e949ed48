"""How the declared policies get from one state into the next: all checked together, each change kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from headwater.analysis.errors import UsageError
from headwater.analysis.policy import policy as analysis
from headwater.analysis.policy.policy_set import PolicySet
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.policy.chains import together
from headwater.apps.policy.models import Document, Policy, Revision
from headwater.apps.policy.selectors.basis import facts_currency
from headwater.apps.policy.services.reading import read_soon

_DAY = timedelta(days=1)
_WORDS = {
    Revision.Kind.DECLARED: "policy.declared",
    Revision.Kind.REPLACED: "policy.replaced",
    Revision.Kind.ENDED: "policy.ended",
    Revision.Kind.MENDED: "policy.mended",
    Revision.Kind.TAKEN_OUT: "policy.taken_out",
}
Live = dict[str, analysis.Policy]


@dataclass(frozen=True)
class Step:
    """What happens to one policy.

    Attributes
    ----------
    policy : Policy or None
        As it is from now on; None where it never was one.
    document : Document, optional
        The file it stands in; one of the name it refers to where none is given.
    """

    policy: analysis.Policy | None
    kind: Revision.Kind
    document: Document | None = None


@dataclass(frozen=True)
class Held:
    """All records of policies, held until the change is made, and what is declared in them."""

    records: dict[str, Policy]
    live: Live


def hold() -> Held:
    """Take hold of every declared policy, so that two people never change them against each other."""
    records = {one.key: one for one in Policy.objects.select_for_update().order_by("pk")}
    return Held(records, {key: one.policy for key, one in records.items() if one.taken_out_at is None})


def held_as_seen(held: Held, policy: Policy, seen: int | None) -> Policy:
    """Return a policy as it is now, unless it is not what the person saw.

    Raises
    ------
    UsageError
        It was changed or taken out meanwhile.
    """
    found = held.records[policy.key]
    latest = found.revisions.order_by("-pk").values_list("pk", flat=True).first()
    if found.taken_out_at is not None:
        raise UsageError(f"Policy {policy.key} was taken out: it cannot be changed any more.")
    if seen is not None and seen != latest:
        raise UsageError("Somebody changed this policy while you had the page open. Load it again.")
    return found


def taken(
    *, acting_user: User, held: Held, steps: Mapping[str, Step], why: str = "", from_sample: bool = False
) -> dict[str, Policy]:
    """Make the steps, if all policies can be declared together then; return the records by their key.

    Raises
    ------
    UsageError
        They cannot: every reason, one a line.
    """
    wanted = _open_ended(held.live) | {key: one.policy for key, one in steps.items() if one.policy}
    for key, step in steps.items():
        if step.policy is None:
            wanted.pop(key, None)
    wrong = together(wanted.values(), facts_currency())
    if wrong:
        raise UsageError("\n".join(wrong), problems=tuple(wrong))
    now = {one.id: one for one in PolicySet(tuple(wanted.values()))}
    # a policy that another one newly replaces, or no longer does, moves its last day
    steps = dict(steps)
    for key, kept in now.items():
        if key not in steps and kept != held.live[key]:
            replaced = any(s.policy and s.policy.replaces == key for s in steps.values())
            kind = Revision.Kind.REPLACED if replaced else Revision.Kind.MENDED
            steps[key] = Step(kept, kind, held.records[key].document)
    for key, step in steps.items():
        one = now.get(key)
        if one is None:
            made = _taken_out(held.records[key])
        else:
            made = _written(held.records.get(key) or Policy(key=key, from_sample=from_sample), one, step)
        held.records[key] = made
        revision = Revision.objects.create(
            policy=made, kind=step.kind, content=made.content, why=why, made_by=acting_user
        )
        record(acting_user, _WORDS[step.kind], made, key=key, revision=revision.pk)
    _linked(held.records, now)
    transaction.on_commit(lambda: read_soon(acting_user) and None, robust=True)
    return held.records


def _open_ended(live: Live) -> Live:
    """Return the policies without the ends that came only from being replaced."""
    starts = {one.replaces: one.effective_from for one in live.values() if one.replaces}
    found = {}
    for key, one in live.items():
        start = starts.get(key)
        ended_by_it = start is not None and one.effective_to == start - _DAY
        found[key] = replace(one, effective_to=None) if ended_by_it else one
    return found


def _taken_out(made: Policy) -> Policy:
    made.taken_out_at, made.replaces = timezone.now(), None
    made.save()
    return made


def _written(made: Policy, policy: analysis.Policy, step: Step) -> Policy:
    same = made.pk is not None and made.content.get("document_ref", "") == policy.document_ref
    by_title = Document.objects.defer("content").filter(title=policy.document_ref or None).first()
    made.document = step.document or by_title or (made.document if same else None)
    made.content = policy.to_dict()
    made.issuer, made.level, made.metric = policy.issuer, policy.level, policy.metric
    made.effective_from, made.effective_to = policy.effective_from, policy.effective_to
    made.taken_out_at = None
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise UsageError(
            f"Somebody declared a policy {policy.id} at the same moment. Load the page again."
        ) from None
    return made


def _linked(records: Mapping[str, Policy], now: Mapping[str, analysis.Policy]) -> None:
    """Point each policy to the one it replaces: first let go of the old ones, of which each has but one."""
    wanted = {key: records[one.replaces].pk if one.replaces else None for key, one in now.items()}
    moved = [records[key] for key, pk in wanted.items() if records[key].replaces_id != pk]
    for one in moved:
        Policy.objects.filter(pk=one.pk).update(replaces=None)
    for one in moved:
        one.replaces_id = wanted[one.key]
        one.save(update_fields=["replaces"])
