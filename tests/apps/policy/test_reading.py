"""The lab reads anew whenever what it rests on changes, and says when what it shows is old."""

from pathlib import Path

from headwater.analysis.policy.samples import sample
from headwater.apps.contacts.changes import store_changed
from headwater.apps.policy.background import read
from headwater.apps.policy.models import DeclaredFacts, Policy, Revision, Table
from headwater.apps.policy.selectors import key_of_now, reading_of
from headwater.apps.policy.selectors.basis import our_basis
from headwater.apps.policy.services import keep_table
from headwater.apps.tasks.models import Task

from ..world import World


def quietly(step: str, done: int = 0, total: int = 0) -> None:
    """Take a report."""


def test_facts_are_read_from_contacts_and_what_people_say_counts_more(world: World, stored: Path) -> None:
    assert reading_of("facts") is None
    read(quietly, asked=key_of_now())
    measured = our_basis().facts
    assert measured.issues_per_hour is not None
    DeclaredFacts.objects.create(content={"issues_per_hour": 77}, made_by=world.olga)
    assert our_basis().facts.issues_per_hour == 77
    assert our_basis().facts.today.talk_s == measured.today.talk_s
    found = reading_of("facts")
    assert found is not None
    assert found.is_old


def test_a_new_version_of_the_store_asks_for_one_reading(world: World, stored: Path) -> None:
    store_changed()
    store_changed()
    assert Task.objects.filter(kind="policy.read").count() == 1


def test_work_that_was_asked_for_on_older_things_gives_way(world: World, stored: Path) -> None:
    before = key_of_now()
    keep_table(acting_user=world.olga, kind=Table.Kind.ROSTER, name="r.csv", rows=[["2026-01-05T09:00", 3.0]])
    assert key_of_now() != before
    assert read(quietly, asked=before) == {"superseded": True}
    assert reading_of("facts") is None


def test_declared_policies_are_those_not_taken_out(world: World, data: Path) -> None:
    policies, _ = sample("telecom")
    for one in policies:
        kept = Policy.objects.create(
            key=one.id, content=one.to_dict(), issuer=one.issuer, level=one.level, metric=one.metric
        )
        Revision.objects.create(policy=kept, kind="declared", content=kept.content, made_by=world.olga)
    assert set(our_basis().policies) == set(policies)
    assert [p.to_dict() for p in sorted(our_basis().policies, key=lambda p: p.id)] == [
        p.to_dict() for p in sorted(policies, key=lambda p: p.id)
    ]
