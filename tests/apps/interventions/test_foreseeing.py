"""What a plan could find and would be worth: figures that can be checked by hand."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from headwater.analysis.interventions.plan import Cost, Plan, Programme, Smallest
from headwater.analysis.interventions.power import power_of
from headwater.analysis.measures import Duration, Measure, Point, Series, series_of
from headwater.apps.interventions.foreseeing import foresee, overlaps
from headwater.apps.interventions.picture import picture_of
from headwater.apps.interventions.selectors import power

FIRST = date(2023, 1, 2)
RATE = Measure("contacts.rate", kind="count", unit="contacts per 100 orders", name="Contact rate")


def series(weeks: int = 110, kind: Measure = RATE) -> Series:
    draw = Random(1)
    points = [
        Point(FIRST + timedelta(weeks=n), 400 + round(10 * draw.gauss()), 8_000.0) for n in range(weeks)
    ]
    return series_of(kind, points)


@pytest.fixture
def plan() -> Plan:
    start = FIRST + timedelta(weeks=114)
    return Plan("Scans", RATE, start, Smallest(-5), phase_in=Duration(4), window=Duration(30))


def test_it_says_what_the_analysis_says(plan: Plan) -> None:
    asked = replace(plan, smallest=Smallest(-2))
    found, said = foresee(asked, series(), day=plan.start), power_of(series(), asked)
    facts = dict(found.facts)
    assert found.sentence == said.sentence
    assert facts["How likely that is found"] == f"{said.power:.0%}"
    assert facts["Would be found four times in five"] == said.read_as.read(said.detectable)
    assert facts["Record before the start"] == "114 weeks"


def test_the_answer_is_kept_for_the_same_question_and_no_other(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def counting(*args: object) -> object:
        asked.append(args)
        return power_of(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(power, "power_of", counting)
    power._power_of.cache_clear()
    record = series()
    foresee(plan, record, day=plan.start)
    foresee(replace(plan, name="Other words", costs=(Cost("x", 1.0),)), record, day=plan.start)
    assert len(asked) == 1
    foresee(replace(plan, smallest=Smallest(-4)), record, day=plan.start)
    foresee(plan, series(109), day=plan.start)
    assert len(asked) == 3


def test_what_it_is_worth_is_contacts_times_value_against_what_it_costs(plan: Plan) -> None:
    """400 a week, 5% of them, over the 26 weeks after the phase-in: 520 contacts, 2,340 at 4.50."""
    record = series()
    known = [value for value in record.values[-52:] if value is not None]
    moved = sum(known) / len(known) * 0.05 * 26
    priced = replace(plan, value_per_unit=4.5, costs=(Cost("Scanners", 1000.0), Cost("Staff", 40.0, "hours")))
    first, second = foresee(priced, record, day=plan.start).worth
    assert first == (
        f"At -5%: about {moved:,.0f} contacts fewer by the verdict, worth {moved * 4.5:,.0f} EUR; "
        "it costs 1,000 EUR."
    )
    assert second == (f"It has paid for itself by the verdict from -{1000 / (moved / 0.05 * 4.5):.1%} on.")
    dear = replace(priced, costs=(Cost("Scanners", 900_000.0),))
    assert "Not even ending all of it" in foresee(dear, record, day=plan.start).worth[1]


def test_a_mean_on_a_scale_has_no_sum_to_be_worth_anything(plan: Plan) -> None:
    rated = Measure("contacts.satisfaction", kind="bounded", better="higher", unit="on a scale from 0 to 1")
    draw = Random(2)
    points = [Point(FIRST + timedelta(weeks=n), 0.6 + 0.01 * draw.gauss(), 300.0) for n in range(110)]
    asked = Plan("x", rated, plan.start, Smallest(0.05, ""), value_per_unit=3.0)
    assert foresee(asked, series_of(rated, points), day=plan.start).worth == ()


@pytest.mark.parametrize(("weeks", "together"), [(0, False), (3, False), (-3, False), (9, True), (-20, True)])
def test_programmes_that_start_too_close_are_named(plan: Plan, weeks: int, together: bool) -> None:
    other = Programme("New carrier", plan.start + timedelta(weeks=weeks))
    said = overlaps(replace(plan, phase_in=Duration(0), others=(other,)))
    assert bool(said) is not together
    if said:
        apart = "on the same day as" if weeks == 0 else "3 weeks apart from"
        assert said[0].startswith(f"It starts {apart} New carrier: the two cannot be told apart")


def test_what_weakens_the_verdict_is_said_beforehand(plan: Plan) -> None:
    short = foresee(plan, series(110).part(80, 110), day=plan.start)
    assert any("the record will be 34 weeks long" in said for said in short.warnings)
    brief = replace(plan, window=Duration(10))
    assert any(
        "Only 6 weeks lie between" in said for said in foresee(brief, series(), day=plan.start).warnings
    )
    late = foresee(plan, series(), day=plan.start + timedelta(days=1))
    assert any("lies in the past" in said for said in late.warnings)
    old = foresee(plan, series(), day=plan.start + timedelta(weeks=20))
    assert any("Import newer contacts" in said for said in old.warnings)


def test_next_to_no_record_is_no_answer_and_says_why(plan: Plan) -> None:
    early = replace(plan, start=FIRST + timedelta(weeks=4))
    found = foresee(early, series(), day=plan.start)
    assert not found.known
    assert "4 weeks before" in found.sentence


def test_the_picture_marks_start_and_window_on_the_scale_of_the_record(plan: Plan) -> None:
    found = picture_of(plan, series(), per=100)
    assert found is not None
    days = (plan.start + timedelta(weeks=30) - FIRST).days
    scale = (found.width - 12) / days
    assert found.start == pytest.approx(6 + (plan.start - FIRST).days * scale, abs=0.1)
    assert found.end == pytest.approx(found.width - 6, abs=0.1)
    assert found.phase == pytest.approx(28 * scale, abs=0.2)
    assert "Contact rate, 110 weeks" in found.title
    assert "between 4." in found.title  # per 100 orders


def test_the_line_is_broken_where_weeks_are_missing(plan: Plan) -> None:
    whole = series()
    values = list(whole.values)
    values[50] = None
    found = picture_of(plan, replace(whole, values=tuple(values)))
    assert found is not None
    assert len(found.lines) == 2
