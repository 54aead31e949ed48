"""A file of policies is taken as a whole or not at all, and says first what it would do."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.policy import Policy, PolicySet, sample
from headwater.analysis.policy.samples import sample_text
from headwater.analysis.policy.writing import policies_text
from headwater.apps.policy import services
from headwater.apps.policy.models import Policy as Record
from headwater.apps.policy.models import Revision
from headwater.apps.policy.selectors import our_policies
from headwater.apps.policy.selectors.importing import preview_of

from ..world import World

TELECOM = sample_text("telecom", "policies")
AHT = Policy("aht", "Operations", "aht_s", "<=", 300)


@pytest.fixture(autouse=True)
def _folder(data: Any) -> None:
    """Every test has a data folder of its own."""


def test_a_file_is_declared_and_comes_out_as_it_went_in(world: World) -> None:
    services.import_policies(acting_user=world.emre, text=TELECOM, name="telecom.yaml")
    policies, _ = sample("telecom")
    assert set(our_policies()) == set(policies)
    again = policies_text(our_policies())
    found = preview_of(world.emre, again, "again.yaml")
    assert (len(found.unchanged), found.new, found.changed, found.gone) == (len(policies), (), (), ())
    assert not found.changes_anything
    kept = Record.objects.get(key="four-minutes")
    assert kept.replaces == Record.objects.get(key="five-minutes")


def test_importing_twice_adds_nothing_to_the_history(world: World) -> None:
    services.import_policies(acting_user=world.emre, text=TELECOM, name="telecom.yaml")
    count = Revision.objects.count()
    services.import_policies(acting_user=world.emre, text=TELECOM, name="telecom.yaml")
    assert Revision.objects.count() == count


def test_the_preview_tells_new_changed_and_gone_apart(world: World) -> None:
    services.declare_policy(acting_user=world.olga, policy=AHT)
    services.declare_policy(acting_user=world.olga, policy=replace(AHT, id="talk", metric="talk_s"))
    text = policies_text(PolicySet((replace(AHT, value=240), replace(AHT, id="wrap", metric="wrap_s"))))
    found = preview_of(world.olga, text, "f.yaml")
    assert [one.id for one in found.new] == ["wrap"]
    assert [(d.name, d.before, d.after) for d in found.changed[0].differences] == [
        ("Value", "300 s", "240 s")
    ]
    assert [one.id for one in found.gone] == ["talk"]
    assert Record.objects.count() == 2
    services.import_policies(acting_user=world.olga, text=text, name="f.yaml", basis=found.basis)
    assert sorted(one.id for one in our_policies()) == ["aht", "talk", "wrap"]


def test_what_is_gone_is_taken_out_only_when_asked(world: World) -> None:
    services.declare_policy(acting_user=world.olga, policy=replace(AHT, id="talk", metric="talk_s"))
    text = policies_text(PolicySet((AHT,)))
    services.import_policies(acting_user=world.olga, text=text, name="f.yaml", take_out_gone=True)
    assert [one.id for one in our_policies()] == ["aht"]


def test_every_fault_is_named_with_its_line_and_nothing_is_kept(world: World) -> None:
    text = """policies:
  - {id: fine, issuer: Operations, metric: aht_s, value: 4, operator: <=, unit: min}
  - {id: a, issuer: Operations, metric: aht, value: 4}
  - id: b
    issuer: Operations
    metric: occupancy_frac
    operator: <=
    value: 85
    effective_from: 2026-02-01
    effective_to: 2026-01-01
"""
    with pytest.raises(BadDataError) as refused:
        services.import_policies(acting_user=world.olga, text=text, name="f.yaml")
    lines = refused.value.message.splitlines()
    assert lines[0].startswith("f.yaml, line 3: policy 'a', metric: there is no metric 'aht'.")
    assert lines[1].startswith("f.yaml, line 8: policy 'b', value: is 85: it cannot be over 1.")
    assert lines[2].startswith("f.yaml, line 10: policy 'b', effective_to: it ends on 2026-01-01, before")
    assert not Record.objects.exists()


def test_a_policy_has_one_successor_in_a_file_and_beside_it(world: World) -> None:
    spring = date(2026, 3, 2)
    two = tuple(replace(AHT, id=key, replaces="aht", effective_from=spring) for key in ("b", "c"))
    with pytest.raises(BadDataError, match=r"f.yaml: policy 'c', replaces: 'aht' is replaced by b already"):
        services.import_policies(
            acting_user=world.olga, text=policies_text(PolicySet((AHT, *two))), name="f.yaml"
        )
    old = services.declare_policy(acting_user=world.olga, policy=AHT)
    services.replace_policy(acting_user=world.olga, policy=old, by=two[0], from_day=spring)
    with pytest.raises(BadDataError, match=r"is replaced by b already"):
        services.import_policies(
            acting_user=world.olga, text=policies_text(PolicySet((AHT, two[1]))), name="f.yaml"
        )


def test_a_policy_that_stays_keeps_its_place_after_one_of_the_file(world: World) -> None:
    old = services.declare_policy(acting_user=world.olga, policy=AHT)
    services.replace_policy(
        acting_user=world.olga, policy=old, by=replace(AHT, id="b"), from_day=date(2026, 3, 2)
    )
    found = preview_of(world.olga, policies_text(PolicySet((AHT,))), "f.yaml")
    assert (found.changed, len(found.unchanged), len(found.gone)) == ((), 1, 1)


def test_an_import_rests_on_the_preview_the_person_saw(world: World) -> None:
    text = policies_text(PolicySet((AHT,)))
    basis = preview_of(world.olga, text, "f.yaml").basis
    services.declare_policy(acting_user=world.emre, policy=replace(AHT, id="talk", metric="talk_s"))
    with pytest.raises(UsageError, match=r"What is declared changed since you looked"):
        services.import_policies(acting_user=world.olga, text=text, name="f.yaml", basis=basis)


def test_a_file_in_another_currency_than_the_facts_is_refused(world: World) -> None:
    services.declare_facts(acting_user=world.olga, content={"currency": "EUR", "cost_per_agent_hour": 32})
    text = "policies:\n  - {id: a, issuer: Finance, metric: authority, value: 25, unit: USD}\n"
    with pytest.raises(BadDataError, match=r"policy 'a', unit: it is in USD, the facts are in EUR"):
        services.import_policies(acting_user=world.olga, text=text, name="f.yaml")
