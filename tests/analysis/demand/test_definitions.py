"""Wrong settings are refused in words that help."""

from datetime import date, datetime
from typing import Any

import pytest

from headwater.analysis.demand.definitions import Definition, RepeatSettings
from headwater.analysis.errors import UsageError


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"windows": ()}, "Name at least one window, in days."),
        ({"windows": (7, 0)}, "whole number of days from 1 on; 0 was given"),
        ({"windows": (1.5,)}, "whole number of days from 1 on; 1.5 was given"),
        ({"reasons": ("sam",)}, "reasons cannot be 'sam'. Did you mean 'same'?"),
        ({"channels": ()}, "channels is empty. Known: any, same."),
        ({"bases": ("brutto",)}, "bases cannot be 'brutto'. Known: gross, net."),
        ({"estimators": ("kaplan",)}, "Did you mean 'kaplan_meier'?"),
        ({"starts": "answer"}, "starts cannot be 'answer'. Did you mean 'answered'?"),
        ({"level": 95}, "lies between 0 and 1, such as 0.95; 95 was given"),
        ({"since": date(2026, 3, 2), "until": date(2026, 3, 1)}, "since (2026-03-02) comes after until"),
        ({"observed_until": datetime(2026, 3, 1)}, "observed_until has no time zone"),  # noqa: DTZ001
    ],
)
def test_a_wrong_setting_is_refused_with_what_would_be_right(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        RepeatSettings(**wrong)
    assert message in str(caught.value)


def test_all_definitions_are_120_and_each_once() -> None:
    found = list(RepeatSettings().definitions())
    assert len(found) == len(set(found)) == 5 * 2 * 2 * 2 * 3


def test_a_window_named_twice_is_computed_once_and_in_order() -> None:
    wanted = RepeatSettings((7, 1, 7), ("any",), ("any",), ("gross",), ("matured",))
    assert [d.window_days for d in wanted.definitions()] == [1, 7]


def test_a_definition_reads_as_its_choices() -> None:
    assert (
        str(Definition(1, "any", "same", "net", "naive"))
        == "1 day, any reason, same channel, net, naive (biased)"
    )
    assert Definition(reason="any", channel="same").variant == "next_any_reason_same_channel"
