"""The sample organisation demands what its simulation knows, in documents, and not all of it can be met."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from headwater.analysis.policy import PolicySet, conflicts, parse_policies
from headwater.analysis.policy.facts_reading import facts_of
from headwater.analysis.policy.writing import policies_text
from headwater.apps.contacts.selectors import open_store
from headwater.apps.people.models import User
from headwater.apps.people.sample_people import create_sample_people
from headwater.apps.policy.models import DeclaredFacts, Document, Policy, Revision
from headwater.apps.policy.sample import declared, told
from headwater.apps.policy.selectors import our_policies

TRUTH = {
    "handle_time_target": {"first_day": "2023-01-09", "last_day": "2025-01-19", "seconds": 240},
    "programmes": [{"key": "script", "start": "2025-06-23"}],
}
CALLS = {"contacts_per_hour": 7.4, "handle_seconds": 394.0}


def quietly(step: str, done: int = 0, total: int | None = None) -> None:
    """Take a report."""


@pytest.fixture
def head(db: None) -> User:
    create_sample_people()
    return User.objects.get(email="amara@sample.example")


def test_the_sample_has_a_few_conflicts_one_of_them_across_three_levels() -> None:
    said = PolicySet(tuple(told.policies(TRUTH, 3.23)), "sample")
    found = conflicts(said, facts_of(told.facts(CALLS, 3.23, 38.0)), on=date(2026, 1, 10))
    assert 3 <= len(found.conflicts) <= 6
    levels = [set(one.levels) for one in found.conflicts]
    assert {"QA", "exec", "director"} in levels
    assert all(len(one) > 1 for one in levels)


def test_the_sample_policies_read_back_from_a_file() -> None:
    said = PolicySet(tuple(told.policies(TRUTH, 3.23)), "sample")
    assert parse_policies(policies_text(said)) == said


def test_what_the_simulation_knows_is_declared_with_its_days(head: User, stored: Path) -> None:
    declared.load(quietly, stored / "sample", head)
    truth = json.loads((stored / "sample" / "truth.json").read_text())
    policies = {one.id: one for one in our_policies()}
    gamed, target = policies["four-minutes"], truth["handle_time_target"]
    assert gamed.value == target["seconds"]
    assert (str(gamed.effective_from), str(gamed.effective_to)) == (target["first_day"], target["last_day"])
    assert gamed.scope == {"channel": ("phone",)}
    assert not {"aht_s"} & {one.metric for one in our_policies().in_force(date(2030, 1, 1))}


def test_facts_of_the_sample_hold_to_what_its_calls_measure(head: User, stored: Path) -> None:
    declared.load(quietly, stored / "sample", head)
    store = open_store()
    assert store is not None
    truth = json.loads((stored / "sample" / "truth.json").read_text())
    measured = declared.measured_calls(store, truth)
    assert measured is not None
    facts = facts_of(DeclaredFacts.objects.get().content)
    assert facts.today.handle_seconds == pytest.approx(measured["handle_seconds"], abs=0.1)
    assert facts.scope == {"channel": ("phone",)}


def test_the_sample_is_declared_once_by_its_people_before_it_began(head: User, stored: Path) -> None:
    for _ in range(2):
        declared.load(quietly, stored / "sample", head)
    assert Policy.objects.filter(from_sample=True).count() == len(our_policies())
    assert Revision.objects.filter(kind="declared").count() == len(our_policies())
    assert Revision.objects.filter(made_at__lt=timezone.now() - timedelta(days=30)).exists()
    assert DeclaredFacts.objects.count() == 1
    makers = set(Revision.objects.values_list("made_by__name", flat=True))
    assert makers == {"Amara", "Olga", "Emre"}


def test_every_policy_of_the_sample_stands_in_a_document_that_says_it(head: User, stored: Path) -> None:
    declared.load(quietly, stored / "sample", head)
    for record in Policy.objects.select_related("document"):
        assert record.document is not None
        assert record.policy.says in bytes(record.document.content).decode()
    assert Document.objects.count() == Policy.objects.values("issuer").distinct().count()


def test_nothing_is_declared_beside_what_somebody_declared(head: User, stored: Path) -> None:
    DeclaredFacts.objects.create(content={"issues_per_hour": 5}, made_by=head)
    declared.load(quietly, stored / "sample", head)
    assert not Policy.objects.exists()


def test_the_script_of_the_sample_is_one_of_steps(head: User) -> None:
    steps = [one for one in told.policies(TRUTH, None) if one.metric == "script_step"]
    assert sum(one.value for one in steps) == 300
    assert sum(one.principle == "explain" for one in steps) == 1
