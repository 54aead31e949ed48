"""As it is deployed: Django's checks are clean, migrations complete, start and stop leave nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest


def run(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HEADWATER_")}
    kept.pop("DATABASE_URL", None)
    kept.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # the browser's tests set it for their own process
    return kept | {
        "HEADWATER_DATA": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "headwater.web.settings",
    }


def test_the_deployment_check_has_nothing_to_say(environment: dict[str, str]) -> None:
    said = run(
        environment | {"HEADWATER_URL": "https://support.example.org"},
        *("-W", "error", "-m", "django", "check", "--deploy", "--fail-level", "WARNING"),
    )
    assert said.returncode == 0, said.stderr
    assert "no issues (0 silenced)" in said.stdout


def test_no_migration_is_missing(environment: dict[str, str]) -> None:
    said = run(environment, "-m", "django", "makemigrations", "--check", "--dry-run")
    assert said.returncode == 0, said.stdout


def test_a_wrong_setting_stops_the_start_with_a_sentence(environment: dict[str, str]) -> None:
    said = run(environment | {"HEADWATER_TIME_ZONE": "Mars/Base"}, "-m", "headwater", "serve")
    assert said.returncode == 2
    assert said.stderr == "Error: HEADWATER_TIME_ZONE is 'Mars/Base': no time zone has that name.\n"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str, seconds: float = 60) -> str:
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url) as response:
                return str(response.read().decode())
        except (urllib.error.URLError, ConnectionError):
            assert time.monotonic() < end, f"{url} did not answer"
            time.sleep(0.1)


def test_it_starts_empty_stops_on_request_and_goes_on(environment: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    environment |= {"HEADWATER_URL": f"http://127.0.0.1:{port}"}
    command = [sys.executable, "-m", "headwater", "serve", "--no-sample", "--workers", "1"]
    keys = []
    for number in (signal.SIGINT, signal.SIGTERM):
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert answers(f"http://127.0.0.1:{port}/health") == "ok\n"
            assert "Nobody has an account yet" in answers(f"http://127.0.0.1:{port}/")
            process.send_signal(number)
            told, complained = process.communicate(timeout=30)
        assert process.returncode == 0, complained
        assert "open http://127.0.0.1" in told
        assert "Stopped. The next start goes on from here." in complained
        with pytest.raises(urllib.error.URLError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health")
        keys.append((tmp_path / "data" / "keys" / "session.key").read_text())
    assert keys[0] == keys[1]
    assert oct((tmp_path / "data" / "records.sqlite3").stat().st_mode & 0o077) == "0o0"


def test_a_port_that_is_taken_is_said_and_nothing_is_left_running(environment: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = run(environment, "-m", "headwater", "serve", "--no-sample", "--workers", "1", "--port", port)
    assert said.returncode == 75
    assert "Error: The process for the pages ended 3 times at once" in said.stderr
    assert "choose another with --port" in said.stderr
