"""`headwater staffing simulate`, as an analyst types it."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from headwater.analysis.errors import BadDataError, UsageError
from headwater.cli.main import root

FLOOR = """
hours: 2
contacts: [{name: calls, per_hour: 30, handle_s: 120, patience_s: 60}]
groups: [{name: team, agents: 2, skills: calls}]
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(root, ["staffing", "simulate", *map(str, arguments)], catch_exceptions=True)


def test_a_floor_is_simulated_with_standard_errors_and_progress(tmp_path: Path) -> None:
    floor = tmp_path / "floor.yaml"
    floor.write_text(FLOOR, encoding="utf-8")
    result = run(floor, "--runs", 4, "--seed", 3)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("4 runs of 2 hours, ")
    assert ", standard error " in result.stdout
    assert "Simulated: 4 of 4 runs" in result.stderr
    again = json.loads(run(floor, "--runs", 4, "--seed", 3, "--json").stdout)
    level = again["figures"]["service_level"]
    assert 0 < level["value"] < 1
    assert level["standard_error"] > 0
    assert again["runs"] == 4
    assert again != json.loads(run(floor, "--runs", 4, "--seed", 4, "--json").stdout)


def test_the_example_is_a_floor_with_kinds_and_groups_apart(tmp_path: Path) -> None:
    example = run("--example")
    floor = tmp_path / "floor.yaml"
    floor.write_text(example.stdout, encoding="utf-8")
    result = run(floor, "--runs", 2)
    assert result.exit_code == 0, result.output
    assert "Cut at the target" in result.stdout
    assert "chats: in time " in result.stdout
    assert "both: occupancy " in result.stdout
    assert json.loads(run("--example", "--json").stdout)["floor"].startswith("# A morning")


def test_what_is_wrong_is_named_with_its_line_and_what_to_do(tmp_path: Path) -> None:
    floor = tmp_path / "floor.yaml"
    floor.write_text(FLOOR.replace("120", "-1"), encoding="utf-8")
    wrong = run(floor).exception
    assert isinstance(wrong, BadDataError)
    assert str(wrong).startswith("floor.yaml, line 3: contacts 'calls', handle_s: is -1")
    missing = run().exception
    assert isinstance(missing, UsageError)
    assert "To start one: headwater staffing simulate --example > floor.yaml" in str(missing)
