"""What is written reads back as it was, whatever it says."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from headwater.analysis.policy.facts_reading import parse_facts
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import PolicySet
from headwater.analysis.policy.reading import parse_policies, policy_of
from headwater.analysis.policy.samples import SAMPLES, sample
from headwater.analysis.policy.writing import facts_text, policies_text

from .any_policy import any_policy


@settings(max_examples=150, deadline=None)
@given(any_policy())
def test_any_policy_reads_back_from_its_file_and_from_plain_data(policy: Policy) -> None:
    whole = PolicySet((policy,), "ours")
    assert parse_policies(policies_text(whole)) == whole
    assert policy_of(policy.to_dict()) == policy


def test_a_policy_that_replaces_another_reads_back_with_it() -> None:
    old = Policy("aht-1", "Operations", "aht_s", "<=", 300)
    new = replace(old, id="aht-2", value=240, replaces="aht-1", effective_from=date(2026, 1, 1))
    whole = PolicySet((old, new), "Targets")
    assert parse_policies(policies_text(whole)) == whole


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_read_back(name: str) -> None:
    policies, facts = sample(name)
    assert parse_policies(policies_text(policies)) == policies
    assert parse_facts(facts_text(facts.to_dict())) == facts
