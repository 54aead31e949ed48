"""What follows when teams are added, renamed, moved or removed."""

from collections.abc import Callable

_FOLLOWS: list[Callable[[], object]] = []


def when_teams_change(follow: Callable[[], object]) -> None:
    """Have a function called after every change of teams; apps say so in `ready`. It only queues work."""
    if follow not in _FOLLOWS:
        _FOLLOWS.append(follow)


def teams_changed() -> None:
    """Tell everybody that teams are others than before."""
    for follow in _FOLLOWS:
        follow()
