from pathlib import Path

import pytest

from headwater.analysis.contacts import versions
from headwater.analysis.contacts.versions import Version
from headwater.analysis.errors import BadDataError, TryAgainError


def test_a_store_without_versions_reads_as_nothing(tmp_path: Path) -> None:
    assert versions.read(tmp_path).number == 0
    assert versions.numbers(tmp_path) == []


def test_the_newest_version_is_read_by_default_and_an_older_one_by_number(tmp_path: Path) -> None:
    versions.commit(tmp_path, Version(1, {"contacts": 0}, "UTC", {"source": "a"}))
    versions.commit(tmp_path, Version(2, {"contacts": 4}, "UTC", {"source": "b"}))
    assert versions.read(tmp_path).tables == {"contacts": 4}
    assert versions.read(tmp_path, 1).import_ == {"source": "a"}


def test_a_taken_number_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    versions.commit(tmp_path, Version(1, {"contacts": 0}))
    with pytest.raises(TryAgainError, match=r"Another import into .* finished first\. Nothing was changed"):
        versions.commit(tmp_path, Version(1, {"contacts": 9}))
    assert versions.read(tmp_path).tables == {"contacts": 0}
    assert [p.name for p in (tmp_path / "versions").iterdir()] == ["00000001.json"]


def test_an_unknown_version_is_named_with_those_that_exist(tmp_path: Path) -> None:
    versions.commit(tmp_path, Version(1))
    with pytest.raises(BadDataError, match=r"has no version 7\. It has versions 1 to 1"):
        versions.read(tmp_path, 7)


def test_a_damaged_version_file_is_named(tmp_path: Path) -> None:
    versions.commit(tmp_path, Version(1))
    (tmp_path / "versions" / "00000001.json").write_text("{")
    with pytest.raises(BadDataError, match=r"00000001\.json is not a version file"):
        versions.read(tmp_path)


def test_a_held_store_is_waited_for_and_then_given_up_with_a_message(tmp_path: Path) -> None:
    told: list[bool] = []
    ticks = iter([0.0, 1.0, 2.0, 3.0])
    with (
        versions.lock(tmp_path, 0),
        pytest.raises(TryAgainError, match=r"has held the store .* for 2 s"),
        versions.lock(
            tmp_path,
            2,
            clock=lambda: next(ticks),
            sleep=lambda seconds: None,
            waiting=lambda: told.append(True),
        ),
    ):
        pass
    assert told == [True]


def test_a_store_is_free_again_after_its_writer(tmp_path: Path) -> None:
    with versions.lock(tmp_path, 0):
        pass
    with versions.lock(tmp_path, 0):
        pass
