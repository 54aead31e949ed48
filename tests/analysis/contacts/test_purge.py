"""Removing words for good: by age, from every version and every byte, and never to come back."""

from datetime import date
from pathlib import Path

import pytest

from headwater.analysis.contacts import versions
from headwater.analysis.contacts.history import history
from headwater.analysis.contacts.purge import count_words, purge_text
from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.errors import UsageError

from .imported import NOW, files_with, held, put_in, words

OLD = "old,2026-03-31T21:00:00Z,email,one,zebrafish,a secret quokka"
# the same evening in UTC, and the next day where the organisation is
YOUNG = "young,2026-03-31T22:30:00Z,email,one,hello,a kept wallaby"
DAY = date(2026, 4, 1)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    put_in(tmp_path / "store", OLD, YOUNG)
    put_in(tmp_path / "store", OLD.replace("quokka", "numbat"), YOUNG.replace("one", "two"))
    return tmp_path / "store"


def test_words_go_by_the_local_day_and_contacts_stay(store: Path) -> None:
    assert count_words(ContactStore(store), DAY) == (1, 1)
    done = purge_text(store, DAY, now=NOW)
    assert (done.version, done.removed, done.kept) == (3, 1, 1)
    assert words(store) == {"young": "a kept wallaby"}
    assert held(store) == {"old": "one", "young": "two"}
    assert ContactStore(store).timezone == "Europe/Berlin"


def test_no_byte_of_them_is_left_in_tables_logs_staging_or_derived(store: Path) -> None:
    ContactStore(store).chains()
    (store / "staging" / "dead").mkdir(parents=True)
    (store / "staging" / "dead" / "part.txt").write_text("a secret quokka of an import that was killed")
    (store / "staging" / "dead.alive").touch()
    assert len(files_with(store, "quokka")) >= 3  # the table, its log's least and greatest values, staging
    assert files_with(store, "numbat")
    purge_text(store, DAY, now=NOW)
    for word in ("quokka", "numbat", "zebrafish"):
        assert files_with(store, word) == []
    assert files_with(store, "wallaby")


def test_earlier_versions_are_read_without_words_and_do_not_fail(store: Path) -> None:
    purge_text(store, DAY, now=NOW)
    assert words(store, 1) is None
    assert words(store, 2) is None
    assert held(store, 1) == {"old": "one", "young": "one"}
    assert "contact_texts" not in ContactStore(store, version=2).describe().tables


def test_later_imports_do_not_bring_them_back_and_still_change_nothing(store: Path) -> None:
    purge_text(store, DAY, now=NOW)
    again = put_in(store, OLD, YOUNG.replace("one", "two"))
    assert (again.status, again.version) == ("unchanged", 3)
    changed = put_in(store, OLD.replace(",one,", ",three,"), YOUNG.replace("kept", "new"))
    assert changed.reconciliation.updated == 2
    assert words(store) == {"young": "a new wallaby"}
    assert files_with(store, "quokka") == []


def test_all_words_can_go_and_new_ones_come_in(store: Path) -> None:
    done = purge_text(store, NOW.date(), now=NOW)
    assert (done.removed, done.kept) == (2, 0)
    assert words(store) is None
    put_in(store, "c,2026-06-02T10:00:00Z,email,one,s,fresh")
    assert words(store) == {"c": "fresh"}
    assert words(store, 1) is None


def test_the_same_purge_again_changes_nothing(store: Path) -> None:
    first = purge_text(store, DAY, now=NOW)
    again = purge_text(store, DAY, now=NOW)
    assert (again.version, again.removed, again.kept) == (first.version, 0, 1)
    assert versions.numbers(store) == [1, 2, 3]


def test_an_earlier_day_never_moves_the_line_back(store: Path) -> None:
    purge_text(store, DAY, now=NOW)
    purge_text(store, date(2026, 1, 1), now=NOW)
    assert versions.read(store).words_from == "2026-04-01"


def test_the_history_says_how_many_lost_their_words(store: Path) -> None:
    purge_text(store, DAY, now=NOW)
    last = history(store).entries[-1]
    assert (last.kind, last.removed, last.before) == ("purge", 1, "2026-04-01")
    assert last.said() == "removed the words of 1 contact that opened before 2026-04-01"


def test_a_purge_killed_behind_its_version_file_is_finished_by_the_next_writer(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from headwater.analysis.contacts import purge

    calls: list[bool] = []

    class Killed(BaseException):
        pass

    def killed(store: Path, state: versions.Version) -> None:
        calls.append(True)
        if len(calls) > 1:
            raise Killed

    monkeypatch.setattr(purge, "remove_old_words", killed)
    with pytest.raises(Killed):
        purge_text(store, DAY, now=NOW)
    assert files_with(store, "quokka")  # it was killed before anything went
    assert words(store) == {"young": "a kept wallaby"}
    assert words(store, 2) is None
    monkeypatch.undo()
    put_in(store, "c,2026-05-02T10:00:00Z,email,one,s,fresh")
    assert files_with(store, "quokka") == []


def test_a_purge_killed_before_its_version_file_changes_nothing(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(store: Path, version: versions.Version) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(versions, "commit", killed)
    with pytest.raises(KeyboardInterrupt):
        purge_text(store, DAY, now=NOW)
    monkeypatch.undo()
    assert words(store) == {"old": "a secret numbat", "young": "a kept wallaby"}
    assert words(store, 1) == {"old": "a secret quokka", "young": "a kept wallaby"}
    assert purge_text(store, DAY, now=NOW).version == 3
    assert words(store) == {"young": "a kept wallaby"}


def test_a_store_without_words_is_purged_and_keeps_later_ones_out(tmp_path: Path) -> None:
    put_in(tmp_path / "store", OLD, with_text=False)
    assert purge_text(tmp_path / "store", DAY, now=NOW).removed == 0
    put_in(tmp_path / "store", OLD, YOUNG)
    assert words(tmp_path / "store") == {"young": "a kept wallaby"}


def test_a_day_to_come_and_a_missing_store_are_refused(store: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="2026-06-02 has not come yet"):
        purge_text(store, date(2026, 6, 2), now=NOW)
    with pytest.raises(UsageError, match="no contact store at"):
        purge_text(tmp_path / "none", DAY, now=NOW)
