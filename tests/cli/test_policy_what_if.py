"""`headwater policy what-if`, as an operations lead types it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from headwater.analysis.errors import UsageError
from headwater.analysis.policy.samples import sample_text
from headwater.analysis.staffing.simulation import compiled
from headwater.cli.main import root

DAY = ("--on", "2026-01-15")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(root, ["policy", "what-if", *map(str, arguments)], catch_exceptions=True)


def answer(*arguments: object) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def rows(told: Any) -> dict[str, Any]:
    return {row["key"]: row for row in told["rows"]}


def test_the_telecom_that_takes_more_time() -> None:
    result = run("--sample", "telecom", "--handle-seconds", 300, *DAY)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("Handle time 300 s. The work needs 50 on the floor, 6 more than today.")
    assert "Broken: Operations (Efficiency targets) wants handle time of at most 240 s" in result.stdout
    assert "Nothing above 347 s can pay for itself." in result.stdout


def test_facts_alone_and_every_slider(tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text(sample_text("telecom", "facts"), encoding="utf-8")
    moved = ("--handle-seconds", 300, "--fcr", 0.82, "--authority", 80, "--shrinkage", 0.25, "--agents", 70)
    targets = ("--wrap-seconds", 20, "--service-level", 0.7, "--threshold-seconds", 30)
    told = answer("--facts", facts, *moved, *targets)
    assert told["change"] == {
        "handle_s": 300,
        "fcr_frac": 0.82,
        "authority": 80,
        "shrinkage_frac": 0.25,
        "agents_scheduled": 70,
        "wrap_s": 20,
        "service_frac": 0.7,
        "threshold_s": 30,
    }
    assert rows(told)["fcr_frac"]["after"]["value"] == 0.82
    assert told["policies"] == []


def test_policies_from_a_file_decide_the_staff(tmp_path: Path) -> None:
    for part in ("facts", "policies"):
        (tmp_path / f"{part}.yaml").write_text(sample_text("telecom", part), encoding="utf-8")
    files = (tmp_path / "policies.yaml", "--facts", tmp_path / "facts.yaml")
    told = answer(*files, "--handle-seconds", 300, *DAY)
    assert told == answer("--sample", "telecom", "--handle-seconds", 300, *DAY)


def test_facts_of_a_store_have_intervals_and_those_of_people_have_none(tmp_path: Path) -> None:
    first = datetime(2026, 3, 2, 9, tzinfo=UTC)
    lines = ["contact_id,opened_at,channel,handle_seconds"]
    lines += [
        f"{d}-{n},{(first + timedelta(days=d, minutes=5 * n)).isoformat()},phone,{200 + 3 * n + 4 * (d % 5)}"
        for d in range(14)
        for n in range(20 + d % 4)
    ]
    export, store, said = tmp_path / "contacts.csv", tmp_path / "store", tmp_path / "said.yaml"
    export.write_text("\n".join(lines) + "\n", encoding="utf-8")
    said.write_text("today: {fcr_frac: 70%, agents_scheduled: 3, shrinkage_frac: 25%}", encoding="utf-8")
    loaded = CliRunner().invoke(
        root,
        [
            "contacts",
            "import",
            str(export),
            "--mapping",
            "generic",
            "--store",
            str(store),
            "--timezone",
            "UTC",
        ],
    )
    assert loaded.exit_code == 0, loaded.output
    told = answer("--store", store, "--facts", said, "--handle-seconds", 260)
    handle, resolved = rows(told)["handle_s"], rows(told)["fcr_frac"]
    assert handle["before"]["low"] < handle["before"]["value"] < handle["before"]["high"]
    assert (handle["after"]["low"], handle["after"]["value"]) == (None, 260)
    assert resolved["before"]["method"] == "from what people said, without an interval"
    assert any(note.startswith("Intervals come from") for note in told["notes"])


@pytest.mark.skipif(not compiled, reason="the extra fast (numba) is not there: too slow without")
def test_simulated_days_come_with_progress_and_both_answers() -> None:
    told = run("--sample", "telecom", "--agents", 70, "--simulate", "--runs", 2, "--hours", 1, *DAY, "--json")
    assert told.exit_code == 0, told.output
    both = json.loads(told.stdout)
    assert set(both) == {"analytic", "simulated"}
    assert both["simulated"]["runs"] == 2
    assert "Simulated: 4 of 4 days" in told.stderr
    text = run("--sample", "telecom", "--agents", 70, "--simulate", "--runs", 2, "--hours", 1, *DAY)
    assert "2 simulated days of 1 hours." in text.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--handle-seconds", 300), "Give --facts FILE or --store DIR, or try: headwater policy what-if"),
        (("--sample", "telecom", "--facts", "f.yaml"), "--sample brings its own policies and facts"),
        (("--sample", "telecom", "--handle-seconds", 0), "handle_s is 0: a time has to be above 0 seconds."),
        (
            ("--sample", "telecom", "--fcr", 82),
            "fcr_frac is 82: a share lies between 0 and 1. Give 0.82 for 82%.",
        ),
        (("--sample", "telecom", "--shrinkage", 1), "at 1 nobody would be there"),
        (
            ("--sample", "worked", "--agents", 50),
            "cannot be moved. The facts do not say today.agents_scheduled",
        ),
        (("--sample", "telecom", "--simulate", "--hours", 0), "hours is 0: a day lasts above 0"),
    ],
)
def test_what_cannot_be_is_refused(arguments: tuple[object, ...], said: str) -> None:
    result = run(*arguments)
    assert isinstance(result.exception, UsageError), result.output
    assert said in str(result.exception)
