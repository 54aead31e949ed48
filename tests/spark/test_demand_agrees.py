"""Workload, contact rate and shape come out equal on a laptop's DuckDB and on a Spark cluster."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import narwhals as nw
import pytest

from headwater.analysis.contacts.engines.duckdb import DuckDBEngine
from headwater.analysis.contacts.engines.spark import SparkEngine
from headwater.analysis.contacts.frames import contacts_from_rows, rows_as_frame
from headwater.analysis.demand.contact_rate import contact_rate
from headwater.analysis.demand.cost import CostRates
from headwater.analysis.demand.shape import arrivals, handle_times, outcomes
from headwater.analysis.demand.workload import WorkloadSettings, workload

pytestmark = pytest.mark.spark

_START = datetime(2026, 1, 5, tzinfo=UTC)
_RATES = WorkloadSettings(rates=CostRates("EUR", per_hour={"phone": 30.0}, per_contact=2.0))


def _rows() -> list[dict[str, Any]]:
    random = Random(1)
    choices: dict[str, list[Any]] = {
        "reason_source": ["late parcel", "address", None],
        "team": ["North", "South"],
        "channel": ["phone", "chat"],
        "direction": ["inbound", "inbound", None, "outbound"],
        "handled_by": ["agent", "bot", None],
        "merged_into": [None] * 9 + ["x"],
        "abandoned": [True, False, None],
        "transfers": [None, 0, 1, 2],
        "reopens": [0, 1],
        "satisfaction": [None, 0.25, 0.75, 1.0],
        "customer_id": [None, *(f"c{i}" for i in range(200))],
        "handle_seconds": [None, 0.0, 240.5, 3700.25],
    }
    return [
        {name: random.choice(values) for name, values in choices.items()}
        | {"opened_at": _START + timedelta(days=random.randrange(80), minutes=random.randrange(1440))}
        for _ in range(2000)
    ]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, spark: SparkEngine) -> list[tuple[Any, Any]]:
    """Contacts and volumes, on each engine."""
    folder = tmp_path_factory.mktemp("tables")
    engine = DuckDBEngine(threads=1)
    days = [_START + timedelta(days=i, hours=-1) for i in range(70)]
    volume = {"source": "shop", "driver": "orders", "count": 100.0, "month": "2026-01"}
    given = {
        "contacts": contacts_from_rows(_rows(), timezone_name="Europe/Berlin", engine=engine).drop(
            "tags", "custom"
        ),
        "volumes": rows_as_frame([volume | {"period": day} for day in days], "volumes", engine=engine),
    }
    read = []
    for name, frame in given.items():
        file, rows = folder / f"{name}.parquet", nw.to_native(frame).sql_query()
        engine.connection.execute(f"COPY ({rows}) TO '{file}' (FORMAT parquet)")
        read.append(nw.from_native(spark.session.read.parquet(str(file))))
    return [(given["contacts"], given["volumes"]), (read[0], read[1])]


@pytest.mark.parametrize(
    "made",
    [
        lambda contacts, _: workload(contacts, _RATES, by="reason"),
        lambda contacts, volumes: contact_rate(contacts, volumes, by="month"),
        lambda contacts, _: arrivals(contacts, by="week"),
        lambda contacts, _: handle_times(contacts, by="channel"),
        lambda contacts, _: outcomes(contacts, by="team"),
    ],
    ids=["workload", "contact_rate", "arrivals", "handle_times", "outcomes"],
)
def test_results_are_equal_to_the_last_digit(both: list[tuple[Any, Any]], made: Callable[..., Any]) -> None:
    laptop, cluster = (made(contacts, volumes).to_dict() for contacts, volumes in both)
    assert laptop == cluster
    assert laptop["scope"]["counted"] > 1000
