import re
from datetime import date

import pytest

from headwater.analysis.errors import UsageError
from headwater.analysis.sample_org import Planted, SampleSettings


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"contacts": 0, "weeks": 4}, "contacts is 0: ask for at least 1"),
        ({"contacts": 10, "weeks": 1}, "weeks is 1: ask for at least 2"),
        ({"contacts": 10, "weeks": 4, "seed": -1}, "seed is -1: give 0 or a positive"),
        ({"contacts": 10, "weeks": 4, "start": date(1900, 1, 1)}, "choose a start from 1980 to 2090"),
        ({"contacts": 10, "weeks": 5_000}, "at most 1040 weeks"),
        ({"contacts": 10**9, "weeks": 52}, "contacts is 1,000,000,000: ask for at most 100,000,000"),
    ],
)
def test_a_wrong_setting_is_refused_with_what_to_do(settings: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        SampleSettings(**settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("planted", "message"),
    [
        ({"return_share": 1.2}, "planted return_share is 1.2: a share lies between 0 and 1"),
        ({"handle_sigma": 0.0}, "planted handle_sigma is 0.0: give a number above 0"),
        ({"orders_by_weekday": (1.0, 2.0)}, "give seven numbers from Monday on"),
        ({"depot_shares": (0.5, 0.5)}, "give 6 shares that add up to 1"),
        ({"failing_depot": 6}, "give the position of a depot, 0 to 5"),
        ({"target_from": 0.8}, "planted target_from 0.8 is not before target_until 0.75"),
        ({"outbound_share": 0.6}, "make up half of all rows"),
    ],
)
def test_an_effect_that_cannot_be_is_refused(planted: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        Planted(**planted)  # type: ignore[arg-type]


def test_the_fix_comes_after_a_whole_number_of_weeks_and_never_at_once() -> None:
    assert [SampleSettings(10, weeks).fix_day for weeks in (2, 3, 5, 52)] == [7, 7, 14, 182]
