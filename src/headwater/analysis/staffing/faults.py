"""Faults of a file, gathered so that all of them can be mended in one go."""

from collections.abc import Iterator
from contextlib import contextmanager

from headwater.analysis.errors import BadDataError

_MOST_SHOWN = 20


class Faults:
    """What is wrong with a file, row by row."""

    def __init__(self) -> None:
        self._found: list[str] = []

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Keep what a row is refused for, and go on with the next."""
        try:
            yield
        except BadDataError as error:
            self._found.append(error.message)

    def refuse(self) -> None:
        """Refuse the file if anything was wrong; each fault has a line of its own."""
        if self._found:
            more = len(self._found) - _MOST_SHOWN
            said = self._found[:_MOST_SHOWN] + ([f"There are {more} more."] if more > 0 else [])
            raise BadDataError("\n".join(said), faults=len(self._found))
