"""Values of a YAML file read one by one; what is wrong is gathered, with its line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

from headwater.analysis.contacts.yaml_places import Place
from headwater.analysis.errors import BadDataError, UsageError, nearest

_YES, _NO = ("true", "yes"), ("false", "no")


class Fault(str):
    """What is wrong with a value, as a line of a message, with the way to the value and the bare words."""

    at: Place
    words: str

    def __new__(cls, line: str, at: Place = (), words: str = "") -> "Fault":
        """Make the line; `at` and `words` are for whoever shows it beside the value."""
        made = super().__new__(cls, line)
        made.at, made.words = at, words
        return made


@dataclass
class Entry:
    """One mapping of the file: what it holds, where it stands, and what is wrong with it.

    Attributes
    ----------
    title : str
        What messages call it, such as `policy 'aht'`.
    at : tuple
        The way to it from the top of the file.
    """

    content: Mapping[str, Any]
    title: str
    at: Place
    places: Mapping[Place, int]
    source: str
    problems: list[str] = field(default_factory=list)

    def wrong(self, key: str, message: str) -> None:
        """Note that a key's value cannot be taken."""
        line = self.places.get((*self.at, key), self.places.get(self.at, 1))
        about = f", {key}" if key else ""
        place = (*self.at, key) if key else self.at
        self.problems.append(
            Fault(f"{self.source}, line {line}: {self.title}{about}: {message}", place, message)
        )

    def known(self, keys: Iterable[str]) -> None:
        """Note keys that nobody reads."""
        names = list(keys)
        for key in self.content:
            if key not in names:
                self.wrong(key, f"there is no such field.{nearest(str(key), names)}")

    def part(self, key: str, title: str = "") -> "Entry | None":
        """Return a mapping inside this one; None where there is none."""
        inside = self.content.get(key)
        if inside is None or inside == "":
            return None
        if not isinstance(inside, Mapping):
            self.wrong(key, f"has to be a set of keys, not {_said(inside)}.")
            return None
        return Entry(
            inside, title or f"{self.title}, {key}", (*self.at, key), self.places, self.source, self.problems
        )

    def text(self, key: str, default: str = "") -> str:
        """Return a text."""
        value = self.content.get(key, default)
        if not isinstance(value, str):
            self.wrong(key, f"has to be one text, not {_said(value)}.")
            return default
        return value.strip()

    def choice(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        """Return one of a few names."""
        value = self.text(key, default) or default
        if value not in allowed:
            self.wrong(key, f"cannot be {value!r}.{nearest(value, list(allowed))}")
            return default
        return value

    def number(
        self, key: str, default: float | None = None, *, low: float = 0.0, high: float = float("inf")
    ) -> float | None:
        """Return a number within bounds; a percent sign divides it by 100."""
        if key not in self.content:
            return default
        return self.as_number(key, self.content[key], low=low, high=high)

    def as_number(
        self, key: str, value: Any, *, low: float = 0.0, high: float = float("inf")
    ) -> float | None:
        """Read one value as a number within bounds."""
        text = value.strip() if isinstance(value, str) else value
        try:
            percent = isinstance(text, str) and text.endswith("%")
            number = float(text.rstrip("%")) / 100 if percent else float(text)
        except (TypeError, ValueError, AttributeError):
            self.wrong(key, f"has to be a number, not {_said(value)}.")
            return None
        if not isfinite(number):
            self.wrong(key, f"has to be a finite number, not {_said(value)}.")
            return None
        if number < low:
            least = "a negative value is not possible" if low == 0 else f"it has to be at least {low:g}"
            self.wrong(key, f"is {number:g}: {least}.")
            return None
        if number > high:
            hint = " Write 85% or 0.85, not 85." if high == 1 else ""
            self.wrong(key, f"is {number:g}: it cannot be over {high:g}.{hint}")
            return None
        return number

    def flag(self, key: str, default: bool) -> bool:
        """Return true or false."""
        if isinstance(self.content.get(key), bool):
            return bool(self.content[key])
        value = self.text(key, "true" if default else "false").lower()
        if value not in (*_YES, *_NO):
            self.wrong(key, f"cannot be {value!r}: say true or false.")
            return default
        return value in _YES

    def day(self, key: str) -> date | None:
        """Return a day; None where there is none."""
        value = self.text(key)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.wrong(key, f"{value!r} is not a day. Write it as 2026-01-31.")
            return None

    def names(self, key: str) -> tuple[str, ...]:
        """Return one name or a list of names."""
        value = self.content.get(key, "")
        listed = value if isinstance(value, list) else [value]
        if not all(isinstance(item, str) and item.strip() for item in listed):
            self.wrong(key, "has to be a name or a list of names.")
            return ()
        return tuple(item.strip() for item in listed)

    def raise_if_wrong(self) -> None:
        """Refuse the file when anything in it is wrong."""
        if self.problems:
            raise BadDataError("\n".join(self.problems), problems=tuple(self.problems))


def file_text(path: Path, what: str) -> str:
    """Return the text of a file, or say why there is none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UsageError(f"There is no file {path}: give a YAML file of {what}.") from None
    except IsADirectoryError:
        raise UsageError(f"{path} is a folder: give the YAML file of {what}.") from None
    except UnicodeDecodeError as error:
        raise BadDataError(f"{path}: the file has to be UTF-8; byte {error.start} is not.") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return "a set of keys"
    return "a list" if isinstance(value, list) else repr(value)
