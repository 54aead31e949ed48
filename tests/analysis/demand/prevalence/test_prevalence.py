from dataclasses import replace

import numpy as np
import pytest
from tests.analysis.demand.prevalence.made_sample import World, drawn, made_world

from headwater.analysis.demand.coding.sampled import CHOSEN_AS_UNSURE, CodedSample, Stratum
from headwater.analysis.demand.cost import CostRates
from headwater.analysis.demand.prevalence.prevalence import prevalence
from headwater.analysis.demand.prevalence.prevalence_result import PrevalenceSettings
from headwater.analysis.demand.prevalence.targets import FAILURE, Target
from headwater.analysis.errors import BadDataError, UsageError

ALONE = PrevalenceSettings(model="none")


@pytest.fixture(scope="module")
def world() -> World:
    return made_world()


def test_a_census_gives_the_truth_without_error(world: World) -> None:
    found = prevalence(world.tables, drawn(world, 2_000), ALONE)
    assert found.share().estimate.value == pytest.approx(world.share(demand_type="failure"))
    assert found.share(FAILURE, (), "time").estimate.value == pytest.approx(
        world.share_of_time(demand_type="failure")
    )
    assert found.share(Target.of(cause="it")).estimate.value == pytest.approx(world.share(cause="it"))


def test_intervals_hold_the_truth_over_many_samples(world: World) -> None:
    tables = world.tables
    truths = {
        (FAILURE, "contacts"): world.share(demand_type="failure"),
        (FAILURE, "time"): world.share_of_time(demand_type="failure"),
        (Target.of(cause="policy"), "contacts"): world.share(cause="policy"),
    }
    hits = []
    for seed in range(60):
        found = prevalence(
            tables, drawn(world, 150, seed=seed), ALONE, targets=[FAILURE, Target.of(cause="policy")]
        )
        for (target, measure), truth in truths.items():
            share = found.share(target, (), "time" if measure == "time" else "contacts").estimate
            assert share.low is not None
            assert share.high is not None
            hits.append(share.low <= truth <= share.high)
    assert np.mean(hits) >= 0.92


def test_unequal_sampling_is_weighed_back(world: World) -> None:
    """Twice as many from one channel: the plain mean would be off by several points."""
    sample = drawn(world, 2_000, seed=3)
    chat = [c for c in sample.contacts if c.stratum == "chat"][:600]
    phone = [c for c in sample.contacts if c.stratum == "phone"][:100]
    skewed = CodedSample(
        (*chat, *phone),
        replace(
            sample.design,
            strata={
                "chat": Stratum(sample.design.strata["chat"].contacts, 600),
                "phone": Stratum(sample.design.strata["phone"].contacts, 100),
            },
        ),
    )
    truth = world.share(demand_type="failure")
    found = prevalence(world.tables, skewed, ALONE).share().estimate
    plain = np.mean([c.codings[0].codes["demand_type"] == "failure" for c in skewed.contacts])
    assert found.low is not None
    assert found.high is not None
    assert found.low <= truth <= found.high
    assert abs(plain - truth) > 0.08


def test_groups_have_shares_of_their_own(world: World) -> None:
    found = prevalence(world.tables, drawn(world, 2_000), ALONE, by="channel")
    assert found.groups == [("chat",), ("phone",)]
    phone = [
        own["demand_type"] == "failure"
        for own, row in zip(world.codes, world.rows, strict=True)
        if row["channel"] == "phone"
    ]
    assert found.share(FAILURE, ("phone",)).estimate.value == pytest.approx(np.mean(phone))
    assert found.share(FAILURE, ("phone",)).total == len(phone)


def test_cost_follows_the_rates(world: World) -> None:
    rates = CostRates("EUR", per_hour={"phone": 30.0})
    found = prevalence(world.tables, drawn(world, 2_000), replace(ALONE, rates=rates))
    hours = sum(row["handle_seconds"] for row in world.rows if row["channel"] == "phone") / 3600
    assert found.totals["cost"] == pytest.approx(30 * hours)
    assert found.share(FAILURE, (), "cost").estimate.value is not None


def test_contacts_picked_by_the_model_stay_out(world: World) -> None:
    sample = drawn(world, 200)
    picked = tuple(
        replace(c, chosen=CHOSEN_AS_UNSURE, inclusion_probability=0.0, item=f"x{c.item}")
        for c in sample.contacts[:50]
    )
    both = replace(sample, contacts=(*sample.contacts, *picked))
    alone, found = prevalence(world.tables, sample, ALONE), prevalence(world.tables, both, ALONE)
    assert found.share().estimate == alone.share().estimate
    assert "50 coded contacts were not drawn by chance and stay out of every share." in found.notes


def test_a_stratum_without_codes_is_spoken_for_and_said(world: World) -> None:
    sample = drawn(world, 200)
    part = replace(
        sample, contacts=tuple(c if c.stratum == "phone" else replace(c, codings=()) for c in sample.contacts)
    )
    found = prevalence(world.tables, part, ALONE)
    assert any("strata without a coded contact" in note for note in found.notes)
    assert found.facts.weight.sum() == pytest.approx(2_000)


def test_the_difference_of_two_causes_has_an_interval_of_its_own(world: World) -> None:
    found = prevalence(world.tables, drawn(world, 600), ALONE)
    process, policy = found.share(Target.of(cause="process")), found.share(Target.of(cause="policy"))
    gap = found.difference(process, policy)
    truth = world.share(cause="process") - world.share(cause="policy")
    assert gap.low is not None
    assert gap.high is not None
    assert 0 < gap.low <= truth <= gap.high


def test_noisy_coders_are_corrected_by_what_was_decided(world: World) -> None:
    truth = world.share(demand_type="failure")
    found = prevalence(world.tables, drawn(world, 800, noise=0.15, double=0.3, seed=2), ALONE)
    share = found.share().estimate
    assert share.low is not None
    assert share.high is not None
    assert share.low <= truth <= share.high
    assert "corrected for coders' errors" in share.method
    undecided = prevalence(
        world.tables, drawn(world, 800, noise=0.15, double=0.3, seed=2, decided=False), ALONE
    )
    assert "corrected" not in undecided.share().estimate.method
    assert "undecided: until somebody decides them" in str(undecided)


def test_it_reads_as_tables_with_the_headline_first(world: World) -> None:
    text = str(prevalence(world.tables, drawn(world, 300, double=0.2), ALONE, by="channel"))
    assert text.startswith("Failure demand: ")
    assert "of handle time" in text.splitlines()[0]
    assert "300 contacts were coded, drawn by chance from 2,000 from 2026-01-05" in text
    assert "people only (quoted)" in text


def test_plain_data_names_no_contact(world: World) -> None:
    found = prevalence(world.tables, drawn(world, 100), ALONE)
    assert "memory/c" not in str(found.to_dict())
    assert found.to_dict()["shares"][0]["reported"] == "people"
    assert len(found.columns["share"]) == len(found.shares)


def test_nothing_coded_is_said_with_what_to_do(world: World) -> None:
    sample = drawn(world, 50)
    blank = replace(sample, contacts=tuple(replace(c, codings=()) for c in sample.contacts))
    with pytest.raises(BadDataError, match="No contact of the sample is coded yet"):
        prevalence(world.tables, blank, ALONE)


def test_a_sheet_of_another_store_is_refused(world: World) -> None:
    sample = drawn(world, 50)
    other = replace(sample, contacts=tuple(replace(c, source="elsewhere") for c in sample.contacts))
    with pytest.raises(BadDataError, match=r"50 coded contacts are not among those .* another store"):
        prevalence(world.tables, other, ALONE)


def test_a_store_that_has_grown_is_refused(world: World) -> None:
    sample = drawn(world, 50)
    strata = {**sample.design.strata, "phone": Stratum(17, 2)}
    with pytest.raises(
        BadDataError, match=r"Stratum 'phone' had 17 contacts when the sample was drawn and has"
    ):
        prevalence(world.tables, replace(sample, design=replace(sample.design, strata=strata)), ALONE)


def test_an_empty_stratum_is_named(world: World) -> None:
    sample = drawn(world, 50)
    strata = {"phone": sample.design.strata["phone"]}
    left = tuple(c for c in sample.contacts if c.stratum == "phone")
    with pytest.raises(
        BadDataError, match="There are contacts with channel 'chat', and the sample has no stratum"
    ):
        prevalence(
            world.tables, replace(sample, contacts=left, design=replace(sample.design, strata=strata)), ALONE
        )


def test_all_codes_equal_still_has_an_interval(world: World) -> None:
    sample = drawn(world, 100)
    same = replace(
        sample,
        contacts=tuple(
            replace(c, codings=tuple(replace(k, codes={"demand_type": "failure"}) for k in c.codings))
            for c in sample.contacts
        ),
    )
    share = prevalence(world.tables, same, ALONE).share().estimate
    assert share.value == 1
    assert share.high == 1
    assert share.low is not None
    assert 0.94 < share.low < 0.99


def test_unknown_questions_are_refused(world: World) -> None:
    with pytest.raises(UsageError, match="There is no model 'clever'"):
        PrevalenceSettings(model="clever")
    with pytest.raises(UsageError, match=r"no field 'causes'\. Did you mean"):
        PrevalenceSettings(fields=("causes",))
    found = prevalence(world.tables, drawn(world, 50), ALONE, targets=[FAILURE])
    with pytest.raises(UsageError, match="There is no share of contacts for cause=it"):
        found.share(Target.of(cause="it"))
