"""What `headwater policy mistakes` says of a contact store, and of what it is asked wrongly."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.sample_folder import sample_folder

from headwater.analysis.errors import HeadwaterError
from headwater.analysis.policy.samples import sample_text
from headwater.cli.main import root

__all__ = ["sample_folder"]
DAY = ("--on", "2026-03-01")


def run(*arguments: Any) -> Result:
    return CliRunner().invoke(root, ["policy", "mistakes", *map(str, arguments)])


def said(result: Result) -> str:
    """Return what is wrong."""
    assert isinstance(result.exception, HeadwaterError)
    return str(result.exception)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Return policies and facts of the telecom."""
    paths = (tmp_path / "policies.yaml", tmp_path / "facts.yaml")
    for path in paths:
        path.write_text(sample_text("telecom", path.stem), encoding="utf-8")
    return paths


def test_the_mistakes_are_looked_for_in_one_go(sample_folder: Path, files: tuple[Path, Path]) -> None:
    store = sample_folder / "store"
    told = run("--store", store, "--policies", files[0], "--facts", files[1], *DAY)
    assert told.exit_code == 0, told.output
    assert "Volume over resolution: no sign." in told.stdout
    assert "Too few people: cannot tell." in told.stdout
    assert "Conflicting instructions: found." in told.stdout
    only = json.loads(run("--store", store, "--only", "volume", "--json").stdout)
    assert [one["mistake"] for one in only["findings"]] == ["volume"]
    assert "Did you mean 'volume'?" in said(run("--store", store, "--only", "volumes"))
    assert "There is no contact store" in said(run("--store", store / "nowhere"))
