"""The log says what went wrong and where, never with what."""

import logging
from types import SimpleNamespace

import pytest

from headwater.web.logs import Discreet


def line(message: object, error: BaseException | None = None, **more: object) -> str:
    raised = None if error is None else (type(error), error, error.__traceback__)
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, message, (), raised)
    record.__dict__.update(more)
    return Discreet().format(record)


def fail() -> BaseException:
    """Return an error as it is after it was raised because of another."""
    with pytest.raises(KeyError) as caught:
        stumble()
    return caught.value


def stumble() -> None:
    try:
        raise ValueError("jane@example.org")
    except ValueError as first:
        raise KeyError("her key") from first


def test_an_error_is_written_by_kind_and_place() -> None:
    error = fail()
    said = line("Internal Server Error", error, status_code=500, request=None)
    assert "KeyError\n" in said
    assert f"{__file__}:" in said
    assert "while handling\nValueError\n" in said
    assert "her key" not in said
    assert "jane" not in said
    assert "her key" not in line(error)


def test_a_request_is_written_by_its_route() -> None:
    request = SimpleNamespace(method="GET", resolver_match=SimpleNamespace(route="invitation/<str:token>/"))
    said = line("Internal Server Error: /invitation/tOkEn/", request=request, status_code=500)
    assert said.endswith("ERROR django.request: 500 at GET /invitation/<str:token>/")
    lost = line("Not Found: /invitation/tOkEn", request=SimpleNamespace(method="GET"), status_code=404)
    assert lost.endswith("404 at GET an address that is not known")


def test_lines_of_ours_stay_as_they_are() -> None:
    record = logging.LogRecord("headwater", logging.INFO, __file__, 1, "task %s is done", (7,), None)
    assert Discreet().format(record).endswith("INFO headwater: task 7 is done")
