"""A real worker process, killed in the middle: its task is done by another one, and never by two at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

_WORK = """
import signal, sys, threading
from datetime import timedelta
import django
django.setup()
from headwater.apps.tasks import selectors, worker
selectors.SILENT_AFTER = timedelta(seconds=1)
worker.BEAT_SECONDS = worker.LOOK_SECONDS = worker.WRITE_SECONDS = 0.1
stopping = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stopping.set())
worker.Worker(stopping).run()
"""
_QUEUE = """
import sys
import django
django.setup()
from django.core.management import call_command
from headwater.apps.tasks.services import start_task
call_command("migrate", verbosity=0)
print(start_task(acting_user=None, kind="test.lines", file=sys.argv[1], lines=8, seconds=0.15).pk)
"""
_READ = """
import json
import django
django.setup()
from headwater.apps.tasks.models import Task
print(json.dumps(list(Task.objects.values("state", "attempts", "result"))))
"""


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An installation of its own: a data folder, and where the tests run on PostgreSQL a database there."""
    said = {**os.environ, "HEADWATER_DATA": str(tmp_path / "data"), "PYTHONPATH": str(Path.cwd())}
    admin = os.environ.get("DATABASE_URL", "")
    if not admin:
        yield said
        return
    import psycopg

    name = f"killed_{os.getpid()}"
    with psycopg.connect(admin, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield said | {"DATABASE_URL": urlsplit(admin)._replace(path=f"/{name}").geturl()}
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def python(program: str, environment: dict[str, str], *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments], env=environment, stdout=subprocess.PIPE, text=True
    )


def until(true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 90
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def test_killed_work_is_done_again_by_another_worker_and_never_by_two_at_once(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "lines"
    queued = python(_QUEUE, environment, str(file))
    assert queued.wait(60) == 0

    def lines() -> list[list[str]]:
        return [line.split() for line in file.read_text().splitlines()] if file.exists() else []

    workers = {w.pid: w for w in (python(_WORK, environment), python(_WORK, environment))}
    try:
        until(lambda: len(lines()) >= 3, "no worker began")
        first = int(lines()[0][0])
        workers[first].send_signal(signal.SIGKILL)
        workers[first].wait()
        until(lambda: lines()[-1][1] == "7", "nobody finished the work")
        time.sleep(0.5)
    finally:
        for process in workers.values():
            process.terminate()
        codes = [process.wait(20) for process in workers.values()]

    (second,) = workers.keys() - {first}
    pids = [int(pid) for pid, _ in lines()]
    assert pids == [first] * pids.count(first) + [second] * 8
    assert [number for pid, number in lines() if int(pid) == second] == [str(n) for n in range(8)]
    assert sorted(codes) == [-signal.SIGKILL, 0]
    told, _ = python(_READ, environment).communicate(timeout=60)
    assert told.strip() == '[{"state": "done", "attempts": 2, "result": {"lines": 8}}]'
