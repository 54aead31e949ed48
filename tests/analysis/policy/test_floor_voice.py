"""How often the floor says it, with an interval that holds, and no number so small that it is of a person."""

from datetime import date, timedelta

import numpy as np
import pytest

from headwater.analysis.policy import sample
from headwater.analysis.policy.floor_voice import Contradiction, hear, per_week, weekly

START = date(2025, 1, 6)
POLICIES = tuple(sample("telecom")[0])
SIDES = {"c1": frozenset({"four-minutes", "script", "greet", "explain"})}


def flags(
    count: int, team: str = "Phone", told: tuple[str, ...] = ("Four minutes", "The script")
) -> list[Contradiction]:
    return [Contradiction(START + timedelta(days=7 * n), team, told) for n in range(count)]


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.689), (1, 0.0253, 5.572), (5, 1.623, 11.668), (20, 12.217, 30.888)],
)
def test_the_interval_is_garwoods(count: int, low: float, high: float) -> None:
    """Published limits: Ulm, K. (1990), American Journal of Epidemiology, 131(2), 373-375."""
    found = per_week([count], 7)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.001)


@pytest.mark.parametrize(
    ("weeks", "size", "rate"),
    [(52, None, 1.0), (52, None, 0.2), (52, 0.5, 1.0), (26, 2.0, 5.0), (10, 2.0, 3.0)],
)
def test_the_interval_holds_the_rate_also_where_flags_come_in_waves(
    weeks: int, size: float | None, rate: float
) -> None:
    draw = np.random.default_rng(7)
    held = 0
    for _ in range(400):
        counts = (
            draw.poisson(rate, weeks)
            if size is None
            else draw.negative_binomial(size, size / (size + rate), weeks)
        )
        found = per_week([int(n) for n in counts], 7 * weeks)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= rate <= found.high
    assert held / 400 >= 0.915


def test_flags_are_read_for_both_sides_of_a_conflict() -> None:
    heard = hear(
        flags(6) + flags(4, told=("Four minutes", "Be nice")) + flags(2, told=("Four minutes",)),
        POLICIES, SIDES, since=START, until=START + timedelta(days=90),
    )  # fmt: skip
    assert heard.flags == 12
    assert heard.declared.value == pytest.approx(6 / 12)
    assert heard.found.value == pytest.approx(6 / 12)
    assert heard.of_conflict == {"c1": 6}
    assert heard.per_week.value == pytest.approx(12 / 13)


def test_both_instructions_on_one_side_are_no_conflict() -> None:
    heard = hear(
        flags(6, told=("Four minutes AHT of 240 s", "AHT of 240 s")), POLICIES, SIDES,
        since=START, until=START + timedelta(days=90),
    )  # fmt: skip
    assert heard.declared.value == 0
    assert heard.found.value == 0


def test_fewer_than_five_flags_give_no_number_at_all() -> None:
    heard = hear(flags(4), POLICIES, SIDES, since=START, until=START + timedelta(days=90))
    assert heard.flags == 0
    assert heard.per_week.why == "fewer than 5 flags in the last year: their number would be about persons"
    assert not heard.found.known
    assert (heard.teams, heard.of_conflict) == ({}, {})


def test_where_nobody_flags_anything_silence_is_not_agreement() -> None:
    heard = hear((), POLICIES, SIDES, since=None, until=START)
    assert heard.per_week.why == "nobody has flagged anything in the last year"


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ((9, 6), {"A": 9, "B": 6}),
        ((9, 6, 2), {"A": 9, "2 other teams": 8}),
        ((9, 3, 3), {"A": 9, "2 other teams": 6}),
        ((9, 2), {}),
        ((4, 4), {}),
    ],
)
def test_no_team_below_five_can_be_told_from_the_total(sizes: tuple[int, ...], shown: dict[str, int]) -> None:
    said = [flag for team, size in zip("ABC", sizes, strict=False) for flag in flags(size, team)]
    table = hear(said, POLICIES, SIDES, since=START, until=START + timedelta(days=90)).teams
    assert dict(zip(table.get("Team", ()), table.get("Flags", ()), strict=True)) == shown


def test_weeks_without_a_flag_count() -> None:
    assert weekly([START, START + timedelta(days=20)], START, START + timedelta(days=27)) == [1, 0, 1, 0]
