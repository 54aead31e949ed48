"""`headwater interventions` on files, as an analyst types it."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from headwater.analysis.errors import BadDataError, HeadwaterError, UsageError
from headwater.cli.main import root

FIRST, START = date(2023, 1, 2), "2024-12-30"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(root, ["interventions", *map(str, arguments)], catch_exceptions=True)


def said(result: Result) -> str:
    assert isinstance(result.exception, HeadwaterError), result.output
    return str(result.exception)


def written(path: Path, effect: float = -0.3, weeks: int = 130, seed: int = 1) -> Path:
    draw = np.random.default_rng(seed)
    rows = ["date,value,orders"]
    for i in range(weeks):
        rate = 0.02 * np.exp(effect * (i >= 104))
        rows.append(f"{FIRST + timedelta(weeks=i)},{draw.poisson(10_000 * rate)},10000")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


ASKED = [
    "--start",
    START,
    "--kind",
    "count",
    "--denominator",
    "orders",
    "--smallest",
    "-5%",
    "--unit",
    "contacts",
]


def test_a_series_is_judged_and_a_report_is_written(tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    result = run("evaluate", written(tmp_path / "chasing.csv"), *ASKED, "--phase-in", "4w", "--out", out)
    assert result.exit_code == 0, result.output
    assert "Worked. chasing: -" in result.stdout
    assert "[+] Nothing at pretended starts" in result.stdout
    assert "not locked before the start" in result.stdout
    page = out.read_text(encoding="utf-8")
    assert "Worked. chasing" in page
    assert "<script" not in page
    assert "Stands out from a wandering level" in page


def test_json_holds_estimate_interval_gates_and_verdict(tmp_path: Path) -> None:
    result = run("evaluate", written(tmp_path / "chasing.csv"), *ASKED, "--json")
    data = json.loads(result.stdout)
    change = data["effect"]["change"]
    assert change["low"] < change["value"] < change["high"] < 0
    assert data["verdict"]["word"] == "worked"
    assert [gate["key"] for gate in data["gates"]] == [
        "record",
        "reaction",
        "overlap",
        "placebo",
        "control",
        "wandering",
    ]


def test_plan_lock_evaluate_list_is_one_way(tmp_path: Path) -> None:
    known = written(tmp_path / "known.csv", weeks=104)
    plan = tmp_path / "plans" / "depot.json"
    result = run(
        "plan",
        known,
        *ASKED,
        "--cost",
        "software=4000",
        "--hours",
        "30",
        "--simulations",
        "50",
        "--out",
        plan,
    )
    assert result.exit_code == 0, result.output
    assert "would be found four times in five" in result.stdout
    again = run("plan", known, *ASKED, "--simulations", "0", "--out", plan)
    assert "exists already. A changed plan is a new plan" in said(again)

    assert "before the start" not in run("lock", plan, "--by", "Amara").stdout  # it began in the past
    assert "is locked already" in said(run("lock", plan, "--by", "Bela"))

    early = run(
        "evaluate", written(tmp_path / "now.csv", weeks=112), "--plan", plan, "--denominator", "orders"
    )
    assert "Too early: the verdict is due when 2025-06-30 has passed" in early.stdout
    late = run("evaluate", written(tmp_path / "late.csv"), "--plan", plan, "--denominator", "orders")
    assert "Worked." in late.stdout
    assert "was locked by Amara" in late.stdout

    listed = run("list", plan.parent)
    assert "depot" in listed.stdout
    assert "worked" in listed.stdout
    assert "Money spent                        4,000 EUR" in listed.stdout
    assert json.loads(run("list", plan.parent, "--json").stdout)["money_without_a_verdict"] == 0


def test_a_plan_changed_after_its_lock_is_refused_and_both_are_listed(tmp_path: Path) -> None:
    known = written(tmp_path / "known.csv", weeks=104)
    plan = tmp_path / "plans" / "depot.json"
    run("plan", known, *ASKED, "--simulations", "0", "--out", plan)
    run("lock", plan, "--by", "Amara")
    data = json.loads(plan.read_text(encoding="utf-8"))
    plan.write_text(json.dumps(data | {"smallest": "-1%"}), encoding="utf-8")
    result = run("evaluate", written(tmp_path / "late.csv"), "--plan", plan, "--denominator", "orders")
    assert "changed after its lock" in said(result)
    assert "smallest was -5%, is -1%" in said(result)
    listed = json.loads(run("list", plan.parent, "--json").stdout)["interventions"]
    assert sorted(listed["locked"]) == [False, True]


def test_a_weak_plan_is_told_so(tmp_path: Path) -> None:
    known = written(tmp_path / "known.csv", weeks=104)
    asked = [*ASKED]
    asked[asked.index("-5%")] = "-0.5%"
    result = run("plan", known, *asked, "--simulations", "0")
    assert "The verdict will probably be “cannot tell”" in result.stdout


def test_a_comparison_and_a_control_are_registered_by_giving_them(tmp_path: Path) -> None:
    series = written(tmp_path / "chasing.csv")
    other, still = (
        written(tmp_path / "north.csv", 0.0, seed=2),
        written(tmp_path / "returns.csv", 0.0, seed=3),
    )
    result = run("evaluate", series, *ASKED, "--compare", other, "--control", still, "--json")
    data: dict[str, Any] = json.loads(result.stdout)
    assert data["plan"]["comparison"] == "north.csv"
    assert data["gates"][4]["status"] == "holds"
    assert data["verdict"]["word"] == "worked"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (["--start", "2030-01-07"], "outside the series"),
        (["--smallest", "5%"], "lower is better"),
        (["--smallest", "some"], "is not an effect"),
        (["--window", "26"], "is not a length of time"),
        (["--denominator", "order"], "no column 'order'. Did you mean 'orders'"),
        (["--cost", "4000"], "--cost '4000' needs a name and a value"),
        (["--other", "Chat=soon"], "'soon' is not a date"),
        (["--bounds", "1"], "are not two numbers"),
        (["--plan", "plan.json"], "The plan says"),
    ],
)
def test_what_is_asked_wrongly_is_said(tmp_path: Path, change: list[str], expected: str) -> None:
    result = run("evaluate", written(tmp_path / "chasing.csv"), *ASKED, *change)
    assert isinstance(result.exception, UsageError), result.output
    assert expected in str(result.exception)


def test_a_gap_in_the_file_is_said_with_its_lines(tmp_path: Path) -> None:
    series = written(tmp_path / "chasing.csv")
    lines = series.read_text(encoding="utf-8").splitlines()
    series.write_text("\n".join(lines[:50] + lines[53:]), encoding="utf-8")
    result = run("evaluate", series, *ASKED)
    assert isinstance(result.exception, BadDataError)
    assert "3 weeks are missing between line 50" in str(result.exception)


def test_without_a_start_it_says_what_to_give(tmp_path: Path) -> None:
    assert "Say --start, or give a plan with --plan" in said(run("evaluate", written(tmp_path / "a.csv")))


def test_a_file_that_is_no_plan_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "plan.json"
    wrong.write_text("not json", encoding="utf-8")
    assert "is not JSON" in said(run("lock", wrong, "--by", "Amara"))
    wrong.write_text("[]", encoding="utf-8")
    assert "does not hold a plan" in said(run("lock", wrong, "--by", "Amara"))
    empty = tmp_path / "plans"
    empty.mkdir()
    assert "No interventions yet" in run("list", empty).stdout
    assert "There is no folder" in said(run("list", tmp_path / "nowhere"))


def test_retention_of_a_registry_is_judged(tmp_path: Path) -> None:
    draw = np.random.default_rng(1)
    rows = ["person,hired,left"]
    for i in range(800):
        hired = date(2020, 1, 1) + timedelta(days=int(draw.integers(0, 1_800)))
        rate = 900 if hired >= date(2023, 1, 1) else 400
        left = hired + timedelta(days=1 + int(draw.exponential(rate)))
        if left > date(2021, 1, 1):
            rows.append(f"p{i},{hired},{left if left < date(2025, 6, 30) else ''}")
    people = tmp_path / "people.csv"
    people.write_text("\n".join(rows) + "\n", encoding="utf-8")
    asked = ["--seen-until", "2025-06-30", "--change", "2023-01-01"]
    result = run("retention", people, *asked, "--recorded-from", "2021-01-01")
    assert result.stdout.startswith("Worked: at any tenure")
    assert "2021-H1" in result.stdout
    assert "Say from which day on leavers were recorded" in said(run("retention", people, *asked))
    assert "Say --change and --seen-until" in said(run("retention", people))


@pytest.mark.real_data
def test_channing_house_from_the_command_line(real_file: Callable[[str], Path]) -> None:
    path = real_file("retention_channing.csv")
    columns = ["--entry", "entry", "--exit", "exit", "--left", "cens", "--by", "sex"]
    result = run("retention", path, *columns, "--from", 816, "--at", 960)
    assert "0.3219035" in result.stdout
    assert "0.745113" in result.stdout
    assert "0.637761" in result.stdout


@pytest.mark.real_data
def test_the_smoking_ban_from_the_command_line(real_file: Callable[[str], Path]) -> None:
    columns = ["--value", "aces", "--denominator", "stdpop", "--kind", "count"]
    asked = ["--start", "2005-01-01", "--window", "23m", "--smallest", "-5%"]
    assert (
        "Worked. aces: -11.4% (-16.6% to -5.1%)"
        in run("evaluate", real_file("its_sicily.csv"), *columns, *asked).stdout
    )


@pytest.mark.real_data
def test_the_seat_belt_law_from_the_command_line(real_file: Callable[[str], Path]) -> None:
    path = real_file("its_seatbelts.csv")
    asked = ["--first", "1969-01-01", "--grain", "month", "--kind", "count", "--start", "1983-02-01"]
    asked += ["--window", "23m", "--smallest", "-5%"]
    assert "Worked. front:" in run("evaluate", path, "--value", "front", *asked).stdout
    assert "Cannot tell. rear:" in run("evaluate", path, "--value", "rear", *asked).stdout
