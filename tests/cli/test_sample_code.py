"""Simulated coders, from the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from headwater.analysis.demand.coding.reading import read_codes
from headwater.analysis.demand.coding.rows import SheetRow
from headwater.analysis.demand.coding.sampled import Design, SampledContact, Stratum
from headwater.analysis.demand.coding.sheet import write_sheet
from headwater.analysis.errors import UsageError
from headwater.analysis.sample_org.reasons import reasons
from headwater.cli.main import root

Run = Callable[..., Result]


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "to_code.csv"
    rows = []
    for n in range(40):
        contact = SampledContact(f"sample/T{n}", "sample", f"T{n}", "all contacts", 0.1)
        row = SheetRow(contact, {"reason_source": reasons()[n].name})
        rows += [row, row] if n % 5 == 0 else [row]
    write_sheet(path, rows, Design({"all contacts": Stratum(400, 40)}))
    return path


@pytest.fixture
def run(sheet: Path, tmp_path: Path) -> Run:
    truth = tmp_path / "truth.json"
    known = {"reasons": [{"reason": r.name, **r.frame, "contacts": 10} for r in reasons()]}
    truth.write_text(json.dumps(known), encoding="utf-8")

    def call(*options: str, truth: Path = truth) -> Result:
        return CliRunner().invoke(
            root, ["sample-code", str(sheet), "--truth", str(truth), *options], catch_exceptions=False
        )

    return call


def test_a_sheet_is_filled_and_the_coders_are_called_simulated(run: Run, sheet: Path) -> None:
    done = run("--noise", "0.3", "--seed", "4")
    assert done.stdout.startswith(
        f"Simulated coders, no people: 40 contacts in {sheet} by delivery 1, each reading"
    )
    assert "it says nothing about your contacts" in done.stdout
    sample = read_codes([sheet])
    assert sample.codebook == "delivery 1"
    assert len(sample.by_chance) == 40
    assert {c.note for contact in sample.contacts for c in contact.codings} == {"simulated coder"}


def test_json_counts_what_was_done_and_out_leaves_the_sheet_as_it_was(
    run: Run, sheet: Path, tmp_path: Path
) -> None:
    before = sheet.read_bytes()
    out = tmp_path / "coded.csv"
    said = json.loads(run("--json", "--noise", "0.5", "--coders", "a,b,c", "--out", str(out)).stdout)
    assert said["simulated"] is True
    assert (said["contacts"], sum(said["rows_by_coder"].values()), list(said["rows_by_coder"])) == (
        40,
        48,
        ["a", "b", "c"],
    )
    decided = sum(c.adjudicated is not None for c in read_codes([out]).contacts)
    assert said["decided"] == decided > 0
    assert sheet.read_bytes() == before
    run("--no-adjudicate", "--noise", "0.5")
    assert not any(c.adjudicated for c in read_codes([sheet]).contacts)


def test_what_is_no_truth_is_refused(run: Run, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.json cannot be read.*`headwater sample-org` writes it"):
        run(truth=tmp_path / "none.json")
    others = ("[]", "{}", '{"reasons": 3}', '{"reasons": [3]}', '{"reasons": [{"reason": "Advice"}]}')
    for text, message in (("{", "is no JSON"), *((other, "holds no reasons") for other in others)):
        (tmp_path / "other.json").write_text(text, encoding="utf-8")
        with pytest.raises(UsageError, match=message):
            run(truth=tmp_path / "other.json")


def test_a_file_that_is_there_is_not_written_over(run: Run, tmp_path: Path) -> None:
    there = tmp_path / "coded.csv"
    there.write_text("codes of people", encoding="utf-8")
    with pytest.raises(UsageError, match=r"coded\.csv is there already.*Name a new file with --out"):
        run("--out", str(there))
    assert there.read_text(encoding="utf-8") == "codes of people"


def test_a_seed_below_zero_is_refused(run: Run) -> None:
    done = run("--seed", "-1")
    assert done.exit_code == 2
    assert "-1 is not in the range x>=0" in done.stderr


def test_a_codebook_that_lacks_the_reasons_is_refused_before_anything_is_written(
    run: Run, sheet: Path, tmp_path: Path
) -> None:
    book = tmp_path / "book.yaml"
    book.write_text(
        "codebook: shop\nversion: 2\nstatus: frozen\nreason:\n  Parcel is late: Late.\n", encoding="utf-8"
    )
    before = sheet.read_bytes()
    with pytest.raises(UsageError, match="The codebook shop 2 does not hold the truth: "):
        run("--codebook", str(book))
    assert sheet.read_bytes() == before
