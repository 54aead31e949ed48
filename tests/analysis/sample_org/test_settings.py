from datetime import date

import pytest

from headwater.analysis.errors import UsageError
from headwater.analysis.sample_org import SampleSettings


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"contacts": 0, "weeks": 4}, "--contacts is 0. Ask for at least 1 contact."),
        ({"contacts": 10, "weeks": 1}, "--weeks is 1. Ask for at least 2"),
        ({"contacts": 10, "weeks": 4, "seed": -1}, "--seed is -1. Give 0 or a positive"),
        ({"contacts": 10, "weeks": 4, "start": date(1900, 1, 1)}, "Choose a start from 1980 to 2090"),
        ({"contacts": 10, "weeks": 5_000}, "at most 1040 weeks"),
    ],
)
def test_a_wrong_setting_is_refused_with_what_to_do(settings: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message.replace("(", r"\(")):
        SampleSettings(**settings)  # type: ignore[arg-type]


def test_the_fix_comes_after_a_whole_number_of_weeks_and_never_at_once() -> None:
    assert [SampleSettings(10, weeks).fix_day for weeks in (2, 3, 5, 52)] == [7, 7, 14, 182]
