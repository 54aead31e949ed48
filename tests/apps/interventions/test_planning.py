"""Plans: one draft at a time, locked for good, withdrawn with a reason; what a lock refuses, and why."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.analysis.interventions.plan import Cost, Plan, smallest_effect
from headwater.analysis.measures import duration
from headwater.apps.interventions import selectors, services
from headwater.apps.interventions.models import Intervention, Judgement, PlanRecord
from headwater.apps.interventions.services import CostSaid
from headwater.apps.measures.models import FamilyMember, MeasuredPoint, OwnMeasure, OwnPoint
from headwater.apps.measures.registry import Measured
from headwater.apps.measures.services import replace_points
from headwater.apps.people.models import AuditEntry

from ..world import World
from .made_interventions import (
    BACK,
    FIRST,
    RATED,
    START,
    VOLUME,
    an_intervention,
    judge,
    locked,
    plan_on,
    record_of,
)

pytestmark = pytest.mark.django_db
BEFORE = datetime(2023, 12, 20, 9, tzinfo=UTC)


@pytest.fixture
def found(world: World) -> Intervention:
    record_of(world, back=(0.32, 0.27))
    return an_intervention(world.amara, problem="Parcels are not scanned")


def test_a_draft_holds_what_its_intervention_says_and_no_name_of_a_person(
    world: World, found: Intervention
) -> None:
    asked = replace(plan_on(), name="Something else", kind="training", owner="Amara", currency="USD")
    draft = services.write_draft(acting_user=world.amara, intervention=found, plan=asked)
    plan = draft.plan
    assert (plan.name, plan.kind, plan.problem) == ("Scan at hand-over", "fix", "Parcels are not scanned")
    assert plan.costs == (Cost("Scanners", 4000, "EUR"), Cost("Depot staff", 40, "hours"))
    assert (plan.owner, plan.currency) == ("", "EUR")
    assert (draft.measure, draft.starts_on, draft.due_on) == (BACK, START, date(2024, 7, 1))
    assert draft.fingerprint == plan.fingerprint


def test_there_is_one_open_draft_and_it_is_written_over(world: World, found: Intervention) -> None:
    first = services.write_draft(acting_user=world.amara, intervention=found, plan=plan_on())
    second = services.write_draft(acting_user=world.amara, intervention=found, plan=plan_on(smallest="-8%"))
    assert (first.pk, second.number) == (second.pk, 1)
    assert first.fingerprint != second.fingerprint


def test_what_changes_the_intervention_changes_the_open_draft(world: World, found: Intervention) -> None:
    draft = services.write_draft(acting_user=world.amara, intervention=found, plan=plan_on())
    services.change_costs(
        acting_user=world.amara, intervention=found, costs=[CostSaid("Scanners", "money", Decimal(9000))]
    )
    with pytest.raises(UsageError, match="changed since this page was shown"):
        services.lock_plan(acting_user=world.amara, draft=draft, fingerprint=draft.fingerprint, at=BEFORE)
    draft.refresh_from_db()
    assert draft.plan.costs == (Cost("Scanners", 9000, "EUR"),)
    services.lock_plan(acting_user=world.amara, draft=draft, fingerprint=draft.fingerprint, at=BEFORE)


def test_a_lock_keeps_what_the_plan_could_find_and_who_promised_it_when(
    world: World, found: Intervention
) -> None:
    plan = locked(world.amara, found, at=BEFORE)
    assert plan.power["grain"] == "week"
    assert plan.power["detectable_words"] == "-1.2 points"
    assert plan.power["weeks_before"] == 104
    assert not plan.power["too_weak"]
    assert (plan.locked_by, plan.locked_at, plan.days_late) == (world.amara, BEFORE, 0)
    entry = AuditEntry.objects.get(action="intervention.plan_locked")
    assert entry.details["fingerprint"] == plan.fingerprint
    assert entry.details["said_at"] == BEFORE.isoformat()
    assert entry.at.year >= 2026, "the trail says when it was really written"


def test_a_locked_plan_never_changes_a_changed_one_is_another_and_both_are_shown(
    world: World, found: Intervention
) -> None:
    first = locked(world.amara, found, at=BEFORE)
    content, fingerprint = first.content, first.fingerprint
    with pytest.raises(UsageError, match=r"locked already\. A changed plan is a new plan"):
        services.lock_plan(acting_user=world.amara, draft=first)
    second = locked(world.amara, found, plan_on(smallest="-8%"), at=BEFORE)
    services.change_intervention(acting_user=world.amara, intervention=found, name="Scan", kind="fix")
    first.refresh_from_db()
    assert (first.content, first.fingerprint, first.number) == (content, fingerprint, 1)
    seen = selectors.intervention_visible_to(world.amara, found.pk)
    assert [plan.number for plan in seen.plans] == [1, 2]
    assert seen.plan == second


def test_the_plan_that_is_locked_already_is_not_written_again(world: World, found: Intervention) -> None:
    locked(world.amara, found, at=BEFORE)
    with pytest.raises(UsageError, match="This is plan 1, which is locked already"):
        services.write_draft(acting_user=world.amara, intervention=found, plan=plan_on())


def test_a_lock_after_the_start_is_possible_and_says_how_late(world: World, found: Intervention) -> None:
    plan = locked(world.amara, found, at=datetime(2024, 1, 15, 9, tzinfo=UTC))
    assert plan.days_late == 14


@pytest.mark.parametrize(
    ("at", "looks", "told"),
    [
        (datetime(2024, 7, 1, 9, tzinfo=UTC), (), "The verdict would be due on 2024-07-01, which has come"),
        (None, (), "The verdict would be due on 2024-07-01"),
        (datetime(2024, 4, 2, tzinfo=UTC), ("13w",), "A look would be due on 2024-04-01"),
    ],
)
def test_what_can_be_seen_already_cannot_be_promised(
    world: World, found: Intervention, at: datetime | None, looks: tuple[str, ...], told: str
) -> None:
    plan = plan_on(looks=tuple(duration(look) for look in looks))
    draft = services.write_draft(acting_user=world.amara, intervention=found, plan=plan)
    with pytest.raises(UsageError, match=told):
        services.lock_plan(acting_user=world.amara, draft=draft, at=at)
    draft.refresh_from_db()
    assert not draft.is_locked


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"key": "contacts.abandoned"}, "no measure 'contacts.abandoned' that you can plan on"),
        ({"scope": "4711"}, "no measure 'contacts.come_back@4711' that you can plan on"),
        ({"comparison": "contacts.mood"}, "no measure 'contacts.mood'"),
        ({"guards": ("contacts.satisfaction@9",)}, "no measure 'contacts.satisfaction@9'"),
        ({"comparison": BACK}, "“Customers who come back” has two parts in this plan"),
        ({"guards": (RATED, RATED)}, "“Satisfaction” has two parts"),
        ({"guards": (RATED,), "negative_control": RATED}, "“Satisfaction” has two parts"),
    ],
)
def test_a_draft_names_only_series_that_are_there_each_once(
    world: World, found: Intervention, said: dict[str, Any], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        services.write_draft(acting_user=world.amara, intervention=found, plan=plan_on(**said))
    assert not PlanRecord.objects.exists()


def test_nobody_plans_on_what_their_role_does_not_show(world: World, found: Intervention) -> None:
    services.give_owner(acting_user=world.amara, intervention=found, owner=world.dana)
    assert selectors.references(world.dana) == []
    with pytest.raises(UsageError, match="your role does not show it"):
        services.write_draft(acting_user=world.dana, intervention=found, plan=plan_on())


def test_only_who_may_plan_it_writes_locks_and_withdraws(world: World, found: Intervention) -> None:
    draft = services.write_draft(acting_user=world.amara, intervention=found, plan=plan_on())
    for person in (world.bela, world.chidi, world.ada):
        with pytest.raises(NotAllowedError):
            services.write_draft(acting_user=person, intervention=found, plan=plan_on(smallest="-1%"))
        with pytest.raises(NotAllowedError):
            services.lock_plan(acting_user=person, draft=draft, at=BEFORE)
    plan = services.lock_plan(acting_user=world.emre, draft=draft, at=BEFORE)
    with pytest.raises(NotAllowedError):
        services.withdraw_plan(acting_user=world.bela, plan=plan, why="Mine is better")


def test_a_record_that_is_too_short_or_constant_carries_no_promise(world: World) -> None:
    found = an_intervention(world.amara)
    days = [FIRST + timedelta(weeks=n) for n in range(60)]
    flat = [Measured(BACK, None, "week", day, 0.5, 50, 100) for day in days]
    short = [Measured(VOLUME, None, "week", day, 100 + n, 100 + n) for n, day in enumerate(days[:8])]
    replace_points(found=[*flat, *short], version=2)
    soon = timezone.localdate() + timedelta(days=30)
    for key, told in ((BACK, "is constant: every value is 0.5"), (VOLUME, "has 8 periods. A series needs")):
        draft = services.write_draft(
            acting_user=world.amara, intervention=found, plan=plan_on(key, start=soon)
        )
        with pytest.raises(UsageError, match=told):
            services.lock_plan(acting_user=world.amara, draft=draft)


def test_a_start_before_the_record_is_refused(world: World, found: Intervention) -> None:
    early = plan_on(start=FIRST + timedelta(weeks=4))
    draft = services.write_draft(acting_user=world.amara, intervention=found, plan=early)
    with pytest.raises(UsageError, match="The record has 4 weeks before"):
        services.lock_plan(acting_user=world.amara, draft=draft, at=datetime(2022, 1, 5, tzinfo=UTC))


def test_a_comparison_has_to_cover_the_record(world: World, found: Intervention) -> None:
    early = FIRST + timedelta(weeks=60)
    MeasuredPoint.objects.filter(measure=BACK, team=world.phone, starts_on__lt=early).delete()
    plan = plan_on(comparison=f"{BACK}@{world.phone.pk}")
    draft = services.write_draft(acting_user=world.amara, intervention=found, plan=plan)
    with pytest.raises(UsageError, match="covers less than half of the record"):
        services.lock_plan(acting_user=world.amara, draft=draft, at=BEFORE)


def test_a_withdrawn_plan_stays_to_be_seen_and_the_one_before_it_counts(
    world: World, found: Intervention
) -> None:
    first = locked(world.amara, found, at=BEFORE)
    second = locked(world.amara, found, plan_on(smallest="-8%"), at=BEFORE)
    with pytest.raises(UsageError, match="Say why the plan is withdrawn"):
        services.withdraw_plan(acting_user=world.amara, plan=second, why=" ")
    services.withdraw_plan(acting_user=world.amara, plan=second, why="The scanners came late")
    seen = selectors.intervention_visible_to(world.amara, found.pk)
    assert (seen.plan, len(seen.plans)) == (first, 2)
    services.withdraw_plan(acting_user=world.amara, plan=first, why="Not started")
    seen = selectors.intervention_visible_to(world.amara, found.pk)
    assert (seen.plan, seen.standing, seen.word) == (None, "draft", "never measured")
    with pytest.raises(UsageError, match="withdrawn already"):
        services.withdraw_plan(acting_user=world.amara, plan=first, why="Again")


def test_a_verdict_cannot_be_withdrawn(world: World, found: Intervention) -> None:
    plan = locked(world.amara, found, at=BEFORE)
    judge()
    with pytest.raises(UsageError, match="A verdict stays"):
        services.withdraw_plan(acting_user=world.amara, plan=plan, why="It looks bad")


def test_nothing_is_planned_for_what_was_stopped(world: World, found: Intervention) -> None:
    draft = services.write_draft(acting_user=world.amara, intervention=found, plan=plan_on())
    services.stop_intervention(acting_user=world.amara, intervention=found, why="No money")
    with pytest.raises(UsageError, match="is stopped"):
        services.lock_plan(acting_user=world.amara, draft=draft, at=BEFORE)
    with pytest.raises(UsageError, match="is stopped"):
        services.write_draft(acting_user=world.amara, intervention=found, plan=plan_on(smallest="-9%"))


def test_other_programmes_on_the_same_contacts_are_known(world: World, found: Intervention) -> None:
    locked(world.amara, found, at=BEFORE)
    of_phone = an_intervention(world.amara, "Call backs")
    reference = f"{BACK}@{world.phone.pk}"
    locked(world.amara, of_phone, plan_on(scope=str(world.phone.pk)), at=BEFORE)
    names = [one.name for one, _ in selectors.programmes_on(BACK, without=found)]
    assert names == ["Call backs"]
    assert [one.name for one, _ in selectors.programmes_on(reference, without=of_phone)] == [
        "Scan at hand-over"
    ]
    assert selectors.programmes_on(f"{BACK}@{world.digital.pk}", without=found) == []
    assert selectors.programmes_on(RATED) == []
    assert [one.record.name for one in selectors.interventions_on(world.amara, BACK)] == [
        "Call backs",
        "Scan at hand-over",
    ]
    assert selectors.interventions_on(world.ada, BACK) == []


def test_a_series_of_ones_own_and_a_reason_for_contacts_can_be_planned_on(
    world: World, found: Intervention
) -> None:
    own = OwnMeasure.objects.create(
        slug="audit_score",
        name="Audit score",
        unit="points",
        kind="continuous",
        better="higher",
        definition="Mean of audits",
        visible_by="measures.read",
        created_by=world.amara,
    )
    draw = Random(3)
    days = [FIRST + timedelta(weeks=n) for n in range(130)]
    OwnPoint.objects.bulk_create(
        OwnPoint(measure=own, grain="week", starts_on=day, value=70 + draw.gauss() + 5 * (day >= START))
        for day in days
    )
    FamilyMember.objects.create(
        family="contacts.reason", slug="where_is_it", name="Where is it", parts=["where is it"]
    )
    MeasuredPoint.objects.bulk_create(
        MeasuredPoint(
            measure="contacts.reason:where_is_it",
            grain="week",
            starts_on=day,
            value=count,
            numerator=count,
            store_version=2,
        )
        for day in days
        for count in [300 + round(12 * draw.gauss())]
    )
    choices = {one.reference: one for one in selectors.references(world.amara)}
    assert choices["own.audit_score"].title == selectors.title_of("own.audit_score") == "Audit score"
    assert choices["own.audit_score"].periods == 130
    assert "Where is it" in choices["contacts.reason:where_is_it"].title
    plan = Plan(
        "-",
        choices["own.audit_score"].measure,
        START,
        smallest_effect("2"),
        launch="planned",
        guards=("contacts.reason:where_is_it",),
    )
    locked(world.amara, found, plan, at=BEFORE)
    judge()
    made = Judgement.objects.get()
    assert made.word == "worked"
    assert made.guards[0]["reference"] == "contacts.reason:where_is_it"
    assert made.guards[0]["word"] == "no sign that it got worse"


def test_a_reference_reads_as_a_title(world: World, found: Intervention) -> None:
    titles = {one.reference: one.title for one in selectors.references(world.amara)}
    reference = f"{BACK}@{world.phone.pk}"
    assert titles[reference] == selectors.title_of(reference) == "Customers who come back, Phone"
    assert selectors.title_of("own.gone") == "own.gone"
    with pytest.raises(UsageError, match=r"There is no measure 'own\.gone'"):
        selectors.series_of("own.gone")
    with pytest.raises(UsageError, match="names no series"):
        selectors.series_of(f"{BACK}@phone")
    with pytest.raises(UsageError, match="“First-contact resolution” has no values yet"):
        selectors.series_of("contacts.first_contact_resolution")
