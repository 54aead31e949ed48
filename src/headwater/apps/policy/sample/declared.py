"""Policies, documents and facts of the sample organisation, declared by its people, once."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from headwater.apps.contacts.selectors import open_store
from headwater.apps.people.models import User
from headwater.apps.policy import services
from headwater.apps.policy.models import DeclaredFacts, Document, Policy, Revision, Table
from headwater.apps.policy.sample import told
from headwater.apps.policy.selectors import latest_table
from headwater.apps.tasks.kinds import Report

if TYPE_CHECKING:
    from headwater.analysis.contacts.store import ContactStore

_ADDRESS = "@sample.example"
_EUR_PER_HOUR = 38.0
_WRITTEN_DOWN = timedelta(days=35)
"""How long before the first day of a policy it was written down in the lab."""


@transaction.atomic
def load(report: Report, folder: Path, acting_user: User) -> None:
    """Declare what the sample organisation demands and what it says is so; where something is, do nothing."""
    if Policy.objects.exists() or DeclaredFacts.objects.exists():
        return
    report("Writing down what the sample organisation demands")
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    people = {name: _person(name) or acting_user for name in {one.brings for one in told.DOCUMENTS}}
    scheduled = _scheduled()
    found = told.policies(truth, scheduled)
    for document in told.DOCUMENTS:
        inside = [one for one in found if one.document_ref == document.title]
        if inside:
            services.add_document(
                acting_user=people[document.brings],
                title=document.title,
                file_name=document.file_name,
                content=told.text_of(document, inside).encode(),
                issuer=document.issuer,
            )
    brought = {one.title: people[one.brings] for one in told.DOCUMENTS}
    kept = {one.title: one for one in Document.objects.defer("content")}
    for one in found:
        services.declare_policy(
            acting_user=brought[one.document_ref],
            policy=one,
            document=kept[one.document_ref],
            from_sample=True,
        )
    _date_back()
    store = open_store()
    measured = None if store is None else measured_calls(store, truth)
    if measured is not None:
        services.declare_facts(
            acting_user=acting_user,
            content=told.facts(measured, scheduled, _EUR_PER_HOUR),
            from_sample=True,
        )


def measured_calls(store: "ContactStore", truth: dict[str, Any]) -> dict[str, float] | None:
    """Return calls in an hour in which the phone is open, and how long they take, over the last half year."""
    import narwhals as nw

    from headwater.analysis.contacts.engines import collect

    last = date.fromisoformat(truth["about"]["last_day"])
    calls = (
        store.contacts()
        .filter(
            nw.col("channel").cast(nw.String) == "phone", nw.col("local_date") > last - timedelta(days=182)
        )
        .group_by("local_date", "local_half_hour")
        .agg(n=nw.len(), seconds=nw.col("handle_seconds").sum(), handled=nw.col("handle_seconds").count())
    )
    found = collect(calls)
    handled = sum(found["handled"])
    if not handled:
        return None
    return {
        "contacts_per_hour": 2 * sum(found["n"]) / len(found["n"]),
        "handle_seconds": sum(one or 0.0 for one in found["seconds"]) / handled,
    }


def _scheduled() -> float | None:
    """Return how many are on the roster at a time; None where there is no roster."""
    roster = latest_table(Table.Kind.ROSTER)
    if roster is None:
        return None
    numbers = [float(row[1]) for row in roster.lines]
    return sum(numbers) / len(numbers) if numbers else None


def _date_back() -> None:
    """Let what was just written down have been written down before the days it tells of."""
    for record in Policy.objects.filter(from_sample=True):
        later = Policy.objects.filter(replaces=record).first()
        for kind, one in ((Revision.Kind.DECLARED, record), (Revision.Kind.REPLACED, later)):
            if one is not None and one.effective_from is not None:
                at = datetime.combine(one.effective_from - _WRITTEN_DOWN, time(9, 30), tzinfo=UTC)
                record.revisions.filter(kind=kind).update(made_at=at)


def _person(name: str) -> User | None:
    return User.objects.filter(email=f"{name}{_ADDRESS}", is_active=True).first()
