"""How well an export fits the mappings that ship with Headwater."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

from headwater.analysis.contacts.language import Expression
from headwater.analysis.contacts.mapping import Mapping as ContactMapping
from headwater.analysis.contacts.mapping import shipped_mappings
from headwater.analysis.contacts.readers import detect, sample
from headwater.analysis.contacts.readers.compression import open_bytes
from headwater.analysis.contacts.suggesting.column_guesses import ColumnGuess
from headwater.analysis.errors import BadDataError

Sample = Mapping[str, Sequence[str | None]]

_ENOUGH_FILLED = 0.5
"""A file that fills half of what a mapping can fill is taken as that system's export."""
_ENOUGH_READ = 0.8
"""Or one of which the mapping reads nearly every column."""


@dataclass(frozen=True)
class ShippedFit:
    """How a file compares with one shipped mapping.

    Attributes
    ----------
    filled, of : int
        Columns, custom values and texts the file would fill, of those the mapping can fill.
    read : float
        Share of the file's columns that the mapping reads.
    missing : tuple of str
        Columns the mapping cannot do without and the file does not have.
    """

    name: str
    title: str
    records: str | None
    filled: int
    of: int
    read: float
    missing: tuple[str, ...]
    columns: tuple[ColumnGuess, ...]

    @property
    def score(self) -> float:
        """Share of what the mapping can fill that the file fills; 0 when a needed column is missing."""
        return 0.0 if self.missing or not self.of else self.filled / self.of

    @property
    def fits(self) -> bool:
        """Whether the file is taken as an export of that system."""
        known = self.score >= _ENOUGH_FILLED or (self.score > 0 and self.read >= _ENOUGH_READ)
        return known and self.filled >= 3

    @property
    def nearly_fits(self) -> bool:
        """Whether it would fit, were it not for a column or two."""
        return 0 < len(self.missing) <= 2 and self.filled >= 3 and self.filled >= _ENOUGH_FILLED * self.of

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data, without its columns."""
        return {
            "name": self.name,
            "title": self.title,
            "score": round(self.score, 2),
            "filled": self.filled,
            "of": self.of,
            "missing": list(self.missing),
        }

    def said(self) -> str:
        """Return the comparison in words."""
        return f"it fills {self.filled} of the {self.of} columns that mapping knows, and lacks none it needs"


def compare_with_shipped(
    path: Path, rows: int, encoding: str | None = None
) -> tuple[list[ShippedFit], dict[str | None, Sample]]:
    """Compare a file with every shipped mapping, best first; and return the rows read, by place."""
    mappings = shipped_mappings()
    samples = _samples(path, rows, encoding, mappings)
    fits = [
        _fit(mapping, records, taken)
        for mapping in mappings
        for records, taken in samples.items()
        if records is None or records == mapping.records or mapping.records is None
    ]
    best: dict[str, ShippedFit] = {}
    for fit in fits:
        if fit.name not in best or _rank(fit) > _rank(best[fit.name]):
            best[fit.name] = fit
    return sorted(best.values(), key=_rank, reverse=True), samples


def shipped_text(name: str) -> str:
    """Return the mapping file as it ships."""
    packaged = files("headwater.analysis.contacts") / "mappings" / f"{name}.yaml"
    return packaged.read_text(encoding="utf-8")


def _rank(fit: ShippedFit) -> tuple[bool, float, float]:
    return fit.fits, fit.score, fit.read


def _samples(
    path: Path, rows: int, encoding: str | None, mappings: Sequence[ContactMapping]
) -> dict[str | None, Sample]:
    """Read the first rows, from each place in a JSON object where a list of records stands."""
    detected = detect(path, encoding)
    if detected.format != "json" or detected.head.lstrip().startswith("["):
        return {None: sample(path, rows, encoding=encoding)}
    places = list(_record_lists(path))
    named = [m.records for m in mappings if m.records in places]
    found: dict[str | None, Sample] = {}
    for place in dict.fromkeys([*named, *places]):
        found[place] = sample(path, rows, records=place, encoding=encoding)
    return found or {None: sample(path, rows, encoding=encoding)}


def _record_lists(path: Path) -> Iterator[str]:
    """Yield the dot paths at which a list of objects stands, outermost first."""
    import ijson

    seen: list[str] = []
    with open_bytes(path) as file:
        try:
            for prefix, event, _ in islice(ijson.parse(file), 200_000):
                place = prefix.removesuffix(".item")
                inside = any(f"{place}.".startswith(f"{outer}.") for outer in seen)
                if event == "start_map" and prefix.endswith(".item") and not inside:
                    seen.append(place)
        except (ijson.JSONError, UnicodeDecodeError, BadDataError):
            pass
    yield from sorted(seen, key=lambda place: place.count("."))


def _fit(mapping: ContactMapping, records: str | None, taken: Sample) -> ShippedFit:
    there = _Presence(taken)
    named: dict[str, Expression] = dict(mapping.columns)
    named |= {f"custom.{name}": expression for name, expression in mapping.custom.items()}
    named |= {str(name): expression for name, expression in mapping.text.items()}
    parts = {name: e for name, e in named.items() if any(True for _ in e.columns())}
    filled = {name: e for name, e in parts.items() if any(c in there for c, _ in e.columns())}
    needed = [name for name, optional in mapping.source_columns().items() if not optional]
    read = {name.split(".")[0] for name in mapping.source_columns() if name in there}
    tops = {name.split(".")[0] for name in taken}
    return ShippedFit(
        name=mapping.mapping,
        title=mapping.title,
        records=records,
        filled=len(filled),
        of=len(parts),
        read=len(read & tops) / len(tops) if tops else 0.0,
        missing=tuple(name for name in needed if name not in there),
        columns=tuple(_guess(name, e, there) for name, e in filled.items()),
    )


class _Presence:
    """The columns a sample has; a place inside a list is there when the list is."""

    def __init__(self, taken: Sample) -> None:
        self.taken = taken

    def __contains__(self, name: str) -> bool:
        return self.column_of(name) is not None

    def column_of(self, name: str) -> str | None:
        """Return the sampled column that holds what a dot path names."""
        if name in self.taken:
            return name
        steps = name.split(".")
        for end in range(len(steps) - 1, 0, -1):
            above = ".".join(steps[:end])
            if above in self.taken and (steps[end].isdigit() or not any(self.taken[above])):
                return above
        return None


def _guess(name: str, expression: Expression, there: _Presence) -> ColumnGuess:
    sources = [c for c, _ in expression.columns() if c in there]
    rows, filled = 0, 0
    for source in sources:
        values = there.taken[there.column_of(source) or source]
        rows = len(values)
        filled = max(filled, sum(1 for v in values if v is not None and v.strip()))
    said = f"the column has this name; filled in {filled:,} of {rows:,} rows"
    return ColumnGuess(name, ", ".join(dict.fromkeys(sources)), 1.0 if filled else 0.9, said)
