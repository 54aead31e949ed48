"""Reading ahead changes nothing but the time it takes."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from headwater.analysis.contacts.readers import read_ahead
from headwater.analysis.errors import BadDataError


def reader_threads() -> int:
    return sum(thread.name == "headwater-reader" for thread in threading.enumerate())


def test_batches_come_in_order_and_an_error_behind_those_that_were_whole() -> None:
    def batches() -> Iterator[Any]:
        yield from range(5)
        raise BadDataError("breaks off")

    seen: list[Any] = []
    with pytest.raises(BadDataError, match="breaks off"):
        seen.extend(read_ahead(batches()))
    assert seen == [0, 1, 2, 3, 4]
    assert reader_threads() == 0


def test_whoever_stops_early_leaves_no_thread_and_no_open_file() -> None:
    closed = threading.Event()
    read: list[int] = []

    def batches() -> Iterator[Any]:
        try:
            for number in range(1000):
                read.append(number)
                yield number
        finally:
            closed.set()

    ahead: Any = read_ahead(batches())
    assert next(ahead) == 0
    ahead.close()
    assert closed.is_set()
    assert reader_threads() == 0
    assert len(read) <= 4
