"""Contacts that may be drawn: those with the smallest random numbers, and what coders see of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from math import ceil, sqrt
from typing import Any
from zoneinfo import ZoneInfo

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.frames import contact_key
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.demand.sampling.numbers import LIMIT, number
from headwater.analysis.demand.sampling.population import stratum_columns
from headwater.analysis.demand.sampling.strata import EVERYTHING, stratum_of
from headwater.analysis.demand.scope import countable
from headwater.analysis.errors import UsageError

MOST_READ = 2_000_000
"""More candidates than this are not looked through: nobody reads a sample that needs them."""

_AT_ONCE = 5_000
"""Contacts asked for by name in one query."""


@dataclass(frozen=True)
class Candidate:
    """One contact that may be drawn.

    Attributes
    ----------
    number : int
        Its permanent random number.
    values : tuple
        What strata are made of.
    """

    number: int
    key: int
    source: str
    contact_id: str
    opened_epoch: int
    channel: str
    reason_source: str | None
    values: tuple[object, ...] = ()

    @property
    def item(self) -> str:
        """How the contact is called in the sheet."""
        return f"{self.source}/{self.contact_id}"

    @property
    def place(self) -> tuple[int, int]:
        """What contacts of a stratum are drawn by, smallest first; no two contacts share it."""
        return self.number, self.key


@dataclass
class Pool:
    """Candidates of each stratum in the order of drawing, read from the source as far as they are needed.

    Parameters
    ----------
    source : ContactSource
    variables : tuple of str
        What the strata are made of.
    contacts : int
        How many there are to draw from.
    labels : collection of str, optional
        The strata; without them all contacts are one.
    """

    source: ContactSource
    variables: tuple[str, ...]
    contacts: int
    labels: Collection[str] | None
    seed: int
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        self._read_to = -1
        self._strata: dict[str, list[Candidate]] = {}

    def smallest(self, wanted: Mapping[str, int], sizes: Mapping[str, int]) -> dict[str, list[Candidate]]:
        """Return so many candidates of each stratum, those with the smallest numbers.

        Parameters
        ----------
        wanted, sizes : mapping of str to int
            How many are wanted of each stratum, and how many contacts it has.
        """
        self.read(_expected(wanted, sizes))
        while any(len(self._strata.get(label, ())) < n for label, n in wanted.items()):
            if self._read_to >= LIMIT - 1:
                raise AssertionError("a stratum has fewer contacts than were counted")
            self.read(2 * self._read_to + 1)
        return {label: self._strata.get(label, [])[:n] for label, n in wanted.items()}

    def is_far(self, limit: int) -> bool:
        """Say whether reading up to a limit would be too much."""
        return self.contacts * min(limit / LIMIT, 1.0) > MOST_READ

    def read(self, limit: int) -> None:
        """Read all candidates with numbers up to a limit.

        Raises
        ------
        UsageError
            That would be too many.
        """
        limit = min(limit, LIMIT - 1)
        if limit <= self._read_to:
            return
        if self.is_far(limit):
            raise UsageError(
                f"More than {MOST_READ:,} contacts would have to be looked through, because almost all "
                "contacts of a stratum are to be drawn. Draw fewer; in place of topping up a sheet that held "
                "almost all contacts there were, draw a new one."
            )
        frame = _numbered(self.source, self.variables, self.seed, self.since, self.until)
        found: dict[str, list[Candidate]] = defaultdict(list)

        @cache
        def label_of(values: tuple[object, ...]) -> str:
            label = EVERYTHING if self.labels is None else stratum_of(values, self.labels)
            assert label is not None  # the strata part all contacts that count
            return label

        for candidate in _rows(frame.filter(nw.col("number") <= limit)):
            found[label_of(candidate.values)].append(candidate)
        self._strata = {label: sorted(some, key=lambda c: c.place) for label, some in found.items()}
        self._read_to = limit

    def in_order(self) -> dict[str, list[str]]:
        """Return the contacts of each stratum that were read so far, in the order of drawing."""
        return {label: [candidate.item for candidate in some] for label, some in self._strata.items()}

    def items(self, up_to: int = LIMIT) -> set[str]:
        """Return all contacts with numbers up to a limit; without one, those that were read so far."""
        if up_to < LIMIT:
            self.read(up_to)
        return {c.item for some in self._strata.values() for c in some if c.number <= up_to}


def named(source: ContactSource, items: Iterable[str], variables: Sequence[str] = ()) -> dict[str, Candidate]:
    """Return contacts that count by the names they have in the sheet; names of no contact are left out."""
    wanted = set(items)
    keys = sorted({contact_key(*pair) for item in wanted for pair in _splits(item)})
    frame = _numbered(source, variables, 0, None, None)
    found: dict[str, Candidate] = {}
    for first in range(0, len(keys), _AT_ONCE):
        some = frame.filter(nw.col("contact_key").is_in(keys[first : first + _AT_ONCE]))
        found |= {c.item: c for c in _rows(some) if c.item in wanted}
    return found


def _splits(item: str) -> Iterator[tuple[str, str]]:
    """Return every source and contact id that a name in the sheet can stand for."""
    parts = item.split("/")
    for cut in range(1, len(parts)):
        yield "/".join(parts[:cut]), "/".join(parts[cut:])


def shown(source: ContactSource, candidates: Sequence[Candidate]) -> dict[str, dict[str, str]]:
    """Return what a coder sees of each contact, by its name in the sheet; texts are read only of these."""
    zone = ZoneInfo(getattr(source, "timezone", "UTC"))
    texts = _texts(source, candidates)
    return {
        c.item: {
            "opened_at": datetime.fromtimestamp(c.opened_epoch, UTC).astimezone(zone).isoformat(),
            "channel": c.channel,
            "reason_source": c.reason_source or "",
            **dict(zip(("subject", "body"), texts.get(c.item, ("", "")), strict=True)),
        }
        for c in candidates
    }


def _texts(source: ContactSource, candidates: Sequence[Candidate]) -> dict[str, tuple[str, str]]:
    table = source.texts()
    found: dict[str, tuple[str, str]] = {}
    if table is None:
        return found
    wanted = {c.item for c in candidates}
    ids = sorted({c.contact_id for c in candidates})
    for first in range(0, len(ids), _AT_ONCE):
        some = table.filter(nw.col("contact_id").is_in(ids[first : first + _AT_ONCE]))
        columns = collect(some.select("source", "contact_id", "subject", "body"))
        for origin, contact_id, subject, body in zip(*columns.values(), strict=True):
            if f"{origin}/{contact_id}" in wanted:
                found[f"{origin}/{contact_id}"] = (subject or "", body or "")
    return found


def _numbered(
    source: ContactSource, variables: Sequence[str], seed: int, since: date | None, until: date | None
) -> nw.LazyFrame[Any]:
    return countable(source.contacts(), since, until).select(
        "source",
        "contact_id",
        "contact_key",
        "opened_epoch",
        "channel",
        "reason_source",
        number=number(seed),
        **stratum_columns(variables),
    )


def _rows(frame: nw.LazyFrame[Any]) -> Iterator[Candidate]:
    columns = collect(frame)
    for source, contact_id, key, opened, channel, reason, drawn_by, *values in zip(
        *columns.values(), strict=True
    ):
        yield Candidate(drawn_by, key, source, contact_id, opened, channel, reason, tuple(values))


def _expected(wanted: Mapping[str, int], sizes: Mapping[str, int]) -> int:
    """Return a limit under which each stratum has what is wanted of it, but for bad luck."""
    rates = [(n + 4 * sqrt(n) + 6) / sizes[label] for label, n in wanted.items() if n]
    return ceil(min(max(rates, default=0.0), 1.0) * LIMIT)
