"""A change in hiring is judged on how long people stay; what would deceive is refused."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.interventions.retention import hiring_change, read_tenures, tenures_of
from headwater.analysis.interventions.retention.tenures import Person, Tenures

CHANGE, OPENED, TODAY = date(2023, 1, 1), date(2020, 1, 1), date(2025, 12, 31)


def staff(ratio: float, seed: int = 1, people: int = 900) -> Tenures:
    draw = np.random.default_rng(seed)
    found = []
    for i in range(people):
        hired = date(2018, 1, 1) + timedelta(days=int(draw.integers(0, 2_800)))
        rate = (ratio if hired >= CHANGE else 1.0) / 500
        left = hired + timedelta(days=1 + int(draw.exponential(1 / rate)))
        if left > OPENED:
            found.append(Person(f"p{i}", hired, left if left <= TODAY else None))
    return tenures_of(found, recorded_from=OPENED, seen_until=TODAY)


@pytest.mark.parametrize(
    ("ratio", "word"), [(0.5, "worked"), (1.7, "made it worse"), (1.0, "no effect that matters")]
)
def test_each_verdict_is_reached(ratio: float, word: str) -> None:
    found = hiring_change(staff(ratio, seed=2, people=2_500), CHANGE)
    assert found.word == word
    assert "times as likely to leave" in str(found)


def test_a_change_too_recent_to_tell_says_how_many_have_left() -> None:
    found = hiring_change(staff(1.0), date(2025, 11, 15))
    assert found.word == "cannot tell"
    assert "a comparison needs 10 on either side" in found.sentence


def test_cohorts_hired_before_the_record_have_no_first_year() -> None:
    found = hiring_change(staff(1.0), CHANGE)
    by_cohort = {name: share for name, _, share in found.cohorts}
    assert by_cohort["2018-H1"].why == "the record began after their first year"
    share = by_cohort["2021-H1"]
    assert share.value == pytest.approx(np.exp(-365 / 500), abs=0.15)
    assert len(found.to_frame()) == len(found.cohorts)
    assert found.to_dict()["log_rank"]["degrees"] == 1


def test_without_the_day_recording_began_it_says_why_that_matters() -> None:
    with pytest.raises(UsageError, match=r"Those who left before the record began are missing .* 2.25"):
        tenures_of([Person("a", OPENED, None)], recorded_from=None, seen_until=TODAY)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,,2024-01-01", "line 2: the day of hiring is missing"),
        ("a,2024-01-01,soon", "line 2: 'soon' is not a date"),
        ("a,2024-02-01,2024-01-01", "line 2: left on 2024-01-01, before being hired on 2024-02-01"),
        ("a,2026-02-01,", "Nobody was there between 2020-01-01 and 2025-12-31"),
    ],
)
def test_wrong_rows_are_refused_with_their_line(tmp_path: Path, row: str, said: str) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(f"person,hired,left\n{row}\n", encoding="utf-8")
    with pytest.raises(BadDataError) as caught:
        read_tenures(path, recorded_from=OPENED, seen_until=TODAY)
    assert said in str(caught.value)


def test_a_file_without_hiring_days_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("person,hire,left\na,2024-01-01,\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"no column 'hired'. Did you mean 'hire'"):
        read_tenures(path, recorded_from=OPENED, seen_until=TODAY)
