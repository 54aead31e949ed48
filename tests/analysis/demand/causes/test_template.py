"""The ledger to fill in: it can be read back as it is, and never takes the place of another file."""

from pathlib import Path

import pytest

from headwater.analysis.demand.causes.actions import read_actions
from headwater.analysis.demand.causes.template import ledger_template, write_template
from headwater.analysis.errors import TryAgainError, UsageError

from .test_causes import found


def test_it_holds_the_reasons_that_matter_with_what_is_known_and_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "actions.yaml"
    write_template(found(), path)
    reasons = [line.reason for line in found().ledger.lines]
    back = read_actions(path, reasons=reasons, causes=(), owners=["Depot", "Support", "Tracking IT"])
    assert sorted(a.reason for a in back.actions) == sorted(reasons)
    assert back.currency == "EUR"
    first = back.actions[0]
    assert (first.reason, first.owner, first.lacks) == (
        "Parcel is late",
        "Depot",
        ("an action", "expected contacts saved"),
    )
    assert " contacts (" in path.read_text(encoding="utf-8")


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "actions.yaml"
    path.write_text("decided: yes", encoding="utf-8")
    with pytest.raises(UsageError, match=r"actions.yaml is there already, and may hold what people decided"):
        write_template(found(), path)
    assert path.read_text(encoding="utf-8") == "decided: yes"


def test_a_name_that_is_not_yaml_and_a_place_that_cannot_be_written_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a new ledger is YAML"):
        write_template(found(), tmp_path / "actions.csv")
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(TryAgainError, match="cannot be written"):
        write_template(found(), tmp_path / "file" / "actions.yaml")


def test_it_says_what_the_columns_are_for() -> None:
    text = ledger_template(found())
    assert text.startswith("# Action ledger. These reasons make the first 80% of the cost")
    assert "# state: proposed, agreed, running, done, stopped." in text
