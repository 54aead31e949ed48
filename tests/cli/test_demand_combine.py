"""Sheets coded apart, put together on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from headwater.analysis.demand.coding.reading import read_codes
from headwater.analysis.demand.coding.rows import SheetRow
from headwater.analysis.demand.coding.sampled import Coding, Design, SampledContact, Stratum
from headwater.analysis.demand.coding.sheet import write_sheet
from headwater.analysis.errors import UsageError
from headwater.cli.main import root


@pytest.fixture
def sheets(tmp_path: Path) -> list[Path]:
    contact = SampledContact("crm/1", "crm", "1", "all contacts", 0.1)
    paths = []
    for coder, kind in (("amara", "value"), ("bela", "undetermined")):
        row = SheetRow(contact, coding=Coding(coder, {"demand_type": kind}, "delivery 1"), coder=coder)
        paths.append(tmp_path / f"{coder}.csv")
        write_sheet(paths[-1], [row], Design({"all contacts": Stratum(10, 1)}))
    return paths


def run(*arguments: object) -> Result:
    return CliRunner().invoke(
        root, ["demand", *map(str, arguments)], catch_exceptions=False, input="1\n-\n\n"
    )


def test_sheets_become_one_in_which_readings_can_be_decided(sheets: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "whole.csv"
    done = run("combine", *sheets, "--out", out)
    assert done.stdout.startswith(f"2 sheets became {out}. Contacts: 1; readings: 2; contacts whose readings")
    assert f"headwater demand code {out} --adjudicate --coder NAME --codebook FILE" in done.stdout
    run("code", out, "--adjudicate", "--coder", "chidi", "--codebook", "delivery")
    decided = read_codes([out]).contacts[0].adjudicated
    assert decided is not None
    assert decided.codes == {"demand_type": "value"}


def test_json_is_the_result_alone(sheets: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "whole.csv"
    said = json.loads(run("combine", *sheets, "--out", out, "--json").stdout)
    assert said == {"out": str(out), "sheets": 2, "contacts": 1, "readings": 2, "to_decide": 1}


def test_a_file_that_is_there_is_not_written_over(sheets: list[Path]) -> None:
    with pytest.raises(UsageError, match=r"bela\.csv is there already, and there may be codes in it"):
        run("combine", *sheets, "--out", sheets[1])
