"""Contacts with their words, streamed from wherever they are kept, and read by a model on the way."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.frames import contact_key
from headwater.analysis.contacts.schema import CONTACTS, DICTIONARY_COLUMNS
from headwater.analysis.demand.coder.crossfit import CrossFitted
from headwater.analysis.demand.coder.terms import marked
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.demand.scope import countable, handle_ms
from headwater.analysis.errors import UsageError, nearest

if TYPE_CHECKING:
    from headwater.analysis.demand.coder.protocol import Probabilities

Progress = Callable[[int, int], None]
"""Told how many contacts are done, of how many."""

_KEYS = ("source", "contact_id")
_WORDS = ("subject", "body")
_RECORDED = ("channel", "reason_source")
_MADE = ("handle_ms",)


@dataclass(frozen=True)
class Batch:
    """Some contacts, as columns.

    Attributes
    ----------
    texts : list of str
        What a model reads of each contact; "" where there is nothing.
    columns : mapping of str to list
        What was asked for, by name.
    without_text : int
        Contacts here that have neither subject nor body.
    """

    texts: list[str]
    columns: Mapping[str, list[Any]]
    without_text: int

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True)
class CodedTexts:
    """What a model reads of given contacts, in the order they were given.

    Attributes
    ----------
    texts : list of str
        "" for contacts without words, and for those not found.
    customers : list of int or None
        Key of each contact's customer; None where it is not known.
    found : list of bool
        Whether the contact is in the source at all.
    has_words : list of bool
        Whether it has a subject or a body.
    """

    texts: list[str]
    customers: list[int | None]
    found: list[bool]
    has_words: list[bool]


def features_text(
    subject: str | None,
    body: str | None,
    channel: str | None,
    reason_source: str | None,
    *,
    recorded: bool = True,
) -> str:
    """Return what a model reads of a contact: its words, and what the helpdesk recorded as marked words.

    Parameters
    ----------
    recorded : bool
        False leaves channel and native reason out.

    Examples
    --------
    >>> features_text("Parcel", None, None, "Late", recorded=False)
    'Parcel'
    >>> len(features_text("Parcel", "not here", "email", "Late delivery").split())
    5
    """
    words = f"{subject} {body}" if subject and body else subject or body or ""
    if not recorded:
        return words
    said = _recorded(channel, reason_source)
    return f"{words} {said}" if words else said


@cache
def _recorded(channel: str | None, reason: str | None) -> str:
    return " ".join(part for part in (marked("channel", channel), marked("reason_source", reason)) if part)


def read_contacts(
    source: ContactSource,
    since: date | None = None,
    until: date | None = None,
    columns: Sequence[str] = (),
    batch: int = 50_000,
    *,
    recorded: bool = True,
) -> Iterator[Batch]:
    """Stream the contacts that count, with their words, in bounded memory and in no fixed order.

    Parameters
    ----------
    source : ContactSource
    since, until : date, optional
        First and last local day, both included.
    columns : sequence of str
        Columns of contacts to bring along, and `handle_ms`, the handle time in whole milliseconds.
    batch : int
        Most contacts in a batch.
    recorded : bool
        Whether the text holds channel and native reason as marked words.

    Raises
    ------
    UsageError
        A column is unknown, or there is nothing to read: no text, and `recorded` is False.

    Notes
    -----
    Contacts without text come too. Until the stream has ended, DuckDB refuses other questions to the same
    source.
    """
    _check(source, columns, recorded)
    yield from _batches(countable(source.contacts(), since, until), source, columns, batch, recorded=recorded)


def predict_store(
    source: ContactSource,
    fitted: CrossFitted,
    *,
    since: date | None = None,
    until: date | None = None,
    columns: Sequence[str] = (),
    batch: int = 50_000,
    recorded: bool = True,
    progress: Progress | None = None,
) -> "Iterator[tuple[Batch, dict[str, Probabilities]]]":
    """Read every contact that counts with fitted models, on all cores.

    Parameters
    ----------
    source, since, until, columns, batch, recorded
        As for `read_contacts`; `recorded` as it was for the texts that the models were fitted to.
    fitted : CrossFitted
        What reads.
    progress : callable, optional
        Called with the contacts done and their total, after each batch.

    Yields
    ------
    Batch, and for each field the probabilities, one row a contact and one column a code.
    """
    _check(source, columns, recorded)
    contacts = countable(source.contacts(), since, until)
    total = int(collect(contacts.select(n=nw.len()))["n"][0]) if progress else 0
    done = 0
    for part in _batches(contacts, source, columns, batch, recorded=recorded):
        yield part, fitted.predict(part.texts)
        done += len(part)
        if progress:
            progress(done, total)


def texts_of(source: ContactSource, items: Sequence[tuple[str, str]], *, recorded: bool = True) -> CodedTexts:
    """Return what a model reads of given contacts, such as the coded ones.

    Parameters
    ----------
    source : ContactSource
    items : sequence of (str, str)
        Source and contact id of each contact.
    recorded : bool
        Whether the text holds channel and native reason as marked words.
    """
    _check(source, (), recorded)
    keys = sorted({contact_key(*item) for item in items})
    wanted = source.contacts().filter(nw.col("contact_key").is_in(keys)) if keys else None
    held: dict[tuple[str, str], tuple[str, int | None, bool]] = {}
    if wanted is not None:
        for part in _batches(wanted, source, (*_KEYS, "customer_key"), 50_000, recorded=recorded, words=True):
            rows = zip(
                *(part.columns[name] for name in (*_KEYS, "customer_key", *_WORDS)), part.texts, strict=True
            )
            for name, contact, customer, subject, body, text in rows:
                held[name, contact] = (text, customer, bool(_said(subject) or _said(body)))
    nothing: tuple[str, None, bool] = ("", None, False)
    found = [held.get(item, nothing) for item in items]
    return CodedTexts(
        [text for text, _, _ in found],
        [customer for _, customer, _ in found],
        [item in held for item in items],
        [words for _, _, words in found],
    )


def has_texts(source: ContactSource) -> bool:
    """Say whether any contact has words at all."""
    texts = source.texts()
    if texts is None:
        return False
    said = [(nw.col(name).str.strip_chars() != "").fill_null(False) for name in _WORDS]
    return bool(collect(texts.filter(said[0] | said[1]).select("source").head(1))["source"])


def _check(source: ContactSource, columns: Sequence[str], recorded: bool) -> None:
    known = [*CONTACTS.store_types, *_MADE]
    for name in columns:
        if name not in known:
            raise UsageError(f"Contacts have no column {name!r}.{nearest(name, known)}")
    if not recorded and not has_texts(source):
        raise UsageError(
            "There is no text to read: no contact has a subject or a body. Import an export with its texts, "
            "or let the coder learn from channel and native reason as well."
        )


def _batches(
    contacts: nw.LazyFrame[Any],
    source: ContactSource,
    columns: Sequence[str],
    batch: int,
    *,
    recorded: bool,
    words: bool = False,
) -> Iterator[Batch]:
    wanted = list(dict.fromkeys([*columns, *(_RECORDED if recorded else ())]))
    picked = {name: _column(name) for name in dict.fromkeys([*_KEYS, *wanted])}
    rows = contacts.select(**picked)
    texts = source.texts()
    if texts is None:
        rows = rows.with_columns(**{name: nw.lit(None).cast(nw.String) for name in _WORDS})
    else:
        rows = rows.join(texts.select(*_KEYS, *_WORDS), on=list(_KEYS), how="left")
    kept = [*columns, *(_WORDS if words else ())]
    for part in _streamed(rows.select(*dict.fromkeys([*wanted, *_WORDS])), batch):
        subjects, bodies = (list(map(_said, part[name])) for name in _WORDS)
        nobody: list[None] = [None] * len(bodies)
        channels, reasons = (part[name] if recorded else nobody for name in _RECORDED)
        said = [
            features_text(*values, recorded=recorded)
            for values in zip(subjects, bodies, channels, reasons, strict=True)
        ]
        without = sum(not subject and not body for subject, body in zip(subjects, bodies, strict=True))
        yield Batch(said, {name: part[name] for name in kept}, without)


def _said(text: str | None) -> str | None:
    return text if text and not text.isspace() else None


def _column(name: str) -> nw.Expr:
    if name == "handle_ms":
        return handle_ms()
    column = nw.col(name)
    return column.cast(nw.String) if name in DICTIONARY_COLUMNS else column


def _streamed(frame: nw.LazyFrame[Any], batch: int) -> Iterator[dict[str, list[Any]]]:
    """Yield a lazy table of any engine piece by piece, without ever holding all of it."""
    native = nw.to_native(frame)
    names = list(native.columns)
    if hasattr(native, "toLocalIterator"):
        rows = native.toLocalIterator(prefetchPartitions=True)
        while piece := [tuple(row) for row in islice(rows, batch)]:
            yield {name: list(column) for name, column in zip(names, zip(*piece, strict=True), strict=True)}
        return
    from arro3.core import RecordBatchReader

    for given in RecordBatchReader.from_arrow(native):
        for start in range(0, given.num_rows, batch):
            part = given.slice(start, min(batch, given.num_rows - start))
            yield {name: list(part.column(at).to_pylist()) for at, name in enumerate(names)}
