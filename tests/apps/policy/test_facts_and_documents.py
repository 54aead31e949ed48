"""Facts are refused where they cannot be so; documents are kept as given while policies need them."""

from typing import Any

import pytest

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.policy import Policy
from headwater.apps.people.models import AuditEntry
from headwater.apps.policy import services
from headwater.apps.policy.models import DeclaredFacts, Document
from headwater.apps.policy.models import Policy as Record
from headwater.apps.policy.selectors.basis import our_facts

from ..world import World

AHT = Policy("aht", "Operations", "aht_s", "<=", 300, document_ref="Targets 2026")


@pytest.fixture(autouse=True)
def _folder(data: Any) -> None:
    """Every test has a data folder of its own."""


def test_facts_count_and_their_history_stays(world: World) -> None:
    services.declare_facts(acting_user=world.olga, content={"issues_per_hour": 400, "call_back_share": "80%"})
    services.declare_facts(acting_user=world.olga, content={"issues_per_hour": 500})
    assert (our_facts().issues_per_hour, our_facts().call_back_share) == (500, 0.9)
    assert DeclaredFacts.objects.count() == 2
    assert AuditEntry.objects.filter(action="policy.facts_declared").count() == 2


def test_what_was_said_may_be_taken_back(world: World) -> None:
    services.declare_facts(acting_user=world.olga, content={"issues_per_hour": 400})
    services.declare_facts(acting_user=world.olga, content={})
    assert our_facts().issues_per_hour is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"issues_per_hour": 0}, "facts, issues_per_hour: is 0: without arrivals there is nothing to weigh"),
        ({"patience_s": -4}, "patience_s: is -4: a negative value is not possible"),
        ({"today": {"shrinkage_frac": 1.4}}, "shrinkage_frac: is 1.4: it cannot be over 1"),
        ({"waiting": 3}, "facts, waiting: there is no such field"),
        (
            {"limits": {"wrap_s": {"min": 40, "max": 10}}},
            "the facts contradict each other: at least 40 and at most 10",
        ),
        (
            {"limits": {"aht_s": {"max": 100}, "talk_s": {"min": 120}}},
            "The facts contradict each other before any policy",
        ),
        ({"currency": "euros"}, "currency: it has to be three letters such as EUR, not 'euros'"),
    ],
)
def test_facts_that_cannot_be_so_are_refused(world: World, content: dict[str, Any], message: str) -> None:
    with pytest.raises(BadDataError, match=message):
        services.declare_facts(acting_user=world.olga, content=content)
    assert not DeclaredFacts.objects.exists()


def test_facts_and_policies_are_in_one_currency(world: World) -> None:
    policy = Policy("credit", "Finance", "authority", "<=", 25, currency="USD")
    services.declare_policy(acting_user=world.olga, policy=policy)
    with pytest.raises(UsageError, match=r"Declared policies are in USD"):
        services.declare_facts(acting_user=world.olga, content={"currency": "EUR"})


def test_facts_rest_on_what_the_person_saw(world: World) -> None:
    services.declare_facts(acting_user=world.emre, content={"issues_per_hour": 400}, seen=0)
    with pytest.raises(UsageError, match=r"Somebody changed the facts while you had the page open"):
        services.declare_facts(acting_user=world.olga, content={"issues_per_hour": 300}, seen=0)
    with pytest.raises(UsageError, match=r"Nothing differs"):
        services.declare_facts(acting_user=world.olga, content={"issues_per_hour": 400})


def a_document(world: World, **said: Any) -> Document:
    content: dict[str, Any] = {
        "title": "Targets 2026",
        "file_name": "targets.txt",
        "content": b"Four minutes",
    }
    return services.add_document(acting_user=world.olga, **(content | said))


def test_a_document_belongs_to_the_policies_that_refer_to_it(world: World) -> None:
    before = services.declare_policy(acting_user=world.olga, policy=AHT)
    kept = a_document(world)
    before.refresh_from_db()
    assert before.document == kept
    named = Policy("wrap", "Operations", "wrap_s", "<=", 20)
    after = services.declare_policy(acting_user=world.olga, policy=named, document=kept)
    assert (after.document, after.policy.document_ref) == (kept, "Targets 2026")
    with pytest.raises(UsageError, match=r"2 policies stand in it: aht, wrap. Documents of policies stay"):
        services.remove_document(acting_user=world.olga, document=kept)


def test_a_document_in_which_nothing_stands_is_removed(world: World) -> None:
    services.declare_policy(acting_user=world.olga, policy=AHT)
    kept = a_document(world)
    record = Record.objects.get()
    services.take_out_policy(acting_user=world.olga, policy=record, why="A draft")
    services.remove_document(acting_user=world.olga, document=kept)
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"file_name": "targets.exe"}, "A document is one of pdf, docx, .*; 'targets.exe' is none of them"),
        ({"content": b""}, "targets.txt is empty"),
        ({"content": b"x" * 5_000_001}, "targets.txt is larger than 5 MB"),
        ({"file_name": "a.pdf"}, "a.pdf is not what its name says: a pdf file begins otherwise"),
        ({"title": " "}, "Give the document a title"),
        ({"content": b"Five minutes"}, "This file is there already, as “First”"),
        ({"title": "First"}, "There is a document “First” already"),
    ],
)
def test_what_is_no_document_is_refused(world: World, said: dict[str, Any], message: str) -> None:
    a_document(world, title="First", content=b"Five minutes")
    with pytest.raises(UsageError, match=message):
        a_document(world, **said)
    assert Document.objects.count() == 1


def test_a_path_in_the_name_of_a_file_is_left_out(world: World) -> None:
    assert a_document(world, file_name="..\\secret/../targets.txt").file_name == "targets.txt"
