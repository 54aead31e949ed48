"""`headwater contacts history`, `undo`, `purge-text`: what a user types and what comes back."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from headwater.cli.main import root

from ..analysis.contacts.imported import files_with, held, put_in, words

LINES = ("a,2026-03-01T10:00:00Z,email,one,s,a secret quokka", "b,2026-05-01T10:00:00Z,phone,one,s,kept")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    put_in(tmp_path / "store", LINES[0])
    put_in(tmp_path / "store", *LINES)
    return tmp_path / "store"


def run(arguments: Sequence[str], store: Path, **options: str) -> Result:
    return CliRunner().invoke(root, ["contacts", *arguments, "--store", str(store)], **options)  # type: ignore[arg-type]


def test_history_then_undo_then_history(store: Path) -> None:
    listed = run(["history"], store)
    assert "export.csv as 'shop' into contacts: 1 loaded, 0 updated, 0 rejected" in listed.stdout
    done = run(["undo", "--json"], store)
    assert json.loads(done.stdout) == {"store": str(store), "version": 3, "undone": [2], "back_to": 1}
    assert list(held(store)) == ["a"]
    said = json.loads(run(["history", "--json"], store).stdout)["versions"]
    assert [(v["version"], v["kind"], v["taken_back_by"]) for v in said][1:] == [
        (2, "import", 3),
        (3, "undo", None),
    ]


def test_an_undo_that_cannot_be_says_what_can(store: Path) -> None:
    refused = run(["undo", "--version", "1"], store)
    assert isinstance(refused.exception, Exception)
    assert "has later imports on top" in str(refused.exception)
    assert run(["undo", "--version", "1", "--with-later"], store).exit_code == 0
    assert held(store) == {}


def test_purge_asks_first_and_names_the_number(store: Path) -> None:
    asked = run(["purge-text", "--before", "2026-04-01"], store, input="n\n")
    assert "Remove the words of 1 contact that opened before 2026-04-01 for good? 1 keep" in asked.stderr
    assert asked.exit_code == 1
    assert words(store) == {"a": "a secret quokka", "b": "kept"}
    done = run(["purge-text", "--before", "2026-04-01", "--yes"], store)
    assert "Removed the words of 1 contact" in done.stdout
    assert words(store) == {"b": "kept"}
    assert files_with(store, "quokka") == []


def test_days_count_back_from_today_and_one_of_the_two_is_needed(store: Path) -> None:
    assert "either --before DAY or --older-than DAYS" in str(run(["purge-text"], store).exception)
    both = ["purge-text", "--before", "2026-04-01", "--older-than", "3"]
    assert "either --before DAY" in str(run(both, store).exception)
    assert run(["purge-text", "--older-than", "0", "--yes"], store).exit_code == 0
    assert words(store) is None
