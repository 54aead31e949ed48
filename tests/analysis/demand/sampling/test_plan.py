"""What a plan promises is what a sample holds."""

import numpy as np
import pytest
from tests.analysis.demand.sampling.made_store import contacts, tables

from headwater.analysis.demand.coding.sampled import Stratum
from headwater.analysis.demand.sampling.plan import expected_margins, expected_time_margin
from headwater.analysis.demand.sampling.planning import plan_sample
from headwater.analysis.demand.sampling.population import Cell
from headwater.analysis.demand.sampling.settings import SampleSettings
from headwater.analysis.demand.sampling.sizes import margin_of


def test_the_margin_of_a_proportional_sample_is_that_of_a_simple_one() -> None:
    strata = {"A": Stratum(4000, 40), "B": Stratum(6000, 60)}
    expected = {share: margin_of(100, 10_000, share=share) for share in (0.5, 0.1)}
    assert expected_margins(strata, 0.95) == pytest.approx(expected, rel=1e-3)


def test_the_margin_of_an_uneven_sample_holds_in_simulation() -> None:
    strata = {"A": Stratum(1000, 60), "B": Stratum(3000, 30)}
    draw = np.random.default_rng(4)
    estimates = [
        sum(
            s.contacts * draw.hypergeometric(s.contacts // 2, s.contacts // 2, s.drawn) / s.drawn
            for s in strata.values()
        )
        / 4000
        for _ in range(8000)
    ]
    assert expected_margins(strata, 0.95)[0.5] == pytest.approx(1.96 * np.std(estimates), rel=0.03)


def test_the_margin_of_a_share_of_time_holds_in_simulation() -> None:
    draw = np.random.default_rng(5)
    seconds = {"A": np.round(draw.gamma(2, 150, 2000)), "B": np.round(draw.gamma(2, 40, 3000))}
    strata = {"A": Stratum(2000, 120), "B": Stratum(3000, 80)}
    cells = {label: Cell(len(t), int(t.sum() * 1000), int((t**2).sum())) for label, t in seconds.items()}
    codes = {label: draw.random(len(t)) < 0.5 for label, t in seconds.items()}
    ratios = []
    for _ in range(3000):
        hit = total = 0.0
        for label, stratum in strata.items():
            some = draw.choice(stratum.contacts, stratum.drawn, replace=False)
            weight = stratum.contacts / stratum.drawn
            hit += weight * (seconds[label] * codes[label])[some].sum()
            total += weight * seconds[label][some].sum()
        ratios.append(hit / total)
    assert expected_time_margin(strata, cells, 0.95) == pytest.approx(1.96 * np.std(ratios), rel=0.06)


def test_without_handle_times_nothing_is_promised_of_time() -> None:
    plan = plan_sample(tables(contacts(handle_seconds=None)), SampleSettings(n=50, variables=()))
    assert plan.time_margin is None
    assert "handle time" not in str(plan)


def test_it_reads_as_a_page() -> None:
    settings = SampleSettings(n=100, variables=("reason_source", "channel"), seconds_per_contact=60)
    text = str(plan_sample(tables(contacts()), settings))
    assert text.startswith(
        "100 of 600 contacts, from 11 strata by reason_source, channel, shared out by their numbers of "
        "contacts\nShares to be known, at 95%: 50% of contacts within ± 9.0 points, 10% of contacts within "
        "± 5.4 points, 50% of handle time within ± "
    )
    assert "Coding: 120 readings (20 contacts are coded twice), about 2.0 hours at 60 seconds each" in text
    assert "Parcel is late / phone       150     25  16.67%" in text
    assert "about 10 are drawn: a share of 50% there is known within ± 28 points" in text


def test_it_is_given_as_data_and_as_a_frame() -> None:
    plan = plan_sample(tables(contacts()), SampleSettings(n=100, variables=("channel",)))
    data = plan.to_dict()
    assert (data["n"], data["population"], data["readings"], data["merged_cells"]) == (100, 600, 120, 0)
    assert data["strata"][0] == {"stratum": "chat", "contacts": 150, "drawn": 25}
    assert data["margins"][0]["share"] == 0.5
    assert plan.to_frame("polars")["drawn"].sum() == 100
    [drawn] = plan.chart().to_dict()["datasets"].values()
    assert [row["stratum"] for row in drawn] == ["phone", "chat", "email"]
    assert drawn[0]["rate"] == 50 / 300
