"""Tables as a page shows them: text in cells, numbers to the right."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from headwater.analysis.frames import Columns

NOTHING = "–"
_NUMBER = re.compile(r"^[-−+]?[\d,]+(\.\d+)?\s?(%|h|s|[A-Z]{3})?$")
_SPAN = re.compile(r"^[-−+]?[\d.,]+\s?%? to [-−+]?[\d.,]+")
_BOUNDED = re.compile(r"^[\d.,]+%? \([\d.,]+–[\d.,]+%?\)$")
_DURATION = re.compile(r"^\d+ (min|h|s)( \d\d (s|min))?$")
_SHAPES = (_NUMBER, _SPAN, _BOUNDED, _DURATION)


@dataclass(frozen=True)
class Cell:
    """One cell: what it says, and whether it is a number."""

    text: str
    numeric: bool


@dataclass(frozen=True)
class Grid:
    """A table ready to be shown: headings, and rows of cells."""

    headings: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


def grid(columns: Columns) -> Grid:
    """Return columns as headings and rows; a column of numbers is set to the right, its heading too.

    Examples
    --------
    >>> shown = grid({"Team": ["North"], "Contacts": [12345], "Share": [None]})
    >>> [cell.text for cell in shown.rows[0]], [cell.numeric for cell in shown.headings]
    (['North', '12,345', '–'], [False, True, False])
    """
    texts = {name: [_text(value) for value in values] for name, values in columns.items()}
    numeric = {name: _all_numbers(values) for name, values in texts.items()}
    headings = tuple(Cell(name, numeric[name]) for name in columns)
    cells = ([Cell(text, numeric[name]) for text in values] for name, values in texts.items())
    return Grid(headings, tuple(zip(*cells, strict=True)))


def _text(value: Any) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return str(value)


def _all_numbers(texts: Sequence[str]) -> bool:
    known = [text for text in texts if text != NOTHING]
    return bool(known) and all(any(shape.match(text) for shape in _SHAPES) for text in known)
