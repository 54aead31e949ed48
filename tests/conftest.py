"""What all tests share."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parent.parent


def _shared_data() -> Path | None:
    said = os.environ.get("HEADWATER_SHARED_DATA")
    places = [Path(said)] if said else [folder / "shared" / "data" for folder in _ROOT.parents]
    return next((place for place in places if (place / "README.md").is_file()), None)


_LONGEST_FIRST = ("spark", "durability", "browser", "postgres")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep each file, and all of Spark's, on one worker; begin with what takes longest."""

    def place(item: pytest.Item) -> int:
        folder = item.path.parent.name
        return _LONGEST_FIRST.index(folder) if folder in _LONGEST_FIRST else len(_LONGEST_FIRST)

    for item in items:
        folder = item.path.parent.name
        item.add_marker(pytest.mark.xdist_group(folder if folder == "spark" else str(item.path)))
    items.sort(key=place)


@pytest.fixture(scope="session")
def real_file() -> Callable[[str], Path]:
    """Return the path of a real file by name; the test skips, and says why, where the files are not."""

    def find(name: str) -> Path:
        folder = _shared_data()
        if folder is None or not (folder / name).is_file():
            pytest.skip(f"needs {name} in ../shared/data (or in the folder HEADWATER_SHARED_DATA names)")
        return folder / name

    return find


@pytest.fixture(scope="session")
def mapping_file() -> Callable[[str], str]:
    """Return the path of a mapping that lives with the tests."""
    return lambda name: str(_ROOT / "tests" / "data" / "mappings" / f"{name}.yaml")
