"""Settings that make no sense are refused, and say what to do."""

from datetime import date
from typing import Any

import pytest

from headwater.analysis.demand.sampling.settings import SampleSettings
from headwater.analysis.errors import UsageError


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"n": 0}, "sample of 0 contacts is none: draw at least 1"),
        ({"n": 40, "margin": 0.05}, r"size or a margin, not both: give --n \(contacts\) or --margin"),
        ({"margin": 5}, "margin is 5: give a number between 0 and 0.5, such as 0.05 for 5 points"),
        ({"variables": ("chanel",)}, "cannot be made of 'chanel'. Did you mean 'channel'?"),
        ({"least": 0}, "at least 0 contacts: give 1 or more"),
        ({"allocation": "neymann"}, "no allocation 'neymann'. Did you mean 'neyman'?"),
        ({"aim": "tim"}, "no target 'tim'. Did you mean 'time'?"),
        ({"double_share": 2}, "share to code twice is 2: give a number from 0 to 1"),
        ({"seconds_per_contact": -1}, "-1 seconds a contact: give a number above 0"),
        ({"again_share": 0}, "share for a second look is 0: give a number above 0 and up to 1"),
        ({"unsure": 0}, "0 contacts that a model is unsure of are none: give 1 or more"),
        ({"coders": ("amara", "")}, "coder's name is empty"),
        ({"since": date(2026, 3, 1), "until": date(2026, 2, 1)}, "lies after until .* Swap them"),
    ],
)
def test_what_makes_no_sense_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        SampleSettings(**given)


def test_a_size_or_a_margin_is_needed() -> None:
    with pytest.raises(UsageError, match=r"How many contacts\? Give --n \(such as 400\) or --margin"):
        SampleSettings().size(1000)


def test_a_sheet_is_never_made_smaller() -> None:
    assert SampleSettings().size(1000, already=90) == 90
    assert SampleSettings(margin=0.2).size(1000, already=90) == 90
    assert SampleSettings(margin=0.05).size(2000, already=90) == 323
    assert SampleSettings(n=5000).size(2000, already=90) == 2000
