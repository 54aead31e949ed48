"""A plan reads in plain words, and so does what differs between two of them."""

from dataclasses import replace
from datetime import date

from headwater.analysis.interventions import Cost, Plan, Programme, smallest_effect
from headwater.analysis.interventions.promise import differences, promise_of, smallest_words
from headwater.analysis.measures import Measure, duration

MEASURE = Measure(
    "contacts.satisfaction", kind="bounded", better="higher", unit="points", name="Satisfaction"
)
PLAN = Plan(
    "Workshop",
    MEASURE,
    date(2026, 2, 3),
    smallest_effect("0.03"),
    phase_in=duration("4w"),
    window=duration("26w"),
    looks=(duration("13w"), duration("26w")),
    launch="bad_weeks",
    trigger=duration("3w"),
    others=(Programme("Script", date(2026, 5, 4)),),
    comparison="contacts.satisfaction@8",
    guards=("contacts.volume", "contacts.rate"),
    scope="7",
    costs=(Cost("trainer", 4000), Cost("time", 12.5, "hours")),
    value_per_unit=2.5,
)
NAMES = {
    "contacts.satisfaction@7": "Satisfaction, Phone",
    "contacts.satisfaction@8": "Satisfaction, Digital",
    "contacts.volume": "Contacts",
    "contacts.rate": "Contact rate",
}


def test_everything_a_verdict_rests_on_is_said_with_the_names_of_its_series() -> None:
    assert {said.title: said.text for said in promise_of(PLAN, NAMES.__getitem__)} == {
        "Judged on": "Satisfaction, Phone; higher is better",
        "Smallest effect worth having": "3 points of 100 higher than before",
        "Starts": "3 Feb 2026, and reaches everyone within 4 weeks",
        "Verdict": "26 weeks after the start, on 4 Aug 2026",
        "Earlier looks": "13 weeks after the start",
        "How the change comes": "to a new level; the weeks in which it reaches people count neither as "
        "before nor as after",
        "Why it starts then": "because of bad weeks before it; the 3 weeks before the start are left out",
        "Record before the start": "all there is, allowing for a trend",
        "Other programmes on this measure": "Script (from 4 May 2026)",
        "Compared with": "Satisfaction, Digital",
        "Must not move": "no measure is named",
        "Must not get worse": "Contacts, Contact rate",
        "Costs": "trainer 4,000 EUR; time 12.50 hours",
        "Worth": "one unit of the measure is worth 2.50 EUR",
    }


def test_what_differs_between_two_plans_is_named_and_nothing_else() -> None:
    later = replace(PLAN, smallest=smallest_effect("0.05"), looks=())
    assert [(one.title, one.before, one.after) for one in differences(PLAN, later, NAMES.__getitem__)] == [
        (
            "Smallest effect worth having",
            "3 points of 100 higher than before",
            "5 points of 100 higher than before",
        ),
        ("Earlier looks", "13 weeks after the start", "nothing"),
    ]
    assert differences(PLAN, PLAN, NAMES.__getitem__) == ()


def test_plans_that_differ_only_in_name_or_problem_say_so() -> None:
    (found,) = differences(PLAN, replace(PLAN, problem="Complaints about tone"), NAMES.__getitem__)
    assert (found.title, found.before, found.after) == ("Problem", "nothing", "Complaints about tone")


def test_a_smallest_effect_reads_in_its_unit_and_its_direction() -> None:
    lower = Measure("repeats", kind="share", better="lower")
    plan = Plan("Scans", lower, date(2026, 1, 5), smallest_effect("-2pp"))
    assert smallest_words(plan) == "2 percentage points lower than before"
    assert smallest_words(replace(plan, smallest=smallest_effect("-5%"))) == "5% lower than before"
