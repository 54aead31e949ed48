"""What a coder types: single keys on a terminal, lines from a pipe or a file."""

import os
import select
import sys
import termios
import tty

import click

_ENTER, _ENDS = (b"\r", b"\n"), (b"\x04", b"\x1a")


class Keys:
    """Reads answers from standard input."""

    def __init__(self) -> None:
        self.on_terminal = sys.stdin.isatty()

    def line(self, prompt: str) -> str:
        """Read a line; the end of the input counts as quitting."""
        if self.on_terminal:
            said: str = click.prompt(prompt, default="", show_default=False, prompt_suffix=" ", err=True)
            return said
        click.echo(f"{prompt} ", nl=False, err=True)
        read = sys.stdin.readline()
        click.echo(err=True)
        if not read:
            raise EOFError
        return read.rstrip("\r\n")

    def key(self, prompt: str) -> str:
        """Read one key where that is possible, else a line; Enter is an empty text."""
        if not self.on_terminal:
            return self.line(prompt)
        click.echo(f"{prompt} ", nl=False, err=True)
        pressed = _pressed(sys.stdin.fileno())
        if not pressed or pressed in _ENDS:
            raise EOFError
        said = "" if pressed in _ENTER else pressed.decode(errors="replace")
        said = said if said.isprintable() else "?"  # arrows and the like: show what could be pressed
        click.echo(said, err=True)
        return said


def _pressed(terminal: int) -> bytes:
    """Return the bytes of one key; keys pressed ahead are kept, which `click.getchar` would lose."""
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSADRAIN)
        read = os.read(terminal, 1)
        if read == b"\x1b" or read >= b"\x80":
            while select.select([terminal], [], [], 0.01)[0] and len(read) < 16:
                read += os.read(terminal, 1)
        return read
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
