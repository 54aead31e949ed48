from pathlib import Path
from typing import Any

import pytest
from arro3.core import Array, DataType, Table

from headwater.analysis.contacts.delta import StoreTable


def one_row() -> Any:
    return Table({name: Array([value], type=DataType.string()) for name, value in ROW.items()})


ROW = {"id": "1", "month": "2026-03"}


@pytest.mark.parametrize("folder", ["my data", "Büro #2", "plain"])
def test_files_are_found_whatever_the_folder_is_called(tmp_path: Path, folder: str) -> None:
    table = StoreTable(tmp_path / folder)
    files = table.files(table.append(one_row()))
    assert [Path(file).exists() for file in files] == [True]
    assert table.files(0, ["2026-04"]) == []


def test_an_interrupted_import_is_taken_back_in_a_folder_with_a_space(tmp_path: Path) -> None:
    table = StoreTable(tmp_path / "my data")
    kept = table.append(one_row())
    table.append(one_row())
    table.return_to(kept)
    newest = table.version()
    assert len(table.files(newest)) == 1
    assert table.files(newest) == table.files(kept)
