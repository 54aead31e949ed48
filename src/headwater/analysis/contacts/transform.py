"""Exports through a mapping: batches of canonical rows, and every other row accounted for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import arro3.core
import duckdb

from headwater.analysis.contacts.accepted import FILE_NUMBER, GIVEN, PEOPLE, STAGED
from headwater.analysis.contacts.language import known_zones, zone_hint
from headwater.analysis.contacts.mapping import Mapping
from headwater.analysis.contacts.plan import Plan, compile_mapping
from headwater.analysis.contacts.pseudonyms import Person, PseudonymKey
from headwater.analysis.contacts.readers import SourceBatch, memory_connection, read, read_ahead
from headwater.analysis.contacts.readers.json_rows import Record, records_batch
from headwater.analysis.contacts.rejects import HIDDEN, Reject, safe_value
from headwater.analysis.errors import BadDataError, TryAgainError, UsageError

__all__ = ["Batch", "Preview", "Reject", "preview", "transform", "transform_records"]


@dataclass(frozen=True)
class Batch:
    """Some rows of one file, after the mapping.

    Attributes
    ----------
    file : Path
        The file.
    source_rows : int
        Rows taken from it: accepted, excluded and rejected together.
    table : arro3.core.Table
        Accepted rows: the columns of the canonical table as it is stored, for contacts `subject` and `body`
        (unless left out), and `file_number`, `row_number` and `split_number` to trace a row back.
    rejects : list of Reject
        Rows turned away, each with one reason.
    excluded : dict of str to int
        Rows left out by the mapping's filters, by name.
    defaulted : dict of str to int
        Accepted rows whose value was assumed because the export does not say it, by column.
    """

    file: Path
    source_rows: int
    table: arro3.core.Table
    rejects: list[Reject] = field(default_factory=list)
    excluded: dict[str, int] = field(default_factory=dict)
    defaulted: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Preview:
    """The first rows of a file through a mapping."""

    columns: list[str]
    rows: list[dict[str, Any]]
    rejects: list[Reject]
    excluded: dict[str, int]
    source_rows: int


def transform(
    files: Sequence[Path],
    mapping: Mapping,
    *,
    source: str,
    timezone: str,
    key: PseudonymKey,
    with_text: bool = True,
    encoding: str | None = None,
    batch_rows: int = 50_000,
) -> Iterator[Batch]:
    r"""Yield the rows of files as canonical rows, in bounded memory.

    Every row of the source is accepted, excluded under a name, or rejected with one reason.

    Parameters
    ----------
    files : sequence of Path
        CSV, JSON, JSON Lines or Parquet, each also as .gz or .zst.
    mapping : Mapping
        How the columns of the export become canonical ones.
    source : str
        Name of the system and export; part of every row's key.
    timezone : str
        The organisation's zone: of local dates and hours, and of times without an offset where the mapping
        says `ask`.
    key : PseudonymKey
        Makes the pseudonyms of customers and agents.
    with_text : bool
        Whether to take subject and body along.
    encoding : str, optional
        Encoding of the text; None finds it out.
    batch_rows : int
        Most source rows in a batch.

    Raises
    ------
    UsageError
        A file is not there or cannot be read, or there is no such zone.
    BadDataError
        A file as a whole cannot be taken: empty, damaged, or without a column the mapping needs.
    TryAgainError
        There is not enough memory for a batch.

    Examples
    --------
    >>> import tempfile
    >>> mapping = Mapping.model_validate({"mapping": "shop", "columns": {
    ...     "contact_id": "id", "opened_at": "when", "channel": {"constant": "email"}}})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "export.csv"
    ...     _ = file.write_text("id,when\n1,2026-03-01 10:00\n2,yesterday\n")
    ...     [batch] = transform([file], mapping, source="shop", timezone="UTC", key=PseudonymKey(bytes(32)))
    >>> batch.source_rows, batch.table.num_rows, batch.rejects[0].column, batch.rejects[0].value
    (2, 1, 'when', 'yesterday')
    """
    if not source.strip():
        raise UsageError("A source needs a name: it is part of every contact's key.")
    if timezone not in known_zones():
        raise UsageError(f"There is no time zone {timezone!r}.{zone_hint(timezone)}")
    wanted = mapping.source_columns(with_text=with_text)
    with memory_connection() as connection:
        for number, file in enumerate(files):
            path = Path(file)
            plan: Plan | None = None
            batches = read(path, wanted, records=mapping.records, encoding=encoding, batch_rows=batch_rows)
            for given in read_ahead(batches):
                if plan is None:
                    plan = compile_mapping(
                        mapping, given.names, source=source, timezone=timezone, with_text=with_text
                    )
                try:
                    batch = _through(connection, plan, given, mapping, key, path=path, file_number=number)
                except duckdb.OutOfMemoryException:
                    raise TryAgainError(
                        f"{path}: there is not enough memory for a batch of {given.source_rows:,} rows. "
                        "Close other programs, or take smaller batches."
                    ) from None
                except duckdb.Error as error:
                    # the engine's own words may hold raw values
                    raise BadDataError(
                        f"{path}: the mapping {mapping.mapping!r} cannot be computed for this file "
                        f"({type(error).__name__}). Leave columns out until it can, to find the one.",
                        file=str(path),
                    ) from None
                yield batch


def transform_records(
    records: list[Record],
    mapping: Mapping,
    *,
    source: str,
    timezone: str,
    key: PseudonymKey,
    with_text: bool = True,
) -> Batch:
    """Return records that are in memory as canonical rows: no file holds their raw identifiers.

    Parameters
    ----------
    records : list of dict or str
        Objects as JSON has them; a text stands for a record that could not be read, and says why.
    mapping, source, timezone, key, with_text
        As for `transform`. A column that no record has is empty.

    Examples
    --------
    >>> mapping = Mapping.model_validate({"mapping": "shop", "columns": {
    ...     "contact_id": "id", "opened_at": "when", "channel": {"constant": "email"}}})
    >>> rows = [{"id": 1, "when": "2026-03-01T10:00Z"}, {"id": 2, "when": "soon"}, "not an object"]
    >>> batch = transform_records(rows, mapping, source="shop", timezone="UTC", key=PseudonymKey(bytes(32)))
    >>> batch.table.num_rows, [(reject.row, reject.column) for reject in batch.rejects]
    (1, [(2, 'when'), (3, '')])
    """
    given = records_batch(records, tuple(mapping.source_columns(with_text=with_text)))
    with memory_connection() as connection:
        plan = compile_mapping(mapping, given.names, source=source, timezone=timezone, with_text=with_text)
        return _through(connection, plan, given, mapping, key, path=Path("pushed"), file_number=0)


def preview(
    file: Path,
    mapping: Mapping,
    rows: int = 20,
    *,
    source: str = "preview",
    timezone: str = "UTC",
    key: PseudonymKey | None = None,
    with_text: bool = True,
    encoding: str | None = None,
) -> Preview:
    """Return the first rows of a file through a mapping, to look at before importing.

    Parameters
    ----------
    file : Path
        The export.
    mapping : Mapping
        How its columns become canonical ones.
    rows : int
        How many source rows to take.
    source, timezone, with_text, encoding
        As for `transform`.
    key : PseudonymKey, optional
        None makes pseudonyms under a key that is thrown away.
    """
    import secrets

    batches = transform(
        [file],
        mapping,
        source=source,
        timezone=timezone,
        key=key or PseudonymKey(secrets.token_bytes(32)),
        with_text=with_text,
        encoding=encoding,
        batch_rows=rows,
    )
    batch = next(batches)
    batches.close()  # type: ignore[attr-defined]
    names = list(batch.table.column_names)
    columns = [batch.table[name].to_pylist() for name in names]
    return Preview(
        names,
        [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)],
        batch.rejects,
        batch.excluded,
        batch.source_rows,
    )


def _through(
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    given: SourceBatch,
    mapping: Mapping,
    key: PseudonymKey,
    *,
    path: Path,
    file_number: int,
) -> Batch:
    connection.register(GIVEN, given.table)
    connection.execute(plan.stage)
    connection.unregister(GIVEN)
    rejects = [Reject(path, bad.row, "", "", bad.reason) for bad in given.malformed]
    for row, failed, shown, identifiers in connection.execute(plan.rejected).fetchall():
        check = plan.checks[failed]
        secret = shown is not None and not plan.hidden.isdisjoint(check.columns)
        value = HIDDEN if secret else safe_value(shown, identifiers or ())
        rejects.append(Reject(path, row, " + ".join(check.columns), value, check.reason))
    excluded = connection.execute(
        f"SELECT excluded, count(*) FROM {STAGED} WHERE excluded IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).fetchall()
    _make_pseudonyms(connection, plan, key)
    accepted = connection.sql(plan.accepted.replace(FILE_NUMBER, str(file_number)))
    table = arro3.core.Table.from_arrow(accepted)
    connection.execute(f"DROP TABLE {STAGED}")
    return Batch(
        file=path,
        source_rows=given.source_rows,
        table=table,
        rejects=sorted(rejects, key=lambda reject: reject.row),
        excluded={mapping.filters[number].name: count for number, count in excluded},
        defaulted=_defaulted(connection, table),
    )


def _defaulted(connection: duckdb.DuckDBPyConnection, table: arro3.core.Table) -> dict[str, int]:
    if "direction_defaulted" not in table.column_names:
        return {}
    connection.register("accepted", table.select(["direction_defaulted"]))
    [(count,)] = connection.execute("SELECT count_if(direction_defaulted) FROM accepted").fetchall()
    connection.unregister("accepted")
    return {"direction": count} if count else {}


def _make_pseudonyms(connection: duckdb.DuckDBPyConnection, plan: Plan, key: PseudonymKey) -> None:
    raw: list[str] = []
    person: list[Person] = []
    if plan.people:
        found = arro3.core.Table.from_arrow(connection.sql(plan.people))
        raw, person = (list(found[name].to_pylist()) for name in ("raw", "person"))
    made: dict[str, list[Any]] = {
        "raw": raw,
        "person": person,
        "pseudonym": [key.pseudonym(r, p) for r, p in zip(raw, person, strict=True)],
    }
    text = arro3.core.DataType.string()
    table = arro3.core.Table({name: arro3.core.Array(values, type=text) for name, values in made.items()})
    connection.register(PEOPLE, table)
