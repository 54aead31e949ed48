"""What a user types to get causes, owners, ledger and budget, and what comes back."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from headwater.analysis.errors import BadDataError, UsageError
from headwater.cli.main import root

HEADER = "contact_id,customer_id,opened_at,channel,handle_seconds,reason_source\n"
KINDS = {
    "late": ("failure", "progress_chasing", "Parcel is late", "yes", "process", "Depot operations"),
    "support": ("failure", "policy", "Agent was not allowed to help", "yes", "policy", "Support"),
    "value": ("value", "", "Change the delivery address", "", "", ""),
}
FIELDS = ("demand_type", "failure_code", "reason", "preventable", "cause", "cause_owner")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(root, list(arguments), prog_name="headwater")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store, and a sheet of 90 contacts drawn from it and coded as the helpdesk's reason says."""
    folder = tmp_path_factory.mktemp("causes")
    kinds = ["late", "late", "late", "support", "value"]
    lines = [
        f"{n},c{n % 140},2026-03-{1 + n // 12:02d}T{8 + n % 9:02d}:00:00Z,{'phone' if n % 3 else 'email'},"
        f"{120 + n % 7 * 60},{kinds[n % 5]}\n"
        for n in range(300)
    ]
    (folder / "export.csv").write_text(HEADER + "".join(lines), encoding="utf-8")
    done = run(
        *("contacts", "import", str(folder / "export.csv"), "--mapping", "generic"),
        *("--store", str(folder / "store"), "--timezone", "UTC"),
    )
    assert done.exit_code == 0, done.output
    sheet = folder / "to_code.csv"
    done = run(
        *("demand", "sample", "--store", str(folder / "store"), "--n", "90", "--double", "0"),
        *("--strata", "channel", "--out", str(sheet)),
    )
    assert done.exit_code == 0, done.output
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row |= dict(zip(FIELDS, KINDS[row["reason_source"]], strict=True))
        row |= {"coder": "amara", "codebook": "delivery 1"}
    with (folder / "codes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return folder


def causes(made: Path, *options: str, codebook: str | None = "delivery") -> Result:
    book = () if codebook is None else ("--codebook", codebook)
    where = ("--store", str(made / "store"), "--codes", str(made / "codes.csv"), "--model", "none")
    return run("demand", "causes", *where, *book, *options)


def test_it_says_how_much_why_and_who(made: Path) -> None:
    done = causes(made, "--cost-per-hour", "30")
    assert done.exit_code == 0, done.output
    assert "Failure demand is " in done.stdout
    assert "is caused outside support" in done.stdout
    assert "“Depot operations” is the largest." in done.stdout
    assert "EUR a year" in done.stdout


def test_json_is_the_result_and_nothing_else(made: Path) -> None:
    data = json.loads(causes(made, "--json").stdout)
    truth = {"Depot operations": 0.6, "Support": 0.2}
    for unit in data["views"]["cause_owner"]:
        share = unit["share"]["contacts"]
        assert share["low"] <= truth[unit["name"]] <= share["high"]
    assert data["outside"]["outside"]["contacts"]["value"] == pytest.approx(0.75, abs=0.1)
    assert data["measure"] == "time"
    assert "generic/" not in json.dumps(data)


def test_units_of_support_can_be_named_without_a_codebook(made: Path) -> None:
    data = json.loads(causes(made, "--inside", "Support", "--json", codebook=None).stdout)
    assert {u["name"]: u["side"] for u in data["views"]["cause_owner"]} == {
        "Depot operations": "outside",
        "Support": "inside",
    }


def test_a_new_ledger_is_written_filled_in_and_given_back_with_a_budget(made: Path, tmp_path: Path) -> None:
    ledger, page, budget = tmp_path / "actions.yaml", tmp_path / "causes.html", tmp_path / "budget.yaml"
    done = causes(made, "--new-ledger", str(ledger))
    assert done.exit_code == 0, done.output
    assert f"A ledger to fill in is in {ledger}." in done.stderr
    text = ledger.read_text(encoding="utf-8")
    assert text.index("Parcel is late") < text.index("Agent was not allowed to help")
    filled = text.replace("action:", "action: Scan", 1).replace("saved_low:", "saved_low: 100", 1)
    filled = filled.replace("saved_high:", "saved_high: 300", 1).replace("cost:", "cost: 200", 1)
    ledger.write_text(
        filled.replace("# cost: 200", "# cost:").replace("    cost:\n", "    cost: 200\n", 1), "utf-8"
    )
    budget.write_text(
        "now:\n  - what: Workshops\n    kind: training\n    cost_per_year: 900\n", encoding="utf-8"
    )
    quadrants = tmp_path / "q.csv"
    quadrants.write_text("reason,value_to_company\nParcel is late,valuable\n", encoding="utf-8")
    done = causes(
        made,
        *("--ledger", str(ledger), "--budget", str(budget), "--hours-per-person", "1400"),
        *("--quadrants", str(quadrants), "--cost-per-hour", "30", "--out", str(page)),
    )
    assert done.exit_code == 0, done.output
    said = " ".join(done.stdout.split())
    assert "1 of them lacks an owner, an action or what to expect of it." in said
    assert "Now spent a year on training and coping: 900 EUR" in done.stdout
    assert "Cost of the actions, once: 200 EUR" in done.stdout
    assert "at 1,400 hours of handling a person and year" in done.stdout
    assert f"The report is in {page}." in done.stderr
    html = page.read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert "simplify" in html
    assert "Money to live with it, money to end it" in html


def refused(made: Path, *options: str) -> str:
    arguments = ["demand", "causes", "--store", str(made / "store"), "--codes", str(made / "codes.csv")]
    with pytest.raises((UsageError, BadDataError)) as caught:
        root.main([*arguments, "--model", "none", *options], standalone_mode=False)
    return str(caught.value)


def test_a_budget_without_a_ledger_is_refused(made: Path, tmp_path: Path) -> None:
    assert "give --ledger too" in refused(made, "--budget", str(tmp_path / "b.yaml"))


def test_a_mistake_in_the_ledger_is_named_with_its_line(made: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "actions.yaml"
    ledger.write_text("actions:\n  - reason: Parcel is lat\n    owner: Depot operatons\n", encoding="utf-8")
    said = refused(made, "--ledger", str(ledger), "--codebook", "delivery")
    assert "actions.yaml, line 2: there is no reason 'Parcel is lat' in the codes or in the codebook." in said
    assert "Did you mean 'Parcel is late'?" in said
    assert "there is no owner 'Depot operatons'" in said


def test_codes_that_are_not_there_are_named(made: Path, tmp_path: Path) -> None:
    arguments = ["demand", "causes", "--store", str(made / "store"), "--codes", str(tmp_path / "none.csv")]
    with pytest.raises(UsageError, match=r"none\.csv"):
        root.main(arguments, standalone_mode=False)


def test_the_diagnosis_opens_with_failure_demand_when_there_are_codes(made: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    where = ("--store", str(made / "store"), "--codes", str(made / "codes.csv"), "--model", "none")
    done = run("demand", "diagnose", *where, "--codebook", "delivery", "--out", str(page))
    assert done.exit_code == 0, done.output
    first = done.stdout.split("\n\n")[1]
    assert first.startswith("Failure demand is ")
    assert "outside support" in first
    assert "Who can stop it: “Depot operations” is the largest." in done.stdout
    html = page.read_text(encoding="utf-8")
    assert 'id="failure"' in html
    assert html.index('id="failure"') < html.index('id="work"')
    assert "Which share of contacts is failure demand?" not in html


def test_a_codebook_without_codes_is_refused(made: Path) -> None:
    with pytest.raises(UsageError, match="give the coded sheet with --codes"):
        root.main(
            ["demand", "diagnose", "--store", str(made / "store"), "--codebook", "delivery"],
            standalone_mode=False,
        )


def test_help_names_every_option() -> None:
    text = run("demand", "causes", "--help").stdout
    for option in ("--store", "--codes", "--codebook", "--cost-per-hour", "--cost-per-contact", "--inside"):
        assert option in text
    for option in (
        "--ledger",
        "--new-ledger",
        "--budget",
        "--hours-per-person",
        "--quadrants",
        "--out",
        "--json",
    ):
        assert option in text
