"""`headwater staffing`, as an analyst types it."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from headwater.analysis.errors import BadDataError, HeadwaterError, UsageError
from headwater.cli.main import root

CALLS = ["--arrivals-per-hour", "200", "--handle-seconds", "180"]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(root, ["staffing", *map(str, arguments)], catch_exceptions=True)


def answer(*arguments: object) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def said(kind: type[HeadwaterError], *arguments: object) -> str:
    result = run(*arguments)
    assert isinstance(result.exception, kind), result.output
    return str(result.exception)


def test_performance_of_every_model() -> None:
    assert answer("performance", *CALLS, "--agents", 14)["p_wait"] == pytest.approx(0.17413193359504983)
    impatient = answer("performance", *CALLS, "--agents", 9, "--patience-seconds", 60)
    assert impatient["model"] == "erlang-a"
    assert impatient["abandonment"] > 0.1
    lost = answer("performance", *CALLS, "--agents", 14, "--model", "erlang-b", "--engine", "numba")
    assert 0.05 < lost["p_block"] < 0.06
    assert lost["patience_seconds"] is None


def test_performance_reads_as_sentences() -> None:
    text = run("performance", *CALLS, "--agents", 14).stdout
    assert "service level 88.8%" in text
    other = run("performance", *CALLS, "--agents", 14, "--patience-seconds", 90)
    assert "by other definitions of service level" in other.stdout


def test_uncertain_demand_and_chats() -> None:
    asked = ["--arrivals-per-hour", 1000, "--handle-seconds", 360, "--agents", 105, "--patience-seconds", 180]
    found = answer("performance", *asked, "--arrivals-cv", 0.15)
    assert found["service_level"] == pytest.approx(0.769089, abs=1e-6)
    chats = ["--arrivals-per-hour", 108, "--handle-seconds", 480, "--agents", 10, "--patience-seconds", 120]
    found = answer("performance", *chats, "--chat-throughput", "1,1.6,1.95")
    assert found["p_wait"] == pytest.approx(0.015851219903578514)
    assert "--patience-seconds" in said(
        UsageError, "performance", *CALLS, "--agents", 3, "--chat-throughput", "1,2"
    )
    assert "'1;2'" in said(UsageError, "performance", *chats, "--chat-throughput", "1;2")


def test_required_agents_when_the_rate_is_uncertain() -> None:
    asked = ["--arrivals-per-hour", 1000, "--handle-seconds", 360, "--patience-seconds", 180]
    found = answer("required", *asked, "--service-level", 0.8, "--arrivals-cv", 0.15, "--shrinkage", 0.25)
    assert (found["agents"], found["at_mean"], found["scheduled"]) == (108, 101, 144)
    assert found["performance"]["service_level"] >= 0.8
    assert (
        "7 more than the mean rate asks for"
        in run("required", *asked, "--service-level", 0.8, "--arrivals-cv", 0.15).stdout
    )
    assert "With --arrivals-cv give --service-level" in said(
        UsageError, "required", *asked, "--max-occupancy", 0.8, "--arrivals-cv", 0.15
    )
    assert "needs patience_seconds" in said(
        UsageError, "required", *CALLS, "--service-level", 0.8, "--arrivals-cv", 0.15
    )


def test_required_agents() -> None:
    found = answer(*("required", *CALLS, "--service-level", 0.8, "--max-occupancy", 0.85, "--shrinkage", 0.3))
    assert (found["agents"], found["scheduled"], found["decided_by"]) == (14, 20, "service level")
    asked = ["--arrivals-per-hour", 1000, "--handle-seconds", 360, "--patience-seconds", 180]
    found = answer("required", *asked, "--service-level", 0.8, "--max-abandon", 0.03)
    assert found["agents"] == 104
    assert 13 < answer("required", *CALLS, "--service-level", 0.8, "--fractional")["agents"] < 14


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("performance", *CALLS, "--agents", 10), "waits grow without end. At least 11"),
        (
            ("performance", "--arrivals-per-hour", 0, "--handle-seconds", 1, "--agents", 1),
            "With nobody coming",
        ),
        (("performance", *CALLS, "--agents", "nan"), "agents is nan"),
        (("required", *CALLS), "There is no target"),
        (("required", *CALLS, "--service-level", 1), "service_level is 1"),
        (("required", *CALLS, "--max-occupancy", 1.5), "max_occupancy is 1.5"),
        (("required", *CALLS, "--max-abandon", 0.03), "max_abandonment needs patience_seconds"),
        (("repeats", *("--issues-per-hour", 1, "--handle-seconds", 1, "--resolution", 0)), "resolution is 0"),
        (("forecast", "--days", 7), "one of --store, --arrivals and --calls"),
        (("forecast", "--arrivals", "x.csv", "--channel", "phone"), "choose contacts of a --store"),
        (("forecast", "--arrivals", "none.csv"), "There is no file none.csv"),
        (("forecast", "--arrivals", "x.csv", "--roster", "y.csv"), "--roster needs a target"),
        (("fit",), "a CSV file, or --store"),
        (("fit", "x.csv", "--team", "a"), "choose contacts of a --store"),
        (("fit", "none.csv"), "There is no file none.csv"),
        (("intervals", "none.csv", "--service-level", 0.8), "There is no file none.csv"),
        (("intervals", "none.csv", "--minutes", 0), "--minutes is 0"),
    ],
)
def test_what_cannot_be_answered_is_said(arguments: tuple[object, ...], words: str) -> None:
    assert words in said(UsageError, *arguments)


def test_repeats_and_a_change() -> None:
    now = ["--issues-per-hour", 400, "--handle-seconds", 240, "--resolution", 0.65, "--call-back", 0.9]
    assert answer("repeats", *now)["contacts_per_hour"] == pytest.approx(583.94, abs=0.005)
    change = ["--then-handle-seconds", 300, "--then-resolution", 0.82, "--max-occupancy", 0.85]
    found = answer("repeats", *now, *change)
    assert (found["agents_before"], found["agents_after"], found["verdict"]) == (46, 47, "costs")
    assert found["break_even_seconds"] == pytest.approx(293.606, abs=5e-4)
    assert (
        "cannot pay for itself"
        in run("repeats", *now, "--then-handle-seconds", 390, "--then-resolution", 0.95).stdout
    )
    assert "both" in said(UsageError, "repeats", *now, "--then-resolution", 0.9)
    assert "leave them out" in said(UsageError, "repeats", *now, *change, "--agents", 5)
    again = answer("repeats", *now, "--agents", 40, "--patience-seconds", 120, "--redial", 0.5)
    assert again["redials_per_hour"] > 0
    assert "--redial needs" in said(UsageError, "repeats", *now, "--redial", 0.5)


def test_a_table_of_intervals(tmp_path: Path) -> None:
    file = tmp_path / "day.csv"
    file.write_text(
        "start,arrivals,handle_seconds,agents\n09:00,100,180,14\n09:30,120,180,10\n10:00,0,180,2\n"
    )
    found = answer("intervals", file, "--service-level", 0.8)
    assert [row["required"] for row in found["intervals"]] == [14, 16, 0]
    assert found["short_hours"] == 3
    assert found["intervals"][0]["service_level"] == pytest.approx(0.8883500191794669)
    assert found["intervals"][1]["service_level"] is None
    assert "waits grow without end" in run("intervals", file, "--service-level", 0.8).stdout
    impatient = answer("intervals", file, "--service-level", 0.8, "--patience-seconds", 120)
    assert impatient["intervals"][1]["abandonment"] > 0.1
    late = answer("intervals", file, "--service-level", 0.8, "--moving")
    # the work of 9:30 is still there at 10:00, and that of 9:00 had not yet begun
    assert [row["required"] for row in late["intervals"]] == [12, 16, 3]
    quarter = answer("intervals", file, "--service-level", 0.8, "--minutes", 15)
    assert quarter["intervals"][0]["required"] > 14


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("start,arrivals\n9,1\n", "no column 'handle_seconds'"),
        ("start,arrivals,handle_seconds\n9,1,100\n9,x,100\n", "line 3, column 'arrivals': 'x' is no number"),
        ("start,arrivals,handle_seconds\n9,-1,100\n", "line 2, column 'arrivals': -1 has to be at least 0"),
        ("start,arrivals,handle_seconds\n9,1,0\n", "column 'handle_seconds': 0 has to be above 0"),
        ("start,arrivals,handle_seconds\n9,0,100\n", "No interval has any arrivals"),
        ("start,arrivals,handle_seconds,agents\n9,1,100,\n", "column 'agents': it is empty"),
    ],
)
def test_a_bad_table_is_refused_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "day.csv"
    file.write_text(text)
    assert words in said(BadDataError, "intervals", file, "--service-level", 0.8)


def arrivals(path: Path, weeks: int = 6) -> Path:
    draw, rows = np.random.default_rng(4), ["start,arrivals,handle_seconds"]
    for day in (date(2026, 1, 5) + timedelta(days=i) for i in range(weeks * 7)):
        for half in range(16, 36):
            mean = 40 if day.weekday() < 5 else 15
            rows.append(f"{day} {half // 2:02d}:{30 * (half % 2):02d},{draw.poisson(mean)},240")
    path.write_text("\n".join(rows) + "\n")
    return path


def test_a_forecast_and_the_roster_against_it(tmp_path: Path) -> None:
    file = arrivals(tmp_path / "arrivals.csv")
    alone = answer("forecast", "--arrivals", file)
    assert len(alone["half_hours"]) == 140
    assert alone["back_test"]["error"] < alone["back_test"]["naive_error"]
    roster = tmp_path / "roster.ics"
    shift = "BEGIN:VEVENT\nUID:{0}\nDTSTART:20260216T080000\nDURATION:PT5H\n"
    shift += "RRULE:FREQ=DAILY;COUNT=7\nEND:VEVENT\n"
    roster.write_text("BEGIN:VCALENDAR\n" + "".join(shift.format(i) for i in range(20)) + "END:VCALENDAR\n")
    asked = ["--arrivals", file, "--service-level", 0.8, "--shrinkage", 0.2, "--roster", roster]
    found = answer("forecast", *asked)
    monday = [row for row in found["half_hours"] if row["start"].startswith("2026-02-16")]
    assert [row["there"] for row in monday] == [16] * 10 + [0] * 10
    assert {row["verdict"] for row in monday[10:]} == {"short"}
    assert monday[0]["needed_low"] <= monday[0]["needed"] <= monday[0]["needed_high"]
    text = run("forecast", *asked).stdout
    assert "smaller than repeating last week" in text
    assert "Short for certain" in text


def test_a_forecast_from_the_store(tmp_path: Path) -> None:
    draw, rows = np.random.default_rng(4), ["contact_id,opened_at,channel,handle_seconds"]
    for day in range(28):
        for i in range(draw.poisson(60)):
            second = int(draw.integers(9 * 3600, 17 * 3600))
            at = f"2026-03-{day + 1:02d}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z"
            rows.append(f"{day}-{i},{at},phone,200")
    file, store = tmp_path / "e.csv", tmp_path / "store"
    file.write_text("\n".join(rows) + "\n")
    importing = ["contacts", "import", str(file), "--mapping", "generic", "--store", str(store)]
    loaded = CliRunner().invoke(root, [*importing, "--timezone", "UTC"])
    assert loaded.exit_code == 0, loaded.output
    assert "None of the contacts phone says" in said(
        BadDataError, "fit", "--store", store, "--channel", "phone"
    )
    found = answer("forecast", "--store", store, "--channel", "phone", "--service-level", 0.8)
    assert found["handle_seconds"] == 200
    assert sum(row["mean"] for row in found["half_hours"]) == pytest.approx(420, rel=0.12)


def test_a_call_log_is_fitted(tmp_path: Path) -> None:
    draw, free, at = np.random.default_rng(2), np.zeros(4), 0.0
    rows = ["joined_at,wait_seconds,handle_seconds,left"]
    while at < 12 * 86_400:
        at += draw.exponential(75)
        first = int(np.argmin(free))
        wait, limit = max(free[first] - at, 0), draw.exponential(150)
        day, second = date(2026, 3, 2) + timedelta(days=int(at // 86_400)), at % 86_400
        clock = f"{int(second // 3600):02d}:{int(second // 60 % 60):02d}:{int(second % 60):02d}"
        if wait > limit:
            rows.append(f"{day} {clock},{limit:.1f},,1")
        else:
            handle = draw.exponential(280)
            free[first] = at + wait + handle
            rows.append(f"{day} {clock},{wait:.1f},{handle:.1f},0")
    file = tmp_path / "calls.csv"
    file.write_text("\n".join(rows) + "\n")
    found = answer("fit", file)
    assert found["patience"]["seconds"]["low"] < 150 < found["patience"]["seconds"]["high"]
    assert found["half_hours"][0].keys() >= {"arrivals", "offered_load", "mean_wait", "left_predicted"}
    text = run("fit", file).stdout
    assert "the totals agree" in text
    assert "chance alone would give" in text
    # the same log serves a forecast
    assert answer("forecast", "--calls", file)["handle_seconds"] == pytest.approx(280, rel=0.05)
