"""Policies and facts from files: what is taken, and what is refused with which words."""

from datetime import date

import pytest

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.policy import (
    Facts,
    PolicySet,
    check,
    history,
    parse_facts,
    parse_policies,
    read_facts,
    read_policies,
    sample,
)
from headwater.analysis.policy.metrics import METRICS
from headwater.analysis.policy.weighing import weigh

HEAD = "policies:\n  - {id: a, issuer: Operations, "


def one(rest: str) -> PolicySet:
    return parse_policies(HEAD + rest + "}\n")


def refused(rest: str) -> str:
    with pytest.raises(BadDataError) as error:
        one(rest)
    return str(error.value)


@pytest.mark.parametrize(
    ("rest", "value"),
    [
        ("metric: aht_s, operator: <=, value: 4, unit: min", 240),
        ("metric: aht_s, operator: <=, value: 240", 240),
        ('metric: occupancy_frac, operator: <=, value: 85, unit: "%"', 0.85),
        ('metric: occupancy_frac, operator: <=, value: "85%"', 0.85),
        ("metric: occupancy_frac, operator: <=, value: 0.85", 0.85),
        ("metric: service_level, value: {frac: 0.8, threshold_s: 30}", 0.8),
        ("metric: authority, value: {max_amount: 25, currency: USD, remedy_type: refund}", 25),
        ("metric: authority, value: 25, unit: USD", 25),
        (
            "metric: shrinkage_frac, operator: '>=', value: {minutes: 48, shift_minutes: 480, kind: talks}",
            0.1,
        ),
        ("metric: script_step, value: {min_s: 40, order: 2, mandatory: false}", 40),
        ("metric: fcr_frac, operator: '>=', value: {frac: 75%, window_days: 14}", 0.75),
        ("metric: qa_score_min, value: 85, unit: points", 85),
    ],
)
def test_values_are_read_into_the_metrics_own_unit(rest: str, value: float) -> None:
    assert one(rest).policies[0].value == pytest.approx(value)


def test_every_field_is_kept() -> None:
    policy = one(
        "level: exec, document_ref: Targets, metric: talk_s, operator: <=, value: 3, unit: min, hard: true,"
        " weight: 2, scope: {channel: [phone, chat], queue: billing}, effective_from: 2026-01-01,"
        " effective_to: 2026-06-30,"
        " window: month, statistic: p90, consequence: bonus"
    ).policies[0]
    assert (policy.level, policy.document_ref, policy.hard, policy.weight) == ("exec", "Targets", True, 2)
    assert policy.scope == {"channel": ("phone", "chat"), "queue": ("billing",)}
    assert (policy.effective_from, policy.effective_to) == (date(2026, 1, 1), date(2026, 6, 30))
    assert (policy.window, policy.percentile, policy.consequence) == ("month", 0.9, "bonus")


BAD_POLICIES = {
    "metric: aht, operator: <=, value: 4": (
        "policy 'a', metric: there is no metric 'aht'. Did you mean 'aht_s'?"
    ),
    "metric: aht_s, operator: <=, value: 4, unit: mins": (
        "unit: aht_s cannot be in 'mins'. Did you mean 'min'?"
    ),
    "metric: aht_s, operator: <=, value: 4, unit: '%'": "unit: aht_s cannot be in '%'. Known: s, min, h.",
    "metric: aht_s, operator: below, value: 4": "operator: has to be one of <=, >=, =, not 'below'.",
    "metric: aht_s, value: 4": "operator: has to be one of <=, >=, =, not ''.",
    "metric: aht_s, operator: <=, value: -4": "value: is -4: a negative value is not possible.",
    "metric: aht_s, operator: <=, value: soon": "value: has to be a number, not 'soon'.",
    "metric: aht_s, operator: <=, value: nan": "value: has to be a finite number, not 'nan'.",
    "metric: occupancy_frac, operator: <=, value: 85": (
        "value: is 85: it cannot be over 1. Write 85% or 0.85, not 85."
    ),
    "metric: occupancy_frac, operator: <=, value: 110, unit: '%'": "value: is 110: it cannot be over 100.",
    "metric: aht_s, operator: <=": "value: is missing. Every policy says its id, issuer, metric and value.",
    "metric: aht_s, operator: <=, value: 4, effective_from: 2026-02-01, effective_to: 2026-01-01": (
        "effective_to: it ends on 2026-01-01, before it starts on 2026-02-01. Swap them."
    ),
    "metric: aht_s, operator: <=, value: 4, effective_from: soon": (
        "'soon' is not a day. Write it as 2026-01-31."
    ),
    "metric: aht_s, operator: <=, value: 4, levle: exec": (
        "levle: there is no such field. Did you mean 'level'?"
    ),
    "metric: aht_s, operator: <=, value: 4, level: boss": (
        "level: cannot be 'boss'. Known: law, exec, director"
    ),
    "metric: aht_s, operator: <=, value: 4, consequence: bonuses": (
        "consequence: cannot be 'bonuses'. Did you mean 'bonus'?"
    ),
    "metric: aht_s, operator: <=, value: 4, window: years": "window: cannot be 'years'.",
    "metric: aht_s, operator: <=, value: 4, hard: maybe": "hard: cannot be 'maybe': say true or false.",
    "metric: aht_s, operator: <=, value: 4, weight: 0": (
        "weight: is 0: a policy that may change at no loss is no policy."
    ),
    "metric: aht_s, operator: <=, value: 4, weight: -1": "weight: is -1: a negative value is not possible.",
    "metric: aht_s, operator: <=, value: 4, statistic: most": (
        "statistic: cannot be 'most': say mean, or a percentile"
    ),
    "metric: fcr_frac, operator: '>=', value: 0.8, statistic: p90": (
        "statistic: a percentile is for aht_s, talk_s"
    ),
    "metric: aht_s, operator: <=, value: 4, scope: {chanel: phone}": (
        "chanel: there is no such field. Did you mean 'channel'?"
    ),
    "metric: aht_s, operator: <=, value: 4, scope: phone": "scope: has to be a set of keys, not 'phone'.",
    "metric: aht_s, operator: <=, value: 4, principle: lisen": (
        "principle: cannot be 'lisen'. Did you mean 'listen'?"
    ),
    "metric: aht_s, operator: <=, value: {most: 4}": "value: aht_s takes one number.",
    "metric: script_s, operator: <=, value: 4": "operator: the script sets a lower limit: it has to be >=.",
    "metric: authority, value: 25": "unit: an amount needs a currency such as EUR, not ''.",
    "metric: authority, value: 25, unit: euros": "unit: an amount needs a currency such as EUR, not 'euros'.",
    "metric: service_level, value: {threshold_s: 20}": (
        "value: does not say frac. It may hold frac, threshold_s"
    ),
    "metric: service_level, value: {frac: 0.8, definition: offered}": "definition: cannot be 'offered'.",
    "metric: service_level, value: {frac: 0.8, treshold_s: 20}": (
        "treshold_s: there is no such field. Did you mean 'thr"
    ),
    "metric: shrinkage_frac, operator: '>=', value: {minutes: 500, shift_minutes: 480}": (
        "minutes: is 500: it cannot be over 480."
    ),
    "metric: aht_s, operator: <=, value: 4, replaces: b": "replaces: there is no policy 'b'. Known: a.",
}


@pytest.mark.parametrize("rest", BAD_POLICIES)
def test_a_bad_policy_is_refused_with_its_id_field_and_what_is_allowed(rest: str) -> None:
    said = refused(rest)
    assert BAD_POLICIES[rest] in said
    assert said.startswith("policies.yaml, line 2: policy 'a'")


def test_every_fault_of_a_file_is_named_at_once() -> None:
    text = """policies:
  - {id: a, issuer: Operations, metric: aht, operator: <=, value: 240}
  - {id: b, issuer: Operations, metric: aht_s, operator: <=, value: -1}
  - {id: c, issuer: QA, metric: wrap_s, operator: <=, value: 9}
  - {id: c, issuer: QA, metric: wrap_s, operator: <=, value: 8}
  - nothing
"""
    with pytest.raises(BadDataError) as error:
        parse_policies(text)
    lines = str(error.value).splitlines()
    assert len(lines) == 4
    assert any("line 5: policy 'c', id: it stands twice." in line for line in lines)
    assert any("line 6: policy 5 has to be a set of keys." in line for line in lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "begins with `policies:`"),
        ("policies: []", "begins with `policies:`"),
        ("policies: [", "this is not YAML"),
        ("a: 1\na: 2", "the key 'a' stands twice"),
    ],
)
def test_what_is_no_file_of_policies_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadDataError) as error:
        parse_policies(text)
    assert said in str(error.value)


def test_a_replacement_says_from_when_on_and_comes_later() -> None:
    old = "  - {id: old, issuer: O, metric: aht_s, operator: <=, value: 300, effective_from: 2026-01-01}\n"
    new = "  - {id: new, issuer: O, metric: aht_s, operator: <=, value: 240, replaces: old%s}\n"
    with pytest.raises(BadDataError, match=r"effective_from: is missing\. A policy that replaces another"):
        parse_policies("policies:\n" + old + new % "")
    with pytest.raises(BadDataError, match="it replaces 'old', which starts on 2026-01-01, not before it"):
        parse_policies("policies:\n" + old + new % ", effective_from: 2026-01-01")
    found = parse_policies("policies:\n" + old + new % ", effective_from: 2026-07-01")
    assert [p.id for p in found.in_force(date(2026, 6, 30))] == ["old"]
    assert [p.id for p in found.in_force(date(2026, 7, 1))] == ["new"]
    assert "2026-07-01  new: replaced old (300 s became 240 s)" in str(history(found))
    assert history(found).to_frame("polars").height == 2


BAD_FACTS = {
    "issues_per_hour: 0": "issues_per_hour: is 0: without arrivals there is nothing to weigh.",
    "issues_per_hour: -4": "issues_per_hour: is -4: a negative value is not possible.",
    "issues_hour: 4": "issues_hour: there is no such field. Did you mean 'issues_per_hour'?",
    "patience_s: 0": "patience_s: is 0: it has to be above 0.",
    "call_back_share: 90": "call_back_share: is 90: it cannot be over 1.",
    "resolution: {seconds: 60}": "says neither `best` (with `seconds`) nor `points`",
    "resolution: {points: [[240, 65%], [120, 82%]]}": (
        "points: (120, 0.82) follows (240, 0.65): the pairs have to rise."
    ),
    "resolution: {points: [240, 65%]}": "points: has to be a list of at least two pairs",
    "resolution: {best: 130%}": "best: is 1.3: it cannot be over 1.",
    "remedies: {refund: {median: 30, spread: 0.5}}": (
        "share: is missing: the share of contacts that need such a remedy."
    ),
    "remedies: {refund: {share: 30%}}": "says neither `median` and `spread` nor `points`",
    "remedies: {a: {share: 0.7, median: 3, spread: 1}, b: {share: 0.6, median: 3, spread: 1}}": (
        "the shares add up to 130%"
    ),
    "throughput: [1.5, 2]": "throughput: begins with 1 (one chat at a time) and does not fall.",
    "throughput: 2": "throughput: has to be a list",
    "limits: {wrap_s: {min: 30, max: 15}}": (
        "the facts contradict each other: at least 30 and at most 15. Correct one."
    ),
    "limits: {occupancy_frac: {max: 85}}": "max: is 85: it cannot be over 1.",
    "limits: {wrap: {max: 85}}": "wrap: there is no such field. Did you mean 'wrap_s'?",
    "today: {talk_s: 200, wrap_s: 20, aht_s: 300}": "300 s, but talk, hold and wrap-up add up to 220 s.",
    "today: {agents_scheduled: 60, shrinkage_frac: 30%, on_floor: 50}": (
        "60 scheduled with 30% shrinkage leave 42.0."
    ),
    "today: {talk_s: -5}": "talk_s: is -5: a negative value is not possible.",
    "contacts_per_hour: 500": "contacts hold repeats: say today's fcr_frac too, or give issues_per_hour.",
    "{contacts_per_hour: 500, issues_per_hour: 490, today: {fcr_frac: 0.6}}": (
        "are 320 issues an hour, not 490."
    ),
    "[1, 2]": "facts are a set of keys",
}


@pytest.mark.parametrize("text", BAD_FACTS)
def test_facts_that_cannot_be_so_are_refused(text: str) -> None:
    with pytest.raises(BadDataError) as error:
        parse_facts(text)
    assert BAD_FACTS[text] in str(error.value)


def test_facts_that_contradict_each_other_together_are_named() -> None:
    facts = parse_facts(
        "issues_per_hour: 400\nlimits: {talk_s: {min: 300}, agents_scheduled: {max: 30}, wrap_s: {max: 60}}"
    )
    with pytest.raises(BadDataError) as error:
        weigh(one("metric: aht_s, operator: <=, value: 240"), facts, date(2026, 1, 1))
    said = str(error.value)
    assert "talk time (talk_s) of at least 300 s and scheduled staff (agents_scheduled)" in said
    assert "wrap_s" not in said


def test_two_currencies_are_not_compared() -> None:
    facts = parse_facts("currency: EUR\nremedies: {refund: {share: 0.3, median: 20, spread: 0.5}}")
    with pytest.raises(BadDataError, match="policy 'a', unit: it is in USD, the facts are in EUR"):
        weigh(one("metric: authority, value: 25, unit: USD"), facts, date(2026, 1, 1))


def test_contacts_an_hour_become_issues() -> None:
    facts = parse_facts("contacts_per_hour: 583.94\ntoday: {fcr_frac: 65%, talk_s: 200, wrap_s: 40}")
    assert facts.issues_per_hour == pytest.approx(400, abs=0.01)


@pytest.mark.parametrize("name", ["telecom", "worked"])
def test_facts_survive_being_written_and_read(name: str) -> None:
    import yaml

    _, facts = sample(name)
    assert parse_facts(yaml.safe_dump(facts.to_dict())) == facts


def test_files_that_are_not_there_are_named() -> None:
    with pytest.raises(UsageError, match=r"There is no file nowhere.yaml: give a YAML file of policies."):
        read_policies("nowhere.yaml")
    with pytest.raises(UsageError, match=r"There is no file nowhere.yaml: give a YAML file of facts."):
        read_facts("nowhere.yaml")
    with pytest.raises(UsageError, match=r"There is no sample 'telekom'\. Did you mean 'telecom'\?"):
        sample("telekom")


def test_each_policy_is_checked_alone_and_against_today() -> None:
    policies, facts = sample("telecom")
    found = check(policies, facts, on=date(2026, 1, 1))
    known = {one.policy.id: one for one in found.checked}
    assert known["four-minutes"].met_today
    assert known["Personal service guide"].met_today is False
    assert known["answer"].today is not None
    assert known["answer"].today > 0.9
    assert not found.impossible
    impossible = check(
        one("metric: fcr_frac, operator: '>=', value: 99%"),
        parse_facts("resolution: {best: 90%}"),
        on=date(2026, 1, 1),
    )
    assert [policy.id for policy in impossible.impossible] == ["a"]
    assert "cannot be met even alone" in str(impossible)
    assert found.to_frame("polars").height == len(found.checked)


def test_what_is_not_known_of_today_is_not_judged() -> None:
    said = one("metric: fcr_frac, operator: '>=', value: 60%")
    found = check(said, parse_facts("resolution: {best: 90%, seconds: 100}"), on=date(2026, 1, 1))
    assert found.checked[0].today is None
    assert found.checked[0].met_today is None
    assert (
        check(said, Facts(), on=date(2026, 1, 1)).aside[0].why.startswith("the facts do not say resolution")
    )


def test_every_metric_can_be_declared() -> None:
    units = {"money": "EUR"}
    for key, metric in METRICS.items():
        operator = ">=" if key in ("script_s", "script_step", "qa_score_min") else "<="
        unit = units.get(metric.family, metric.natural_unit)
        found = one(f"metric: {key}, operator: '{operator}', value: 0.5, unit: '{unit}'")
        assert str(found.policies[0]).startswith("Operations wants ")
