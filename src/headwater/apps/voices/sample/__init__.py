"""Voices of the sample organisation: something for its people to read, to answer and to see answered."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import narwhals as nw
from django.db import transaction
from django.utils import timezone

from headwater.analysis.contacts.engines import collect
from headwater.apps.actions.models import Action as LedgerAction
from headwater.apps.actions.services import change_status
from headwater.apps.contacts.selectors import opened_store
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Role
from headwater.apps.people.selectors import current
from headwater.apps.tasks.kinds import Report
from headwater.apps.voices.models import Answer, Flag
from headwater.apps.voices.sample.said import ANSWERS, FLAGS, SampleAnswer, SampleFlag
from headwater.apps.voices.selectors.contacts import FoundContact
from headwater.apps.voices.services.answering import answer_cluster, link_action
from headwater.apps.voices.services.counting import queue_counting
from headwater.apps.voices.services.raising import Said, check_said, keep_flag

_ADDRESS = "@sample.example"
_LAST_DAYS = 120

_Contacts = dict[tuple[str, str], Iterator[FoundContact]]


def load_sample(report: Report, folder: Path) -> None:
    """Let the sample people flag and answer; all of it or nothing, and only once."""
    report("Listening to the sample people")
    queue_counting()
    people = _people()
    if not people or Flag.objects.filter(by_sample=True).exists():
        return
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    codes = {one["reason"]: one["failure_code"] or "" for one in truth["reasons"]}
    contacts = _contacts({flag.reason for flag in FLAGS if flag.reason})
    now = timezone.now()
    with transaction.atomic():
        # answers come in their place in time: they reach what was flagged before them
        events: list[SampleFlag | SampleAnswer] = [*FLAGS, *ANSWERS]
        for number, event in enumerate(sorted(events, key=lambda one: -one.days)):
            at = now - timedelta(days=event.days, hours=number % 7)
            if isinstance(event, SampleAnswer):
                _answer(event, codes, at)
            elif team := people.get(event.team, []):
                named = [user for user in team if user.name == event.who]
                contact = next(contacts.get((event.reason, event.team), iter(())), None)
                user = named[0] if named else team[number % len(team)]
                made = _flag(event, user, contact, codes, f"sample {number}")
                Flag.objects.filter(pk=made.pk).update(raised_at=at)


def _people() -> dict[str, list[User]]:
    """Return those of the sample people who flag, by team."""
    found: dict[str, list[User]] = defaultdict(list)
    people = User.objects.filter(email__endswith=_ADDRESS, is_active=True).order_by("pk")
    for user in people:
        for membership in user.memberships.filter(current(), role=Role.AGENT.value).select_related("team"):
            found[membership.team.name].append(user)
    return found


def _contacts(reasons: set[str]) -> _Contacts:
    """Return recent contacts by reason and team, each to be taken once."""
    with opened_store() as store:
        span = None if store is None else store.span()
        if store is None or span is None:
            return {}
        rows = collect(
            store.contacts()
            .filter(nw.col("opened_epoch") >= span[1] - _LAST_DAYS * 86_400)
            .select(
                "source",
                "contact_id",
                "opened_epoch",
                "contact_key",
                reason=nw.col("reason_source").cast(nw.String),
                team=nw.col("team").cast(nw.String),
            )
            .filter(nw.col("reason").is_in(sorted(reasons)))
            .sort("opened_epoch", "contact_key", descending=True)
        )
    listed: dict[tuple[str, str], list[FoundContact]] = defaultdict(list)
    for source, number, reason, team in zip(
        rows["source"], rows["contact_id"], rows["reason"], rows["team"], strict=True
    ):
        listed[reason, team or ""].append(FoundContact(source, number, reason))
    return {key: iter(found) for key, found in listed.items()}


def _flag(
    flag: SampleFlag, user: User, contact: FoundContact | None, codes: dict[str, str], once: str
) -> Flag:
    code = codes.get(flag.reason, "") if flag.kind == "avoidable" else flag.code
    said = dict(flag.said)
    if "amount" in said:
        said["amount"] = Decimal(said["amount"])
    return keep_flag(
        acting_user=user,
        kind=flag.kind,
        code=code,
        contact=contact or FoundContact("", "", ""),
        contact_known=True if contact else None,
        said=check_said(flag.kind, code, Said(**said)),
        once=once,
        by_sample=True,
    )


def _answer(answer: SampleAnswer, codes: dict[str, str], at: datetime) -> None:
    code = codes.get(answer.reason, "") if answer.kind == "avoidable" else answer.code
    flag = Flag.objects.filter(
        by_sample=True, kind=answer.kind, code=code, contact_reason=answer.reason
    ).first()
    by = User.objects.filter(email=f"{answer.by.lower()}{_ADDRESS}").first()
    if flag is None or by is None:
        return
    made = answer_cluster(acting_user=by, cluster=flag.cluster, verdict=answer.verdict, words=answer.words)
    Answer.objects.filter(pk=made.pk).update(answered_at=at)
    if not answer.action:
        return
    day = timezone.localdate()
    link = link_action(
        acting_user=by,
        answer=made,
        title=answer.action,
        owner_unit=answer.unit,
        due_on=day + timedelta(days=answer.due_in),
    )
    link.action.from_sample = True
    link.action.save(update_fields=["from_sample"])
    if answer.done:
        change_status(acting_user=by, action=link.action, status=LedgerAction.Status.DONE)
