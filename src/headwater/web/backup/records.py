"""The records, saved while the product runs, and put back: a file of SQLite, or the tables of PostgreSQL."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from headwater.analysis.errors import BadDataError, UsageError

SQLITE_FILE = "records.sqlite3"
COLUMNS = "columns.json"


def kind() -> str:
    """Return what keeps the records here."""
    return connection.vendor


def migrations() -> list[list[str]]:
    """Return the migrations the records have been through."""
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def save(folder: Path) -> list[Path]:
    """Write the records as they are at one moment into a folder, and return the files."""
    if kind() == "sqlite":
        return [_save_sqlite(folder / SQLITE_FILE)]
    return _save_tables(folder)


def check_form(said: list[list[str]], origin: Path) -> None:
    """Refuse records that a newer Headwater has been at: this one would not understand them."""
    here = set(MigrationLoader(None).disk_migrations)
    unknown = [f"{app} {name}" for app, name in said if (app, name) not in here]
    if unknown:
        raise UsageError(
            f"{origin} comes from a newer Headwater than this one, or from another ({unknown[0]} is not "
            "known here). Restore it with the version that made it, then upgrade."
        )


def check_empty() -> None:
    """Refuse to put records where there are some."""
    if connection.introspection.table_names():
        raise UsageError(
            "The database that DATABASE_URL names has tables already. Records are restored into an empty "
            "database only: make a new one and name that."
        )


def load_tables(folder: Path, said: list[list[str]]) -> None:
    """Put tables that were saved from PostgreSQL into an empty PostgreSQL database."""
    executor = MigrationExecutor(connection)
    executor.migrate(_last_of({(app, name) for app, name in said}, executor.loader.graph.node_map))
    call_command("createcachetable", verbosity=0)
    columns: dict[str, list[str]] = json.loads((folder / COLUMNS).read_text(encoding="utf-8"))
    here = dict(_columns())
    if here.keys() != columns.keys() or any(set(here[table]) != set(columns[table]) for table in here):
        raise BadDataError("The tables of the backup are not those of its form. Nothing was put into them.")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("TRUNCATE " + ", ".join(map(_quoted, columns)))  # what migrations put in comes again
        for table, names in columns.items():
            with (
                (folder / f"{table}.copy").open("rb") as file,
                _copy(cursor, table, names, "FROM STDIN") as into,
            ):
                while piece := file.read(1 << 20):
                    into.write(piece)
        for statement in _sequences_go_on(columns):
            cursor.execute(statement)


def _last_of(said: set[tuple[str, str]], known: dict[Any, Any]) -> list[tuple[str, str]]:
    """Return the migrations after which no other of their application came."""
    return sorted(
        node
        for node in said & known.keys()
        if not any(after.key[0] == node[0] and after.key in said for after in known[node].children)
    )


def _save_sqlite(target: Path) -> Path:
    """Copy the file at one moment, without the free pages in which what was deleted can still be read."""
    file = connection.settings_dict["NAME"]
    if not Path(file).is_file():
        raise UsageError(f"There are no records at {file} yet: nothing to save. Has Headwater run here?")
    with closing(sqlite3.connect(f"file:{Path(file).as_posix()}?mode=ro", uri=True, timeout=20)) as records:
        records.execute("VACUUM INTO ?", (str(target),))
    with closing(sqlite3.connect(target)) as copy:
        said = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if said != "ok":
        raise BadDataError(f"The records {file} are damaged ({said}): restore the last good backup.")
    target.chmod(0o600)
    return target


def _save_tables(folder: Path) -> list[Path]:
    connection.ensure_connection()
    files = [folder / COLUMNS]
    with transaction.atomic(), connection.cursor() as cursor:
        # all tables as they are at one moment, whoever writes meanwhile
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        columns = dict(_columns())
        files[0].write_text(json.dumps(columns, indent=1), encoding="utf-8")
        for table, names in columns.items():
            files.append(folder / f"{table}.copy")
            with files[-1].open("wb") as file, _copy(cursor, table, names, "TO STDOUT") as out:
                for piece in out:
                    file.write(piece)
    return files


def _columns() -> Iterator[tuple[str, list[str]]]:
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            described = connection.introspection.get_table_description(cursor, table)
            yield table, [column.name for column in described]


def _copy(cursor: Any, table: str, columns: list[str], direction: str) -> Any:
    """Open a stream of a table's rows; the text form is the same in every version of the server."""
    listed = ", ".join(map(_quoted, columns))
    return cursor.copy(f"COPY {_quoted(table)} ({listed}) {direction}")


def _sequences_go_on(columns: dict[str, list[str]]) -> Iterator[str]:
    """Yield what lets new rows take numbers after those that came back."""
    with connection.cursor() as cursor:
        for table in columns:
            for sequence in connection.introspection.get_sequences(cursor, table):
                name, column = _quoted(table), _quoted(sequence["column"])
                yield (
                    f"SELECT setval(pg_get_serial_sequence('{name}', '{sequence['column']}'), "
                    f"coalesce(max({column}), 1), max({column}) IS NOT NULL) FROM {name}"
                )


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
