"""Keeps what opens something out of the log: links that are keys by themselves."""

import logging
import re

_KEYS = re.compile(r"(/(?:invitation|actions/link|account/password/reset/key)/)[^/\s'\"]+")


class WithoutKeys(logging.Filter):
    """Takes the tokens of links out of every line.

    Examples
    --------
    >>> record = logging.LogRecord("web", 40, "", 1, "Fault: %s", ("/actions/link/7.k3y/status/",), None)
    >>> WithoutKeys().filter(record), record.getMessage()
    (True, 'Fault: /actions/link/.../status/')
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass, without its keys."""
        said = record.getMessage()
        quiet = _KEYS.sub(r"\1...", said)
        if quiet != said:
            record.msg, record.args = quiet, None
        return True
