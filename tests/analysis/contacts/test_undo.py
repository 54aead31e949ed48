"""Taking imports back: what the store holds afterwards, what stays visible, and what is refused."""

from pathlib import Path

import pytest

from headwater.analysis.contacts import versions
from headwater.analysis.contacts.history import history
from headwater.analysis.contacts.purge import purge_text
from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.contacts.undo import undo_import
from headwater.analysis.errors import UsageError

from .imported import NOW, held, put_in, words

A1, A2 = "a,2026-03-01T10:00:00Z,email,one,s,first words", "a,2026-03-01T10:00:00Z,email,two,s,later words"
B = "b,2026-04-01T10:00:00Z,phone,one,s,other words"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    put_in(tmp_path / "store", A1)
    put_in(tmp_path / "store", A2, B)
    return tmp_path / "store"


def test_the_newest_import_is_taken_back_whole_contacts_and_words(store: Path) -> None:
    assert (held(store), words(store)) == (
        {"a": "two", "b": "one"},
        {"a": "later words", "b": "other words"},
    )
    done = undo_import(store, now=NOW)
    assert (done.version, done.undone, done.back_to) == (3, (2,), 1)
    assert (held(store), words(store)) == ({"a": "one"}, {"a": "first words"})
    assert ContactStore(store).timezone == "Europe/Berlin"
    assert str(done) == f"Took back 2: {store} is as it was at version 1, now version 3."


def test_what_was_taken_back_can_still_be_read_at_its_version(store: Path) -> None:
    undo_import(store, now=NOW)
    put_in(store, "c,2026-05-01T10:00:00Z,email,three,s,new")
    assert held(store) == {"a": "one", "c": "three"}
    assert held(store, 2) == {"a": "two", "b": "one"}
    assert words(store, 2) == {"a": "later words", "b": "other words"}


def test_the_first_import_is_taken_back_to_an_empty_store_that_takes_new_ones(store: Path) -> None:
    before = ContactStore(store).dictionaries()["team"]
    assert before == ["one", "two"]
    done = undo_import(store, 1, with_later=True, now=NOW)
    assert (done.undone, done.back_to) == ((1, 2), 0)
    assert (held(store), words(store)) == ({}, None)
    assert ContactStore(store).dictionaries() == {}
    put_in(store, "c,2026-05-01T10:00:00Z,email,three,s,new")
    assert (held(store), words(store)) == ({"c": "three"}, {"c": "new"})
    assert ContactStore(store).dictionaries()["team"] == ["three"]
    assert held(store, 1) == {"a": "one"}
    assert ContactStore(store, version=1).dictionaries()["team"] == ["one"]


def test_an_import_after_an_undo_continues_from_what_stands(store: Path) -> None:
    undo_import(store, now=NOW)
    again = put_in(store, A1)
    assert (again.status, again.version) == ("unchanged", 3)
    assert put_in(store, A2, B).reconciliation.updated == 1
    assert held(store) == {"a": "two", "b": "one"}
    assert undo_import(store, now=NOW).undone == (4,)
    assert held(store) == {"a": "one"}
    assert undo_import(store, now=NOW).undone == (1,)
    assert held(store) == {}


def test_only_the_newest_goes_alone_and_the_others_with_those_on_top(store: Path) -> None:
    with pytest.raises(UsageError, match=r"Version 1 has later imports on top of it \(2\)"):
        undo_import(store, 1, now=NOW)
    assert versions.numbers(store) == [1, 2]


def test_the_history_tells_all_and_what_stands(store: Path) -> None:
    undo_import(store, now=NOW)
    found = history(store)
    assert [(e.version, e.kind, e.taken_back_by) for e in found.entries] == [
        (1, "import", None),
        (2, "import", 3),
        (3, "undo", None),
    ]
    assert [e.version for e in found.standing] == [1]
    assert "1 loaded, 1 updated, 0 rejected; taken back by version 3" in str(found)
    assert "took back version 2" in str(found)
    assert found.to_dict()["versions"][2]["undoes"] == [2]


@pytest.mark.parametrize(
    ("version", "message"),
    [
        (9, "has no version 9. It has versions 1 to 3"),
        (2, "taken back already, by version 3"),
        (3, "took imports back itself, and that is not undone: import the files again"),
    ],
)
def test_what_cannot_be_taken_back_says_why(store: Path, version: int, message: str) -> None:
    undo_import(store, now=NOW)
    with pytest.raises(UsageError, match=message):
        undo_import(store, version, now=NOW)


def test_an_import_from_before_a_purge_stays(store: Path) -> None:
    purge_text(store, NOW.date().replace(month=4, day=1), now=NOW)
    with pytest.raises(UsageError, match=r"before words were removed for good \(version 3\)"):
        undo_import(store, now=NOW)
    with pytest.raises(UsageError, match="Version 3 removed words for good"):
        undo_import(store, 3, now=NOW)
    put_in(store, "c,2026-05-01T10:00:00Z,email,three,s,new")
    undo_import(store, now=NOW)
    assert words(store) == {"b": "other words"}
    with pytest.raises(UsageError, match="before words were removed"):
        undo_import(store, now=NOW)


def test_nothing_to_take_back_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no contact store at"):
        undo_import(tmp_path / "store", now=NOW)
    put_in(tmp_path / "store", A1)
    undo_import(tmp_path / "store", now=NOW)
    with pytest.raises(UsageError, match="holds no import that could be taken back"):
        undo_import(tmp_path / "store", now=NOW)
