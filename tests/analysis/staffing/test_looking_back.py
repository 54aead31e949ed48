"""Past half-hours against what they needed: planted shortages are found, and priced at their size."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from tests.analysis.staffing.simulated_queue import MONDAY, OPEN, flat, roster_of_agents, simulated_queue

from headwater.analysis.errors import BadDataError
from headwater.analysis.staffing import required
from headwater.analysis.staffing.calls import Call, call_log
from headwater.analysis.staffing.floor import floor_of
from headwater.analysis.staffing.half_hour_roster import HalfHourRoster
from headwater.analysis.staffing.occupancy import occupancy
from headwater.analysis.staffing.over_days import by_drawing_days, ratio_over_days
from headwater.analysis.staffing.study import Study, study

LOAD, HANDLE, PATIENCE = 4.0, 300.0, 240.0
NEEDED = int(required(LOAD * 12, HANDLE, service_level=0.8, patience_seconds=PATIENCE).agents)
TARGET = {"service_level": 0.8, "threshold_seconds": 20.0}
THIN = range(20, 26)
"""Half-hours of the planted shortage, 10:00 to 13:00: a quarter of the day."""


def staffed(missing: int) -> list[int]:
    return [0 if half not in OPEN else NEEDED - (missing if half in THIN else 0) for half in range(48)]


@pytest.fixture(scope="module")
def studies() -> dict[str, Study]:
    made = {}
    for name, missing in (("enough", 0), ("short", 2)):
        agents = staffed(missing)
        log = simulated_queue(flat(LOAD * 6), agents, handle=HANDLE, patience=PATIENCE)
        made[name] = study(log, "phone", TARGET, roster=roster_of_agents(agents))
    return made


def test_a_planted_shortage_is_found_where_it_is_and_as_large_as_it_is(studies: dict[str, Study]) -> None:
    past = studies["short"].past
    assert past is not None
    short = past.back.short
    assert short.value == pytest.approx(0.25, abs=0.03)
    # two agents for three hours a day are missing
    hours = past.back.short_hours
    assert hours.value == pytest.approx(42, rel=0.15)
    rows = past.back.by_half_hour_of_week()
    where = [row["half_hour"] for row in rows if row["needed_low"] > row["there"] + 0.2]
    assert set(where) == set(THIN)
    assert len(where) == 7 * len(THIN)


def test_with_as_many_as_are_needed_almost_nothing_is_short_for_certain(studies: dict[str, Study]) -> None:
    past = studies["enough"].past
    assert past is not None
    assert past.back.short.high is not None
    assert past.back.short.high < 0.05
    assert past.back.short_share.high is not None
    assert past.back.short_share.high < 0.02


def test_shares_of_half_hours_add_up(studies: dict[str, Study]) -> None:
    past = studies["short"].past
    assert past is not None
    parts = (past.back.short, past.back.tight, past.back.enough)
    assert sum(one.value or 0 for one in parts) == pytest.approx(1)


def test_who_left_for_want_of_people_agrees_with_the_same_queue_fully_staffed(
    studies: dict[str, Study],
) -> None:
    short, enough = studies["short"].past, studies["enough"].past
    assert short is not None
    assert enough is not None
    truth = (short.floor.left.sum() - enough.floor.left.sum()) * 365.25 / len(short.floor.days)
    caused = short.short.caused
    assert short.short.fits
    assert caused.value == pytest.approx(truth, rel=0.15)
    nothing = enough.short.caused
    assert nothing.value is not None
    assert nothing.value < 0.03 * truth


def test_patience_and_fit_are_those_of_the_simulation(studies: dict[str, Study]) -> None:
    found = studies["short"]
    assert found.patience_seconds == pytest.approx(PATIENCE, rel=0.06)
    assert found.past is not None
    assert found.past.short.fit.value == pytest.approx(1, abs=0.12)


def test_occupancy_is_work_over_time_there_and_agrees_with_erlang(studies: dict[str, Study]) -> None:
    from headwater.analysis.staffing import performance

    past = studies["enough"].past
    assert past is not None
    said = performance(LOAD * 12, HANDLE, NEEDED, patience_seconds=PATIENCE).occupancy
    assert past.occupancy.mean.value == pytest.approx(float(said), abs=0.03)


def test_a_contact_is_work_of_every_half_hour_it_lasts() -> None:
    begin = (MONDAY - date(1970, 1, 1)).days * 86_400.0
    long = [
        Call(begin + day * 86_400 + 35_700, 0, False, begin + day * 86_400 + 35_700, 2_400)
        for day in range(20)
    ]
    short = [
        Call(begin + day * 86_400 + 40_000 + n, 0, False, begin + day * 86_400 + 40_000 + n, 10)
        for day in range(20)
        for n in range(10)
    ]
    floor = floor_of(call_log(long + short), roster_of_agents(flat(5), days=20))
    # 9:55 for forty minutes: five, thirty and five
    assert floor.work[0, 19:22].tolist() == [300, 1800, 300]


def test_runs_are_half_hours_on_end_and_stop_at_the_end_of_the_day() -> None:
    begin = (MONDAY - date(1970, 1, 1)).days * 86_400.0
    calls = []
    for day in range(20):
        for half in OPEN:
            busy = 1700.0 if 20 <= half < 25 else 600.0
            at = begin + day * 86_400 + half * 1800.0
            calls.append(Call(at, 0, False, at, busy))
    found = occupancy(floor_of(call_log(calls), roster_of_agents(flat(1), days=20)))
    assert {(run.first, run.half_hours) for run in found.runs} == {(20, 5)}
    assert len(found.runs) == 20
    assert found.over.value == pytest.approx(5 / 24)
    assert found.run_hours.value == 2.5
    assert found.long_days.value == 1
    assert "above 85% in 20.83%" in str(found)


def test_more_work_than_people_could_do_is_refused() -> None:
    log = simulated_queue(flat(24), [NEEDED if half in OPEN else 0 for half in range(48)], days=20)
    found = occupancy(floor_of(log, roster_of_agents(flat(2), days=20)))
    assert "more was worked than everybody on the roster could" in found.refused
    assert not found.over.known


def test_work_while_nobody_is_on_the_roster_is_refused() -> None:
    log = simulated_queue(flat(24), [NEEDED if half in OPEN else 0 for half in range(48)], days=20)
    evening = [20.0 if half >= 30 else 0.0 for half in range(48)]
    assert (
        "while the roster has nobody" in occupancy(floor_of(log, roster_of_agents(evening, days=20))).refused
    )


def test_a_shrinkage_that_is_too_high_is_noted() -> None:
    log = simulated_queue(flat(24), [NEEDED if half in OPEN else 0 for half in range(48)], days=20)
    found = occupancy(floor_of(log, roster_of_agents(flat(NEEDED), days=20), shrinkage=0.4))
    assert "shrinkage is lower than said" in found.note


@pytest.mark.parametrize(
    ("moved", "days", "says"),
    [
        (400, 56, "The roster is of other days than the phone calls: it has 2027-04-06"),
        (50, 20, "Only 6 days have both a roster and phone calls"),
    ],
)
def test_a_roster_of_other_days_is_refused(moved: int, days: int, says: str) -> None:
    log = simulated_queue(flat(24), [NEEDED if half in OPEN else 0 for half in range(48)])
    counts = roster_of_agents(flat(4), days=days).counts
    roster = HalfHourRoster(
        "r", {(day + timedelta(days=moved), half): n for (day, half), n in counts.items()}
    )
    with pytest.raises(BadDataError, match=says):
        floor_of(log, roster)
    found = study(log, "phone", TARGET, roster=roster)
    assert says in found.past_refused


def test_too_few_contacts_are_refused() -> None:
    log = simulated_queue(flat(0.3), [1 if half in OPEN else 0 for half in range(48)], days=20)
    with pytest.raises(BadDataError, match=r"Only 1\d\d phone calls fall on days with a roster"):
        floor_of(log, roster_of_agents(flat(1), days=20))


def test_the_interval_of_a_ratio_over_days_covers_and_is_cochrans() -> None:
    # Cochran (1977), 6.4: r = sum y / sum x, s^2 = sum (y - r x)^2 / (n - 1), v(r) = n s^2 / (sum x)^2
    y, x = np.arange(1.0, 13.0), np.full(12, 10.0)
    found = ratio_over_days(y, x, n=12)
    error = np.sqrt(12 * ((y - 6.5) ** 2).sum() / 11) / 120
    assert found.value == pytest.approx(0.65)
    assert found.high == pytest.approx(0.65 + 2.201 * error, abs=2e-4)
    rng = np.random.default_rng(3)
    inside = 0
    for _ in range(600):
        share = np.clip(rng.beta(4, 36, 40), 0, 1)
        of = rng.integers(20, 28, 40)
        one = ratio_over_days(rng.binomial(of, share).astype(float), of.astype(float), n=40, share=True)
        assert one.low is not None
        assert one.high is not None
        inside += one.low <= 0.1 <= one.high
    assert 0.92 <= inside / 600 <= 0.98


def test_drawing_days_anew_covers_the_mean_length_of_runs() -> None:
    rng = np.random.default_rng(5)
    inside = 0
    for turn in range(80):
        count = rng.poisson(2, 60).astype(float)
        length = np.array([rng.geometric(0.5, int(n)).sum() for n in count], dtype=float)

        def mean(
            drawn: "np.ndarray[Any, Any]",
            length: "np.ndarray[Any, Any]" = length,
            count: "np.ndarray[Any, Any]" = count,
        ) -> float:
            return float((drawn * length).sum() / (drawn * count).sum())

        found = by_drawing_days(60, mean, n=60, seed=turn)
        assert found.low is not None
        assert found.high is not None
        inside += found.low <= 2 <= found.high
    assert 0.88 <= inside / 80 <= 0.99


def test_a_roster_goes_through_rows_and_back() -> None:
    roster = roster_of_agents(flat(2.5), days=3)
    assert HalfHourRoster.from_rows("roster.csv", roster.rows()).rows() == roster.rows()
    assert roster.rows()[0] == ["2026-03-02T08:00", 2.5]
    slots = [(MONDAY, 16), (MONDAY, 2)]
    assert roster.as_shifts(MONDAY, MONDAY).agents(slots).tolist() == roster.agents(slots).tolist()
