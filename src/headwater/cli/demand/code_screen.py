"""What a coder sees: one contact, its questions, and what the codes mean."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from headwater.analysis.demand.coding.choosing import ASKS
from headwater.analysis.demand.coding.form import EVIDENCE

if TYPE_CHECKING:
    from headwater.analysis.demand.coding.form import Question
    from headwater.analysis.demand.coding.protocol import Manual
    from headwater.analysis.demand.coding.rows import SheetRow
    from headwater.analysis.demand.coding.sampled import Coding

SHORT_LINES = 18
"""Lines of a long text that are shown before anybody asks for more."""

KEYS = (
    "u undo · s skip · n note · m whole text · ? meanings (? late: of these) · - leave empty · q save, quit"
)


class Screen:
    """Shows contacts on standard error, so that standard output holds the result alone."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True, highlight=False, emoji=False, markup=False)

    def say(self, text: str) -> None:
        """Print a line."""
        self.console.print(Text(harmless(text)))

    def contact(self, row: SheetRow, title: str, *, whole: bool = False) -> None:
        """Show a contact; of a long text only the beginning, unless the whole is asked for."""
        shown = row.shown
        facts = [shown.get(name, "").strip() for name in ("channel", "opened_at")]
        recorded = shown.get("reason_source", "").strip()
        head = " · ".join(filter(None, [*facts, f"recorded as: {recorded}" if recorded else ""]))
        parts: list[RenderableType] = [Text(harmless(head), style="dim")] if head else []
        if shown.get("subject", "").strip():
            parts.append(Text(harmless(shown["subject"]), style="bold"))
        parts += self._body(shown.get("body", ""), whole)
        self.console.print(Panel(Group(*parts), title=Text(harmless(title)), title_align="left"))

    def readings(self, readings: Sequence[Coding], differing: Sequence[str], fields: Sequence[str]) -> None:
        """Show what independent coders said, side by side and without their names."""
        table = Table(title="Readings; * where they differ", title_justify="left")
        table.add_column("")
        for number in range(1, len(readings) + 1):
            table.add_column(f"reading {number}")
        for name in fields:
            mark = " *" if name in differing else ""
            table.add_row(name + mark, *(Text(harmless(r.codes.get(name, "–"))) for r in readings))
        for name in ("evidence_quote", "note"):
            if any(getattr(r, name) for r in readings):
                table.add_row(name, *(Text(harmless(getattr(r, name))) for r in readings))
        self.console.print(table)

    def question(self, question: Question) -> None:
        """Ask, with the codes to choose from."""
        asked = ASKS[question.field] + (" (Enter for none)" if question.field == EVIDENCE else "")
        self.console.print(Text(asked, style="bold"))
        self.codes(question.codes, range(len(question.codes)))
        if question.usual:
            self.say(f"  Enter takes: {question.usual}")

    def codes(self, codes: Sequence[str], places: Sequence[int]) -> None:
        """List codes with their numbers, in columns where there are many."""
        cells = [f"{place + 1:>3}  {harmless(codes[place])}" for place in places]
        if len(cells) < 10:
            for cell in cells:
                self.console.print(Text(cell))
            return
        widest = max(len(cell) for cell in cells) + 2
        across = max(1, min(3, self.console.width // widest))
        down = -(-len(cells) // across)
        for line in range(down):
            self.console.print(Text("".join(cell.ljust(widest) for cell in cells[line::down]).rstrip()))

    def meanings(self, codebook: Manual, field: str, codes: Sequence[str], places: Sequence[int]) -> None:
        """Say what the codebook says of the codes in these places."""
        for place in places:
            self.console.print(_meaning(place + 1, codes[place], codebook.code(field, codes[place])))

    def _body(self, body: str, whole: bool) -> list[RenderableType]:
        if not body.strip():
            return [Text("(no text)", style="dim")]
        lines = Text(harmless(body)).wrap(self.console, max(20, self.console.width - 4))
        if whole or len(lines) <= SHORT_LINES + 2:
            return [Text(harmless(body))]
        more = Text(f"... {len(lines) - SHORT_LINES} more lines: m shows them", style="dim")
        return [*lines[:SHORT_LINES], more]


def _meaning(place: int, name: str, code: Any) -> Text:
    text = Text(f"{place:>3}  {harmless(name)}", style="bold")
    if code is None:
        return text.append("\n     not explained in the codebook", style="not bold dim")
    said: Mapping[str, Sequence[str]] = {
        "": [part for part in (code.label, code.meaning) if part],
        "counts: ": code.counts,
        "does not: ": code.counts_not,
    }
    for before, parts in said.items():
        for part in parts:
            text.append(f"\n     {before}{harmless(part)}", style="not bold")
    return text


def harmless(text: str) -> str:
    r"""Return a text without what a terminal would obey instead of show.

    Examples
    --------
    >>> print(harmless("a\x1b[2Jb\r\nc\td"))
    a?[2Jb
    c    d
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    return "".join("?" if c != "\n" and unicodedata.category(c) in _CONTROLS else c for c in lines)


_CONTROLS = ("Cc", "Cs", "Co", "Cn")
