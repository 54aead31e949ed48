"""`headwater serve` and `headwater work`: the product people sign in to, started by one command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from time import monotonic
from types import FrameType
from urllib.parse import urlsplit

import click

from headwater.analysis.errors import MissingExtraError, TryAgainError
from headwater.cli.output import Output, with_output

_GRACE_SECONDS = 15.0
_SHORT_LIFE_SECONDS = 5.0
_MOST_SHORT_LIVES = 3


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on; the port of HEADWATER_URL by default, else 8000.")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes that answer pages."
)
@click.option(
    "--sample/--no-sample",
    default=True,
    show_default=True,
    help="Load the sample organisation at the first start, or start empty.",
)
@click.option(
    "--sample-contacts",
    type=click.IntRange(500, 20_000_000),
    default=50_000,
    show_default=True,
    help="How many contacts the sample organisation has.",
)
@click.option("--prepare-only", is_flag=True, help="Bring records, files and keys up to date, and stop.")
@with_output
def serve(
    output: Output,
    *,
    host: str,
    port: int | None,
    workers: int,
    sample: bool,
    sample_contacts: int,
    prepare_only: bool,
) -> int | None:
    """Start Headwater: its pages and its background worker, until Ctrl-C.

    Settings come from the environment; the page "Running Headwater" of the documentation lists them. The
    first start with an empty data folder loads the sample organisation, or with --no-sample prints a token
    for the first administrator.
    """
    _set_up_django()
    from headwater.web.start import prepare

    ready = prepare(sample_contacts=sample_contacts if sample else 0)
    output.result(ready)
    sys.stdout.flush()
    if prepare_only:
        return None
    port = port or urlsplit(ready.url).port or 8000
    pages = [sys.executable, "-m", "granian", "headwater.web.wsgi:application", "--interface", "wsgi"]
    pages += ["--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "4"]
    pages += ["--no-ws", "--log-level", "warning", "--workers-kill-timeout", "10"]
    work = [sys.executable, "-m", "headwater", "work", "--parent", str(os.getpid())]
    with _told_to_stop() as stopping:
        return _watch({"pages": pages, "worker": work}, stopping, output.say)


@click.command("work")
@click.option("--parent", type=int, help="Process that started this one; stop when it is gone.")
@with_output
def work(output: Output, *, parent: int | None) -> None:
    """Run a background worker alone, where pages are served by something else."""
    _set_up_django()
    from headwater.apps.tasks.worker import Worker

    with _told_to_stop() as stopping:
        Worker(stopping, parent).run()


def _set_up_django() -> None:
    if find_spec("django") is None or find_spec("granian") is None:
        raise MissingExtraError("The product with its pages", "web")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headwater.web.settings")
    import django

    django.setup()


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """Turn Ctrl-C and a service manager's stop into an event."""
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Child:
    """One process of ours, started again when it dies, unless it dies at once again and again."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name, self._command = name, command
        self._short_lives = 0
        self._start()

    def _start(self) -> None:
        # a session of its own: Ctrl-C comes to us, and we stop them in order
        self.process = subprocess.Popen(self._command, start_new_session=True)
        self._started = monotonic()

    def look(self, say: Callable[[str], None]) -> None:
        """Start the process again when it is gone."""
        code = self.process.poll()
        if code is None:
            return
        short = monotonic() - self._started < _SHORT_LIFE_SECONDS
        self._short_lives = self._short_lives + 1 if short else 0
        if self._short_lives >= _MOST_SHORT_LIVES:
            raise TryAgainError(
                f"The process for the {self.name} ended {_MOST_SHORT_LIVES} times at once (code {code}); "
                "its last lines above say why. A port that is in use is a common reason: choose another with "
                "--port."
            )
        say(f"The process for the {self.name} ended (code {code}); starting it again.")
        self._start()


def _watch(commands: dict[str, list[str]], stopping: threading.Event, say: Callable[[str], None]) -> int:
    children: list[_Child] = []
    try:
        children += [_Child(name, command) for name, command in commands.items()]
        while not stopping.wait(0.5):
            for child in children:
                child.look(say)
    finally:
        _stop([child.process for child in children])
    say("Stopped. The next start goes on from here.")
    return 0


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    end = monotonic() + _GRACE_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, end - monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
