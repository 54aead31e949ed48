"""Curves are drawn as steps with their bands, and the risk table beside them says how many they rest on."""

from datetime import date

import numpy as np
import pytest
from tests.analysis.interventions.retention.test_hiring_change import CHANGE, staff

from headwater.analysis.errors import UsageError
from headwater.analysis.interventions.retention import compare_groups, hiring_change, kaplan_meier
from headwater.analysis.interventions.retention.chart import risk_table

FREIREICH = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35.0])
RELAPSED = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0], dtype=bool)
"""Remission in weeks on 6-MP (Freireich and others 1963): .857, .807, .753, .690, .627, .538, .448."""


def test_the_risk_table_of_a_published_trial() -> None:
    table = risk_table([("6-MP", kaplan_meier(np.zeros(21), FREIREICH, RELAPSED))], heading="Week")
    assert table["Week"] == ["6.0", "7.0", "10.0", "13.0", "16.0", "22.0", "23.0"]
    assert table["At risk"] == [21, 17, 15, 12, 11, 7, 6]
    assert table["Left so far"] == [3, 4, 5, 6, 7, 8, 9]
    assert table["Still there"] == ["85.7%", "80.7%", "75.3%", "69.0%", "62.7%", "53.8%", "44.8%"]


def test_a_curve_steps_where_somebody_left_and_goes_on_to_the_last_day_watched() -> None:
    figure = kaplan_meier(np.zeros(21), FREIREICH, RELAPSED).chart()
    drawn = figure.chart.to_dict()
    assert drawn["layer"][1]["mark"]["interpolate"] == "step-after"
    rows = drawn["data"]["values"]
    assert [row["time"] for row in rows] == [0, 6, 7, 10, 13, 16, 22, 23, 35]
    assert rows[-1]["share"] == pytest.approx(0.448, abs=5e-4)
    assert all(row["low"] <= row["share"] <= row["high"] for row in rows)
    assert figure.svg().startswith("<svg")
    assert "21 people, 9 of whom left" in figure.description


def test_groups_are_drawn_side_by_side_and_more_than_five_are_refused() -> None:
    stays = np.arange(1.0, 25.0)
    left = np.ones(24, dtype=bool)
    figure = compare_groups(np.zeros(24), stays, left, ["a", "b"] * 12, at=12).chart()
    assert figure.svg(narrow=True).startswith("<svg")
    assert set(figure.columns["Group"]) == {"a", "b"}
    many = compare_groups(np.zeros(24), stays, left, [f"team {i % 6}" for i in range(24)], at=12)
    with pytest.raises(UsageError, match=r"6 curves on one axis cannot be told apart; 5 can\. Compare fewer"):
        many.chart()


def test_a_hiring_change_is_drawn_before_and_after_in_months() -> None:
    found = hiring_change(staff(0.5, seed=2, people=1_500), CHANGE)
    figure = found.chart()
    svg = figure.svg()
    assert "hired before" in svg
    assert "hired after" in svg
    assert figure.description.startswith(found.sentence)
    before, after = (float(curve.at(365).value or 0) for _, curve in found.curves)
    assert after > before > 0
    assert set(found.to_dict()["curves"]) == {"hired before", "hired after"}
    # the truth: half the rate of leaving
    assert np.log(after) / np.log(before) == pytest.approx(0.5, abs=0.12)


def test_curves_begin_where_enough_were_watched_not_with_one_early_leaver() -> None:
    """Everybody was hired two years before the record began but one, who left at once."""
    from headwater.analysis.interventions.retention import tenures_of
    from headwater.analysis.interventions.retention.tenures import Person

    opened, today = date(2022, 1, 1), date(2025, 1, 1)
    people = [Person(f"old {i}", date(2020, 1, 1), date(2023, 1, 1 + i)) for i in range(20)]
    people += [Person("early", date(2022, 2, 1), date(2022, 2, 20))]
    people += [Person(f"new {i}", date(2022, 6, 1), date(2024, 6, 1 + i)) for i in range(20)]
    made = tenures_of(people, recorded_from=opened, seen_until=today)
    before = hiring_change(made, date(2022, 6, 1)).curves[0][1]
    assert before.start == pytest.approx(731)
    assert before.share[0] == pytest.approx(19 / 20)


def test_where_too_few_were_watched_the_cohorts_are_drawn_instead() -> None:
    found = hiring_change(staff(1.0), date(2025, 12, 28))
    assert found.curves == ()
    figure = found.chart()
    assert "by half-year of hiring" in figure.title
    assert figure.svg().startswith("<svg")
    assert "the record began after their first year" in figure.columns["Why not"]
