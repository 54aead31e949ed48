"""Processes that belong together: started, watched, started again when they die, stopped in order."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType

from headwater.analysis.errors import TryAgainError, UsageError

_GRACE_SECONDS = 15.0
_SHORT_LIFE_SECONDS = 5.0
_MOST_SHORT_LIVES = 3
_TELL_ME_WHEN_MY_PARENT_DIES = 1
"""PR_SET_PDEATHSIG of Linux's prctl."""


@contextmanager
def told_to_stop() -> Iterator[threading.Event]:
    """Turn Ctrl-C, a closed terminal and a service manager's stop into an event."""
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    # what was started to outlive its terminal (nohup) ignores the hang-up, and goes on doing so
    heard = [
        n for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) != signal.SIG_IGN
    ]
    before = {number: signal.signal(number, stop) for number in heard}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def check_address(host: str, port: int) -> None:
    """Say in time, and in words, that an address cannot be listened on.

    Raises
    ------
    TryAgainError
        Another program listens there.
    UsageError
        The host is not this machine's, or the port is not this account's to use.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            # a server that has just stopped leaves its port in waiting: that is no reason to refuse
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except PermissionError:
        raise UsageError(
            f"This account may not listen on port {port}: ports below 1024 belong to the system. Choose "
            "another with --port and let a reverse proxy stand in front."
        ) from None
    except socket.gaierror:
        raise UsageError(f"--host {host}: there is no such address.") from None
    except OSError as error:
        if "in use" in str(error).lower():
            raise TryAgainError(
                f"Port {port} of {host} is in use: another program listens there, perhaps a Headwater that "
                f"still runs. Stop it, or choose another port: --port {_free_port(host, port)}"
            ) from None
        raise UsageError(f"Headwater cannot listen on {host}, port {port}: {error.strerror}.") from None


def _free_port(host: str, port: int) -> int:
    for other in range(port + 1, min(port + 50, 65_535)):
        with socket.socket() as probe:
            try:
                probe.bind((host, other))
            except OSError:
                continue
            return other
    return min(port + 1, 65_535)


def watch(commands: dict[str, list[str]], stopping: threading.Event, say: Callable[[str], None]) -> int:
    """Run commands side by side until asked to stop; start again what dies. Returns the exit code."""
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


class _Child:
    """One process of ours, started again when it dies, unless it dies at once again and again."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name, self._command = name, command
        self._short_lives = 0
        self._start()

    def _start(self) -> None:
        # a session of its own: Ctrl-C comes to us, and we stop them in order; no threads run here
        self.process = subprocess.Popen(
            self._command,
            start_new_session=True,
            preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509
        )
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
                "its last lines above say why. A port that was taken meanwhile is a common reason: choose "
                "another with --port."
            )
        say(f"The process for the {self.name} ended (code {code}); starting it again.")
        self._start()


def _die_with(parent: int) -> Callable[[], None] | None:
    """Let the system stop a child whose parent was killed: otherwise it would keep the port."""
    if not sys.platform.startswith("linux"):
        return None
    tell = ctypes.CDLL(None).prctl

    def in_the_child() -> None:
        tell(_TELL_ME_WHEN_MY_PARENT_DIES, int(signal.SIGTERM))
        if os.getppid() != parent:
            os._exit(1)

    return in_the_child


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
