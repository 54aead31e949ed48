"""Shares from a coded sample, on a laptop's DuckDB and on a Spark cluster."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

import headwater as hw
from headwater.analysis.contacts.engines.spark import SparkEngine
from headwater.analysis.contacts.importing import ImportSettings, import_files
from headwater.analysis.contacts.mapping import load_mapping
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.demand.coding.sampled import CodedSample, Coding
from headwater.analysis.demand.prevalence.prevalence_result import PrevalenceSettings
from headwater.analysis.demand.sampling.sample import draw_sample
from headwater.analysis.demand.sampling.settings import SampleSettings
from headwater.analysis.sample_org import SampleSettings as Organisation
from headwater.analysis.sample_org import simulate, write

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prevalence")
    write(simulate(Organisation(contacts=1500, weeks=6, seed=3)), folder)
    settings = ImportSettings(load_mapping("sample_org"), source="sample", timezone="Europe/Berlin")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    import_files([folder / "contacts.csv"], folder / "store", settings, PseudonymKey(bytes(32)), now=now)
    return folder / "store"


def coded(store: hw.ContactStore) -> CodedSample:
    sample = draw_sample(store, SampleSettings(n=90, variables=("channel",), double_share=0))
    draw = np.random.default_rng(1)
    contacts = tuple(
        replace(
            row.contact,
            codings=(
                Coding(
                    "amara",
                    {"demand_type": "failure", "cause": "it"}
                    if draw.random() < 0.6
                    else {"demand_type": "value"},
                ),
            ),
        )
        for row in sample.rows
    )
    return CodedSample(contacts, sample.design)


@pytest.mark.parametrize("model", ["none", "fast"])
def test_shares_by_week_are_equal(store: Path, spark: SparkEngine, model: str) -> None:
    here, there = hw.ContactStore(store), hw.ContactStore(store, engine=spark)
    sample = coded(here)
    settings = PrevalenceSettings(model=model)
    one = hw.prevalence(here, sample, settings, by="week")
    other = hw.prevalence(there, sample, settings, by="week")
    assert one.groups == other.groups
    assert len(one.groups) >= 6
    for share in one.shares:
        twin = other.share(share.target, share.group, share.measure)
        for name, found in share.estimates.items():
            assert twin.estimates[name].value == pytest.approx(found.value, abs=1e-9)
            assert twin.estimates[name].low == pytest.approx(found.low, abs=1e-9)
