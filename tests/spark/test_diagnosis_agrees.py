"""The whole diagnosis, figure by figure, on a laptop's DuckDB and on a Spark cluster."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import headwater as hw
from headwater.analysis.contacts.engines.spark import SparkEngine
from headwater.analysis.contacts.importing import ImportSettings, import_files
from headwater.analysis.contacts.mapping import load_mapping
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.demand.codebook import read_codebook
from headwater.analysis.demand.codebook.recorded import recorded_shares
from headwater.analysis.sample_org import SampleSettings, simulate, write

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("organisation")
    write(simulate(SampleSettings(contacts=3000, weeks=10, seed=3)), folder)
    for name, mapping in (("contacts", "sample_org"), ("volumes", "sample_org_volumes")):
        settings = ImportSettings(load_mapping(mapping), source="sample", timezone="Europe/Berlin")
        now = datetime(2026, 1, 1, tzinfo=UTC)
        import_files([folder / f"{name}.csv"], folder / "store", settings, PseudonymKey(bytes(32)), now=now)
    return folder / "store"


def leaves(content: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield from leaves(value, f"{path}.{key}")
    elif isinstance(content, list | tuple):
        for number, value in enumerate(content):
            yield from leaves(value, f"{path}[{number}]")
    else:
        yield path, content


def test_every_figure_of_the_diagnosis_is_equal(store: Path, spark: SparkEngine) -> None:
    here = dict(leaves(hw.diagnose(hw.ContactStore(store)).to_dict()))
    there = dict(leaves(hw.diagnose(hw.ContactStore(store, engine=spark)).to_dict()))
    assert len(here) > 1000
    assert {path: (here[path], there.get(path)) for path in here if here[path] != there.get(path)} == {}
    assert here.keys() == there.keys()


def test_every_recorded_share_is_equal(store: Path, spark: SparkEngine) -> None:
    book = read_codebook("delivery")
    here = recorded_shares(hw.ContactStore(store), book).to_dict()
    there = recorded_shares(hw.ContactStore(store, engine=spark), book).to_dict()
    assert len(here["rows"]) > 80
    assert here == there
