"""What a user types to draw contacts for coding, and what comes back."""

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from headwater.analysis.demand.coding.sheet import read_sheet
from headwater.analysis.errors import BadDataError, UsageError
from headwater.cli.main import root

TWO = ("--coders", "amara,bela")
HEADER = "contact_id,customer_id,opened_at,channel,handle_seconds,reason_source,subject,body\n"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(root, list(arguments), prog_name="headwater", catch_exceptions=True)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    file = folder / "export.csv"
    lines = [
        f"{n},c{n % 40},2026-03-{1 + n // 15:02d}T{8 + n % 5:02d}:00:00Z,{'phone' if n % 3 else 'email'},"
        f"{200 + n % 7 * 30},{'parcel' if n % 4 else 'refund'},Hello,+Where is parcel {n}?\n"
        for n in range(400)
    ]
    file.write_text(HEADER + "".join(lines), encoding="utf-8")
    target = folder / "store"
    done = run(
        "contacts", "import", str(file), "--mapping", "generic", "--store", str(target), "--timezone", "UTC"
    )
    assert done.exit_code == 0, done.output
    return target


@pytest.fixture
def sample(store: Path) -> Callable[..., Result]:
    def call(*options: str) -> Result:
        return run("demand", "sample", "--store", str(store), *options)

    return call


def coded(path: Path, out: Path) -> Path:
    """Fill every row as people would in a spreadsheet."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        failure = row["reason_source"] == "parcel"
        said = {"demand_type": "failure", "failure_code": "policy"} if failure else {"demand_type": "value"}
        row.update(said, reason="R", codebook="made 1")
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return out


def test_it_prints_the_plan_and_writes_the_sheet(sample: Callable[..., Result], tmp_path: Path) -> None:
    out = tmp_path / "to_code.csv"
    done = sample("--margin", "0.1", "--strata", "reason_source,channel", "--out", str(out))
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("78 of 400 contacts, from 4 strata by reason_source, channel")
    assert "about 2.4 hours at 90 seconds each" in done.stdout
    assert done.stdout.endswith(f"94 rows in {out}\n")
    sheet = read_sheet(out)
    assert len(sheet.rows) == 94
    assert sheet.rows[0].shown["body"].startswith("+Where is parcel")
    assert sheet.design.contacts == 400


def test_without_a_file_only_the_plan_is_printed(sample: Callable[..., Result]) -> None:
    done = sample("--n", "40")
    assert "40 of 400 contacts" in done.stdout
    assert done.stdout.endswith("Nothing was drawn: name a file with --out.\n")


def test_json_is_the_plan_and_nothing_else(sample: Callable[..., Result], tmp_path: Path) -> None:
    out = tmp_path / "to_code.csv"
    data = json.loads(
        sample("--n", "40", "--strata", "none", "--double", "0", "--out", str(out), "--json").stdout
    )
    assert (data["n"], data["population"], data["doubles"]) == (40, 400, 0)
    assert data["strata"] == [{"stratum": "all contacts", "contacts": 400, "drawn": 40}]
    assert data["files"] == [{"file": str(out), "rows": 40}]


def test_days_seed_and_seconds_are_taken_over(sample: Callable[..., Result], tmp_path: Path) -> None:
    out = tmp_path / "to_code.csv"
    options = ["--since", "2026-03-03", "--until", "2026-03-10", "--seed", "7", "--seconds-per-contact", "30"]
    data = json.loads(sample("--n", "40", *options, "--out", str(out), "--json").stdout)
    assert data["population"] == 8 * 15
    assert data["hours"] == data["readings"] * 30 / 3600
    design = read_sheet(out).design
    assert (design.seed, str(design.since), str(design.until)) == (7, "2026-03-03", "2026-03-10")


def test_each_coder_gets_a_sheet(sample: Callable[..., Result], tmp_path: Path) -> None:
    done = sample(
        "--n", "40", "--coders", "amara, bela", "--separate", "--out", str(tmp_path / "to_code.csv")
    )
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["to_code.amara.csv", "to_code.bela.csv"]


def test_a_coded_sheet_is_topped_up_and_serves_as_pilot(
    sample: Callable[..., Result], tmp_path: Path
) -> None:
    first, full = tmp_path / "first.csv", tmp_path / "coded.csv"
    sample("--n", "60", "--strata", "reason_source", "--codebook", "delivery", *TWO, "--out", str(first))
    assert read_sheet(first).rows[0].codebook.startswith("delivery ")
    coded(first, full)
    more = tmp_path / "more.csv"
    options = ["--allocation", "neyman", "--pilot", str(full), "--top-up", str(full), "--out", str(more)]
    done = sample("--n", "100", *options)
    assert done.exit_code == 0, done.output
    assert "100 of 400 contacts (60 of them from the earlier sheet)" in done.stdout
    rows = read_sheet(more).rows
    assert [row.coding for row in rows[:72]] == [row.coding for row in read_sheet(full).rows]
    assert {row.contact.batch for row in rows[72:]} == {2}


def test_second_looks_and_unsure_contacts_are_added(sample: Callable[..., Result], tmp_path: Path) -> None:
    first, full, later = (tmp_path / name for name in ("first.csv", "coded.csv", "later.csv"))
    sample("--n", "40", *TWO, "--out", str(first))
    coded(first, full)
    scores = tmp_path / "unsure.csv"
    source = read_sheet(first).rows[0].contact.source
    scores.write_text("item,uncertainty\n" + "".join(f"{source}/{n},{n}\n" for n in range(400)), "utf-8")
    options = ["--recheck", str(full), "--recheck-share", "0.5", "--unsure", str(scores), "--unsure-n", "3"]
    done = sample("--n", "40", "--seed", "2", *options, "--out", str(later))
    assert done.exit_code == 0, done.output
    chosen = [row.contact.chosen for row in read_sheet(later).rows]
    assert chosen[-3:] == ["unsure"] * 3
    assert 10 < chosen.count("again") <= 20


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--n", "40", "--margin", "0.05"], "A sample has a size or a margin, not both"),
        ([], r"How many contacts\? Give --n"),
        (["--n", "0"], "sample of 0 contacts is none"),
        (["--margin", "0.7"], "margin is 0.7: give a number between 0 and 0.5"),
        (["--n", "40", "--strata", "chanel"], "cannot be made of 'chanel'. Did you mean 'channel'?"),
        (["--n", "40", "--allocation", "neyman"], r"needs codes of an earlier sample.*--pilot"),
        (["--n", "3", "--min-per-stratum", "4"], "4 contacts of each stratum make 4 and the sample has 3"),
        (["--n", "40", "--separate"], r"--separate writes one sheet a coder: give --out, and two names"),
        (["--n", "40", "--coders", "a,,b"], r"coder's name is empty"),
        (["--n", "40", "--codebook", "delivry"], r"delivery"),
    ],
)
def test_what_makes_no_sense_is_refused(store: Path, options: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        root.main(["demand", "sample", "--store", str(store), *options], standalone_mode=False)


def test_a_sheet_that_exists_is_not_written_over(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "to_code.csv"
    out.write_text("codes", encoding="utf-8")
    with pytest.raises(UsageError, match=r"to_code.csv exists, and there may be codes in it.*add --top-up"):
        root.main(
            ["demand", "sample", "--store", str(store), "--n", "40", "--out", str(out)], standalone_mode=False
        )
    assert out.read_text(encoding="utf-8") == "codes"


def test_days_without_contacts_are_told(store: Path) -> None:
    with pytest.raises(BadDataError, match="nothing to draw from: no inbound contact from 2031-01-01"):
        root.main(
            ["demand", "sample", "--store", str(store), "--n", "40", "--since", "2031-01-01"],
            standalone_mode=False,
        )


def test_a_store_without_contacts_ends_with_65(tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir()
    command = [sys.executable, "-m", "headwater", "demand", "sample", "--store", str(tmp_path), "--n", "40"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (65, "")
    assert "There is nothing to draw from" in done.stderr


def test_help_names_every_option() -> None:
    text = run("demand", "sample", "--help").stdout
    for option in ("--store", "--n", "--margin", "--out", "--strata", "--allocation", "--target", "--pilot"):
        assert option in text
    for option in ("--seed", "--since", "--until", "--double", "--coders", "--separate", "--codebook"):
        assert option in text
    for option in ("--top-up", "--recheck", "--recheck-share", "--unsure", "--unsure-n", "--json"):
        assert option in text
    for option in ("--seconds-per-contact", "--min-per-stratum", "--engine"):
        assert option in text
