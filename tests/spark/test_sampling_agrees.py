"""The same contacts are drawn on a laptop's DuckDB and on a Spark cluster."""

from pathlib import Path

import pytest
from benchmarks.synthetic import build_store

from headwater.analysis.contacts.engines.spark import SparkEngine
from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.sampling.sample import draw_sample
from headwater.analysis.demand.sampling.settings import SampleSettings

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    build_store(folder, 3000)
    return folder


def test_the_same_contacts_are_drawn_in_the_same_order(store: Path, spark: SparkEngine) -> None:
    settings = SampleSettings(
        n=150, variables=("week",), allocation="neyman", aim="time", coders=("amara", "bela")
    )
    here = draw_sample(ContactStore(store), settings)
    there = draw_sample(ContactStore(store, engine=spark), settings)
    assert here.rows == there.rows
    assert here.design == there.design
    assert here.plan == there.plan
    assert len(here.design.strata) > 40
