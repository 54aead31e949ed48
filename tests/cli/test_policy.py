"""`headwater policy` on files, as a policy lead types it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from headwater.analysis.errors import HeadwaterError
from headwater.analysis.policy.samples import sample_text
from headwater.cli.main import root

DAY = ("--on", "2026-01-15")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(root, ["policy", *map(str, arguments)], catch_exceptions=True)


def said(result: Result) -> str:
    assert isinstance(result.exception, HeadwaterError), result.output
    return str(result.exception)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    paths = (tmp_path / "policies.yaml", tmp_path / "facts.yaml")
    for path, part in zip(paths, ("policies", "facts"), strict=True):
        path.write_text(sample_text("worked", part), encoding="utf-8")
    return paths


def test_the_telecom_sample_shows_the_two_instructions_and_what_to_do() -> None:
    result = run("conflicts", "--sample", "telecom", *DAY)
    assert result.exit_code == 0, result.output
    assert "1 conflict" in result.stdout
    assert "Customer experience (Personal service guide) wants a script" in result.stdout
    assert "Operations (Efficiency targets) wants handle time of at most 240 s" in result.stdout
    assert "handle time up to 330 s (Operations)" in result.stdout
    assert "without 'explain solution and bill' (90 s)" in result.stdout


def test_conflicts_of_files_as_json(files: tuple[Path, Path]) -> None:
    result = run("conflicts", files[0], "--facts", files[1], *DAY, "--json")
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    assert len(data["conflicts"]) == 6
    assert data["complete"]
    short = json.loads(run("conflicts", files[0], "--facts", files[1], *DAY, "--most", 3, "--json").stdout)
    assert not short["complete"]


def test_conflicts_are_arranged_by_level_and_by_document(files: tuple[Path, Path]) -> None:
    levels = run("conflicts", files[0], "--facts", files[1], *DAY, "--by", "level").stdout
    assert "\nexec against finance\n" in levels
    assert "HR against exec against finance (contains a smaller one)" in levels
    documents = run("conflicts", files[0], "--facts", files[1], *DAY, "--by", "document").stdout
    assert "\nConversation guide against Cost programme\n" in documents


def test_relax_lists_every_correction(files: tuple[Path, Path]) -> None:
    result = run("relax", files[0], "--facts", files[1], *DAY)
    assert "10 smallest corrections; any one of them is enough" in result.stdout
    assert "Or all give way a little:" in result.stdout


def test_check_says_what_is_met_alone_and_today() -> None:
    result = run("check", "--sample", "telecom", *DAY)
    assert "four-minutes: Operations (Efficiency targets) wants handle time of at most 240 s" in result.stdout
    assert "five-minutes: ended on 2024-12-31" in result.stdout
    assert json.loads(run("check", "--sample", "telecom", *DAY, "--json").stdout)["policies"]


def test_history_says_what_changed_when(tmp_path: Path) -> None:
    file = tmp_path / "policies.yaml"
    file.write_text(sample_text("telecom", "policies"), encoding="utf-8")
    result = run("history", file)
    assert "2025-01-01  four-minutes: replaced five-minutes (300 s became 240 s)" in result.stdout


def test_a_script_is_compared_on_contacts(tmp_path: Path) -> None:
    lines = ["reason,handle_seconds,resolved,offer"]
    lines += [f"bill,{200 + 30 * (n % 2) + n % 7},{int(n % 3 > 0)},{n % 2}" for n in range(12_000)]
    file = tmp_path / "steps.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = run("script", "--sample", "telecom", *DAY, "--contacts", file)
    assert result.exit_code == 0, result.output
    assert "offer (40 s at least, mandatory): costs time and resolves no more" in result.stdout
    assert (
        "Personal service guide (Customer experience): take out “present the offer of the month”; frees"
        in result.stdout
    )
    assert "agents' work" in result.stdout
    assert (
        "explain (90 s at least, mandatory): cannot tell: no contacts say whether it was done"
        in result.stdout
    )


def test_authority_is_read_from_remedies(tmp_path: Path) -> None:
    lines = ["amount,currency,escalated,resolved"]
    lines += [f"{5 + n % 50},EUR,{int(n % 50 > 20)},{int(n % 50 <= 20 or n % 3 == 0)}" for n in range(500)]
    file = tmp_path / "remedies.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = run("authority", file, "--limit", 25, "--cost-per-escalation", 30, "--cost-per-contact", 8)
    assert result.exit_code == 0, result.output
    assert "a limit of 25 EUR covers 42%" in result.stdout
    data = json.loads(run("authority", file, "--limit", 25, "--raise-to", 40, "--json").stdout)
    assert data["raised"][0]["limit"] == 40
    assert data["raised"][0]["verdict"] == "cannot tell"


def test_a_scorecard_is_written_as_policies_and_plan(tmp_path: Path) -> None:
    policies, plan = tmp_path / "new.yaml", tmp_path / "plan.json"
    result = run(
        *("scorecard", "--sample", "telecom", "--start", "2026-03-01"),
        *("--out-policies", policies, "--out-plan", plan),
    )
    assert result.exit_code == 0, result.output
    assert "Stop targeting:" in result.stdout
    assert "headwater interventions lock" in result.stderr
    assert "team-fcr" in run("check", policies, "--on", "2026-03-02").stdout
    locked = CliRunner().invoke(root, ["interventions", "lock", str(plan), "--by", "Amara"])
    assert locked.exit_code == 0, locked.output
    again = run("scorecard", "--sample", "telecom", "--out-plan", plan)
    assert "exists already" in said(again)


def test_facts_are_taken_from_a_contact_store(tmp_path: Path, files: tuple[Path, Path]) -> None:
    first = datetime(2026, 3, 2, 9, tzinfo=UTC)
    lines = ["contact_id,opened_at,channel,handle_seconds"]
    lines += [
        f"{d}-{n},{(first + timedelta(days=d, minutes=5 * n)).isoformat()},phone,{200 + n}"
        for d in range(12)
        for n in range(24)
    ]
    export, store = tmp_path / "contacts.csv", tmp_path / "store"
    export.write_text("\n".join(lines) + "\n", encoding="utf-8")
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
    result = run("conflicts", files[0], "--store", store, *DAY)
    assert result.exit_code == 0, result.output
    assert "fcr: the facts do not say resolution" in result.stdout
    assert "contacts_per_hour: 12 (12 to 12) contacts, from 288 contacts" in result.stderr
    assert "To be said by people:" in result.stderr
    told = run("facts", "--store", store)
    assert "today.aht_s: 211.5" in told.stdout
    assert json.loads(run("facts", "--store", store, "--json").stdout)["asked_for"]["resolution"]
    assert "cannot be told" in run("gaming", "--store", store, "--target", 240).stdout
    assert json.loads(run("gaming", "--store", store, "--target", 240, "--json").stdout)["grade"] == "D"
    assert "above 0" in said(run("gaming", "--store", store, "--target", 0))
    assert "cannot be told" in run("rushing", "--store", store).stdout
    both = run("conflicts", files[0], "--store", store, "--facts", files[1], *DAY)
    assert "Not weighed" not in both.stdout
    checked = json.loads(run("check", files[0], "--store", store, *DAY, "--json").stdout)
    assert next(one for one in checked["policies"] if one["policy"] == "aht")["today"] == pytest.approx(211.5)


def test_an_example_is_written_to_start_from(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    result = run("example", "telecom", "--out", folder)
    assert result.exit_code == 0, result.output
    assert f"headwater policy conflicts {folder / 'policies.yaml'} --facts" in result.stdout
    found = run("conflicts", folder / "policies.yaml", "--facts", folder / "facts.yaml", *DAY)
    assert "1 conflict" in found.stdout
    assert "exists already" in said(run("example", "worked", "--out", folder))


def test_what_is_wrong_is_said_with_what_to_do(files: tuple[Path, Path], tmp_path: Path) -> None:
    assert "Give a file of policies, or try: headwater policy conflicts --sample telecom" in said(
        run("check")
    )
    assert "--sample brings its own" in said(run("check", files[0], "--sample", "telecom"))
    assert "There is no file" in said(run("check", tmp_path / "no.yaml"))
    files[0].write_text("policies:\n  - {id: a, issuer: b, metric: ahts, value: 3}\n", encoding="utf-8")
    message = said(run("conflicts", files[0], *DAY))
    assert message == (
        "policies.yaml, line 2: policy 'a', metric: there is no metric 'ahts'. Did you mean 'aht_s'?"
    )


def test_the_picture_of_conflicts_is_written_and_never_over_a_file(tmp_path: Path) -> None:
    file = tmp_path / "conflicts.svg"
    done = run("conflicts", "--sample", "worked", *DAY, "--out-chart", file)
    assert done.exit_code == 0, done.output
    assert f"The picture is in {file}" in done.stderr
    picture = ElementTree.fromstring(file.read_text(encoding="utf-8"))
    assert sum(one.tag.endswith("circle") for one in picture.iter()) == 2 * 4 + 3 * 2
    again = run("conflicts", "--sample", "worked", *DAY, "--out-chart", file)
    assert said(again) == f"{file} exists already: give a file that is not there yet."
    nowhere = run("conflicts", "--sample", "worked", *DAY, "--out-chart", tmp_path / "no" / "folder.svg")
    assert "cannot be written" in said(nowhere)
