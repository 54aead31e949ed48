"""A PostgreSQL server of the tests' own, from the system's packages."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVER_USER = "postgres" if os.geteuid() == 0 else None
"""PostgreSQL does not run as root; its package brings a user for it."""


def programs() -> Path:
    """Return the folder of the newest server that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        pytest.skip("needs a PostgreSQL server: install the system's package postgresql")
    return found[-1].parent if found else Path(str(on_path)).resolve().parent


@pytest.fixture
def server() -> Iterator[str]:
    """Start a server that listens on a socket in a folder of its own, and return its address."""
    binaries = programs()
    folder = Path(tempfile.mkdtemp(prefix="headwater-pg-"))

    def run(program: str, *arguments: str) -> None:
        command = [str(binaries / program), *arguments]
        # into a file: a server that stays behind would keep a pipe open
        with (folder / "said").open("w+", encoding="utf-8") as said:
            done = subprocess.run(
                command, user=SERVER_USER, cwd=folder, stdout=said, stderr=said, check=False
            )
            said.seek(0)
            assert done.returncode == 0, said.read()

    try:
        if SERVER_USER is not None:
            try:
                shutil.chown(folder, SERVER_USER)
            except LookupError:
                pytest.skip("is root here, and PostgreSQL needs its user postgres to run as")
        data = str(folder / "data")
        run(
            "initdb",
            "--pgdata",
            data,
            "--username",
            "headwater",
            "--auth",
            "trust",
            "--encoding",
            "UTF8",
            "--no-sync",
        )
        settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        run(
            "pg_ctl", "start", "--wait", "--pgdata", data, "--log", str(folder / "log"), "--options", settings
        )
        try:
            yield f"postgresql://headwater@/postgres?host={folder}"
        finally:
            run("pg_ctl", "stop", "--pgdata", data, "--mode", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
