"""The log never holds what opens a page by itself."""

import io
import logging
from importlib import import_module

import pytest

from headwater.web.settings import LOGGING


@pytest.mark.parametrize(
    "path",
    [
        "/actions/link/7.s3cr3t-k3y/status/",
        "/invitation/s3cr3t-k3y/",
        "/account/password/reset/key/1-s3cr3t-k3y/",
    ],
)
def test_what_is_logged_about_a_link_does_not_hold_its_key(path: str) -> None:
    written = io.StringIO()
    console = logging.StreamHandler(written)
    for name in LOGGING["handlers"]["console"]["filters"]:  # type: ignore[index]
        module, _, kind = LOGGING["filters"][name]["()"].rpartition(".")  # type: ignore[index]
        console.addFilter(getattr(import_module(module), kind)())
    log = logging.getLogger("tests.quiet")
    log.propagate = False
    log.addHandler(console)
    log.error("Internal Server Error: %s", path)
    log.warning("Forbidden (%s): %s", "no cookie", path)
    log.removeHandler(console)
    assert written.getvalue().count("/...") == 2
    assert "s3cr3t" not in written.getvalue()
