"""The ledger's records, and what the diagnosis gets of them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from headwater.analysis.demand.causes import actions as analysis
from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.apps.actions import selectors
from headwater.apps.actions.models import Action
from headwater.apps.actions.services import Plan, create_action
from headwater.apps.people.models import AuditEntry

from ..world import World

pytestmark = pytest.mark.django_db


def test_an_action_begins_proposed_and_leaves_its_line_in_the_audit_trail(world: World) -> None:
    action = create_action(acting_user=world.bela, title=" Scan at hand-over ", reason="Parcel is late")
    assert (action.title, action.status, action.has_owner) == ("Scan at hand-over", "proposed", False)
    entry = AuditEntry.objects.get(action="action.created")
    assert (entry.actor, entry.object_id) == (world.bela, action.pk)
    assert "Scan" not in str(entry.details)


@pytest.mark.parametrize("person", ["chidi", "dana", "emre", "ada", "femi"])
def test_whoever_may_not_change_all_actions_adds_none(world: World, person: str) -> None:
    with pytest.raises(NotAllowedError, match="add actions and change them"):
        create_action(acting_user=world.person(person), title="Scan at hand-over")
    assert not Action.objects.exists()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"title": "  "}, "needs a title"),
        ({"title": "A", "reason": "Parcel is late", "cause": "it"}, "one reason or one cause"),
        ({"title": "A", "cause": "weather"}, "'weather' is no cause"),
        ({"title": "A", "plan": Plan(saved_low=9, saved_high=3)}, "swap them"),
        ({"title": "A", "plan": Plan(starts_on=date(2026, 2, 1), due_on=date(2026, 1, 1))}, "move one of"),
        ({"title": "A", "plan": Plan(cost=Decimal(-1))}, "not below 0"),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words(
    world: World, said: dict[str, object], message: str
) -> None:
    add: Callable[..., Action] = create_action
    with pytest.raises(UsageError, match=message):
        add(acting_user=world.amara, **said)


def test_costs_of_one_ledger_are_in_one_currency(world: World) -> None:
    create_action(acting_user=world.amara, title="A", plan=Plan(cost=Decimal(5), currency="chf"))
    again = create_action(acting_user=world.amara, title="B", plan=Plan(cost=Decimal(6)))
    assert again.currency == "CHF"
    with pytest.raises(UsageError, match="The ledger is in CHF"):
        create_action(acting_user=world.amara, title="C", plan=Plan(cost=Decimal(7), currency="EUR"))


def test_the_diagnosis_gets_the_ledger_as_its_own_file_would_say_it(world: World) -> None:
    assert selectors.ledger_actions() is None
    plan = Plan(saved_high=4000, cost=Decimal("1200.50"), due_on=date(2026, 9, 1))
    action = create_action(
        acting_user=world.amara, title="Scan", reason="Parcel is late", owner_unit="Depots", plan=plan
    )
    create_action(acting_user=world.amara, title="Nobody knows against what")
    refused = create_action(acting_user=world.amara, title="Tracking", cause="it")
    Action.objects.filter(pk=refused.pk).update(status=Action.Status.REFUSED)
    found = selectors.ledger_actions()
    assert found is not None
    assert found.currency == "EUR"
    assert found.actions[0] == analysis.Action(
        reason="Parcel is late",
        owner="Depots",
        action="Scan",
        saved_low=4000,
        saved_high=4000,
        cost=1200.5,
        due=date(2026, 9, 1),
        where=f"action {action.pk}",
    )
    assert found.actions[0].lacks == ()
    assert [(a.cause, a.state) for a in found.actions[1:]] == [("it", "stopped")], "nothing is expected of it"


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("worked", "done"), ("cannot_tell", "done"), ("no_effect", "stopped"), ("worse", "stopped")],
)
def test_the_diagnosis_expects_nothing_of_what_was_found_to_do_no_good(
    world: World, outcome: str, state: str
) -> None:
    action = create_action(acting_user=world.amara, title="Scan", reason="Parcel is late")
    Action.objects.filter(pk=action.pk).update(status=Action.Status.DONE, outcome=outcome)
    found = selectors.ledger_actions()
    assert found is not None
    assert [a.state for a in found.actions] == [state]
