"""The same expressions give equal results on a laptop's DuckDB and on a Spark cluster."""

import time
from typing import Any

import narwhals as nw
import pytest
from benchmarks.synthetic import build_store

from headwater.analysis.contacts.chains import CHAIN_TYPES, VARIANTS, derive_cases, next_contacts
from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.engines.spark import SparkEngine
from headwater.analysis.contacts.store import ContactStore

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory, spark: SparkEngine) -> tuple[ContactStore, ContactStore]:
    folder = tmp_path_factory.mktemp("store")
    build_store(folder, 3000)
    return ContactStore(folder), ContactStore(folder, engine=spark)


def both(
    stores: tuple[ContactStore, ContactStore], make: Any
) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    return collect(make(stores[0])), collect(make(stores[1]))


def test_the_work_is_done_by_two_executors(spark: SparkEngine) -> None:
    assert spark.master.startswith("spark://")
    deadline = time.monotonic() + 30
    executors = 0
    while executors < 2 and time.monotonic() < deadline:
        spark.session.range(1000).repartition(4).count()
        executors = spark.session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
    assert executors == 2


def test_every_contact_column_is_read_alike(stores: tuple[ContactStore, ContactStore]) -> None:
    # instants come back as text of the engine's own; their epoch is what is compared
    left, right = both(stores, lambda s: s.contacts().drop("opened_at").sort("contact_key"))
    assert left == right
    assert len(left["contact_key"]) == 3000


@pytest.mark.parametrize("variant", VARIANTS)
def test_gaps_to_the_next_contact_are_equal(stores: tuple[ContactStore, ContactStore], variant: Any) -> None:
    left, right = both(
        stores,
        lambda s: (
            next_contacts(s.contacts(), variants=[variant]).sort("contact_key").select("contact_key", variant)
        ),
    )
    assert left == right
    assert any(gap is not None for gap in left[variant])


def test_cases_are_equal(stores: tuple[ContactStore, ContactStore]) -> None:
    left, right = both(stores, lambda s: derive_cases(s.contacts(), 30).sort("contact_key"))
    assert left == right


def test_the_kept_chains_are_equal_to_fresh_ones_on_both(stores: tuple[ContactStore, ContactStore]) -> None:
    for store in stores:
        kept = collect(store.chains().select(*CHAIN_TYPES).sort("contact_key"))
        fresh = collect(store.chains(cached=False).select(*CHAIN_TYPES).sort("contact_key"))
        assert kept == fresh


def test_an_empty_table_is_empty_on_spark_too(spark: SparkEngine) -> None:
    frame = spark.scan([], {"source": "VARCHAR", "opened_epoch": "BIGINT"}, {})
    assert collect(frame.select(n=nw.len())) == {"n": [0]}
