"""What follows when measures were counted anew."""

from collections.abc import Callable

_FOLLOWS: list[Callable[[], object]] = []


def when_measured(follow: Callable[[], object]) -> None:
    """Have a function called whenever points were written; apps above say so in their `ready`.

    It is called in the worker, after the points are committed, and has to be quick: it queues work.
    """
    if follow not in _FOLLOWS:
        _FOLLOWS.append(follow)


def measured() -> None:
    """Tell everybody that there are new points."""
    for follow in _FOLLOWS:
        follow()
