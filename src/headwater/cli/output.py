"""What a command says, and where: the result on standard output, everything else on standard error."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Protocol

import click


class Result(Protocol):
    """What a command hands over: readable as text, and as plain data for machines."""

    def __str__(self) -> str: ...

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON-ready data."""
        ...


class Output:
    """One command's voice."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    def say(self, message: str) -> None:
        """Print a message for the person who waits; never part of the result."""
        click.echo(message, err=True)

    def result(self, result: Result) -> None:
        """Print the result, and nothing else, on standard output."""
        if self.as_json:
            click.echo(json.dumps(result.to_dict(), ensure_ascii=False, indent=2, default=str))
        else:
            click.echo(str(result))

    @contextmanager
    def progress(
        self, what: str, unit: str, first: int = 100_000
    ) -> Iterator[Callable[[int, int | None], None]]:
        """Report progress: a bar on a terminal, a plain line at every doubling of `first` elsewhere.

        Yields
        ------
        callable
            Call it with what is done so far and the total (None when unknown).
        """
        if sys.stderr.isatty():
            from headwater.cli.progress import bar

            with bar(what, unit) as report:
                yield report
        else:
            yield _PlainProgress(what, unit, self.say, first)


class _PlainProgress:
    """A line at every doubling: enough to see life in a log, never a flood."""

    def __init__(self, what: str, unit: str, say: Callable[[str], None], first: int) -> None:
        self._what, self._unit, self._say, self._next = what, unit, say, first

    def __call__(self, done: int, total: int | None = None) -> None:
        if done >= self._next:
            of = f" of {total:,}" if total else ""
            self._say(f"{self._what}: {done:,}{of} {self._unit}")
            while self._next <= done:
                self._next *= 2


def with_output(function: Callable[..., int | None]) -> Callable[..., int | None]:
    """Give a command its `--json` option and its voice, as the first argument `output`.

    A command returns nothing, or the exit code of a result that is not a success.
    """

    @click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
    @wraps(function)
    def wrapped(as_json: bool, **options: Any) -> int | None:
        return function(Output(as_json), **options)

    return wrapped
