"""What follows when the store of contacts has a new version."""

from collections.abc import Callable

_FOLLOWS: list[Callable[[], object]] = []


def when_store_changes(follow: Callable[[], object]) -> None:
    """Have a function called after every new version of the store; apps say so in their `ready`.

    It is called in the worker and has to be quick: it queues work, it does none.
    """
    if follow not in _FOLLOWS:
        _FOLLOWS.append(follow)


def store_changed() -> None:
    """Tell everybody that the store has a new version."""
    for follow in _FOLLOWS:
        follow()
