"""Records in PostgreSQL are saved without its tools, and come back row for row into an empty database."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql


def headwater(data: Path, database: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("HEADWATER_", "DJANGO_"))}
    # none of PostgreSQL's own programs can be found
    kept |= {"PATH": "/nonexistent", "HEADWATER_DATA": str(data), "DATABASE_URL": database}
    command = [sys.executable, "-m", "headwater", *arguments]
    return subprocess.run(command, env=kept, capture_output=True, text=True, check=False)


def new_database(server: str, name: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return server.replace("/postgres?", f"/{name}?")


def rows(database: str) -> dict[str, list[tuple[Any, ...]]]:
    with psycopg.connect(database) as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        every = {}
        for (table,) in found:
            asked = sql.SQL("SELECT t::text FROM {} AS t ORDER BY 1").format(sql.Identifier(table))
            every[table] = connection.execute(asked).fetchall()
        return every


def test_records_come_back_row_for_row(server: str, tmp_path: Path) -> None:
    first, second = new_database(server, "first"), new_database(server, "second")
    data, archive, target = tmp_path / "data", tmp_path / "one.tar.zst", tmp_path / "target"
    assert headwater(data, first, "serve", "--prepare-only").returncode == 0
    saved = rows(first)
    assert len(saved["people_user"]) >= 7
    said = headwater(data, first, "backup", str(archive))
    assert said.returncode == 0, said.stderr
    assert "records (postgresql)" in said.stdout
    assert "  DATABASE_URL (a secret: keep it yourself)" in said.stdout

    full = headwater(data, first, "restore", str(archive), "--into", str(target))
    assert full.returncode == 2
    assert "has tables already" in full.stderr
    assert rows(first) == saved
    assert not target.exists()

    back = headwater(data, second, "restore", str(archive), "--into", str(target))
    assert back.returncode == 0, back.stderr
    assert rows(second) == saved
    for key in (data / "keys").iterdir():
        assert (target / "keys" / key.name).read_bytes() == key.read_bytes()
    assert not (target / "records").exists()

    with psycopg.connect(second) as connection:
        (new,) = connection.execute(
            "INSERT INTO people_team (name, parent_id) SELECT 'New', min(id) FROM people_team RETURNING id"
        ).fetchone() or (0,)
        assert new == max(int(row[0].strip("(").split(",")[0]) for row in saved["people_team"]) + 1
    assert headwater(target, second, "serve", "--prepare-only").returncode == 0

    other = headwater(tmp_path / "lite", "", "restore", str(archive), "--into", str(tmp_path / "elsewhere"))
    assert other.returncode == 2
    assert "come from PostgreSQL: set DATABASE_URL" in other.stderr
