"""Failure demand over time rests on the coded contacts of each period, and on nothing else."""

from datetime import date
from pathlib import Path
from typing import Any

from headwater.apps.coding.sample import load_sample
from headwater.apps.measures.background import measure
from headwater.apps.measures.selectors import reading_visible_to, series_visible_to

from ..world import World

KEY = "demand.failure_share_of_time"


def silent(*said: Any) -> None:
    """Report to nobody."""


def test_coded_months_carry_a_share_with_a_wide_interval(world: World, stored: Path) -> None:
    load_sample(silent, stored / "sample")
    measure(silent)
    found = reading_visible_to(world.amara, KEY, grain="month")
    assert found.points
    for point in found.points:
        assert point.low is not None
        assert point.high is not None
        assert 0 <= point.low < point.value < point.high <= 1
        assert point.high - point.low > 0.05
        assert point.starts_on.day == 1
    series = series_visible_to(world.amara, KEY, grain="month")
    assert series.days[0] >= date(2025, 2, 1), "January is not complete"
    assert reading_visible_to(world.amara, KEY).team is None


def test_without_codes_there_is_nothing(world: World, stored: Path) -> None:
    measure(silent)
    assert reading_visible_to(world.amara, KEY, grain="month").points == ()
