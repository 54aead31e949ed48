"""Mistake 1 is found where it was planted, priced over a year, and refused where contacts cannot carry it."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.contact_source import ContactTables
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.mistakes.finding import finding_from
from headwater.analysis.policy.mistakes.volume import volume_over_resolution
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import PolicySet

FIRST = datetime(2025, 1, 1, 8, tzinfo=UTC)
DAYS = 150
CONTACTS = 12_000


def organisation(seed: int = 1, cut_share: float = 0.1, known: bool = True) -> tuple[ContactTables, float]:
    """Return contacts of a floor that cuts some short at 240 s in the first 100 days, and how many it caused.

    A customer whose contact was cut comes back within a week half of the time, others a tenth of the time.
    """
    draw = np.random.default_rng(seed)
    day = draw.integers(0, DAYS, CONTACTS)
    seconds = np.exp(np.log(280) + 0.5 * draw.normal(size=CONTACTS))
    near = (seconds >= 240) & (seconds < 330) & (day < 100)
    cut = near & (draw.random(CONTACTS) < cut_share * (day < 100).sum() / near.sum())
    shown = np.where(cut, 239 - 10 * draw.random(CONTACTS), seconds)
    back = draw.random(CONTACTS) < np.where(cut, 0.5, 0.1)
    pleased = np.clip(np.where(cut, 0.4, 0.7) + 0.2 * draw.normal(size=CONTACTS), 0, 1)
    rows: list[dict[str, Any]] = []
    for at in range(CONTACTS):
        opened = FIRST + timedelta(days=int(day[at]), seconds=int(draw.integers(0, 36_000)))
        row = {
            "opened_at": opened,
            "customer_id": f"c{at}" if known else None,
            "channel": "phone",
            "handled_by": "agent",
            "handle_seconds": float(shown[at]),
            "satisfaction": float(round(pleased[at], 2)) if at % 3 == 0 else None,
        }
        rows.append(row)
        if back[at]:
            # the contacts that came of it are answered by mail, so that they bend no shape
            more = {"opened_at": opened + timedelta(days=2), "channel": "email", "handle_seconds": 600.0}
            rows.append(row | more | {"satisfaction": None})
    return ContactTables(contacts_from_rows(rows)), 0.4 * float(cut.sum())


def target(**more: Any) -> Policy:
    said: dict[str, Any] = {"scope": {"channel": ("phone",)}, "effective_to": date(2025, 4, 10)} | more
    return Policy(said.pop("id", "aht"), "Operations", "aht_s", "<=", said.pop("value", 240), **said)


@pytest.fixture(scope="module")
def floor() -> tuple[ContactTables, float]:
    return organisation()


PRICED = Facts(cost_per_agent_hour=30.0, currency="EUR")


def test_what_was_planted_is_found_and_priced_over_a_year(floor: tuple[ContactTables, float]) -> None:
    source, caused = floor
    found = volume_over_resolution(source, PolicySet((target(),)), PRICED)
    assert found.word == "found"
    shifted = found.figure("shifted aht").estimate
    assert shifted.value == pytest.approx(0.1, rel=0.15)
    assert found.figure("shifted aht").grade == "B"
    assert found.figure("came back aht").estimate.value == pytest.approx(caused, rel=0.25)
    harm = found.harm
    assert harm.contacts.low is not None
    assert harm.contacts.high is not None
    assert harm.contacts.low <= caused * 365.25 / 100 <= harm.contacts.high
    assert harm.contacts.value is not None
    assert harm.hours.value is not None
    saved = found.figure("saved aht").estimate.value
    assert saved is not None
    assert harm.hours.value == pytest.approx(harm.contacts.value * 600 / 3600 - saved * 3.6525, rel=0.01)
    assert harm.money.value == pytest.approx(30 * harm.hours.value)
    assert harm.satisfaction.value == pytest.approx(-30, abs=8)
    assert harm.strain.why == "strain is not measured yet"
    assert harm.grade == "C"
    assert "It ended on 10 Apr 2025" in found.sentence
    assert found.to_do == ("Do not bring it back: target first-contact resolution, with repeats as a guard.",)


def test_the_finding_can_be_kept_with_its_tables(floor: tuple[ContactTables, float]) -> None:
    found = volume_over_resolution(floor[0], PolicySet((target(),)), PRICED)
    assert finding_from(json.loads(json.dumps(found.to_dict()))) == found
    assert found.tables["targets"]["word"] == ["bunched"]
    assert found.tables["bins aht"]["contacts"]
    assert len(found.tables["repeats_by_time"]["share"]) == 12
    assert found.tables["effect_by_time"] == {}


def test_hurrying_is_refused_with_the_reason_and_what_would_tell(floor: tuple[ContactTables, float]) -> None:
    found = volume_over_resolution(floor[0], PolicySet((target(),)), PRICED)
    assert not found.figure("rushing").estimate.known
    assert any("lift a target for half of the teams" in one for one in found.missing)


def test_a_target_still_in_force_says_to_stop_it(floor: tuple[ContactTables, float]) -> None:
    live = target(effective_to=None, effective_from=date(2025, 1, 1))
    found = volume_over_resolution(floor[0], PolicySet((live,)), Facts())
    assert found.to_do[0].startswith("Stop targeting handle time of at most 240 s")
    assert found.harm.money.why == "nobody said what an hour of an agent costs"
    assert "What an hour of an agent costs: say it among the facts." in found.missing


def test_every_target_is_looked_at_the_worst_first(floor: tuple[ContactTables, float]) -> None:
    other = target(id="later", value=400, effective_to=None, effective_from=date(2025, 4, 11))
    found = volume_over_resolution(floor[0], PolicySet((other, target())), PRICED)
    assert found.tables["targets"]["id"] == ["aht", "later"]
    assert found.tables["targets"]["word"] == ["bunched", "no sign"]
    assert found.figure("shifted later").estimate.known


def test_contacts_that_nobody_cut_show_no_sign() -> None:
    source, _ = organisation(seed=2, cut_share=0.0)
    found = volume_over_resolution(source, PolicySet((target(),)), PRICED)
    assert found.word == "no sign"
    assert "No sign that contacts are ended early to meet the target" in found.sentence
    assert found.harm.contacts.why == "no target was found to bend contacts"
    assert found.to_do == ()


def test_without_known_customers_the_harm_cannot_be_told() -> None:
    source, _ = organisation(known=False)
    found = volume_over_resolution(source, PolicySet((target(),)), PRICED)
    assert found.word == "found"
    assert "customers who are known" in found.harm.contacts.why
    assert any("without knowing whose they are" in one for one in found.missing)


def test_without_a_declared_target_it_says_which_value_looks_like_one(
    floor: tuple[ContactTables, float],
) -> None:
    found = volume_over_resolution(floor[0], PolicySet(()), PRICED)
    assert found.word == "cannot tell"
    assert "No target on handle time or output is declared." in found.sentence
    assert "240 s on phone" in found.sentence
    assert found.figure("looks_like phone 240").grade == "D"
    assert found.tables["bins phone 240"]["contacts"]
    assert "Declare what is demanded there" in found.to_do[0]


def test_a_target_that_contacts_cannot_show_is_named(floor: tuple[ContactTables, float]) -> None:
    wrap = Policy("wrap", "WFM", "wrap_s", "<=", 30)
    found = volume_over_resolution(floor[0], PolicySet((wrap,)), PRICED)
    assert found.word == "cannot tell"
    assert "The target declared cannot be seen in the contacts." in found.sentence
    assert "wrap-up alone cannot be seen" in found.missing[0]


def test_without_contacts_it_says_to_bring_them() -> None:
    for source in (None, ContactTables(contacts_from_rows([{"opened_at": FIRST}]))):
        found = volume_over_resolution(source, PolicySet((target(),)), PRICED)
        assert found.word == "cannot tell"
        assert found.missing == ("Bring in contacts with their handle times.",)


def test_few_contacts_cannot_tell() -> None:
    rows = [
        {"opened_at": FIRST + timedelta(hours=n), "channel": "phone", "handle_seconds": 200.0 + n}
        for n in range(50)
    ]
    found = volume_over_resolution(ContactTables(contacts_from_rows(rows)), PolicySet((target(),)), PRICED)
    assert found.word == "cannot tell"
    assert "cannot be told" in found.sentence
