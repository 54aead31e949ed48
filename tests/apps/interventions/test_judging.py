"""Judging: on the registered dates and never before, one judgement a date, and what it rests on."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.analysis.interventions.reading import evaluation_from
from headwater.analysis.measures import duration
from headwater.apps.interventions import selectors, services
from headwater.apps.interventions.models import Intervention, Judgement, PlanRecord
from headwater.apps.interventions.services import CostSaid
from headwater.apps.measures.changes import measured
from headwater.apps.measures.models import MeasuredPoint
from headwater.apps.people.models import AuditEntry, Team
from headwater.apps.tasks.kinds import KINDS
from headwater.apps.tasks.models import Task

from ..world import World
from .made_interventions import (
    BACK,
    HOURS,
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
DUE = date(2024, 7, 1)
LONG_AFTER = date(2026, 1, 1)


@pytest.fixture
def plan(world: World) -> PlanRecord:
    record_of(world, back=(0.32, 0.27))
    return locked(world.amara, an_intervention(world.amara))


def standing(plan: PlanRecord) -> str:
    seen = selectors.seen_of(Intervention.objects.filter(pk=plan.intervention_id))
    return seen[0].standing


def test_nothing_is_judged_before_its_date(plan: PlanRecord) -> None:
    assert judge(DUE - timedelta(days=1)) == {"judged": 0, "waiting": 0}
    assert judge(DUE) == {"judged": 1, "waiting": 0}


def test_nothing_is_judged_before_the_measure_reaches_the_date(world: World, plan: PlanRecord) -> None:
    last = MeasuredPoint.objects.filter(measure=BACK, team=None).latest("starts_on")
    kept = last.pk
    last.delete()
    assert judge() == {"judged": 0, "waiting": 1}
    assert standing(plan) == "due"
    last.pk = kept
    last.save(force_insert=True)
    assert judge() == {"judged": 1, "waiting": 0}
    assert standing(plan) == "worked"


def test_a_judgement_holds_what_was_found_and_can_be_read_again(plan: PlanRecord) -> None:
    judge()
    made = Judgement.objects.get()
    assert (made.look, made.due_on, made.word) == ("verdict", DUE, "worked")
    assert made.data_until == DUE - timedelta(days=1)
    assert made.sentence.startswith("Worked. Customers who come back: -5.0 points")
    found = evaluation_from(made.content)
    assert found.plan == plan.plan
    assert found.to_dict() == made.content
    assert found.verdict.sentence == made.sentence
    assert found.locked == f"Plan {plan.fingerprint[:12]} was locked on 2023-12-22, before the start."
    assert len(found.gates) == 6
    assert "every gate holds" in str(found)
    (contacts,) = made.terms
    assert (contacts["what"], contacts["sure"]) == ("contacts", True)
    assert contacts["estimate"]["high"] < 0
    assert AuditEntry.objects.filter(action="intervention.judged", actor=None).count() == 1


def test_a_lock_after_the_start_says_so_in_the_verdict(world: World) -> None:
    record_of(world)
    locked(world.amara, an_intervention(world.amara), at=datetime(2024, 1, 3, 9, tzinfo=UTC))
    judge()
    assert Judgement.objects.get().content["locked"].endswith("on 2024-01-03, 2 days after the start.")


def test_a_second_run_and_a_second_worker_judge_nothing_twice(
    plan: PlanRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen_by_both = selectors.owing(DUE)
    assert judge(DUE)["judged"] == 1
    assert judge(DUE) == {"judged": 0, "waiting": 0}
    monkeypatch.setattr("headwater.apps.interventions.selectors.owing", lambda day: seen_by_both)
    assert judge(DUE) == {"judged": 0, "waiting": 0}
    assert Judgement.objects.count() == 1
    made = Judgement.objects.get()
    made.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


def test_a_worker_killed_between_two_judges_the_second_when_it_runs_again(world: World) -> None:
    record_of(world)
    for name in ("Scan", "Call backs"):
        locked(world.amara, an_intervention(world.amara, name))

    def die(done: int, total: int) -> None:
        if done:
            raise SystemExit

    with pytest.raises(SystemExit):
        services.judge_due(progress=die, day=DUE)
    assert Judgement.objects.count() == 1
    judge(DUE)
    names = Judgement.objects.values_list("plan__intervention__name", flat=True)
    assert sorted(names) == ["Call backs", "Scan"]


def test_data_after_the_date_have_no_say(world: World, plan: PlanRecord) -> None:
    judge()
    first = Judgement.objects.get()
    Judgement.objects.all().delete()
    record_of(world, back=(0.32, 0.27), count=160)
    MeasuredPoint.objects.filter(measure=BACK, starts_on__gte=DUE).update(numerator=3000)
    judge(DUE + timedelta(days=10))
    assert Judgement.objects.get().content == first.content


def test_one_year_after_the_start_it_is_asked_whether_it_lasted(world: World, plan: PlanRecord) -> None:
    judge()
    record_of(world, back=(0.32, 0.27), count=156)
    MeasuredPoint.objects.filter(measure=BACK, team=None, starts_on__gte=DUE).update(numerator=1150)
    assert judge(START + timedelta(days=363)) == {"judged": 0, "waiting": 0}
    assert judge(START + timedelta(days=364))["judged"] == 1
    seen = selectors.intervention_visible_to(world.amara, plan.intervention_id)
    assert seen.verdict is not None
    assert seen.lasted is not None
    assert (seen.verdict.word, seen.lasted.look) == ("worked", "lasted")
    assert seen.lasted.word != "worked"
    assert "From 26 weeks after the start to one year after it" in seen.lasted.sentence
    assert judge(LONG_AFTER) == {"judged": 0, "waiting": 0}


def test_registered_looks_are_judged_each_on_its_day(world: World) -> None:
    record_of(world, back=(0.32, 0.27), count=104 + 13)
    plan = locked(world.amara, an_intervention(world.amara), plan_on(looks=(duration("13w"),)))
    assert judge(date(2024, 4, 1)) == {"judged": 1, "waiting": 0}
    early = Judgement.objects.get()
    assert (early.look, early.data_until) == ("earlier", date(2024, 3, 31))
    assert early.content["level"] > 0.96
    seen = selectors.intervention_visible_to(world.amara, plan.intervention_id)
    assert (seen.verdict, seen.word) == (None, "too early"), "an earlier look is not the verdict"


def test_a_guard_that_got_worse_is_said_first(world: World) -> None:
    record_of(world, back=(0.32, 0.27), rated=(0.6, 0.5))
    locked(world.amara, an_intervention(world.amara), plan_on(guards=(RATED, f"{RATED}@{world.phone.pk}")))
    judge()
    made = Judgement.objects.get()
    assert made.word == "worked"
    assert made.sentence.startswith("Worked, but at a price: Satisfaction got worse, -10")
    assert [guard["word"] for guard in made.guards] == ["got worse", "no sign that it got worse"]
    assert made.guards[1]["title"] == "Satisfaction, Phone"


def test_a_guard_that_lags_is_waited_for_but_not_for_ever(world: World) -> None:
    record_of(world)
    locked(world.amara, an_intervention(world.amara), plan_on(guards=(RATED,)))
    MeasuredPoint.objects.filter(measure=RATED, team=None).latest("starts_on").delete()
    assert judge(DUE + timedelta(days=27)) == {"judged": 0, "waiting": 1}
    assert judge(DUE + timedelta(days=28)) == {"judged": 1, "waiting": 0}
    (guard,) = Judgement.objects.get().guards
    assert guard["word"] == "cannot tell"
    assert guard["sentence"] == (
        "Cannot tell whether Satisfaction got worse: it does not reach the date, or was not measured."
    )


def test_comparison_and_control_have_their_part_in_the_verdict(world: World) -> None:
    record_of(world, back=(0.32, 0.27), rated=(0.6, 0.5))
    plan = plan_on(comparison=f"{BACK}@{world.phone.pk}", negative_control=RATED)
    locked(world.amara, an_intervention(world.amara), plan)
    judge()
    made = Judgement.objects.get()
    assert (made.word, made.content["verdict"]["interval_says"]) == ("cannot tell", "worked")
    control = next(gate for gate in made.content["gates"] if gate["key"] == "control")
    assert control["status"] == "fails"
    assert all(term["sentence"].startswith("Not known to be its doing: ") for term in made.terms)
    assert not any(term["sure"] for term in made.terms)


def test_a_comparison_that_is_gone_leads_to_cannot_tell_after_some_patience(world: World) -> None:
    record_of(world)
    reference = f"{BACK}@{world.phone.pk}"
    locked(world.amara, an_intervention(world.amara), plan_on(comparison=reference))
    MeasuredPoint.objects.filter(
        measure=BACK, team=world.phone, starts_on__gte=START - timedelta(weeks=80)
    ).delete()
    assert judge(DUE + timedelta(days=27)) == {"judged": 0, "waiting": 1}
    assert judge(DUE + timedelta(days=28)) == {"judged": 1, "waiting": 0}
    assert "The comparison has values for 24 of the 130 weeks" in Judgement.objects.get().sentence
    Judgement.objects.all().delete()
    MeasuredPoint.objects.filter(measure=BACK, team=world.phone).delete()
    judge(DUE + timedelta(days=28))
    made = Judgement.objects.get()
    assert made.sentence == (
        "Cannot tell. Its comparison, “Customers who come back, Phone”, is not measured any more."
    )
    assert evaluation_from(made.content).effect is None
    assert standing(made.plan) == "cannot_tell"


def test_a_fault_with_one_plan_does_not_keep_others_from_their_verdicts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_of(world)
    first, second = (locked(world.amara, an_intervention(world.amara, name)) for name in ("Scan", "Call"))
    real = selectors.series_of_plan

    def failing(record: PlanRecord) -> Any:
        if record.pk == first.pk:
            raise ZeroDivisionError
        return real(record)

    monkeypatch.setattr("headwater.apps.interventions.selectors.series_of_plan", failing)
    assert judge() == {"judged": 1, "waiting": 0, "failed": 1}
    assert Judgement.objects.get().plan == second


def test_a_team_that_is_gone_leaves_a_plan_waiting_and_the_others_judged(world: World) -> None:
    record_of(world)
    gone = Team.objects.create(name="Night", parent=world.organisation)
    MeasuredPoint.objects.filter(team=world.phone).update(team=gone)
    of_gone = locked(world.amara, an_intervention(world.amara, "Night"), plan_on(scope=str(gone.pk)))
    locked(world.amara, an_intervention(world.amara))
    gone.delete()
    assert judge() == {"judged": 1, "waiting": 1}
    assert standing(of_gone) == "due"


def test_what_was_stopped_before_its_date_is_not_judged_and_what_ran_until_then_is(world: World) -> None:
    record_of(world)
    early, late = (locked(world.amara, an_intervention(world.amara, name)) for name in ("Early", "Late"))
    Intervention.objects.filter(pk=early.intervention_id).update(stopped_on=DUE - timedelta(days=1))
    Intervention.objects.filter(pk=late.intervention_id).update(stopped_on=DUE)
    judge()
    assert Judgement.objects.get().plan == late
    words = {one.name: one.verdict for one in selectors.ledger_visible_to(world.amara).entries}
    assert words["Early"] == "never measured"
    assert words["Late"] == Judgement.objects.get().word


def test_a_verdict_stands_until_a_newer_plan_is_judged(world: World, plan: PlanRecord) -> None:
    judge()
    second = locked(world.amara, plan.intervention, plan_on(window="150w"))
    seen = selectors.intervention_visible_to(world.amara, plan.intervention_id)
    assert (seen.plan, seen.word, seen.verdict and seen.verdict.plan_id) == (second, "worked", plan.pk)
    services.withdraw_plan(acting_user=world.amara, plan=second, why="Not needed")
    assert standing(plan) == "worked"


def test_hours_are_said_of_contacts_and_money_of_what_was_spent(world: World) -> None:
    record_of(world)
    MeasuredPoint.objects.filter(measure=VOLUME, team=None, starts_on__gte=START).update(numerator=3100)
    for point in MeasuredPoint.objects.filter(measure=VOLUME, team=None, starts_on__gte=START):
        MeasuredPoint.objects.filter(pk=point.pk).update(numerator=3050 + point.pk % 97)
    found = an_intervention(world.amara)
    locked(world.amara, found, plan_on(VOLUME, value_per_unit=4.0))
    money, hours = found.costs.all()
    services.change_costs(
        acting_user=world.amara,
        intervention=found,
        costs=[
            CostSaid(money.what, "money", money.planned, Decimal(7000), money.pk),
            CostSaid(hours.what, "hours", hours.planned, None, hours.pk),
        ],
    )
    judge()
    made = Judgement.objects.get()
    terms = {one["what"]: one for one in made.terms}
    assert set(terms) == {"contacts", "hours", "money"}
    fewer, less = terms["contacts"]["estimate"], terms["hours"]["estimate"]
    assert less["value"] == pytest.approx(fewer["value"] * 0.1, rel=0.02), "6 minutes a contact"
    assert "at 6.0 minutes a contact" in terms["hours"]["sentence"]
    assert terms["money"]["estimate"]["value"] == pytest.approx(-4 * fewer["value"])
    assert made.content["return"]["cost"] == 7000
    MeasuredPoint.objects.filter(measure=HOURS).delete()
    Judgement.objects.all().delete()
    judge()
    assert "hours" not in {one["what"] for one in Judgement.objects.get().terms}


# Judged again


def test_corrected_data_are_judged_again_beside_the_first_verdict(world: World, plan: PlanRecord) -> None:
    with pytest.raises(UsageError, match="There is no verdict yet"):
        services.judge_again(acting_user=world.amara, plan=plan, why="Late rows")
    judge()
    with pytest.raises(UsageError, match="The data are the same"):
        services.judge_again(acting_user=world.amara, plan=plan, why="I hope")
    record_of(world, back=(0.32, 0.32))
    with pytest.raises(UsageError, match="Say what was corrected"):
        services.judge_again(acting_user=world.amara, plan=plan, why="")
    with pytest.raises(NotAllowedError):
        services.judge_again(acting_user=world.bela, plan=plan, why="Late rows")
    made = services.judge_again(acting_user=world.amara, plan=plan, why="The export lacked returns")
    assert (made.look, made.word != "worked", made.judged_by) == ("again", True, world.amara)
    assert Judgement.objects.count() == 2
    seen = selectors.intervention_visible_to(world.amara, plan.intervention_id)
    assert seen.verdict == made
    texts = [event.text for event in selectors.history_of(plan.intervention) if event.kind == "judged"]
    assert texts[1].endswith("The export lacked returns")


def test_judgements_are_seen_by_whoever_sees_the_intervention(world: World, plan: PlanRecord) -> None:
    judge()
    made = Judgement.objects.get()
    assert selectors.judgement_visible_to(world.bela, made.pk) == made
    with pytest.raises(Http404):
        selectors.judgement_visible_to(world.chidi, made.pk)


# The worker


def test_new_points_lead_to_judging_where_something_was_promised(world: World, data: Any) -> None:
    measured()
    assert not Task.objects.filter(kind=services.JUDGE).exists()
    record_of(world)
    locked(world.amara, an_intervention(world.amara))
    Task.objects.all().delete()
    measured()
    measured()
    assert Task.objects.filter(kind=services.JUDGE).count() == 1


def test_judging_is_work_of_every_day(world: World, plan: PlanRecord) -> None:
    kind = KINDS[services.JUDGE]
    assert kind.hour == 6
    steps: list[str] = []
    found = kind.work(lambda step, done=0, total=None: steps.append(step))
    assert found["judged"] == 1
    assert steps[0] == "Judging"
    assert kind.work(lambda step, done=0, total=None: None)["judged"] == 0
