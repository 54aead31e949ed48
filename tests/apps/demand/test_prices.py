"""Prices: who gives them, what they become, and that a wrong one is refused in words."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.apps.demand import services
from headwater.apps.demand.models import Prices
from headwater.apps.demand.rates import rates_of
from headwater.apps.demand.sample import load_sample
from headwater.apps.people.models import AuditEntry
from headwater.apps.tasks.models import Task

from ..world import World
from .coded import Counting

pytestmark = pytest.mark.django_db


def test_a_channel_of_its_own_goes_before_the_price_of_every_channel() -> None:
    rates = rates_of("EUR", {"": 38.0, "phone": 42.0}, {"email": 1.5})
    assert rates is not None
    assert (rates.hour_rate("phone"), rates.hour_rate("chat")) == (42.0, 38.0)
    assert (rates.contact_rate("email"), rates.contact_rate("chat")) == (1.5, None)
    assert rates_of("", {}, {}) is None


def test_new_prices_are_a_new_record_an_audit_row_and_a_diagnosis(world: World, stored: Path) -> None:
    services.change_prices(
        acting_user=world.olga, currency="EUR", per_hour={"": 40.0}, per_contact={}, inside=["Support"]
    )
    assert Prices.objects.get().inside == ["Support"]
    entry = AuditEntry.objects.get(action="prices.changed")
    assert entry.actor == world.olga
    assert entry.details == {}
    assert Task.objects.filter(kind="demand.diagnose").count() == 1


def test_a_price_without_a_currency_is_refused(
    world: World, stored: Path, visit: Callable[[str], Client]
) -> None:
    with pytest.raises(UsageError, match="no currency"):
        services.change_prices(
            acting_user=world.olga, currency=" ", per_hour={"": 40.0}, per_contact={}, inside=[]
        )
    answer = visit("olga").post("/demand/prices/", {"hour_every": "40"})
    assert "The cost rates have no currency" in answer.content.decode()
    assert not Prices.objects.exists()


def test_a_price_of_nothing_and_an_unknown_unit_are_refused(
    stored: Path, counted: Counting, visit: Callable[[str], Client]
) -> None:
    answer = visit("amara").post("/demand/prices/", {"hour_phone": "0", "inside": "Suport"}).content.decode()
    assert "greater than or equal to 0.01" in answer
    assert "No unit is called “Suport”" in answer
    assert "Support" in answer


def test_an_analyst_reads_and_does_not_price(world: World, stored: Path) -> None:
    with pytest.raises(NotAllowedError):
        services.change_prices(acting_user=world.emre, currency="EUR", per_hour={}, per_contact={}, inside=[])


def test_the_sample_gets_prices_once_and_never_over_those_of_people(world: World, tmp_path: Path) -> None:
    load_sample(lambda *_: None, tmp_path)
    load_sample(lambda *_: None, tmp_path)
    assert Prices.objects.get().is_sample
