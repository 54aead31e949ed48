from typing import Any

import pytest

from headwater.analysis.demand.cost import CostRates
from headwater.analysis.errors import UsageError


def test_one_number_holds_for_every_channel_and_a_mapping_only_for_its_own() -> None:
    rates = CostRates("EUR", per_hour=24, per_contact={"email": 3.5})
    assert (rates.hour_rate("chat"), rates.contact_rate("chat"), rates.contact_rate("email")) == (
        24,
        None,
        3.5,
    )
    assert str(rates) == "24 EUR per hour, 3.5 EUR per contact (email)"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"currency": "EUR"}, "hold no rate. Give per_hour, per_contact or both"),
        ({"currency": "EUR", "per_hour": {}}, "hold no rate"),
        ({"currency": " ", "per_hour": 20}, "no currency. Give its label, such as 'EUR'"),
        ({"currency": "EUR", "per_hour": 0}, "per_hour is 0: a rate must be above 0. Leave the channel out"),
        (
            {"currency": "EUR", "per_contact": {"chat": -2}},
            "per_contact for chat is -2: a rate must be above 0",
        ),
        ({"currency": "EUR", "per_hour": float("nan")}, "per_hour is nan: a rate must be above 0"),
        ({"currency": "EUR", "per_hour": {"fone": 20}}, "unknown channel 'fone'. Did you mean 'phone'?"),
    ],
)
def test_unusable_rates_are_refused_with_what_to_do(given: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=None) as caught:
        CostRates(**given)
    assert says in str(caught.value)
