"""Whoever asks for no programme gets the files of the version before there were any."""

import hashlib
import json
from pathlib import Path

import pytest

from headwater.analysis.sample_org import SampleSettings, simulate, write

BEFORE = {
    "contacts.csv": "6c104047a9cdb21d3fa8e62cf2730559027009c7ac9d07dcfdae35cbfeeab90f",
    "volumes.csv": "da7d8762046914d50e3c5910a389c4e044b4a682d4ee48b52b46e5dac8f15a6f",
    "agents.csv": "9aa1f9f9134ee10c64fc8c02555480e1f37c31f672f8c1e0468d0e43a66d68e8",
    "truth.json": "02e6d761ead699d26d89df73b6d852fb8adafdbc64a633558011961567f8d2b6",
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unchanged")
    write(simulate(SampleSettings(contacts=3_000, weeks=12, seed=3)), folder)
    return folder


@pytest.mark.parametrize("name", list(BEFORE))
def test_files_without_programmes_are_byte_for_byte_what_they_were(written: Path, name: str) -> None:
    assert hashlib.sha256((written / name).read_bytes()).hexdigest() == BEFORE[name]


def test_the_truth_speaks_of_programmes_only_where_there_are_some(written: Path) -> None:
    truth = json.loads((written / "truth.json").read_text("utf-8"))
    assert "programmes" not in truth
    assert "programmes" not in truth["about"]
