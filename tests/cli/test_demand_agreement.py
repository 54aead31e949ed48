"""What a user types to learn how well coders agree, and what comes back."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from headwater.analysis.errors import BadDataError, UsageError
from headwater.cli.main import root


def run(*arguments: str) -> Result:
    return CliRunner().invoke(root, ["demand", "agreement", *arguments], prog_name="headwater")


@pytest.fixture
def rare(tmp_path: Path) -> Path:
    """Two coders, 100 items, 90 times both say no, and never both yes."""
    path = tmp_path / "codes.csv"
    pairs = [("no", "no")] * 90 + [("no", "yes")] * 5 + [("yes", "no")] * 5
    rows = [f"{item},Ana,{one}\n{item},Ben,{other}\n" for item, (one, other) in enumerate(pairs)]
    path.write_text("item,coder,code\n" + "".join(rows), encoding="utf-8")
    return path


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A coding sheet: 40 contacts, half of them read by two people, failure codes only for failure demand."""
    rng = np.random.default_rng(5)
    path = tmp_path / "to_code.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["item", "coder", "codebook", "demand_type", "failure_code", "preventable", "adjudicates", "body"]
        )
        for item in range(60):
            kind = "failure" if item % 3 else "value"
            for coder in ("Ana", "Ben")[: 1 + (item < 40)]:
                said = kind if rng.random() < 0.95 else "not_demand"
                code = ["policy", "wrong_place"][item % 2] if said == "failure" else ""
                preventable = "yes" if said == "failure" and item >= 40 else ""
                writer.writerow([f"s/{item}", coder, "d 1", said, code, preventable, "", "two\nlines"])
        writer.writerow(["s/1", "Cy", "d 1", "value", "", "", "yes", ""])
    return path


def test_a_rare_code_shows_kappa_and_ac1_and_says_why_they_part(rare: Path) -> None:
    done = run(str(rare))
    assert done.exit_code == 0, done.output
    assert "percent agreement     90% (" in done.stdout
    assert "Cohen's kappa         -.05 (" in done.stdout
    assert "Gwet's AC1            .89 (" in done.stdout
    said = " ".join(done.stdout.split())
    assert "The codebook is not ready: alpha is below .667" in said
    assert "The reason: 'no' makes up 95% of the readings" in said


def test_json_is_the_result_and_nothing_else(rare: Path) -> None:
    data = json.loads(run(str(rare), "--json").stdout)
    assert list(data) == ["fields", "left_out"]
    field = data["fields"][0]
    assert (field["field"], field["level"], field["items_compared"]) == ("code", "nominal", 100)
    assert field["coefficients"]["kappa"]["value"] == pytest.approx(-0.0526, abs=5e-5)
    assert field["verdict"]["standing"] == "not_ready"
    assert len(field["to_adjudicate"]) == 10


def test_the_seed_decides_the_intervals(rare: Path) -> None:
    assert run(str(rare), "--json").stdout == run(str(rare), "--json", "--seed", "0").stdout
    assert run(str(rare), "--json").stdout != run(str(rare), "--json", "--seed", "1").stdout


def test_a_sheet_is_judged_field_by_field(sheet: Path) -> None:
    data = json.loads(run(str(sheet), "--json").stdout)
    assert [one["field"] for one in data["fields"]] == ["demand_type", "failure_code"]
    assert list(data["left_out"]) == ["preventable"]
    demand = data["fields"][0]
    assert (demand["items"], demand["items_compared"]) == (60, 40)
    assert [one["coder"] for one in demand["coders"]] == ["Ana", "Ben"]
    assert data["fields"][1]["items_compared"] < 40
    text = run(str(sheet)).stdout
    assert "Agreement on demand_type" in text
    assert "preventable: No item has two preventable readings" in text


def test_one_field_of_a_sheet_can_be_asked_for(sheet: Path) -> None:
    data = json.loads(run(str(sheet), "--field", "failure_code", "--json").stdout)
    assert [one["field"] for one in data["fields"]] == ["failure_code"]
    with pytest.raises(BadDataError, match="No item has two preventable readings"):
        CliRunner().invoke(
            root, ["demand", "agreement", str(sheet), "--field", "preventable"], catch_exceptions=False
        )


def test_the_items_to_adjudicate_are_written(rare: Path, tmp_path: Path) -> None:
    out = tmp_path / "adjudicate.csv"
    done = run(str(rare), "--out", str(out), "--json")
    assert done.stderr == f"10 rows to adjudicate in {out}.\n"
    rows = list(csv.DictReader(out.open(encoding="utf-8", newline="")))
    assert rows[0] == {
        "field": "code",
        "item": "90",
        "decision": "",
        "code by Ana": "no",
        "code by Ben": "yes",
    }
    assert len(rows) == 10


def test_an_order_makes_codes_ordinal(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    steps = ["no", "partly", "yes"]
    rows = [f"{n},Ana,{steps[n % 3]}\n{n},Ben,{steps[min(n % 3 + (n % 5 == 0), 2)]}\n" for n in range(30)]
    path.write_text("item,coder,code\n" + "".join(rows), encoding="utf-8")
    data = json.loads(run(str(path), "--level", "ordinal", "--order", "no, partly, yes", "--json").stdout)
    found = data["fields"][0]
    assert [one["code"] for one in found["codes"]] == steps
    assert found["coefficients"]["kappa_quadratic"]["value"] > found["coefficients"]["kappa_linear"]["value"]
    with pytest.raises(UsageError, match="--order no,partly,yes"):
        CliRunner().invoke(
            root, ["demand", "agreement", str(path), "--level", "ordinal"], catch_exceptions=False
        )


def test_a_missing_file_and_no_file_are_errors_of_use(tmp_path: Path) -> None:
    assert run().exit_code == 2
    done = run(str(tmp_path / "none.csv"))
    assert done.exit_code == 2
    assert "does not exist" in done.stderr


def test_codes_and_names_that_differ_in_case_only_agree_as_they_do_for_shares(tmp_path: Path) -> None:
    path = tmp_path / "to_code.csv"
    rows = [
        f"s/{n},{coder},{kind},{code},{reason}\n"
        for n in range(20)
        for coder, kind, code, reason in (
            ("Ana" if n % 2 else " ana", "failure", "progress_chasing", "Parcel is late"),
            ("Ben", "Failure", "Progress chasing", "PARCEL IS LATE"),
        )
    ]
    path.write_text("item,coder,demand_type,failure_code,reason\n" + "".join(rows), encoding="utf-8")
    fields = json.loads(run(str(path), "--json").stdout)["fields"]
    assert [field["coefficients"]["percent"]["value"] for field in fields] == [1.0, 1.0, 1.0]
    assert [[coder["coder"] for coder in field["coders"]] for field in fields] == [["Ben", "ana"]] * 3


def test_codes_of_the_plain_form_stay_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("item,coder,code\n1,Ana,A\n1,Ben,a\n", encoding="utf-8")
    assert len(json.loads(run(str(path), "--json").stdout)["fields"][0]["to_adjudicate"]) == 1


@pytest.mark.parametrize("yes", ["yes", "TRUE", "x", "1"])
def test_who_decides_is_no_coder_however_a_spreadsheet_wrote_yes(tmp_path: Path, yes: str) -> None:
    path = tmp_path / "to_code.csv"
    rows = f"s/1,Ana,value,\ns/1,Ben,failure,\ns/1,Cy,value,{yes}\n"
    path.write_text("item,coder,demand_type,adjudicates\n" + rows, encoding="utf-8")
    [field] = json.loads(run(str(path), "--json").stdout)["fields"]
    assert [coder["coder"] for coder in field["coders"]] == ["Ana", "Ben"]


def test_a_seed_below_zero_is_refused(rare: Path) -> None:
    done = run(str(rare), "--seed", "-1")
    assert done.exit_code == 2
    assert "-1 is not in the range x>=0" in done.stderr
