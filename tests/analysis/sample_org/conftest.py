import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from headwater.analysis.sample_org import SampleSettings, simulate, write

SETTINGS = SampleSettings(contacts=20_000, weeks=26, seed=7)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of one simulation; everything below reads them as a stranger would."""
    target = tmp_path_factory.mktemp("sample")
    write(simulate(SETTINGS), target)
    return target


@pytest.fixture(scope="session")
def truth(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / "truth.json").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="session")
def export(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB over the files: `contacts` is the whole export, `counted` the inbound, unmerged part."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Europe/Berlin'; SET enable_progress_bar = false")
        for name in ("contacts", "volumes", "agents"):
            connection.execute(f"CREATE TABLE {name} AS FROM '{folder / name}.csv'")
        connection.execute(
            """CREATE TABLE counted AS SELECT *, opened_at::DATE AS day FROM contacts
               WHERE direction = 'inbound' AND merged_into IS NULL"""
        )
        yield connection


@pytest.fixture(scope="session")
def rows(folder: Path) -> list[dict[str, str]]:
    """The contacts as Python's own CSV reader sees them."""
    with (folder / "contacts.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
