"""The product as it runs: its real server on a port, asked as a proxy with https asks it."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

HOST = "support.example.org"


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: str


@dataclass
class Running:
    """A server that runs, and the folder of what it keeps and said."""

    port: int
    folder: Path

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def password(self, who: str) -> str:
        """Return the password of one of the sample people."""
        said = (self.folder / "data" / "sample-sign-ins.txt").read_text(encoding="utf-8")
        return said.partition(f"{who}@sample.example")[2].split()[0]


@dataclass
class Caller:
    """Somebody with a browser's cookies, behind a proxy."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        sent = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
        sent |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{HOST}{path}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body=None if form is None else urlencode(form), headers=sent)
        got = connection.getresponse()
        cookies = got.headers.get_all("Set-Cookie") or []
        for cookie in cookies:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
        answer = Answer(
            got.status,
            {name.lower(): value for name, value in got.headers.items()},
            cookies,
            got.read().decode(errors="replace"),
        )
        connection.close()
        return answer

    def fill_in(self, path: str, **form: str) -> Answer:
        """Open a page with a form and send it with this browser's token."""
        page = self.ask("GET", path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.body)
        assert token is not None, (page.status, page.body[:500])
        return self.ask("POST", path, {"csrfmiddlewaretoken": token[1], **form})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment() -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("HEADWATER_", "DJANGO_"))
    }
    kept.pop("DATABASE_URL", None)
    return kept


@contextmanager
def server(folder: Path, *options: str, **settings: str) -> Iterator[Running]:
    """Start the product on a folder, wait until it answers, and stop it."""
    port = free_port()
    command = [sys.executable, "-m", "headwater", "serve", "--workers", "1", "--port", str(port), *options]
    environment = clean_environment() | {"HEADWATER_DATA": str(folder / "data")} | settings
    with (folder / "said").open("w") as said, (folder / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=log)
        try:
            _wait_for(port, process, folder / "log")
            yield Running(port, folder)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            if Caller(port).ask("GET", "/health").status == 200:
                return
        except OSError:
            pass
        assert process.poll() is None, log.read_text(encoding="utf-8")
        assert time.monotonic() < end, "it did not answer"
        time.sleep(0.1)
