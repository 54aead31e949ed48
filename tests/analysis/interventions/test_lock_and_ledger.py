"""A locked plan cannot change unseen, and money is added up by what came of it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.interventions.ledger import Entry, Ledger
from headwater.analysis.interventions.lock import Lock, check_locked, lock_plan
from headwater.analysis.interventions.plan import Cost, Plan, Programme, Smallest
from headwater.analysis.measures import Duration, Measure

PLAN = Plan(
    "Depot scans",
    Measure("chasing", kind="count", bounds=(0.0, 1.0)),
    date(2025, 1, 6),
    Smallest(-5.0),
    phase_in=Duration(4),
    others=(Programme("Chat", date(2025, 3, 3), Duration(2)),),
    looks=(Duration(13),),
    costs=(Cost("software", 4_000.0), Cost("briefing", 30.0, "hours")),
)
BEFORE, LATE = datetime(2024, 12, 20, 9, tzinfo=UTC), datetime(2025, 1, 9, 9, tzinfo=UTC)


def test_a_plan_comes_back_from_its_file_as_it_was() -> None:
    again = Plan.from_dict(json.loads(json.dumps(PLAN.to_dict())))
    assert again == PLAN
    assert again.fingerprint == PLAN.fingerprint


def test_any_change_makes_another_fingerprint() -> None:
    others = [
        replace(PLAN, smallest=Smallest(-4.9)),
        replace(PLAN, window=Duration(27)),
        replace(PLAN, measure=replace(PLAN.measure, key="chasing2")),
        replace(PLAN, costs=()),
    ]
    assert len({plan.fingerprint for plan in [PLAN, *others]}) == 5


def test_a_lock_says_who_when_and_whether_in_time() -> None:
    assert lock_plan(PLAN, at=BEFORE, by="Amara").words.endswith("by Amara on 2024-12-20, before the start.")
    assert lock_plan(PLAN, at=LATE, by="Amara").words.endswith("2025-01-09, 3 days after the start.")
    with pytest.raises(UsageError, match="Say who locks the plan"):
        lock_plan(PLAN, at=BEFORE, by=" ")


def test_a_plan_changed_after_its_lock_is_refused_with_what_changed() -> None:
    lock = Lock.from_dict(json.loads(json.dumps(lock_plan(PLAN, at=BEFORE, by="Amara").to_dict())))
    assert check_locked(PLAN, lock) == lock.words
    with pytest.raises(UsageError) as caught:
        check_locked(replace(PLAN, smallest=Smallest(-1.0)), lock)
    assert "changed after its lock" in str(caught.value)
    assert "smallest was -5%, is -1%" in str(caught.value)
    assert "A changed plan is a new plan" in str(caught.value)


def test_a_lock_that_was_tampered_with_is_refused() -> None:
    data = lock_plan(PLAN, at=BEFORE, by="Amara").to_dict()
    data["plan"]["smallest"] = "-1%"
    with pytest.raises(BadDataError, match="was changed after it was written"):
        Lock.from_dict(data)
    with pytest.raises(BadDataError, match="is not a lock"):
        Lock.from_dict({"fingerprint": "x"})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"windw": "26w"}, "unknown part 'windw'. Did you mean 'window'"),
        ({"start": "soon"}, "cannot be read"),
        ({"window": "half a year"}, "is not a length of time"),
        ({"shape": "jump"}, "no shape 'jump'"),
    ],
)
def test_a_plan_file_that_is_wrong_says_where(change: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        Plan.from_dict(PLAN.to_dict() | change)
    assert said in str(caught.value)


def test_a_plan_file_without_a_start_says_so() -> None:
    data = PLAN.to_dict()
    del data["start"]
    with pytest.raises(UsageError, match="does not say its start"):
        Plan.from_dict(data)


def test_money_is_added_up_by_kind_and_verdict() -> None:
    training = replace(PLAN, name="Workshop", kind="training", costs=(Cost("trainer", 20_000.0),))
    ledger = Ledger(
        (
            Entry.of(PLAN, "worked", locked=True),
            Entry.of(training, "no effect that matters"),
            Entry.of(replace(training, name="Second workshop"), "too early"),
            Entry.of(replace(training, name="Third workshop", costs=(Cost("trainer", 1.0),))),
        ),
        "EUR",
    )
    assert ledger.without_verdict == 20_001
    assert ledger.on_what_did_not_work == 20_000
    assert ledger.by_kind()["fix"]["worked"] == 4_000
    assert ledger.by_kind()["training"]["never measured"] == 1
    assert "Money without a verdict           20,001 EUR" in str(ledger)
    assert len(ledger.to_frame()) == 4
    assert ledger.total == 44_001
    assert ledger.count_by_kind()["training"]["too early"] == 1
    assert "No interventions yet" in str(Ledger((), "EUR"))


def test_what_was_never_planned_counts_and_other_currencies_and_hours_stand_apart() -> None:
    ledger = Ledger(
        (
            Entry("Workshop", "training", money=500.0, hours=30.0),
            Entry("Script", "policy", "made it worse", money=70.0, hours=4.0, currency="USD"),
            Entry.of(replace(PLAN, costs=(Cost("staff", 8.0, "hours"), Cost("scanners", 900.0))), "worked"),
        ),
        "EUR",
    )
    assert ledger.without_verdict == 500
    assert ledger.on_what_did_not_work == 0
    assert ledger.total == 1_400
    assert ledger.elsewhere == {"USD": 70.0}
    assert ledger.hours_by_kind() == {
        kind: {word: hours if word == said else 0 for word in row}
        for (kind, row), (said, hours) in zip(
            ledger.by_kind().items(),
            [("worked", 8.0), ("made it worse", 4.0), ("never measured", 30.0)],
            strict=True,
        )
    }
    assert "In another currency                   70 USD" in str(ledger)
    assert ledger.columns()["start"] == ["", "", "2025-01-06"]
