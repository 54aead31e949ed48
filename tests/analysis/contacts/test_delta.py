from pathlib import Path

import arro3.core
import pytest

from headwater.analysis.contacts.delta import StoreTable

TEXT = arro3.core.DataType.string()


def _rows(month: str) -> arro3.core.Table:
    return arro3.core.Table(
        {
            "contact_id": arro3.core.Array([f"T-{month}"], type=TEXT),
            "month": arro3.core.Array([month], type=TEXT),
        }
    )


@pytest.mark.parametrize("name", ["My Store", "Kündigungen", "store #1"])
def test_files_are_named_as_they_are_on_disk_whatever_the_folder_is_called(tmp_path: Path, name: str) -> None:
    table = StoreTable(tmp_path / name / "contacts")
    table.append(_rows("2026-01"))
    version = table.append(_rows("2026-02"))
    assert len(table.files(version)) == 2
    assert all(Path(file).is_file() for file in table.files(version))
    [february] = table.files(version, months=["2026-02"])
    assert Path(february).parent.name == "month=2026-02"


def test_an_interrupted_import_is_taken_back_in_a_folder_with_a_space(tmp_path: Path) -> None:
    table = StoreTable(tmp_path / "My Store" / "contacts")
    before = table.append(_rows("2026-01"))
    table.append(_rows("2026-02"))
    table.return_to(before)
    assert [Path(file).parent.name for file in table.files(table.version())] == ["month=2026-01"]
