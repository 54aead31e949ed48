import json
import subprocess
import sys
from pathlib import Path

import pytest

from headwater.analysis.errors import HeadwaterError
from headwater.cli.main import EXIT_CODES

HEAVY = (
    "sklearn",
    "pandas",
    "polars",
    "pyarrow",
    "django",
    "duckdb",
    "deltalake",
    "altair",
    "numpy",
    "pyspark",
    "rich",
)


def headwater(*arguments: str, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "headwater", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from headwater.cli.main import root\n"
        "try: root.main(['--help'], prog_name='headwater')\n"
        "except SystemExit: pass\n"
        f"import json; print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_every_error_code_has_an_exit_code() -> None:
    def kinds(kind: type[HeadwaterError]) -> set[str]:
        # what only a request of a program can meet has a status, and no command behind it
        inside = [sub for sub in kind.__subclasses__() if not sub.__module__.startswith("headwater.apps.")]
        return {kind.code}.union(*map(kinds, inside))

    assert kinds(HeadwaterError) - {"error"} == set(EXIT_CODES)


def test_an_unknown_command_is_a_usage_error() -> None:
    done = headwater("nonsense")
    assert done.returncode == 2
    assert "No such command 'nonsense'" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("group", ["contacts", "demand"])
def test_a_group_without_a_command_shows_its_help(group: str) -> None:
    done = headwater(group)
    assert done.returncode == 2
    assert "Commands" in done.stdout + done.stderr
