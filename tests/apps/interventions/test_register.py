"""Registering interventions: who may, what is refused, what is written down."""

from decimal import Decimal
from typing import Any

import pytest
from django.http import Http404

from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.apps.interventions import selectors, services
from headwater.apps.interventions.models import Intervention, Step
from headwater.apps.interventions.services import CostSaid
from headwater.apps.people.models import AuditEntry, User

from ..world import World
from .made_interventions import an_intervention, locked, record_of

pytestmark = pytest.mark.django_db


def test_whoever_registers_one_owns_it_and_the_history_says_so(world: World) -> None:
    found = an_intervention(world.bela, problem="Parcels are not scanned", teams=[world.phone])
    seen = selectors.intervention_visible_to(world.bela, found.pk)
    assert (seen.owner, seen.standing, seen.word) == (world.bela, "draft", "never measured")
    assert seen.costs == (Decimal(4000), Decimal(40))
    assert [(event.kind, event.who) for event in selectors.history_of(found)] == [("created", "Bela")]
    entry = AuditEntry.objects.get(action="intervention.created")
    assert entry.details["teams"] == [world.phone.pk]
    assert "Parcels" not in str(entry.details)
    assert "Scan" not in str(entry.details)


@pytest.mark.parametrize("person", ["chidi", "ada", "femi"])
def test_only_who_may_plan_registers(world: World, person: str) -> None:
    with pytest.raises(NotAllowedError):
        an_intervention(world.person(person))
    assert not Intervention.objects.exists()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"name": "  "}, "needs a name"),
        ({"name": "x" * 201}, "more than 200 letters"),
        ({"kind": "wish"}, "'wish' is no kind of intervention: fix, training, hiring, policy"),
        ({"origin": "cause"}, "a cause in the diagnosis needs a name"),
        ({"origin": "rumour", "origin_key": "x"}, "'rumour' is no origin"),
        ({"origin": "reason", "origin_key": "x" * 201}, "more than 200 letters"),
        ({"currency": "Euro"}, "three letters, such as EUR"),
        ({"costs": [CostSaid("", "money", Decimal(1))]}, "Say what each cost is for"),
        ({"costs": [CostSaid("x" * 121, "money", Decimal(1))]}, "more than 120 letters"),
        ({"costs": [CostSaid("Scanners", "money", Decimal(-1))]}, "no less than 0"),
        ({"costs": [CostSaid("Scanners", "money", Decimal("NaN"))]}, "no less than 0"),
        ({"costs": [CostSaid("Scanners", "days", Decimal(1))]}, "'days' is no unit of costs: money, hours"),
    ],
)
def test_what_makes_no_intervention_says_what_is_wrong(world: World, said: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        an_intervention(world.amara, **{"name": "Scan", **said})
    assert not Intervention.objects.exists()


def test_an_owner_has_to_be_able_to_open_it(world: World) -> None:
    for nobody in (world.ada, world.femi):
        with pytest.raises(UsageError, match="does not let them see interventions"):
            an_intervention(world.amara, owner=nobody)


def test_who_owns_or_registered_one_sees_it_and_others_with_the_same_role_do_not(world: World) -> None:
    found = an_intervention(world.amara, owner=world.dana)
    assert selectors.intervention_visible_to(world.dana, found.pk).may_change
    assert selectors.interventions_visible_to(world.dana, owner=world.dana)
    other = an_intervention(world.amara)
    with pytest.raises(Http404):
        selectors.intervention_visible_to(world.dana, other.pk)
    services.give_owner(acting_user=world.amara, intervention=found, owner=world.gita)
    assert [one.record.pk for one in selectors.interventions_visible_to(world.gita)] == [found.pk]
    assert not selectors.intervention_visible_to(world.gita, found.pk).may_change, "agents do not plan"
    with pytest.raises(Http404):
        selectors.intervention_visible_to(world.dana, found.pk)


def test_a_team_lead_reads_all_and_changes_only_their_own(world: World) -> None:
    found = an_intervention(world.amara)
    assert not selectors.intervention_visible_to(world.bela, found.pk).may_change
    calls: list[Any] = [
        lambda: services.change_intervention(
            acting_user=world.bela, intervention=found, name="Mine", kind="fix"
        ),
        lambda: services.give_owner(acting_user=world.bela, intervention=found, owner=world.bela),
        lambda: services.change_costs(acting_user=world.bela, intervention=found, costs=[]),
        lambda: services.stop_intervention(acting_user=world.bela, intervention=found, why="No"),
        lambda: services.keep_consideration(acting_user=world.bela, intervention=found, shown={}, why="No"),
    ]
    for call in calls:
        with pytest.raises(NotAllowedError):
            call()
    services.add_comment(acting_user=world.bela, intervention=found, text="We could help")
    with pytest.raises(NotAllowedError):
        services.add_comment(acting_user=world.chidi, intervention=found, text="Me too")


def test_kind_and_teams_stay_once_a_plan_was_locked(world: World) -> None:
    record_of(world)
    found = an_intervention(world.amara)
    services.change_intervention(
        acting_user=world.amara, intervention=found, name="Workshop", kind="training", teams=[world.phone]
    )
    locked(world.amara, found)
    with pytest.raises(UsageError, match="kind and teams can no longer be changed"):
        services.change_intervention(
            acting_user=world.amara, intervention=found, name="Workshop", kind="fix", teams=[]
        )
    services.change_intervention(
        acting_user=world.amara, intervention=found, name="Workshop, autumn", kind="training"
    )
    found.refresh_from_db()
    assert found.name == "Workshop, autumn"
    assert found.plans.get().plan.name == "Workshop", "the promise stays as it was"


def test_after_a_lock_only_what_was_spent_is_said(world: World) -> None:
    record_of(world)
    found = an_intervention(world.amara)
    locked(world.amara, found)
    scanners, staff = found.costs.all()
    spent = [
        CostSaid("Scanners", "money", Decimal(4000), Decimal(5200), scanners.pk),
        CostSaid("Depot staff", "hours", Decimal(40), None, staff.pk),
        CostSaid("Repairs", "money", Decimal(0), Decimal(300)),
    ]
    services.change_costs(acting_user=world.amara, intervention=found, costs=spent)
    assert selectors.intervention_visible_to(world.amara, found.pk).costs == (Decimal(5500), Decimal(40))
    for wrong in (
        spent[1:],
        [CostSaid("Scanners", "money", Decimal(1), None, scanners.pk), *spent[1:]],
        [*spent, CostSaid("More", "money", Decimal(10))],
    ):
        with pytest.raises(UsageError, match="A plan was locked"):
            services.change_costs(acting_user=world.amara, intervention=found, costs=wrong)


def test_costs_of_another_intervention_are_not_taken(world: World) -> None:
    mine, other = an_intervention(world.amara), an_intervention(world.amara)
    taken = other.costs.first()
    assert taken is not None
    with pytest.raises(UsageError, match="load the page again"):
        services.change_costs(
            acting_user=world.amara,
            intervention=mine,
            costs=[CostSaid("x", "money", Decimal(1), pk=taken.pk)],
        )
    assert other.costs.count() == 2


def test_a_reason_is_kept_with_what_was_shown_before_training_was_bought(world: World) -> None:
    found = an_intervention(world.amara, kind="training")
    with pytest.raises(UsageError, match="Say why training"):
        services.keep_consideration(acting_user=world.amara, intervention=found, shown={}, why=" ")
    services.keep_consideration(
        acting_user=world.amara, intervention=found, shown={"failure_share": 0.7}, why="New product"
    )
    assert Step.objects.get(kind="considered").details == {
        "shown": {"failure_share": 0.7},
        "why": "New product",
    }
    assert "New product" in [event.text for event in selectors.history_of(found)]
    assert "New product" not in str(list(AuditEntry.objects.values_list("details", flat=True)))


def test_a_stopped_one_says_why_and_is_not_stopped_twice(world: World) -> None:
    found = an_intervention(world.amara)
    with pytest.raises(UsageError, match="Say why"):
        services.stop_intervention(acting_user=world.amara, intervention=found, why="")
    services.stop_intervention(acting_user=world.amara, intervention=found, why="The depot closed")
    seen = selectors.intervention_visible_to(world.amara, found.pk)
    assert (seen.standing, seen.word) == ("stopped", "never measured")
    with pytest.raises(UsageError, match="stopped already"):
        services.stop_intervention(acting_user=world.amara, intervention=found, why="Again")


def test_nobody_sees_the_ledger_without_the_right(world: World) -> None:
    an_intervention(world.amara)
    assert selectors.ledger_visible_to(world.emre).total == 4000
    for person in (world.bela, world.chidi, world.ada):
        with pytest.raises(NotAllowedError):
            selectors.ledger_visible_to(person)


def test_the_ledger_holds_everything_by_year_in_the_currency_most_is_paid_in(world: World) -> None:
    record_of(world)
    locked(world.amara, an_intervention(world.amara, "Scan"))
    dollars = [CostSaid("Trainer", "money", Decimal(900))]
    an_intervention(world.amara, "Workshop", kind="training", currency="usd", costs=dollars)
    whole = selectors.ledger_visible_to(world.amara)
    assert (whole.currency, whole.total, whole.elsewhere) == ("EUR", 4000, {"USD": 900})
    assert [(one.name, one.verdict, one.locked) for one in whole.entries] == [
        ("Scan", "too early", True),
        ("Workshop", "never measured", False),
    ]
    assert whole.hours_by_kind()["fix"]["too early"] == 40
    of_2024 = selectors.ledger_visible_to(world.amara, year=2024)
    assert [one.name for one in of_2024.entries] == ["Scan"]
    assert selectors.ledger_visible_to(world.amara, year=2019).entries == ()


def test_a_list_of_two_hundred_takes_few_queries(world: World, django_assert_max_num_queries: Any) -> None:
    record_of(world)
    for n in range(3):
        locked(world.amara, an_intervention(world.amara, f"Scan {n}"))
    made = [Intervention(name=f"Try {n}", kind="fix", owner=world.bela) for n in range(197)]
    Intervention.objects.bulk_create(made)
    amara = User.objects.get(pk=world.amara.pk)
    with django_assert_max_num_queries(7):
        found = selectors.interventions_visible_to(amara)
        assert len([(one.standing_label, one.costs, one.owner, one.word) for one in found]) == 200
