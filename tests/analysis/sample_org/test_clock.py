from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from headwater.analysis.sample_org.clock import Clock, epoch

BERLIN = ZoneInfo("Europe/Berlin")
CLOCK = Clock.of("Europe/Berlin", date(2025, 1, 1), date(2027, 1, 1))


def wall(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def test_the_changes_are_those_of_the_law_the_last_sundays_of_march_and_october_at_one_utc() -> None:
    changes = [datetime.fromtimestamp(int(at), tz=UTC).isoformat()[:16] for at in CLOCK.changes]
    assert changes == ["2025-03-30T01:00", "2025-10-26T01:00", "2026-03-29T01:00", "2026-10-25T01:00"]


def test_instants_agree_with_the_zone_database_wherever_a_reading_is_unambiguous() -> None:
    readings = np.random.default_rng(1).integers(
        epoch(date(2025, 1, 1)), epoch(date(2026, 12, 31)), 3_000, dtype=np.int64
    )
    for reading, instant in zip(readings.tolist(), CLOCK.instants(readings).tolist(), strict=True):
        local = datetime.fromtimestamp(reading, tz=UTC).replace(tzinfo=None)
        early, late = (local.replace(tzinfo=BERLIN, fold=f).timestamp() for f in (0, 1))
        if early == late:
            assert instant == early


def test_an_hour_that_comes_twice_is_used_twice() -> None:
    instants = CLOCK.instants(np.array([wall("2025-10-26T02:30"), wall("2025-10-26T02:31")]))
    assert [datetime.fromtimestamp(int(i), tz=UTC).hour for i in instants] == [0, 1]
    assert CLOCK.offset(instants).tolist() == [7_200, 3_600]


def test_an_hour_that_does_not_exist_becomes_the_one_before() -> None:
    instant = CLOCK.instants(np.array([wall("2025-03-30T02:30")]))
    assert datetime.fromtimestamp(int(instant[0]), tz=BERLIN).isoformat() == "2025-03-30T01:30:00+01:00"


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kolkata"])
def test_other_zones_come_back_to_the_same_reading(zone: str) -> None:
    clock = Clock.of(zone, date(2025, 1, 1), date(2026, 1, 1))
    readings = np.arange(epoch(date(2025, 1, 2)), epoch(date(2025, 12, 30)), 7_919, dtype=np.int64)
    instants = clock.instants(readings)
    different = instants + clock.offset(instants) != readings
    assert different.sum() <= 1  # at most the one hour that does not exist
