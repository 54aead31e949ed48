"""What follows when other codes count than before."""

from collections.abc import Callable

_FOLLOWS: list[Callable[[], object]] = []


def when_codes_change(follow: Callable[[], object]) -> None:
    """Have a function called after other codes count; apps say so in their `ready`. It only queues work."""
    if follow not in _FOLLOWS:
        _FOLLOWS.append(follow)


def codes_changed() -> None:
    """Tell everybody that other codes count now."""
    for follow in _FOLLOWS:
        follow()
