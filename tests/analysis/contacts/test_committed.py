"""The files of the committed versions are the whole store, whatever an import is doing beside them."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from headwater.analysis.contacts import versions
from headwater.analysis.contacts.committed import committed_files
from headwater.analysis.contacts.delta import StoreTable
from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.importing import ImportSettings, import_files
from headwater.analysis.contacts.mapping import load_mapping
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.contacts.purge import purge_text
from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.contacts.undo import undo_import
from headwater.analysis.errors import BadDataError

NOW = datetime(2026, 4, 1, tzinfo=UTC)


def imported(store: Path, first: int, last: int, team: str = "one") -> Path:
    """Import contacts `first` to `last` of two months, and return the store."""
    lines = ["contact_id,customer_id,opened_at,channel,team,body"]
    lines += [
        f"c{n},{n % 7},2026-0{1 + n % 2}-05T10:00:00Z,email,{team},parcel {n}" for n in range(first, last)
    ]
    file = store.parent / "export.csv"
    file.write_text("\n".join(lines) + "\n")
    settings = ImportSettings(load_mapping("generic"), source="export", timezone="UTC")
    key = PseudonymKey.load_or_create(store.parent / "test.key")
    import_files([file], store, settings, key, now=NOW)
    return store


def begin(store: Path) -> None:
    """Do what an import does before it commits: write rows into a table."""
    table = StoreTable(store / "contacts")
    (file, *_) = table.files(table.version())
    rows = duckdb.connect().sql(f"SELECT * FROM read_parquet('{file}', hive_partitioning = true)")
    table.append(rows)


def copied(store: Path, target: Path) -> Path:
    for file in committed_files(store).files:
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(store / file, target / file)
    return target


def content(store: Path, version: int | None = None) -> list[tuple[object, ...]]:
    opened = ContactStore(store, version=version)
    contacts = collect(opened.contacts().select("contact_id", "team", "month").sort("contact_id"))
    texts = opened.texts()
    assert texts is not None
    words = collect(texts.select("contact_id", "body").sort("contact_id"))
    return [*zip(*contacts.values(), strict=True), *zip(*words.values(), strict=True)]


def test_a_copy_of_the_committed_files_has_every_version_and_takes_the_next_import(tmp_path: Path) -> None:
    store = imported(tmp_path / "store", 0, 40)
    imported(store, 20, 60, team="two")
    copy = copied(store, tmp_path / "copy")
    assert versions.numbers(copy) == [1, 2]
    for version in (1, 2):
        assert content(copy, version) == content(store, version)
    assert content(store, 1) != content(store, 2)
    assert content(imported(copy, 50, 70, team="three")) == content(imported(store, 50, 70, team="three"))


def test_what_an_import_has_not_committed_is_left_behind(tmp_path: Path) -> None:
    store = imported(tmp_path / "store", 0, 40)
    before = committed_files(store)
    whole = content(store)
    begin(store)
    (store / "contacts" / "month=2026-01" / "stray.parquet").write_bytes(b"half")
    (store / "staging" / "abc").mkdir(parents=True)
    (store / "staging" / "abc" / "part.parquet").write_bytes(b"half")
    assert StoreTable(store / "contacts").version() == 1
    assert committed_files(store) == before
    assert not [file for file in before.files if file.parts[0] in ("derived", "staging")]
    assert content(copied(store, tmp_path / "copy")) == whole
    assert StoreTable(tmp_path / "copy" / "contacts").version() == 0


def test_what_was_dropped_from_earlier_versions_is_not_missed(tmp_path: Path) -> None:
    store = imported(tmp_path / "store", 0, 40)
    first = set(StoreTable(store / "contact_texts").files(0))
    imported(store, 0, 40, team="two")
    imported(store, 0, 40, team="three")
    newest = set(StoreTable(store / "contacts").files(versions.read(store).tables["contacts"]))
    old = set(StoreTable(store / "contacts").files(0)) - newest
    assert old, "the second import replaced what the first wrote"
    assert first
    for file in old:
        Path(file).unlink()
    listed = {store / file for file in committed_files(store).files}
    assert {Path(file) for file in newest} <= listed
    assert not {Path(file) for file in old} & listed


def test_words_that_were_purged_are_not_carried_even_when_they_are_still_there(tmp_path: Path) -> None:
    store = imported(tmp_path / "store", 0, 40)
    shutil.copytree(store / "contact_texts", tmp_path / "words")
    purge_text(store, date(2026, 2, 1), now=NOW)
    shutil.copytree(tmp_path / "words", store / "contact_texts")  # as if the purge had been killed here
    listed = committed_files(store)
    assert listed.version == 2
    assert not [file for file in listed.files if file.parts[0] == "contact_texts"]
    assert content(copied(store, tmp_path / "copy")) == content(store)
    words = collect(ContactStore(tmp_path / "copy").texts().select("body"))["body"]  # type: ignore[union-attr]
    assert len(words) == 20


def test_an_import_that_was_taken_back_is_not_missed(tmp_path: Path) -> None:
    store = imported(tmp_path / "store", 0, 40)
    imported(store, 30, 60, team="two")
    undo_import(store, now=NOW)
    copy = copied(store, tmp_path / "copy")
    assert versions.numbers(copy) == [1, 2, 3]
    assert [content(copy, version) for version in (1, 2, 3)] == [content(store, v) for v in (1, 2, 3)]
    assert content(copy, 3) == content(copy, 1)


def test_a_file_that_the_newest_version_needs_is_missed(tmp_path: Path) -> None:
    store = imported(tmp_path / "store", 0, 40)
    lost = Path(StoreTable(store / "contacts").files(0)[0])
    lost.unlink()
    with pytest.raises(
        BadDataError, match=f"damaged: its newest version needs contacts/{lost.parent.name}/{lost.name}"
    ):
        committed_files(store)


def test_a_store_that_is_not_there_has_nothing(tmp_path: Path) -> None:
    assert committed_files(tmp_path / "none").files == ()
    (tmp_path / "empty").mkdir()
    assert committed_files(tmp_path / "empty").version == 0
