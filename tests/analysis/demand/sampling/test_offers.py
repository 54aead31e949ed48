"""Hours of coding against the width of the interval they buy."""

import pytest

from headwater.analysis.demand.sampling.offers import coding_offer, hours_for_margins
from headwater.analysis.errors import UsageError


def test_each_margin_has_its_contacts_and_hours() -> None:
    offer = hours_for_margins(2000, [0.05], seconds_per_contact=60, double_share=0.2)
    [line] = offer.lines
    assert (line.contacts, line.hours) == (323, (323 + 65) * 60 / 3600)
    assert line.margin == pytest.approx(0.05, abs=1e-4)


def test_twice_the_seconds_are_twice_the_hours() -> None:
    one, two = (
        hours_for_margins(10_000, seconds_per_contact=s).to_frame("polars")["hours"] for s in (60, 120)
    )
    assert (two / one).to_list() == pytest.approx([2.0] * 3)


def test_hours_given_buy_no_more_than_they_suffice_for() -> None:
    for line, asked in zip(coding_offer(50_000, [1, 3, 9]).lines, [1, 3, 9], strict=True):
        assert asked - 0.06 < line.hours <= asked + 90 / 3600  # one double reading more by rounding at most


def test_more_hours_than_there_are_contacts_buy_all_of_them() -> None:
    [line] = coding_offer(30, [40]).lines
    assert (line.contacts, line.margin) == (30, 0.0)


def test_it_reads_as_a_table() -> None:
    text = str(hours_for_margins(2000, [0.1, 0.05]))
    assert "± 5.0 points        323              9.7" in text
    assert "90 seconds a contact, 20% of them coded twice" in text


def test_it_draws_hours_against_width() -> None:
    [drawn] = hours_for_margins(2000).chart().to_dict()["datasets"].values()
    assert [row["contacts"] for row in drawn] == [92, 323, 697]


def test_nothing_to_code_is_said() -> None:
    assert str(hours_for_margins(0)) == "No contacts to code."
    assert hours_for_margins(0).to_dict()["lines"] == ()


def test_no_hours_are_refused() -> None:
    with pytest.raises(UsageError, match="0 hours buy nothing: give a number above 0"):
        coding_offer(100, [0])
