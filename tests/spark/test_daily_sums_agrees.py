"""Weekly measures come out equal on a laptop's DuckDB and on a Spark cluster."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import narwhals as nw
import pytest

from headwater.analysis.contacts.chains import next_contacts
from headwater.analysis.contacts.engines.duckdb import DuckDBEngine
from headwater.analysis.contacts.engines.spark import SparkEngine
from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.daily_sums import daily_sums

pytestmark = pytest.mark.spark


def _rows() -> list[dict[str, Any]]:
    random, start = Random(1), datetime(2026, 1, 5, tzinfo=UTC)
    choices: dict[str, list[Any]] = {
        "reason_source": ["late parcel", "address", None],
        "team": ["North", "South", None],
        "direction": ["inbound", None, "outbound"],
        "handled_by": ["agent", "bot", None],
        "abandoned": [True, False, None],
        "satisfaction": [None, 0.25, 0.75, 1.0],
        "customer_id": [None, *(f"c{i}" for i in range(200))],
        "agent_id": [None, *(f"a{i}" for i in range(9))],
        "handle_seconds": [None, 0.0, 240.5, 3700.25],
    }
    return [
        {name: random.choice(values) for name, values in choices.items()}
        | {"opened_at": start + timedelta(days=random.randrange(80), minutes=random.randrange(1440))}
        for _ in range(1500)
    ]


def test_sums_agents_and_design_effects_are_equal(tmp_path: Path, spark: SparkEngine) -> None:
    engine = DuckDBEngine(threads=1)
    here = contacts_from_rows(_rows(), timezone_name="Europe/Berlin", engine=engine).drop("tags", "custom")
    file = tmp_path / "contacts.parquet"
    engine.connection.execute(f"COPY ({nw.to_native(here).sql_query()}) TO '{file}' (FORMAT parquet)")
    there = nw.from_native(spark.session.read.parquet(str(file)))
    laptop, cluster = (daily_sums(contacts, next_contacts(contacts)) for contacts in (here, there))
    assert cluster.days == laptop.days
    assert cluster.agents == laptop.agents
    assert cluster.design_effects == pytest.approx(laptop.design_effects)
    assert sum(sums.contacts for sums in laptop.days.values()) > 900
