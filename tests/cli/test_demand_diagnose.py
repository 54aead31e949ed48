"""What a user types to get a diagnosis, and what comes back."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from headwater.analysis.errors import TryAgainError, UsageError
from headwater.cli.demand.options import write_page
from headwater.cli.main import root

HEADER = "contact_id,customer_id,opened_at,channel,handle_seconds,reason_source\n"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("diagnose")
    file = folder / "export.csv"
    lines = [
        f"{n},c{n % 40},2026-03-{1 + n // 5:02d}T{8 + n % 5:02d}:00:00Z,{'phone' if n % 3 else 'email'},"
        f"{200 + n % 7 * 30},{'parcel' if n % 4 else 'refund'}\n"
        for n in range(120)
    ]
    file.write_text(HEADER + "".join(lines), encoding="utf-8")
    target = folder / "store"
    done = run(
        "contacts", "import", str(file), "--mapping", "generic", "--store", str(target), "--timezone", "UTC"
    )
    assert done.exit_code == 0, done.output
    return target


def run(*arguments: str) -> Result:
    return CliRunner().invoke(root, list(arguments), prog_name="headwater")


def diagnose(store: Path, *options: str) -> Result:
    return run("demand", "diagnose", "--store", str(store), *options)


def test_it_prints_a_summary_and_writes_one_page(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "report.html"
    done = diagnose(store, "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "120 contacts, 1 March to 24 March 2026" in done.stdout
    assert "What these data cannot say" in done.stdout
    assert f"The report is in {out}." in done.stderr
    page = out.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "120 contacts" in page


def test_a_place_that_cannot_be_written_is_named_and_nothing_half_done_is_left(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    out = tmp_path / "file" / "report.html"
    with pytest.raises(TryAgainError, match=r"cannot be written to .*report\.html.*--out"):
        write_page(out, "<!doctype html>")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_json_is_the_result_and_nothing_else(store: Path) -> None:
    data = json.loads(diagnose(store, "--json").stdout)
    assert data["coverage"]["contacts"] == 120
    assert data["source"]["version"] == 1
    assert data["summary"]["cannot_say"][0]["question"] == "Which share of contacts is failure demand?"


def test_days_and_rates_are_taken_over(store: Path) -> None:
    options = ["--since", "2026-03-05", "--until", "2026-03-10", "--currency", "GBP", "--json"]
    data = json.loads(
        diagnose(store, *options, "--cost-per-hour", "30", "--cost-per-hour", "email=20").stdout
    )
    assert data["coverage"]["contacts"] == 30
    assert data["coverage"]["first"] == date(2026, 3, 5).isoformat()
    rates = data["settings"]["rates"]
    assert (rates["currency"], rates["per_hour"]["email"], rates["per_hour"]["phone"]) == ("GBP", 20.0, 30.0)
    work = data["workload"]["channel"]
    hours = {row["group"]: row["handle_hours"] for row in work["rows"]}
    assert work["cost"] == pytest.approx(hours["email"] * 20 + hours["phone"] * 30)


def test_one_rate_holds_for_every_channel(store: Path) -> None:
    data = json.loads(diagnose(store, "--cost-per-contact", "4.5", "--json").stdout)
    assert data["settings"]["rates"]["per_contact"] == 4.5
    assert data["workload"]["channel"]["cost"] == pytest.approx(120 * 4.5)


def test_a_rate_that_is_no_amount_is_named(store: Path) -> None:
    done = diagnose(store, "--cost-per-hour", "phone=cheap")
    assert done.exit_code == 2
    assert "'phone=cheap' is neither an amount (32.50) nor a channel and one (phone=32.50)" in done.stderr


def test_an_unknown_channel_is_named_with_the_nearest_one(store: Path) -> None:
    with pytest.raises(UsageError, match=r"unknown channel 'fone'.*phone"):
        root.main(
            ["demand", "diagnose", "--store", str(store), "--cost-per-hour", "fone=3"], standalone_mode=False
        )


def test_a_day_that_is_none_is_refused(store: Path) -> None:
    with pytest.raises(click.BadParameter, match="2026-02-31"):
        root.main(
            ["demand", "diagnose", "--store", str(store), "--since", "2026-02-31"], standalone_mode=False
        )


def test_a_store_that_is_not_there_ends_with_2_and_says_how_to_make_one(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "headwater", "demand", "diagnose", "--store", str(tmp_path / "none")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "headwater contacts import" in done.stderr


def test_help_names_every_option() -> None:
    text = run("demand", "diagnose", "--help").stdout
    for option in ("--store", "--out", "--since", "--until", "--cost-per-hour", "--cost-per-contact"):
        assert option in text
    for option in ("--currency", "--engine", "--topics / --no-topics", "--json"):
        assert option in text
