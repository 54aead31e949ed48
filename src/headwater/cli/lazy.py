"""Command groups whose commands are imported only when they run, so that `--help` is quick."""

from dataclasses import dataclass
from importlib import import_module

import click


@dataclass(frozen=True)
class Entry:
    """Where a command lives, and the one line `--help` says of it."""

    module: str
    attribute: str
    summary: str


class LazyGroup(click.Group):
    """A group that knows its commands by name and loads one when it is called."""

    def __init__(self, name: str, summary: str, entries: dict[str, Entry]) -> None:
        super().__init__(name, help=summary, no_args_is_help=True)
        self.entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, as they are listed in the help."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Load the command of that name."""
        entry = self.entries.get(name)
        if entry is None:
            return None
        command = getattr(import_module(entry.module), entry.attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in self.entries.items()])
