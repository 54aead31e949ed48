import importlib.util
from typing import Any

import pytest

from headwater.analysis.errors import UsageError, nearest
from headwater.analysis.frames import to_frame, to_rows

COLUMNS: dict[str, list[Any]] = {"team": ["a", "b"], "contacts": [2, None]}


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
def test_columns_become_a_frame_of_the_library_asked_for(backend: Any) -> None:
    frame = to_frame(COLUMNS, backend)
    assert type(frame).__module__.startswith(backend)
    assert frame.shape == (2, 2)


def test_without_any_library_the_message_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headwater.analysis.frames.find_spec", lambda name: None)
    with pytest.raises(UsageError, match="needs one of pandas, polars or pyarrow"):
        to_frame(COLUMNS)
    assert importlib.util.find_spec("pandas")


def test_columns_become_rows() -> None:
    assert to_rows(COLUMNS)[1] == {"team": "b", "contacts": None}


def test_the_nearest_name_is_offered() -> None:
    assert nearest("contact_di", ["contact_id", "team"]) == " Did you mean 'contact_id'?"
