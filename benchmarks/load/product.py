"""The product as people meet it, on the sample organisation: its server, its people, their cookies."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

PEOPLE = ("amara", "olga", "bela", "chidi", "dana", "emre", "admin")


@dataclass(frozen=True)
class Product:
    """A server that runs, and the cookies of people who are signed in."""

    url: str
    data: Path
    cookies: dict[str, str]


@contextmanager
def running(data: Path, contacts: int) -> Iterator[Product]:
    """Start the product on a data folder, wait until all its work is done, and stop it in the end."""
    data.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("HEADWATER_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    environment = kept | {"HEADWATER_DATA": str(data.resolve())}
    command = [sys.executable, "-m", "headwater", "serve", "--port", str(port)]
    command += ["--sample-contacts", str(contacts)]
    with (data.parent / "server.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=log)
        try:
            _wait(
                process,
                f"http://127.0.0.1:{port}/health",
                data / "records.sqlite3",
                data.parent / "server.log",
            )
            yield Product(f"http://127.0.0.1:{port}", data, _sessions(environment))
        finally:
            process.terminate()  # an interrupt is not heard where a shell started us in the background
            process.wait(60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: "subprocess.Popen[bytes]", health: str, records: Path, log: Path) -> None:
    """Wait until pages answer and no background work is open: what is timed is the product at rest."""
    started, told = time.monotonic(), ""
    while True:
        if process.poll() is not None:
            raise SystemExit(f"The product did not start:\n{log.read_text()[-3000:]}")
        if time.monotonic() - started > 3600:
            raise SystemExit("The product's background work did not end within an hour.")
        if _answers(health):
            open_work = _open_work(records)
            if not open_work:
                return
            if open_work != told:
                print(f"  {time.monotonic() - started:6.0f} s  {open_work}", flush=True)
                told = open_work
        time.sleep(1)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


def _open_work(records: Path) -> str:
    with closing(sqlite3.connect(f"file:{records}?mode=ro", uri=True, timeout=20)) as opened:
        rows = opened.execute(
            "SELECT kind, step FROM tasks_task WHERE state IN ('running', 'queued') ORDER BY state DESC"
        ).fetchall()
    return ", ".join(f"{kind}: {step}" if step else kind for kind, step in rows[:3])


_SIGN_IN = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from headwater.apps.people.models import User
made = {}
for name in sys.argv[1:]:
    user = User.objects.filter(email=f"{name}@sample.example").first()
    if user is None:
        continue
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    made[name] = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
print(json.dumps(made))
"""


def _sessions(environment: dict[str, str]) -> dict[str, str]:
    """Sign people in without the form: attempts are limited, and a password takes its time on purpose."""
    import json

    settings = environment | {"DJANGO_SETTINGS_MODULE": "headwater.web.settings"}
    command = [sys.executable, "-c", _SIGN_IN, *PEOPLE]
    said = subprocess.run(command, env=settings, capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(said.stdout.splitlines()[-1])
    if not found:
        raise SystemExit(
            "No person of the sample organisation is here: give a folder that does not exist yet."
        )
    return found
