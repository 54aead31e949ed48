"""Guards and people's terms: never more certain than the interval, and the price said first."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from headwater.analysis.errors import BadDataError
from headwater.analysis.interventions import Plan, Smallest, evaluate
from headwater.analysis.interventions.guards import guarded_sentence, judge_guard
from headwater.analysis.interventions.reading import evaluation_from
from headwater.analysis.interventions.terms import people_terms
from headwater.analysis.interventions.verdict import Verdict
from headwater.analysis.measures import Duration, Measure, Series

from .made import autocorrelated, weekly_series

FIRST, START = date(2022, 1, 3), date(2024, 1, 1)
CONTACTS = Measure("contacts.volume", kind="count", unit="contacts", name="Contacts")
RATED = Measure("contacts.satisfaction", kind="bounded", better="higher", name="Satisfaction")
BACK = Measure("contacts.come_back", kind="share", unit="of contacts", name="Come back")
PLAN = Plan("Script", CONTACTS, START, Smallest(-5), launch="planned")


def rated(step: float, *, weeks: int = 130, seed: int = 1, sd: float = 0.01) -> Series:
    draw = np.random.default_rng(seed)
    noise = sd * autocorrelated(weeks, 0.4, draw)
    return weekly_series(0.6 + step * (np.arange(weeks) >= 104) + noise, RATED, FIRST)


def counted(factor: float, *, seed: int = 4, measure: Measure = CONTACTS) -> Series:
    draw = np.random.default_rng(seed)
    level = 1000 * np.where(np.arange(130) >= 104, factor, 1.0)
    noise = 0.02 * autocorrelated(130, 0.2, draw)
    held = [4000.0] * 130 if measure.kind == "share" else None
    return weekly_series(np.round(level * np.exp(noise)), measure, FIRST, held)


def test_a_guard_gets_worse_in_its_own_direction() -> None:
    down, up = judge_guard(rated(-0.05), PLAN), judge_guard(rated(0.05), PLAN)
    assert down.word == "got worse"
    assert down.sentence == f"Satisfaction got worse: {down.change_words}."
    assert down.change.high is not None
    assert down.change.high < 0
    assert up.word == "no sign that it got worse"
    assert "all the same" not in up.sentence


def test_a_guard_that_may_be_worse_all_the_same_says_by_how_much() -> None:
    found = judge_guard(rated(0.0), PLAN)
    assert found.word == "no sign that it got worse"
    assert found.change.low is not None
    worst = f"{100 * abs(found.change.low):.1f} points of 100"
    assert found.sentence.endswith(f"It may be worse by {worst} all the same.")


def test_a_guard_is_called_worse_by_chance_about_as_often_as_an_interval_errs() -> None:
    words = [judge_guard(rated(0.0, seed=seed), PLAN).word for seed in range(120)]
    assert words.count("got worse") <= 8, "one in forty is to be expected"


def test_a_guard_reads_only_the_window_of_the_plan() -> None:
    later = rated(0.0, weeks=160)
    dropped = [value if n < 130 else 0.2 for n, value in enumerate(later.values) if value is not None]
    cut = weekly_series(np.array(dropped), RATED, FIRST)
    assert judge_guard(cut, PLAN).change_words == judge_guard(later, PLAN).change_words


@pytest.mark.parametrize(
    ("series", "why"),
    [
        (None, "it does not reach the date, or was not measured"),
        (rated(0.0).part(0, 129), "it does not reach the date"),
        (rated(0.0).part(100, 130), "too few of its periods were measured, or they are all alike"),
        (rated(0.0).part(110, 130), "2024-01-01 is outside the series"),
        (
            replace(rated(0.0), values=(0.6,) * 130),
            "too few of its periods were measured, or they are all alike",
        ),
    ],
)
def test_what_does_not_carry_an_estimate_cannot_be_told(series: Series | None, why: str) -> None:
    found = judge_guard(series, PLAN, reference="contacts.satisfaction@7", title="Satisfaction, Phone")
    assert (found.word, found.reference) == ("cannot tell", "contacts.satisfaction@7")
    assert found.sentence.startswith(f"Cannot tell whether Satisfaction, Phone got worse: {why}")
    assert not found.change.known


def test_a_guard_whose_definition_changed_cannot_be_told() -> None:
    found = judge_guard(replace(rated(-0.05), changes=(date(2024, 3, 4),)), PLAN)
    assert found.sentence.endswith("it was defined differently from 2024-03-04 on.")


def test_more_looks_make_a_guard_as_careful_as_the_verdict() -> None:
    looked = replace(PLAN, looks=(Duration(13), Duration(20)))
    found = judge_guard(rated(0.0), looked)
    assert found.change.level > 0.97


def test_the_price_is_said_first_and_nothing_is_said_where_there_is_none() -> None:
    worse, fine = judge_guard(rated(-0.05), PLAN), judge_guard(rated(0.0), PLAN)
    worked = Verdict("worked", "worked", "Worked. Contacts: -10%, and every gate holds.")
    assert guarded_sentence(worked, [fine]) == worked.sentence
    assert guarded_sentence(worked, [fine, worse]) == (
        f"Worked, but at a price: Satisfaction got worse, {worse.change_words}. Contacts: -10%, and every "
        "gate holds."
    )
    nothing = Verdict("no effect that matters", "no effect that matters", "No effect that matters.")
    assert guarded_sentence(nothing, [worse]).endswith(
        f"Beside it, Satisfaction got worse, {worse.change_words}."
    )


# People's terms


def test_contacts_hours_and_money_carry_the_interval_of_the_effect() -> None:
    found = evaluate(counted(0.9), replace(PLAN, value_per_unit=5.0))
    terms = {one.what: one for one in people_terms(found, handle_minutes=6)}
    assert set(terms) == {"contacts", "hours", "money"}
    assert found.effect is not None
    total = found.effect.total
    contacts, hours, money = (terms[what].estimate for what in ("contacts", "hours", "money"))
    assert contacts == total
    for end in ("value", "low", "high"):
        assert getattr(hours, end) == pytest.approx(getattr(total, end) * 0.1)
    assert money.low == pytest.approx(-5 * (total.high or 0))
    assert money.high == pytest.approx(-5 * (total.low or 0))
    assert all(one.sure for one in terms.values())
    assert terms["contacts"].sentence.startswith("About 2,5")
    assert "fewer contacts" in terms["contacts"].sentence


def test_an_interval_that_holds_nothing_gives_both_ends_and_no_figure() -> None:
    (contacts,) = people_terms(evaluate(counted(1.0), PLAN))
    assert not contacts.sure
    assert contacts.sentence.startswith("Anything from ")
    assert " fewer to " in contacts.sentence
    assert "About" not in contacts.sentence


def test_what_moved_while_a_gate_fails_is_not_said_to_be_its_doing() -> None:
    found = evaluate(counted(0.9), replace(PLAN, launch="bad_weeks"))
    assert found.verdict.word == "cannot tell"
    (contacts,) = people_terms(found)
    assert contacts.sentence.startswith("Not known to be its doing: About")
    assert not contacts.sure


def test_a_share_is_said_in_contacts_and_never_in_hours() -> None:
    found = evaluate(counted(0.9, measure=BACK), replace(PLAN, measure=BACK))
    (contacts,) = people_terms(found, handle_minutes=6)
    assert contacts.sentence.endswith("that count as “Come back” over the window.")


def test_satisfaction_is_said_in_points_of_a_hundred() -> None:
    plan = Plan("Script", RATED, START, Smallest(5), launch="planned")
    found = evaluate(rated(0.05), plan)
    (points,) = people_terms(found)
    assert found.effect is not None
    assert points.estimate.value == pytest.approx(100 * (found.effect.change.value or 0))
    assert points.sentence.startswith("Satisfaction: about ")
    assert "points up (" in points.sentence


def test_too_early_there_is_nothing_to_say() -> None:
    assert people_terms(evaluate(counted(0.9).part(0, 120), PLAN)) == ()


# Kept and read again


def test_an_evaluation_comes_back_as_it_was_kept() -> None:
    for found in (evaluate(counted(0.9), PLAN), evaluate(counted(0.9).part(0, 120), PLAN)):
        kept = json.loads(json.dumps(found.to_dict()))
        again = evaluation_from(kept)
        assert again == found
        assert str(again) == str(found)


def test_what_is_no_evaluation_says_so() -> None:
    with pytest.raises(BadDataError, match="not an evaluation"):
        evaluation_from({"plan": {}})
