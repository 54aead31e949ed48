"""The five programmes are judged by the method that judges real ones, from the contacts alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from headwater.analysis.interventions import Evaluation, evaluate
from headwater.analysis.sample_org import Programmes, SampleOrg, simulate, three_years
from headwater.analysis.sample_org.three_years import PlannedProgramme, plan_of, planned
from headwater.analysis.sample_org.weekly import weekly_series

SHIPPED = three_years(200_000)
PROGRAMMES = {one.key: one for one in planned(SHIPPED)}


@pytest.fixture(scope="module")
def shipped() -> SampleOrg:
    return simulate(SHIPPED)


def judged(sample: SampleOrg, one: PlannedProgramme) -> Evaluation:
    series = weekly_series(sample, one.measure, one.team)
    return evaluate(series, plan_of(one, series.measure, sample.settings))


def test_each_of_the_five_verdicts_is_honest(shipped: SampleOrg) -> None:
    found = {key: judged(shipped, one).verdict.word for key, one in PROGRAMMES.items()}
    assert found == {key: one.honest for key, one in PROGRAMMES.items()}
    assert len(set(found.values())) == 5


def test_what_the_fix_did_is_inside_its_interval_and_lasted(shipped: SampleOrg) -> None:
    found = judged(shipped, PROGRAMMES["fix"])
    truth = next(one for one in shipped.truth["programmes"] if one["key"] == "fix")
    assert found.effect is not None
    assert found.effect.change.low is not None
    assert found.effect.change.high is not None
    did = truth["did"]["change_in_contacts_per_order"]
    assert found.effect.change.low < did < found.effect.change.high
    assert found.lasted is not None
    assert found.lasted.word == "worked"


def test_the_lifted_target_is_held_back_by_its_overlap_alone(shipped: SampleOrg) -> None:
    found = judged(shipped, PROGRAMMES["target"])
    assert found.verdict.interval_says == "worked"
    assert [gate.key for gate in found.gates if gate.status == "fails"] == ["overlap"]
    assert "Hand-over scan at the failing depot (2025-01-06)" in found.verdict.sentence


def test_the_new_way_of_hiring_shows_no_effect_before_it_is_due(shipped: SampleOrg) -> None:
    found = judged(shipped, PROGRAMMES["hiring"])
    assert found.effect is None
    assert found.due.isoformat() == "2027-11-22"


def test_a_script_that_does_no_harm_is_not_blamed() -> None:
    harmless = replace(Programmes(), script_resolution_factor=1.0, script_handle_ratio=1.0)
    found = judged(simulate(replace(SHIPPED, programmes=harmless)), PROGRAMMES["script"])
    assert found.verdict.word != "made it worse"


def test_a_fix_that_fixes_nothing_is_not_praised() -> None:
    nothing = replace(SHIPPED.planted, fix_effect_depot=0.0, fix_effect_tracking=0.0)
    found = judged(simulate(replace(SHIPPED, planted=nothing)), PROGRAMMES["fix"])
    assert found.verdict.word != "worked"


def test_without_programmes_nothing_is_planned() -> None:
    assert planned(replace(SHIPPED, programmes=None)) == ()


def test_the_page_names_what_each_programme_did_and_how_much_is_failure_demand(shipped: SampleOrg) -> None:
    page = (Path(__file__).parents[3] / "docs" / "sample-org.md").read_text("utf-8")
    truth = shipped.truth
    did = {one["key"]: one["did"] for one in truth["programmes"]}
    shares = truth["shares"]
    again = shares["demand_type_with_repeats_as_failure"]["failure"]
    failure = shares["demand_type"]["failure"]
    for words in (
        f"the fix avoided {did['fix']['contacts_avoided']:,} contacts",
        f"({-did['fix']['change_in_contacts_per_order']:.1%}",
        f"had kept {did['target']['share_unresolved_because_of_it']:.1%} of phone contacts",
        f"did so to {did['script']['share_unresolved_because_of_it']:.1%}",
        f"{did['script']['share_back_within_7_days_because_of_it']:.1%} of its contacts",
        f"{failure['contacts']:.1%} of all contacts and {failure['time']:.1%} of agents' time",
        f"{again['contacts']:.1%} and {again['time']:.1%} when value contacts",
    ):
        assert words in page
    for one in PROGRAMMES.values():
        start = one.start(SHIPPED)
        assert f"| {one.name} ({one.kind}) | {start.day} {start:%B %Y} |" in page
