"""Repeats against handle time: the plain comparison by groups, and the line of the effect with its band."""

import numpy as np
import pytest

from headwater.analysis.estimates import Estimate, cannot_tell, wilson
from headwater.analysis.policy.handle_times import HandleTimes
from headwater.analysis.policy.repeat_chart import repeat_figure
from headwater.analysis.policy.repeat_curve import effect_curve, repeat_curve
from headwater.analysis.policy.rushing import TENTH, Rushing


def times(contacts: int = 40) -> HandleTimes:
    """Return contacts of 100 to 699 seconds of which a quarter come back."""
    seconds = np.arange(100.0, 700)
    known = np.full(600, float(contacts))
    return HandleTimes(seconds, known, known, known / 4)


def rushing(effect: Estimate) -> Rushing:
    nothing = cannot_tell("not asked")
    return Rushing("rushing costs", effect, nothing, nothing, 50.0, None, "B", "It costs.")


COSTS = rushing(Estimate(0.02, 0.015, 0.025, 24_000))


def test_groups_are_about_equal_and_hold_every_contact() -> None:
    curve = repeat_curve(times())
    assert len(curve["share"]) == 12
    assert sum(curve["contacts"]) == 24_000
    assert max(curve["contacts"]) - min(curve["contacts"]) <= 40
    assert curve["from"][0] == 100
    assert curve["to"][-1] == 700
    assert list(curve["to"][:-1]) == list(curve["from"][1:])
    share = wilson(curve["contacts"][0] / 4, curve["contacts"][0])
    assert (curve["share"][0], curve["low"][0], curve["high"][0]) == (share.value, share.low, share.high)


def test_few_watched_contacts_draw_nothing() -> None:
    nobody = np.zeros(600)
    assert repeat_curve(HandleTimes(times().seconds, times().contacts, nobody, nobody)) == {}
    assert effect_curve({}, COSTS) == {}


def test_the_line_has_the_slope_of_the_effect_and_goes_through_what_is_usual() -> None:
    curve = repeat_curve(times())
    line = effect_curve(curve, COSTS)
    slope = (line["share"][-1] - line["share"][0]) / np.log(line["seconds"][-1] / line["seconds"][0])
    assert slope == pytest.approx(0.02 / TENTH)
    weights = np.array(curve["contacts"])
    at = np.exp(weights @ np.log(curve["middle"]) / weights.sum())
    assert np.interp(np.log(at), np.log(line["seconds"]), line["share"]) == pytest.approx(0.25)
    assert all(
        low <= share <= high
        for low, share, high in zip(line["low"], line["share"], line["high"], strict=True)
    )
    assert line["seconds"][0] >= 0.66 * at
    assert line["seconds"][-1] <= 1.5 * at


def test_an_effect_that_cannot_be_told_or_has_no_end_is_not_drawn() -> None:
    curve = repeat_curve(times())
    assert effect_curve(curve, rushing(cannot_tell("queues hardly move it"))) == {}
    assert effect_curve(curve, rushing(Estimate(0.02, -np.inf, np.inf))) == {}


def test_the_picture_says_what_it_does_not_say_and_its_table_holds_both() -> None:
    curve = repeat_curve(times())
    alone = repeat_figure(curve, {}, "phone", "What rushing does cannot be told: too few.")
    assert "It does not say what handle time does" in alone.description
    assert "too few" in alone.description
    assert "By handle time alone" not in alone.columns
    both = repeat_figure(curve, effect_curve(curve, COSTS), "phone", "It costs.")
    assert both.columns["By handle time alone"][0] is None  # far from where queues move it
    assert both.columns["By handle time alone"][5].endswith("%")
    for figure in (alone, both):
        assert figure.svg().startswith("<svg")
        assert figure.svg(narrow=True).startswith("<svg")
