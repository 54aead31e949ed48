"""Changes to actions: who may, what is refused, and that each leaves its line in the audit trail."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.apps.actions import services
from headwater.apps.actions.models import Action
from headwater.apps.actions.services import Plan
from headwater.apps.people.models import AuditEntry, User
from headwater.apps.people.selectors import today

from ..world import World
from .making import an_action, outside

pytestmark = pytest.mark.django_db

ANY = ("amara", "olga", "bela")
"""Who may change every action."""


def owned(world: World) -> Action:
    return an_action(world.amara, owner=world.chidi)


def abroad(world: World) -> Action:
    action = an_action(world.amara)
    outside(world.amara, action)
    return action


def long_done(world: World) -> Action:
    action = owned(world)
    services.change_status(acting_user=world.chidi, action=action, status=Action.Status.DONE)
    Action.objects.filter(pk=action.pk).update(follow_up_on=today())
    return action


CALLS: dict[str, Callable[[World, User], object]] = {
    "create_action": lambda w, by: an_action(by),
    "change_action": lambda w, by: services.change_action(acting_user=by, action=owned(w), title="Other"),
    "give_to_person": lambda w, by: services.give_to_person(acting_user=by, action=abroad(w), owner=w.gita),
    "give_to_nobody": lambda w, by: services.give_to_nobody(acting_user=by, action=owned(w)),
    "give_to_outside": lambda w, by: outside(by, owned(w)),
    "issue_link": lambda w, by: services.issue_link(acting_user=by, action=abroad(w)),
    "revoke_link": lambda w, by: services.revoke_link(acting_user=by, action=abroad(w)),
    "record_follow_up": lambda w, by: services.record_follow_up(
        acting_user=by, action=long_done(w), outcome=Action.Outcome.WORKED, why="Contacts fell by half"
    ),
    "stop": lambda w, by: services.change_status(
        acting_user=by, action=owned(w), status=Action.Status.STOPPED, why="The depot closes"
    ),
}
OF_OWNER: dict[str, Callable[[World, User], object]] = {
    "change_status": lambda w, by: services.change_status(
        acting_user=by, action=owned(w), status=Action.Status.RUNNING
    ),
    "add_comment": lambda w, by: services.add_comment(acting_user=by, action=owned(w), text="On Monday"),
}


@pytest.mark.parametrize("call", [*CALLS, *OF_OWNER])
def test_who_answers_for_the_ledger_may_change_all_of_it_and_each_change_is_audited(
    world: World, call: str
) -> None:
    for name in ANY:
        by = world.person(name)
        before = AuditEntry.objects.filter(actor=by).count()
        (CALLS | OF_OWNER)[call](world, by)
        entries = AuditEntry.objects.filter(actor=by)
        assert entries.count() > before, name
        for entry in entries:
            assert "Chidi" not in str(entry.details)
            assert "@" not in str(entry.details)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("person", ["chidi", "dana", "emre", "ada", "femi"])
def test_others_change_nothing_of_it(world: World, call: str, person: str) -> None:
    with pytest.raises(NotAllowedError):
        CALLS[call](world, world.person(person))


@pytest.mark.parametrize("call", OF_OWNER)
def test_an_owner_moves_and_comments_their_own_and_no_other(world: World, call: str) -> None:
    OF_OWNER[call](world, world.person("chidi"))
    for person in ("gita", "dana", "emre", "ada", "femi"):
        with pytest.raises(NotAllowedError, match="belongs to somebody else"):
            OF_OWNER[call](world, world.person(person))


def test_only_who_can_open_an_action_can_be_given_one(world: World) -> None:
    for person in (world.ada, world.femi):
        with pytest.raises(UsageError, match="does not let them see actions"):
            services.give_to_person(acting_user=world.amara, action=owned(world), owner=person)
    with pytest.raises(UsageError, match="Chidi owns this action already"):
        services.give_to_person(acting_user=world.amara, action=owned(world), owner=world.chidi)


def test_done_is_looked_back_on_180_days_later_and_not_before(world: World) -> None:
    action = owned(world)
    action = services.change_status(acting_user=world.chidi, action=action, status=Action.Status.DONE)
    assert (action.done_on, action.follow_up_on) == (today(), today() + timedelta(days=180))
    worked = {"outcome": Action.Outcome.WORKED, "why": "Late parcels fell from 20% to 8%"}
    with pytest.raises(UsageError, match="It is too early to tell"):
        services.record_follow_up(acting_user=world.amara, action=action, **worked)  # type: ignore[arg-type]
    Action.objects.filter(pk=action.pk).update(follow_up_on=today())
    with pytest.raises(UsageError, match="Say how that is known"):
        services.record_follow_up(
            acting_user=world.amara, action=action, outcome=Action.Outcome.WORKED, why=" "
        )
    action = services.record_follow_up(acting_user=world.amara, action=action, **worked)  # type: ignore[arg-type]
    assert (action.outcome, action.followed_up_on) == ("worked", today())
    with pytest.raises(UsageError, match="Add a new action"):
        services.change_status(acting_user=world.amara, action=action, status=Action.Status.RUNNING)


def test_what_is_not_done_after_all_is_open_again(world: World) -> None:
    action = owned(world)
    services.change_status(acting_user=world.chidi, action=action, status=Action.Status.DONE)
    action = services.change_status(acting_user=world.chidi, action=action, status=Action.Status.RUNNING)
    assert (action.is_open, action.done_on, action.follow_up_on) == (True, None, None)
    with pytest.raises(UsageError, match="not done: there is nothing to look back on"):
        services.record_follow_up(
            acting_user=world.amara, action=action, outcome=Action.Outcome.WORKED, why="x"
        )


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (Action.Status.PROPOSED, "already is: proposed"),
        (Action.Status.REFUSED, "Say why"),
        (Action.Status.STOPPED, "Say why"),
    ],
)
def test_a_move_that_says_nothing_is_refused(world: World, status: Action.Status, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        services.change_status(acting_user=world.amara, action=owned(world), status=status)


def test_an_owner_does_not_take_up_again_what_was_stopped(world: World) -> None:
    action = owned(world)
    services.change_status(
        acting_user=world.amara, action=action, status=Action.Status.STOPPED, why="The depot closes"
    )
    with pytest.raises(NotAllowedError):
        services.change_status(acting_user=world.chidi, action=action, status=Action.Status.RUNNING)


def test_a_change_is_audited_by_what_changed_and_no_change_is_none(world: World) -> None:
    action = an_action(world.amara, due=date(2026, 5, 4), reason="Parcel is late")
    plan = Plan(due_on=date(2026, 6, 1), cost=Decimal(100))
    said = {"title": action.title, "reason": action.reason, "plan": plan}
    services.change_action(acting_user=world.bela, action=action, **said)  # type: ignore[arg-type]
    services.change_action(acting_user=world.bela, action=action, **said)  # type: ignore[arg-type]
    entry = AuditEntry.objects.get(action="action.changed")
    assert entry.details == {
        "changed": ["cost", "currency", "due_on"],
        "due_on_before": "2026-05-04",
        "due_on": "2026-06-01",
    }


def test_a_ledger_of_one_action_can_go_to_another_currency(world: World) -> None:
    action = an_action(world.amara)
    for currency in ("EUR", "CHF"):
        services.change_action(
            acting_user=world.amara,
            action=action,
            title="Scan",
            plan=Plan(cost=Decimal(5), currency=currency),
        )
    action.refresh_from_db()
    assert action.currency == "CHF"


def test_an_empty_comment_is_none(world: World) -> None:
    with pytest.raises(UsageError, match="Write something first"):
        services.add_comment(acting_user=world.chidi, action=owned(world), text=" \n ")


def test_what_one_owner_could_not_do_is_a_new_question_to_the_next(world: World) -> None:
    action = owned(world)
    services.change_status(acting_user=world.chidi, action=action, status=Action.Status.RUNNING)
    services.give_to_person(acting_user=world.amara, action=action, owner=world.bela)
    action.refresh_from_db()
    assert action.status == "running"
    services.change_status(
        acting_user=world.bela, action=action, status=Action.Status.REFUSED, why="No scanners"
    )
    services.give_to_person(acting_user=world.amara, action=action, owner=world.olga)
    action.refresh_from_db()
    assert action.status == "proposed"
    assert action.status_changes.last().author == world.amara  # type: ignore[union-attr]
