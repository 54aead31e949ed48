from datetime import date, timedelta

from headwater.analysis.demand.days import day_facts

_MONDAY = date(2026, 3, 2)


def _counts(days: int, closed: tuple[int, ...] = ()) -> dict[date, int]:
    dates = [_MONDAY + timedelta(days=i) for i in range(days)]
    return {d: 40 for d in dates if d.weekday() not in closed}


def test_closed_weekdays_are_no_holes_and_a_missing_working_day_is_one() -> None:
    counts = _counts(28, closed=(5, 6))
    del counts[date(2026, 3, 11)], counts[date(2026, 3, 12)]
    facts = day_facts(counts)
    assert facts.closed_weekdays == (5, 6)
    assert facts.holes == (date(2026, 3, 11), date(2026, 3, 12))
    assert (facts.days, facts.days_with_contacts) == (26, 18)
    assert "26 days from 2026-03-02 to 2026-03-27, 18 with contacts." in facts.facts
    assert "Rarely or never contacts on Saturday, Sunday." in facts.facts
    assert "2026-03-11 to 2026-03-12" in str(facts)


def test_a_weekday_open_now_and_then_counts_as_closed() -> None:
    counts = _counts(70, closed=(6,)) | {date(2026, 3, 15): 12}
    facts = day_facts(counts)
    assert (facts.closed_weekdays, facts.holes) == ((6,), ())


def test_a_day_cut_off_half_way_shows_and_a_quiet_one_where_days_are_small_does_not() -> None:
    assert day_facts(_counts(21) | {date(2026, 3, 20): 5}).thin_days == (date(2026, 3, 20),)
    small = dict.fromkeys(_counts(21), 6) | {date(2026, 3, 20): 1}
    assert day_facts(small).thin_days == ()


def test_many_gaps_are_listed_briefly() -> None:
    counts = {day: 40 for i, day in enumerate(_counts(60)) if i % 4}
    assert "and 8 more" in str(day_facts(counts))


def test_no_days_at_all_is_a_result() -> None:
    assert str(day_facts({})) == "No contacts on any day."
    assert day_facts({}).to_dict()["first"] is None
