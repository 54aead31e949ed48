"""Call logs, patience, and Erlang A against them: on simulated truth, and on a real bank's February."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.staffing import performance
from headwater.analysis.staffing.calls import Call, CallLog, call_log, read_calls
from headwater.analysis.staffing.contact_calls import calls_of_contacts
from headwater.analysis.staffing.fit import fit_calls
from headwater.analysis.staffing.patience import patience
from headwater.analysis.staffing.pictures import fit_figure


def simulated(  # noqa: PLR0917
    hours: float, per_hour: float, handle: float, agents: int, mean_patience: float, seed: int
) -> CallLog:
    """A queue with one line and patient customers, event by event."""
    draw = np.random.default_rng(seed)
    free = np.zeros(agents)
    calls: list[Call] = []
    at = 0.0
    while True:
        at += draw.exponential(3600 / per_hour)
        if at > hours * 3600:
            return call_log(calls, "simulated")
        first = int(np.argmin(free))
        wait, limit = max(free[first] - at, 0.0), draw.exponential(mean_patience)
        if wait > limit:
            calls.append(Call(at, limit, True, 0.0, 0.0))
        else:
            length = draw.exponential(handle)
            free[first] = at + wait + length
            calls.append(Call(at, wait, False, at + wait, length))


def test_patience_and_waits_of_a_simulated_queue_are_recovered() -> None:
    log = simulated(250, 60, 300, 5, 120, seed=1)
    found = fit_calls(log)
    mean = found.patience.seconds
    assert mean.low is not None
    assert mean.high is not None
    assert mean.low < 120 < mean.high
    assert mean.high - mean.low < 25
    assert "stays about the same" in found.patience.steadiness
    # agents seen busy while somebody waited are the five, except in half-hours with little waiting
    assert np.average(found.table.agents, weights=found.table.arrivals) == pytest.approx(5, abs=0.02)
    assert found.scale == pytest.approx(1, abs=0.06)
    figure = fit_figure(found)
    assert "<svg" in figure.svg()
    assert len(figure.columns["Left"]) == 48
    assert found.chart() is not None
    truth = performance(60, 300, 5, patience_seconds=120)
    assert log.left.mean() == pytest.approx(truth.abandonment, abs=0.012)
    assert found.observed()["mean_wait"] == pytest.approx(truth.mean_wait, rel=0.08)


def test_the_contact_store_gives_the_same_log_in_local_time() -> None:
    log = simulated(30, 60, 300, 5, 120, seed=2)
    start = datetime(2026, 3, 2, 22, tzinfo=UTC)
    rows = [
        {
            "opened_at": start + timedelta(seconds=int(joined)),
            "channel": "phone",
            "wait_seconds": round(float(wait), 3),
            "abandoned": bool(left),
            "handle_seconds": None if left else round(float(handle), 3),
        }
        for joined, wait, left, handle in zip(log.joined, log.wait, log.left, log.handle, strict=True)
    ]
    rows.append({"opened_at": start, "channel": "email", "wait_seconds": 9.0, "handle_seconds": 1.0})
    found = calls_of_contacts(contacts_from_rows(rows, timezone_name="Europe/Berlin"), channel="phone")
    shift = (datetime(2026, 3, 2, 23) - datetime(1970, 1, 1)).total_seconds()  # noqa: DTZ001
    np.testing.assert_allclose(found.joined, np.floor(log.joined) + shift)
    np.testing.assert_allclose(found.wait.sum(), log.wait.sum(), atol=1)
    assert (found.left.sum(), found.handle.sum()) == (log.left.sum(), pytest.approx(log.handle.sum()))
    with pytest.raises(BadDataError, match="None of the contacts chat says how long its customer waited"):
        calls_of_contacts(contacts_from_rows(rows), channel="chat")


def test_the_interval_of_patience_holds_the_truth_as_often_as_it_says() -> None:
    draw = np.random.default_rng(5)
    held = 0
    for _ in range(400):
        limit, answer = draw.exponential(200, 150), draw.exponential(60, 150)
        found = patience(np.minimum(limit, answer), limit < answer).seconds
        held += bool(found.low and found.high and found.low <= 200 <= found.high)
    assert 0.92 <= held / 400 <= 0.99


def test_the_mean_wait_of_those_who_left_is_not_their_patience() -> None:
    draw = np.random.default_rng(6)
    limit, answer = draw.exponential(300, 20_000), draw.exponential(30, 20_000)
    wait, left = np.minimum(limit, answer), limit < answer
    assert wait[left].mean() < 35
    assert patience(wait, left).seconds.value == pytest.approx(300, rel=0.05)


def test_patience_that_grows_is_said() -> None:
    draw = np.random.default_rng(7)
    limit = np.where(draw.random(30_000) < 0.3, draw.exponential(20, 30_000), draw.exponential(900, 30_000))
    answer = draw.exponential(120, 30_000)
    words = patience(np.minimum(limit, answer), limit < answer).steadiness
    assert words.startswith("It grows while they wait")


def test_too_few_who_left_tell_nothing() -> None:
    found = patience(np.full(100, 20.0), np.arange(100) < 3)
    assert found.seconds.value is None
    assert "only 3 customers left" in str(found)
    with pytest.raises(BadDataError, match="patience cannot be told: only 0 customers"):
        fit_calls(call_log([Call(60.0 * i, 0, False, 60.0 * i, 30) for i in range(100)], "calm"))


def test_waits_that_cannot_be_are_refused() -> None:
    with pytest.raises(BadDataError, match="wait of customer 2 is -1"):
        patience(np.array([1.0, -1.0]), np.array([True, False]))
    with pytest.raises(BadDataError, match="2 waits and 1 marks"):
        patience(np.array([1.0, 2.0]), np.array([True]))


def test_a_plain_log_is_read(tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(
        "joined_at;wait_seconds;handle_seconds;left\n"
        "2026-03-02 09:10;12;180;no\n2026-03-02T09:50;40;;yes\n2026-03-02 09:29:59;0;60;0\n"
    )
    log = read_calls(file)
    assert {half: n for (_, half), n in log.half_hours().items()} == {18: 2, 19: 1}
    assert log.left.tolist() == [False, False, True]
    assert log.answered_at[0] - log.joined[0] == 12


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("joined_at,wait_seconds,left\n", "no rows|no column"),
        ("joined_at,wait_seconds,handle,left\n2026-03-02 09:10,1,2,0\n", "no column 'handle_seconds'"),
        (
            "joined_at,wait_seconds,handle_seconds,left\n2026-03-02 09:10,-1,2,0\n",
            "line 2, column 'wait_seconds': -1 has to be at least 0",
        ),
        (
            "joined_at,wait_seconds,handle_seconds,left\n2.3.26,1,2,0\n",
            "line 2, column 'joined_at': '2.3.26'",
        ),
        (
            "joined_at,wait_seconds,handle_seconds,left\n2026-03-02,1,2,maybe\n",
            "'maybe' is neither yes nor no",
        ),
        ("joined_at,wait_seconds,handle_seconds,left\n2026-03-02,1,,0\n", "'handle_seconds': it is empty"),
        ("joined_at,wait_seconds,handle_seconds,left\n2026-03-02,nan,1,0\n", "'nan' is no number"),
        ("joined_at,wait_seconds,handle_seconds,left\n2026-03-02,1,1\n", "line 2 has 3 cells"),
        (
            "joined_at,wait_seconds,handle_seconds,left\n2026-03-02T09:10:00Z,1,1,0\n",
            "line 2, column 'joined_at': '2026-03-02T09:10:00Z' names a time zone. Give local time",
        ),
        ("", "is empty"),
    ],
)
def test_a_bad_log_is_refused_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(text)
    with pytest.raises(BadDataError, match=words):
        read_calls(file)


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file"):
        read_calls(tmp_path / "none.csv")
    with pytest.raises(UsageError, match="no layout 'bank'"):
        read_calls(tmp_path / "none.csv", "bank")
    packed = tmp_path / "calls.csv.gz"
    packed.write_bytes(b"not gzip")
    with pytest.raises(BadDataError, match="cannot be unpacked"):
        read_calls(packed)


BANK_HEAD = "date,vru_entry,vru_exit,q_start,q_time,outcome,ser_time\n"


def test_the_bank_layout_follows_a_call_past_midnight_and_leaves_out_phantoms(tmp_path: Path) -> None:
    file = tmp_path / "bank.csv.gz"
    rows = (
        "990201,23:59:50,0:00:05,0:00:05,40,AGENT,100\n"
        "990201,9:00:00,9:00:10,0:00:00,0,AGENT,60\n"
        "990201,9:00:00,9:00:10,9:00:10,20,HANG,0\n"
        "990201,9:00:00,9:00:10,0:00:00,0,HANG,0\n"
        "990201,9:00:00,9:00:10,0:00:00,0,PHANTOM,5\n"
    )
    file.write_bytes(gzip.compress((BANK_HEAD + rows).encode()))
    log = read_calls(file, "anonymous-bank")
    assert (log.never_queued, log.phantom) == (1, 1)
    found = {(day.isoformat(), half): n for (day, half), n in log.half_hours().items()}
    assert found == {("1999-02-01", 18): 2, ("1999-02-02", 0): 1}
    for bad, words in (
        ("990201,9:00,9:00:10,0:00:00,0,AGENT,60\n", "'9:00' is no time"),
        ("990231,9:00:00,9:00:10,0:00:00,0,AGENT,60\n", "'990231' is no date"),
        ("990201,9:00:00,9:00:10,0:00:00,0,LOST,60\n", "'LOST' is not AGENT"),
    ):
        file.write_bytes(gzip.compress((BANK_HEAD + bad).encode()))
        with pytest.raises(BadDataError, match=words):
            read_calls(file, "anonymous-bank")


@pytest.mark.real_data
def test_the_figures_of_the_bank_that_the_documentation_gives(real_file: Callable[[str], Path]) -> None:
    found = fit_calls(read_calls(real_file("bank_calls_1999_02.csv.gz"), "anonymous-bank"))
    assert found.log.joined.size == 31_094
    assert int(found.log.left.sum()) == 3_932
    assert found.patience.seconds.value == pytest.approx(347.7, abs=0.1)
    assert found.observed()["abandonment"] == pytest.approx(0.128, abs=0.001)
    low, high, _ = (found.predicted(version)["abandonment"] for version in found.versions)
    assert low == pytest.approx(0.177, abs=0.001)
    assert high == pytest.approx(0.064, abs=0.001)
    assert found.scale == pytest.approx(1.13, abs=0.01)
