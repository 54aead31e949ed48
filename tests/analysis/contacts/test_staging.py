from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.analysis.contacts.staged import NOON, batch

from headwater.analysis.contacts import versions
from headwater.analysis.contacts.delta import StoreTable
from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.staging import Comparison, Staging
from headwater.analysis.contacts.store import ContactStore

Rows = Sequence[Mapping[str, Any]]


def take(store: Path, folder: Path, rows: Rows, *, with_text: bool = False) -> Comparison:
    """Commit rows as an import does, without files and mapping."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    staging = Staging(folder, "contacts", store)
    staging.add(batch(rows, with_text=with_text))
    state = versions.read(store)
    tables = dict(state.tables)
    files = {name: StoreTable(store / name).files(tables.get(name)) for name in ("contacts", "contact_texts")}
    found = staging.compare(files["contacts"], files["contact_texts"])
    for name in files:
        version = staging.write(name, tables.get(name))
        if version is not None:
            tables[name] = version
    versions.commit(store, versions.Version(state.number + 1, tables))
    staging.close()
    return found


def stored(store: Path, *columns: str) -> list[tuple[Any, ...]]:
    frame = collect(ContactStore(store).contacts().select("contact_id", *columns).sort("contact_id"))
    return list(zip(*frame.values(), strict=True))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def test_new_rows_are_loaded_and_the_same_rows_again_are_unchanged(store: Path, tmp_path: Path) -> None:
    rows: Rows = [{"contact_id": "a", "tags": ["x"], "custom": {"k": "v"}}, {"contact_id": "b"}]
    assert take(store, tmp_path / "s", rows) == Comparison(2, 0, 0, 0, 0)
    assert take(store, tmp_path / "s", rows) == Comparison(0, 0, 2, 0, 0)
    assert stored(store, "tags") == [("a", ["x"]), ("b", None)]


def test_a_later_version_of_a_contact_replaces_it_and_leaves_the_others(store: Path, tmp_path: Path) -> None:
    take(store, tmp_path / "s", [{"contact_id": i, "team": "one"} for i in "abc"])
    found = take(
        store, tmp_path / "s", [{"contact_id": "b", "team": "two"}, {"contact_id": "d", "team": "one"}]
    )
    assert found == Comparison(1, 1, 0, 0, 0)
    assert stored(store, "team") == [("a", "one"), ("b", "two"), ("c", "one"), ("d", "one")]


def test_a_contact_that_moves_to_another_month_is_there_once(store: Path, tmp_path: Path) -> None:
    take(store, tmp_path / "s", [{"contact_id": "a"}, {"contact_id": "b"}])
    take(store, tmp_path / "s", [{"contact_id": "a", "opened_at": NOON + timedelta(days=60)}])
    assert stored(store, "month") == [("a", "2026-04"), ("b", "2026-03")]


def test_the_last_of_several_rows_with_one_key_counts(store: Path, tmp_path: Path) -> None:
    rows = [{"contact_id": "a", "team": "first"}, {"contact_id": "b"}, {"contact_id": "a", "team": "last"}]
    assert take(store, tmp_path / "s", rows) == Comparison(2, 0, 0, 1, 0)
    assert stored(store, "team") == [("a", "last"), ("b", None)]


def test_a_superseded_row_takes_the_contacts_split_from_it_along(store: Path, tmp_path: Path) -> None:
    rows = [
        {"contact_id": "a", "row_number": 1},
        {"contact_id": "a#2", "row_number": 1, "split_number": 1},
        {"contact_id": "a", "row_number": 2},
    ]
    assert take(store, tmp_path / "s", rows) == Comparison(1, 0, 0, 1, 1)
    assert [row[0] for row in stored(store)] == ["a"]


def test_a_change_of_the_words_alone_is_an_update(store: Path, tmp_path: Path) -> None:
    take(
        store,
        tmp_path / "s",
        [{"contact_id": "a", "body": "late"}, {"contact_id": "b", "body": "lost"}],
        with_text=True,
    )
    again = [{"contact_id": "a", "body": "very late"}, {"contact_id": "b", "body": "lost"}]
    assert take(store, tmp_path / "s", again, with_text=True) == Comparison(0, 1, 1, 0, 0)
    texts = ContactStore(store).texts()
    assert texts is not None
    assert collect(texts.select("contact_id", "body").sort("contact_id"))["body"] == ["very late", "lost"]


def test_importing_without_words_leaves_the_words_that_are_there(store: Path, tmp_path: Path) -> None:
    take(store, tmp_path / "s", [{"contact_id": "a", "body": "late"}], with_text=True)
    take(store, tmp_path / "s", [{"contact_id": "a", "team": "two"}])
    texts = ContactStore(store).texts()
    assert texts is not None
    assert collect(texts.select("body"))["body"] == ["late"]


def test_a_store_read_at_an_earlier_version_shows_what_it_held_then(store: Path, tmp_path: Path) -> None:
    take(store, tmp_path / "s", [{"contact_id": "a", "team": "one"}])
    take(store, tmp_path / "s", [{"contact_id": "a", "team": "two"}])
    earlier = ContactStore(store, version=1).contacts().select("team")
    assert collect(earlier) == {"team": ["one"]}


def test_what_an_interrupted_import_left_is_taken_back(store: Path, tmp_path: Path) -> None:
    take(store, tmp_path / "s", [{"contact_id": "a", "team": "one"}])
    table = StoreTable(store / "contacts")
    committed = versions.read(store).tables["contacts"]
    staging = Staging(tmp_path / "s", "contacts", store)
    staging.add(batch([{"contact_id": "z"}]))
    staging.compare(table.files(committed), [])
    staging.write("contacts", committed)
    stray = Path(table.files(committed)[0]).with_name("part-stray.parquet")
    stray.write_bytes(b"half a file")

    assert [row[0] for row in stored(store)] == ["a"], "readers never see what no version names"
    table.return_to(committed)
    assert sorted(table.files(table.version())) == sorted(table.files(committed))
    assert not stray.exists()


def test_many_small_imports_do_not_leave_many_small_files(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("headwater.analysis.contacts.delta._MANY_FILES", 2)
    for number in range(4):
        take(store, tmp_path / "s", [{"contact_id": str(number)}])
    assert [row[0] for row in stored(store)] == ["0", "1", "2", "3"]
    table = StoreTable(store / "contacts")
    assert len(table.files(versions.read(store).tables["contacts"])) <= 2
