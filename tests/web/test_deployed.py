"""As it is deployed: Django's checks are clean, migrations complete, start and stop leave nothing behind."""

import errno
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, connection

from headwater.analysis.errors import HeadwaterError
from headwater.cli.processes import check_address
from headwater.web.folder import held, troubles_said


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


def serve(environment: dict[str, str], *more: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "headwater", "serve", "--no-sample", "--workers", "1", *more]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_port_that_is_taken_is_said_before_anything_is_made(
    environment: dict[str, str], tmp_path: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = serve(environment, "--port", str(port))
    assert said.returncode == 75
    assert f"Error: Port {port} of 127.0.0.1 is in use: another program listens there" in said.stderr
    assert re.search(r"choose another port: --port \d+\n", said.stderr)
    assert not (tmp_path / "data" / "records.sqlite3").exists()


def test_two_servers_do_not_share_a_data_folder(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with held(tmp_path / "data"):
        said = serve(environment, "--port", str(free_port()))
    assert said.returncode == 75
    assert f"Headwater already runs on {tmp_path}/data (process {os.getpid()}). Stop that one" in said.stderr
    assert serve(environment, "--prepare-only").returncode == 0, "whoever let go is not in the way"


@pytest.mark.parametrize("place", ["a file", "below a file"])
def test_a_data_folder_that_cannot_be_made_is_said(
    environment: dict[str, str], tmp_path: Path, place: str
) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" if place == "a file" else tmp_path / "file" / "data"
    said = serve(environment | {"HEADWATER_DATA": str(folder)})
    assert said.returncode == 2
    assert said.stderr.startswith(f"Error: The data folder {folder} cannot be made: ")
    assert "name another with HEADWATER_DATA" in said.stderr


def test_what_the_system_refuses_is_said_in_words(tmp_path: Path) -> None:
    cases: list[tuple[Exception, str]] = [
        (OSError(errno.ENOSPC, "No space left on device"), "is full.*make room and start again"),
        (OperationalError("database or disk is full"), "is full"),
        (PermissionError(errno.EACCES, "Permission denied", "/d/keys"), r"may not write to /d/keys.*chown"),
        (OperationalError("attempt to write a readonly database"), "may not write to"),
        (OperationalError("unable to open database file"), "cannot be opened"),
        (OperationalError("database is locked"), "Another program holds the records"),
        (DatabaseError("file is not a database"), "damaged.*headwater restore FILE --into FOLDER"),
    ]
    for error, words in cases:
        if isinstance(error, DatabaseError) and connection.vendor != "sqlite" and "full" not in str(error):
            continue
        with pytest.raises(HeadwaterError, match=words), troubles_said(tmp_path):
            raise error
    with pytest.raises(ValueError, match="a fault"), troubles_said(tmp_path):
        raise ValueError("a fault stays what it is")


def test_a_database_that_does_not_answer_is_said_without_its_password(environment: dict[str, str]) -> None:
    url = f"postgresql://head:watersecret@127.0.0.1:{free_port()}/records"
    said = serve(environment | {"DATABASE_URL": url})
    assert said.returncode == 75
    assert "The database that DATABASE_URL names does not let Headwater in" in said.stderr
    assert "watersecret" not in said.stderr + said.stdout


def test_pages_and_worker_end_with_a_server_that_is_killed(environment: dict[str, str]) -> None:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "headwater",
        "serve",
        "--no-sample",
        "--workers",
        "1",
        "--port",
        str(port),
    ]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as killed:
        answers(f"http://127.0.0.1:{port}/health")
        killed.kill()
        _, _ = killed.communicate(timeout=30)  # ends when nobody holds its error stream any more
    said = serve(environment, "--port", str(port), "--prepare-only")
    assert said.returncode == 0, said.stderr
    check_address("127.0.0.1", port)
