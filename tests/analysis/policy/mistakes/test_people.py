"""Mistake 2: a planted shortage is found and priced, a full floor shows no sign, and doubts are said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from tests.analysis.staffing.simulated_queue import OPEN, flat, roster_of_agents, simulated_queue

from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.estimates import Estimate
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.mistakes.finding import Finding, finding_from
from headwater.analysis.policy.mistakes.people import _word, no_queue, too_few_people
from headwater.analysis.policy.rushed_customers import more_repeats, times, worse_ratings
from headwater.analysis.policy.staff_targets import staff_targets
from headwater.analysis.staffing import required
from headwater.analysis.staffing.calls import CallLog
from headwater.analysis.staffing.study import Study, study

DAYS, LOAD, HANDLE, PATIENCE = 35, 1.5, 300.0, 240.0
NEEDED = int(required(LOAD * 12, HANDLE, service_level=0.8, patience_seconds=PATIENCE).agents)
TARGETS = staff_targets([], "phone")
FACTS = Facts(cost_per_agent_hour=40.0, currency="EUR")


def contacts_of(log: CallLog, again: float = 0.6) -> Any:
    """Return calls as contacts; so many of those who gave up come again next day, of the others a tenth."""
    rng = np.random.default_rng(9)
    begin = datetime(1970, 1, 1, tzinfo=UTC)
    rows = []
    for n in range(log.joined.size):
        at, left = begin + timedelta(seconds=float(log.joined[n])), bool(log.left[n])
        row = {"channel": "phone", "handled_by": "none" if left else "agent", "customer_id": f"c{n}"}
        row |= {"agent_id": f"a{n % 7}", "reason_source": f"r{n % 3}"}
        rows.append(
            row
            | {
                "opened_at": at,
                "wait_seconds": float(log.wait[n]),
                "abandoned": left,
                "handle_seconds": None if left else float(log.handle[n]) + 1,
                "satisfaction": None if left else float(np.clip(0.8 - log.wait[n] / 600, 0, 1)),
            }
        )
        if rng.random() < (again if left else 0.1):
            later = {"channel": "email", "handled_by": "agent", "customer_id": f"c{n}", "reason_source": "r"}
            rows.append(later | {"opened_at": at + timedelta(days=1), "handle_seconds": 200.0})
    return contacts_from_rows(rows)


def made(missing: int, **options: Any) -> tuple[Any, Study]:
    agents = [0 if half not in OPEN else NEEDED - (missing if 20 <= half < 28 else 0) for half in range(48)]
    log = simulated_queue(flat(LOAD * 6), agents, days=DAYS, handle=HANDLE, patience=PATIENCE, seed=4)
    roster = options.pop("roster", roster_of_agents(agents, DAYS))
    return contacts_of(log), study(log, "phone", TARGETS.targets, roster=roster, **options)


@pytest.fixture(scope="module")
def short() -> tuple[Any, Study, Finding]:
    contacts, studied = made(missing=2)
    return contacts, studied, too_few_people(contacts, studied, targets=TARGETS, facts=FACTS)


def test_a_planted_shortage_is_found_and_said_plainly(short: tuple[Any, Study, Finding]) -> None:
    found = short[2]
    assert found.word == "found"
    assert found.sentence.startswith("Too few people on phone: for 80% answered in 20 s, ")
    assert "It is worst on " in found.sentence
    assert "from 10:00 to 14:00" in found.sentence
    assert found.figure("short").estimate.value == pytest.approx(1 / 3, abs=0.05)
    assert found.figure("hours_short").estimate.value == pytest.approx(2 * 4 * 7, rel=0.2)
    assert found.to_do[0].startswith("Schedule 2 people more on ")


def test_its_harm_is_what_giving_up_brings_back_in_hours_and_money(short: tuple[Any, Study, Finding]) -> None:
    _, studied, found = short
    assert studied.past is not None
    left = found.figure("caused").estimate
    again = found.figure("comes_back").estimate
    assert again.value == pytest.approx(0.5, abs=0.06)
    assert left.value is not None
    assert found.harm.contacts.value == pytest.approx(left.value * (again.value or 0))
    hours = found.harm.hours.value
    assert hours == pytest.approx((found.harm.contacts.value or 0) * studied.past.floor.handle_seconds / 3600)
    assert found.harm.money.value == pytest.approx(40 * (hours or 0))
    assert found.harm.currency == "EUR"
    assert found.harm.satisfaction.high is not None
    assert found.harm.satisfaction.high < 0
    assert found.harm.grade == "C"
    assert not found.harm.strain.known


def test_it_can_be_kept_and_read_back(short: tuple[Any, Study, Finding]) -> None:
    assert finding_from(short[2].to_dict()).to_dict() == short[2].to_dict()


def test_a_full_floor_shows_no_sign() -> None:
    contacts, studied = made(missing=0)
    found = too_few_people(contacts, studied, targets=TARGETS)
    assert found.word == "no sign"
    assert found.sentence.startswith("No sign of too few people on phone")
    assert "nobody said what an agent's hour costs" in found.harm.money.why
    assert any("hour costs" in one for one in found.missing)


def test_as_many_as_are_needed_are_rarely_called_too_few() -> None:
    words = []
    for seed in range(12):
        agents = [NEEDED if half in OPEN else 0 for half in range(48)]
        log = simulated_queue(
            flat(LOAD * 6), agents, days=28, handle=HANDLE, patience=PATIENCE, seed=50 + seed
        )
        past = study(log, "phone", TARGETS.targets, roster=roster_of_agents(agents, 28)).past
        assert past is not None
        words.append(_word(past, TARGETS)[0])
    assert words.count("found") == 0
    assert words.count("no sign") >= 10


def test_a_roster_that_lacks_people_is_doubted_not_believed() -> None:
    # everybody was answered in time, yet by the roster people were missing
    contacts, studied = made(missing=-2, roster=roster_of_agents(flat(NEEDED - 0.6), DAYS))
    found = too_few_people(contacts, studied, targets=TARGETS)
    assert found.word == "cannot tell"
    assert "the roster lacks people, or shrinkage is lower than said" in found.sentence


def test_without_a_roster_it_cannot_be_told() -> None:
    contacts, studied = made(missing=0, roster=None)
    found = too_few_people(contacts, studied, targets=TARGETS)
    assert (found.word, found.sentence) == (
        "cannot tell",
        "Whether there are too few people cannot be told. There is no roster.",
    )
    assert found.missing[0].startswith("a roster")


def test_a_roster_that_contradicts_the_work_is_refused() -> None:
    contacts, studied = made(missing=0, roster=roster_of_agents(flat(1), DAYS))
    found = too_few_people(contacts, studied, targets=TARGETS)
    assert found.word == "cannot tell"
    assert "Roster and contacts contradict: in " in found.sentence


def test_without_a_queue_it_cannot_be_told() -> None:
    found = no_queue("", {"email": "its work is done later"})
    assert found.sentence.endswith("who wait for somebody (email: its work is done later).")
    own = no_queue("chat", {"chat": "only 3 of its 3 contacts hold a wait"})
    assert "The roster is for chat, but only 3" in own.sentence


def test_more_repeats_is_the_difference_of_two_shares() -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    rows: list[dict[str, Any]] = []
    for n in range(200):
        day, left = n % 20, n % 4 == 0
        row = {"channel": "phone", "wait_seconds": 30.0, "abandoned": left, "customer_id": f"c{n}"}
        opened = at + timedelta(days=day, minutes=n)
        rows.append(row | {"opened_at": opened})
        # of 50 who left 25 come back, of 150 others 15
        if (left and n % 8 == 0) or (not left and n % 10 == 1):
            rows.append({"channel": "email", "customer_id": f"c{n}", "opened_at": opened + timedelta(days=2)})
    rows.append({"channel": "email", "opened_at": at + timedelta(days=40)})
    found = more_repeats(contacts_from_rows(rows), "phone", at.date(), at.date() + timedelta(days=19))
    back = sum(1 for n in range(200) if n % 4 and n % 10 == 1)
    assert found.value == pytest.approx(25 / 50 - back / 150)
    assert found.n == 200


def test_too_few_who_gave_up_or_rated_are_said() -> None:
    contacts, studied = made(missing=0)
    assert studied.past is not None
    assert (
        "only 0 contacts of these days were rated" in worse_ratings(contacts, "chat", studied.past.back).why
    )
    first, last = studied.days
    assert "known customers were seen to give up" in more_repeats(contacts, "email", first, last).why


def test_a_product_is_no_more_certain_than_its_factors() -> None:
    product = times(Estimate(10, 8, 12), Estimate(0.5, 0.3, 0.7))
    assert product.low == pytest.approx(5 - (1 + 4) ** 0.5)
    assert times(Estimate(None, why="no"), product).why == "no"
    assert replace(product, low=None, high=None).value == 5
