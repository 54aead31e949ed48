"""Forecasts on weeks whose truth is known: error, interval, trend, and what is refused."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.staffing.arrival_model import count_interval, fit_arrivals, rate_interval
from headwater.analysis.staffing.forecast import forecast
from headwater.analysis.staffing.half_hours import HalfHours, half_hours_of_contacts, read_half_hours
from headwater.analysis.staffing.pictures import plan_figure
from headwater.analysis.staffing.plan import staff_plan
from headwater.analysis.staffing.roster import ListedShifts, Roster, Shift

MONDAY = date(2026, 1, 5)
SHAPE = np.concatenate([np.zeros(16), 20 + 30 * np.sin(np.linspace(0.2, 2.9, 22)), np.zeros(10)])
WEEK = (1.3, 1.1, 1.0, 1.0, 0.9, 0.4, 0.0)


def truth(day: date, growth: float = 0.0) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    rate: np.ndarray[tuple[int], np.dtype[np.float64]] = (
        SHAPE * WEEK[day.weekday()] * np.exp(growth * (day - MONDAY).days / 7)
    )
    return rate


def made(weeks: int, seed: int = 1, *, growth: float = 0.0, day_cv: float = 0.1) -> HalfHours:
    draw = np.random.default_rng(seed)
    counts = {}
    for day in (MONDAY + timedelta(days=i) for i in range(weeks * 7)):
        factor = draw.gamma(1 / day_cv**2, day_cv**2) if day_cv else 1.0
        for half, n in enumerate(draw.poisson(truth(day, growth) * factor)):
            if n:
                counts[day, half] = int(n)
    return HalfHours(counts, 300.0)


def test_it_beats_last_week_and_says_by_how_much() -> None:
    found = forecast(made(12))
    assert found.back_test is not None
    assert found.back_test.weeks == 4
    assert found.back_test.error < 0.85 * found.back_test.naive_error
    assert found.back_test.day_error < found.back_test.naive_day_error
    assert "smaller than repeating last week" in str(found)


def test_the_expected_arrivals_are_those_of_the_truth() -> None:
    found = forecast(made(12, day_cv=0.05))
    expected = np.array([truth(day)[half] for day, half in found.at])
    assert np.abs(found.mean - expected).sum() / expected.sum() < 0.06
    assert {day.weekday() for day, _ in found.at} == {0, 1, 2, 3, 4, 5}
    # nobody ever came on a Sunday: it is not forecast, and said so
    assert [day.weekday() for day in found.skipped] == [6]
    assert "no such weekday in the record" in str(found)


def test_the_interval_holds_the_share_it_says() -> None:
    inside = total = 0
    for seed in range(12):
        record = made(9, seed, day_cv=0.15)
        known = HalfHours(
            {slot: n for slot, n in record.counts.items() if slot[0] < MONDAY + timedelta(days=56)}
        )
        found = forecast(known, level=0.8)
        count = np.array([record.counts.get(slot, 0) for slot in found.at])
        inside += int(((count >= found.low) & (count <= found.high)).sum())
        total += count.size
    # discrete intervals hold a little more than they promise
    assert 0.76 <= inside / total <= 0.90


def test_a_trend_is_found_and_none_is_made_up() -> None:
    assert fit_arrivals(made(12, growth=0.02, day_cv=0.03)).trend == pytest.approx(0.02, abs=0.006)
    assert abs(fit_arrivals(made(12, day_cv=0.03)).trend) < 0.006
    assert fit_arrivals(made(3)).trend == 0


def test_days_that_vary_widen_the_interval() -> None:
    calm, wild = (fit_arrivals(made(10, day_cv=cv)).cv for cv in (0.0, 0.25))
    assert calm < 0.06
    assert wild == pytest.approx(0.25, abs=0.08)


def test_intervals_of_counts_are_quantiles() -> None:
    draw = np.random.default_rng(2)
    low, high = count_interval(np.array([30.0]), np.array([0.3]), 0.8)
    drawn = draw.poisson(draw.gamma(1 / 0.09, 0.09 * 30, 200_000))
    assert low[0] == np.quantile(drawn, 0.1)
    assert high[0] == np.quantile(drawn, 0.9)
    rates = rate_interval(np.array([30.0]), np.array([0.3]), 0.8)
    assert low[0] < rates[0][0] < 30 < rates[1][0] < high[0]


def test_a_short_record_says_that_it_was_not_tried() -> None:
    found = forecast(made(2))
    assert found.back_test is None
    assert "Not tried" in str(found)


@pytest.mark.parametrize(
    ("weeks", "options", "words"),
    [
        (1, {}, "spans 6 days.*needs two working weeks: 12 days"),
        (4, {"level": 1}, "level is 1"),
        (4, {"days": 0}, "days is 0: give 1 to 92"),
        (4, {"start": MONDAY}, "lies within the record"),
        (4, {"start": date(2027, 1, 1)}, "days after the record's end"),
        (4, {"start": date(2026, 2, 8), "days": 1}, "None of these weekdays is in the record"),
    ],
)
def test_what_cannot_be_forecast_is_refused(weeks: int, options: dict[str, object], words: str) -> None:
    with pytest.raises((BadDataError, UsageError), match=words):
        forecast(made(weeks), **options)  # type: ignore[arg-type]


def test_arrivals_come_from_the_contact_store_by_channel() -> None:
    rows = [
        {
            "opened_at": datetime(2026, 3, 2, 9, 5 * i, tzinfo=UTC),
            "channel": channel,
            "handle_seconds": 100.0 * i,
        }
        for i, channel in enumerate(["phone", "phone", "email", "phone", "phone", "phone", "phone"])
    ]
    rows.append(rows[-1] | {"direction": "outbound"})
    found = half_hours_of_contacts(contacts_from_rows(rows), channel="phone")
    assert found.counts == {(date(2026, 3, 2), 18): 5, (date(2026, 3, 2), 19): 1}
    assert found.handle_seconds == pytest.approx((0 + 100 + 300 + 400 + 500 + 600) / 6)
    with pytest.raises(BadDataError, match="no contacts of channel 'fax'"):
        half_hours_of_contacts(contacts_from_rows(rows), channel="fax")


def test_arrivals_come_from_a_table(tmp_path: Path) -> None:
    file = tmp_path / "arrivals.csv"
    file.write_text("start,arrivals,handle_seconds\n2026-03-02 09:00,30,200\n2026-03-02 09:30,10,400\n")
    found = read_half_hours(file)
    assert found.counts == {(date(2026, 3, 2), 18): 30, (date(2026, 3, 2), 19): 10}
    assert found.handle_seconds == 250
    for text, words in (
        ("start,arrivals\n2026-03-02 09:10,3\n", "line 2: 09:10:00 is not the start of a half-hour"),
        ("start,arrivals\n2026-03-02 09:00,3\n2026-03-02 09:00,3\n", "line 3: 2026-03-02 09:00 occurs twice"),
        ("start,arrivals\n2026-03-02 09:00,2.5\n", "2.5 is not a whole number"),
        ("start,calls\n2026-03-02 09:00,2\n", "no column 'arrivals'"),
        ("start,arrivals\n2026-03-02 09:00,0\n", "holds no arrivals"),
    ):
        file.write_text(text)
        with pytest.raises(BadDataError, match=words):
            read_half_hours(file)


def test_a_plan_sets_the_roster_against_the_band() -> None:
    arrivals = forecast(made(10))
    first = arrivals.at[0][0]
    nine = datetime.combine(first, datetime.min.time()).replace(hour=8)
    shifts = (
        Shift(nine, nine + timedelta(hours=5), 60),
        Shift(nine + timedelta(hours=5), nine + timedelta(hours=11), 2),
    )
    plan = staff_plan(arrivals, service_level=0.8, shrinkage=0.25, roster=Roster("r", ListedShifts(shifts)))
    assert plan.there is not None
    today = [i for i, (day, _) in enumerate(arrivals.at) if day == first]
    assert [plan.verdicts[i] for i in today[:10]] == ["enough"] * 10
    assert plan.there[today[0]] == 45
    assert plan.verdicts[today[12]] == "short"
    assert (plan.needed_low <= plan.needed).all()
    assert (plan.needed <= plan.needed_high).all()
    assert (plan.needed_high > plan.needed_low).any()
    assert plan.short_hours is not None
    assert plan.short_hours > 0
    assert len(plan.to_dict()["half_hours"]) == len(arrivals.at)
    assert "Short for certain in" in str(plan)
    figure = plan_figure(plan)
    assert "<svg" in figure.svg()
    assert list(figure.columns["Verdict"]) == list(plan.verdicts)
    assert plan.chart() is not None


def test_a_roster_of_other_days_is_refused() -> None:
    arrivals = forecast(made(4))
    nine = datetime.combine(date(2030, 1, 1), datetime.min.time())
    with pytest.raises(UsageError, match="schedules nobody from 2026-02-02"):
        staff_plan(
            arrivals,
            service_level=0.8,
            roster=Roster("r", ListedShifts((Shift(nine, nine + timedelta(hours=8)),))),
        )
    with pytest.raises(UsageError, match="holds no handle times"):
        staff_plan(forecast(HalfHours(made(4).counts)), service_level=0.8)
