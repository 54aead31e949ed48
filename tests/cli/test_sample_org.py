import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from headwater.analysis.errors import UsageError
from headwater.cli.sample_org import sample_org


def run(*arguments: str) -> tuple[str, str]:
    outcome = CliRunner().invoke(sample_org, [*arguments], catch_exceptions=False, standalone_mode=False)
    return outcome.stdout, outcome.stderr


def test_it_writes_the_files_and_says_where(tmp_path: Path) -> None:
    out, _ = run("--contacts", "500", "--weeks", "2", "--seed", "3", "--out", str(tmp_path / "new"))
    assert f"{tmp_path}/new/contacts.csv  500 rows" in out
    assert "2025-01-06 to 2025-01-19, seed 3" in out
    truth = json.loads((tmp_path / "new" / "truth.json").read_text("utf-8"))
    assert truth["rows"]["contacts"] == 500


def test_with_interventions_it_writes_three_years_and_what_each_programme_did(tmp_path: Path) -> None:
    out, _ = run("--contacts", "800", "--interventions", "--out", str(tmp_path))
    assert "2023-01-09 to 2026-01-04, seed 36" in out
    programmes = json.loads((tmp_path / "truth.json").read_text("utf-8"))["programmes"]
    assert [(one["key"], one["honest_verdict"]) for one in programmes] == [
        ("fix", "worked"),
        ("target", "cannot tell"),
        ("workshop", "no effect that matters"),
        ("script", "made it worse"),
        ("hiring", "too early"),
    ]


def test_with_interventions_another_seed_is_another_organisation(tmp_path: Path) -> None:
    out, _ = run("--contacts", "50", "--interventions", "--seed", "1", "--out", str(tmp_path))
    assert "seed 1:" in out


def test_json_is_the_result_and_nothing_else(tmp_path: Path) -> None:
    out, said = run(
        "--contacts", "50", "--weeks", "2", "--out", str(tmp_path), "--json", "--format", "parquet",
        "--start", "2026-03-02",
    )  # fmt: skip
    result = json.loads(out)
    assert result["files"]["contacts.parquet"] == 50
    assert result["first_day"] == "2026-03-02"
    assert "Simulated 50 contacts" in said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--contacts", "0", "--weeks", "2"], "ask for at least 1"),
        (["--contacts", "5", "--weeks", "1"], "ask for at least 2"),
        (
            ["--contacts", "5", "--interventions", "--weeks", "60"],
            "leave --weeks out, or leave --interventions",
        ),
        (["--contacts", "5", "--interventions", "--start", "2024-01-01"], "leave --start out"),
    ],
)
def test_too_little_is_refused_before_anything_is_written(
    tmp_path: Path, arguments: list[str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        run(*arguments, "--out", str(tmp_path / "none"))
    assert not (tmp_path / "none").exists()


def test_an_out_that_is_a_file_is_refused_before_the_simulation(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="is a file, or lies below one"):
        run("--contacts", "10000000", "--out", str(tmp_path / "file"))
