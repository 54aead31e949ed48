"""What can run in the background: each kind of work with its name and its function."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol


class TaskCancelled(Exception):  # noqa: N818 - not an error: somebody asked for it
    """Raised inside work at the next report after somebody asked to stop it."""


class TaskLost(Exception):  # noqa: N818 - not an error of this work: another worker has it
    """Raised inside work that another worker took over, because this one was silent for too long."""


class Report(Protocol):
    """How work tells where it stands; also the place where it can be stopped."""

    def __call__(self, step: str, done: int = 0, total: int | None = None) -> None:
        """Say what is being done and how far it is."""


Work = Callable[..., dict[str, Any]]
"""Takes a `Report` and the task's arguments; returns its result as JSON-ready data. It may be killed at any
point and started again from the beginning: a second run has to lead to the same end."""


@dataclass(frozen=True)
class Kind:
    """One kind of work; `hour` is when it is queued every day, if it is."""

    key: str
    title: str
    work: Work
    hour: int | None = None


KINDS: dict[str, Kind] = {}


def background(key: str, title: str) -> Callable[[Work], Work]:
    """Register a function as background work, under a key that records keep."""
    return _registering(key, title, None)


def daily(key: str, title: str, *, hour: int) -> Callable[[Work], Work]:
    """Register background work that is queued once a day, from an hour of the organisation's time on.

    It takes no arguments but its report. Days on which no worker ran are made up for once, not one by one.
    """
    return _registering(key, title, hour)


def _registering(key: str, title: str, hour: int | None) -> Callable[[Work], Work]:
    def register(work: Work) -> Work:
        if key in KINDS:
            raise RuntimeError(f"two kinds of background work are called {key}")
        KINDS[key] = Kind(key, title, work, hour)
        return work

    return register
