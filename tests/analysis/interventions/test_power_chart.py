"""The picture of a plan's power shows what its figures say."""

import pytest
from tests.analysis.interventions.test_power import planned, record

from headwater.analysis.interventions.power import power_of


def test_the_curve_rises_from_nothing_through_the_detectable_effect_at_four_in_five() -> None:
    found = power_of(record(), planned("-0.7"))
    effects, powers = zip(*found.curve, strict=True)
    assert effects[0] == 0
    assert effects[-1] == pytest.approx(1.5 * found.detectable)
    assert powers[0] < 0.05
    assert list(powers) == sorted(powers)
    at_detectable = powers[[abs(effect - found.detectable) < 1e-9 for effect in effects].index(True)]
    assert at_detectable == pytest.approx(0.8, abs=1e-6)
    assert found.asked == pytest.approx(-0.7)
    assert found.to_dict()["curve"][0] == (0.0, pytest.approx(powers[0]))


def test_it_is_drawn_for_a_page_and_for_a_phone_with_its_table() -> None:
    found = power_of(record(), planned("-2"))
    figure = found.chart()
    assert figure.svg().startswith("<svg")
    assert figure.svg(narrow=True).startswith("<svg")
    assert "asked for" in figure.svg()
    assert f"would be found {found.power:.0%} of the time" in figure.description
    assert len(figure.columns["Effect"]) == len(figure.columns["Found"]) == len(found.curve)
