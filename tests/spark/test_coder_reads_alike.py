"""What a coder model reads is the same on a laptop's DuckDB and on a Spark cluster."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import headwater as hw
from headwater.analysis.contacts.engines.spark import SparkEngine
from headwater.analysis.contacts.importing import ImportSettings, import_files
from headwater.analysis.contacts.mapping import load_mapping
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.demand.coder.reading import has_texts, read_contacts, texts_of
from headwater.analysis.sample_org import SampleSettings, simulate, write

pytestmark = pytest.mark.spark

_COLUMNS = ("source", "contact_id", "customer_key", "channel", "month", "local_date", "handle_ms")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    write(simulate(SampleSettings(contacts=1500, weeks=8, seed=5)), folder)
    settings = ImportSettings(load_mapping("sample_org"), source="sample", timezone="Europe/Berlin")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    import_files([folder / "contacts.csv"], folder / "store", settings, PseudonymKey(bytes(32)), now=now)
    return folder / "store"


def rows(source: hw.ContactStore) -> list[tuple[Any, ...]]:
    found = []
    for batch in read_contacts(source, columns=_COLUMNS, batch=400):
        assert len(batch) <= 400
        found += list(zip(batch.texts, *(batch.columns[name] for name in _COLUMNS), strict=True))
    return sorted(found, key=lambda row: (row[1], row[2]))


def test_contacts_and_their_words_are_streamed_alike(store: Path, spark: SparkEngine) -> None:
    here, there = hw.ContactStore(store), hw.ContactStore(store, engine=spark)
    assert has_texts(there)
    expected = rows(here)
    assert len(expected) > 1000
    assert rows(there) == expected
    items = [(row[1], row[2]) for row in expected[:50]]
    assert texts_of(there, items) == texts_of(here, items)
