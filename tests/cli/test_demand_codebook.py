"""What a user types to make, check, freeze and compare codebooks, and what comes back."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from headwater.analysis.demand.codebook import read_codebook
from headwater.analysis.demand.coding.rows import SheetRow
from headwater.analysis.demand.coding.sampled import Coding, Design, SampledContact, Stratum
from headwater.analysis.demand.coding.sheet import read_sheet, write_sheet
from headwater.analysis.errors import BadDataError, TryAgainError, UsageError
from headwater.cli.demand.codebook import _replace
from headwater.cli.main import root

EXPORT = "contact_id,opened_at,channel,handle_seconds,reason_source\n"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(
        root, [str(part) for part in arguments], prog_name="headwater", standalone_mode=False
    )


def codebook(*arguments: str | Path) -> Result:
    return run("demand", "codebook", *arguments)


def said(error: BaseException | None) -> str:
    assert isinstance(error, UsageError | BadDataError), error
    return str(error)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("codebook")
    reasons = ["Parcel is late"] * 6 + ["Thanks and praise"] * 2 + ["WISMO"] * 3 + [""]
    lines = [f"{n},2026-03-02T10:{n:02d}:00Z,phone,100,{reason}\n" for n, reason in enumerate(reasons)]
    (folder / "export.csv").write_text(EXPORT + "".join(lines), encoding="utf-8")
    target = folder / "store"
    done = run(
        "contacts",
        "import",
        folder / "export.csv",
        "--mapping",
        "generic",
        "--store",
        target,
        "--timezone",
        "UTC",
    )
    assert done.exception is None, done.output
    return target


def test_a_starter_is_written_once_and_never_over_a_file(tmp_path: Path) -> None:
    out = tmp_path / "new" / "book.yaml"
    done = codebook("init", "--starter", "delivery", "--out", out)
    assert "delivery 1 (open, 57 reasons)" in done.stdout
    before = out.read_bytes()
    again = codebook("init", "--out", out)
    assert "is there already. Give another name, or remove it first." in said(again.exception)
    assert out.read_bytes() == before


def test_the_generic_starter_is_the_default(tmp_path: Path) -> None:
    data = json.loads(codebook("init", "--out", tmp_path / "b.yaml", "--json").stdout)
    assert (data["codebook"], data["status"], data["reasons"]) == ("generic 1", "open", 19)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--starter", "delivry"], "There is no starter 'delivry'. Did you mean 'delivery'?"),
        (["--starter", "generic", "--next-of", "x.yaml"], "--next-of begins with that codebook"),
        (["--next-of", "no_such.yaml"], "There is no codebook no_such.yaml"),
        (["--next-of", "delivery"], "headwater demand codebook init --out delivery.yaml"),
        (["--from-codes", "no_such.csv"], "There is no file no_such.csv"),
    ],
)
def test_what_init_cannot_do_it_says(tmp_path: Path, options: list[str], message: str) -> None:
    out = tmp_path / "b.yaml"
    assert message in said(codebook("init", *options, "--out", out).exception)
    assert not out.exists()


def test_the_file_has_to_be_yaml(tmp_path: Path) -> None:
    assert "has to end in .yaml" in said(codebook("init", "--out", tmp_path / "b.txt").exception)


def test_open_codes_become_a_draft(tmp_path: Path) -> None:
    sheet, out = tmp_path / "codes.csv", tmp_path / "Unser Buch.yaml"
    sheet.write_text("reason,cause_owner\nParcel gone,Depot\nparcel gone.,\nRefund,Depot\n", encoding="utf-8")
    data = json.loads(codebook("init", "--from-codes", sheet, "--out", out, "--json").stdout)
    assert data["codebook"] == "unser-buch 1"
    assert [(one["text"], one["times"]) for one in data["from_codes"]["reason"]] == [
        ("Parcel gone", 2),
        ("Refund", 1),
    ]
    assert read_codebook(out).codes("cause_owner") == ("Depot",)


def test_a_sheet_in_which_nothing_is_coded_makes_no_codebook(tmp_path: Path) -> None:
    sheet, out = tmp_path / "codes.csv", tmp_path / "b.yaml"
    sheet.write_text("reason,cause_owner\n,\n", encoding="utf-8")
    done = codebook("init", "--from-codes", sheet, "--out", out)
    assert "Nobody has written a reason in" in said(done.exception)
    assert not out.exists()


def test_check_says_what_to_change_and_leaves_with_0_for_advice(tmp_path: Path) -> None:
    out = tmp_path / "b.yaml"
    out.write_text("codebook: small\nreason:\n  Late: It is late.\n", encoding="utf-8")
    done = codebook("check", out)
    assert done.return_value == 0
    assert done.stdout.startswith("small 0 (open): 1 reason, 0 owners; 0 errors, 2 warnings.\nwarning")
    assert "line 2: 1 reasons: fewer than 10" in done.stdout


def test_check_leaves_with_65_for_errors(tmp_path: Path) -> None:
    out = tmp_path / "b.yaml"
    codebook("init", "--starter", "delivery", "--out", out)
    text = out.read_text(encoding="utf-8").replace(
        "cause_owner: Depot operations}", "cause_owner: Depot operation}", 1
    )
    out.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "headwater", "demand", "codebook", "check", str(out), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 65, done.stderr
    (finding,) = json.loads(done.stdout)["findings"]
    assert finding["level"] == "error"
    assert "Did you mean 'Depot operations'?" in finding["message"]
    assert "Depot operation}" in out.read_text(encoding="utf-8").splitlines()[finding["line"] - 1]


def test_check_of_a_file_that_is_no_codebook_is_bad_data(tmp_path: Path) -> None:
    out = tmp_path / "b.yaml"
    out.write_text("codebook: x\nreasons: {}\n", encoding="utf-8")
    error = codebook("check", out).exception
    assert isinstance(error, BadDataError)
    assert "line 2: reasons: unknown key 'reasons'. Did you mean 'reason'?" in str(error)


def test_check_lists_native_reasons_of_the_store_that_are_not_mapped(tmp_path: Path, store: Path) -> None:
    out = tmp_path / "b.yaml"
    codebook("init", "--starter", "delivery", "--out", out)
    done = codebook("check", out, "--store", store)
    assert done.return_value == 0
    assert "not mapped (4 contacts):\n          3  WISMO\n          1  (no reason)" in done.stdout
    mapped = out.read_text(encoding="utf-8").replace(
        "native_reasons: {}", "native_reasons: {WISMO: Where is my parcel}"
    )
    out.write_text(mapped, encoding="utf-8")
    data = json.loads(codebook("check", out, "--store", store, "--json").stdout)
    assert data["unmapped"] == [{"reason_source": None, "contacts": 1}]


def test_a_codebook_is_frozen_changed_in_a_new_version_and_compared(tmp_path: Path) -> None:
    first, second = tmp_path / "v1.yaml", tmp_path / "v2.yaml"
    codebook("init", "--starter", "delivery", "--out", first)
    assert "delivery 1 (frozen, 57 reasons)" in codebook("freeze", first).stdout
    assert "is frozen already" in said(codebook("freeze", first).exception)
    assert "delivery 2 (open, 57 reasons)" in codebook("init", "--next-of", first, "--out", second).stdout
    text = second.read_text(encoding="utf-8").replace("  Courier was rude:", "  Courier was unfriendly:")
    change = "{field: reason, from: Courier was rude, to: Courier was unfriendly, why: fairer}"
    second.write_text(text.replace("changes: []", f"changes: [{change}]"), encoding="utf-8")
    done = codebook("diff", first, second)
    assert "delivery 1 to delivery 2: 2 codes changed." in done.stdout
    assert "reason: Courier was rude is now Courier was unfriendly" in done.stdout
    data = json.loads(codebook("diff", first, second, "--json").stdout)
    assert data["recode"] == []
    assert codebook("check", second).return_value == 0


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "book.yaml"
    folder.mkdir()
    (folder / "inside").write_text("x", encoding="utf-8")
    with pytest.raises(TryAgainError, match=r"book\.yaml cannot be written: .* It stays as it was"):
        _replace(folder, "codebook: x\n")
    assert [path.name for path in tmp_path.iterdir()] == ["book.yaml"]


def test_recorded_shares_say_what_they_are(tmp_path: Path, store: Path) -> None:
    done = run("demand", "recorded", "--store", store, "--codebook", "delivery")
    assert done.stdout.startswith("Failure demand, as recorded, uncorrected: 50.0% of contacts")
    assert "33.3% of contacts have a native reason that is not mapped, or none." in done.stdout
    data = json.loads(run("demand", "recorded", "--store", store, "--codebook", "delivery", "--json").stdout)
    assert data["label"] == "as recorded, uncorrected"
    assert data["unmapped"][0] == {"reason_source": "WISMO", "contacts": 3}
    none = run("demand", "recorded", "--store", store, "--codebook", "delivery", "--since", "2026-04-01")
    assert "cannot tell: there are no contacts" in none.stdout


def test_a_coded_sheet_is_carried_to_the_next_version(tmp_path: Path) -> None:
    first, second, coded, out = (
        tmp_path / name for name in ("v1.yaml", "v2.yaml", "codes.csv", "codes-2.csv")
    )
    codebook("init", "--starter", "delivery", "--out", first)
    codebook("freeze", first)
    codebook("init", "--next-of", first, "--out", second)
    text = second.read_text(encoding="utf-8").replace("  Courier was rude:", "  Courier was unfriendly:")
    change = "{field: reason, from: Courier was rude, to: Courier was unfriendly, why: fairer}"
    second.write_text(text.replace("changes: []", f"changes: [{change}]"), encoding="utf-8")
    contact = SampledContact("crm/1", "crm", "1", "all contacts", 1.0)
    codes = {"demand_type": "failure", "reason": "Courier was rude"}
    row = SheetRow(contact, coding=Coding("Amara", codes, "delivery 1"))
    write_sheet(coded, [row], Design({"all contacts": Stratum(1, 1)}))
    done = codebook("carry", coded, "--from", first, "--to", second, "--out", out)
    assert "delivery 1 to delivery 2: 1 readings stand, 0 are to be made again." in done.stdout
    carried = read_sheet(out).rows[0].coding
    assert carried is not None
    assert carried.codes["reason"] == "Courier was unfriendly"
    again = codebook("carry", coded, "--from", first, "--to", second, "--out", out)
    assert "is there already" in said(again.exception)
