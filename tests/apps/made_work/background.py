"""Work whose every step leaves a line in a file."""

import os
from pathlib import Path
from time import sleep
from typing import Any

from headwater.analysis.errors import TryAgainError, UsageError
from headwater.apps.tasks.kinds import Report, background, daily


@background("test.lines", "Write lines")
def write_lines(report: Report, *, file: str, lines: int, seconds: float = 0.0) -> dict[str, Any]:
    """Write lines with the number of this process, slowly if asked."""
    for number in range(lines):
        report("Writing", number, lines)
        with Path(file).open("a", encoding="utf-8") as out:
            out.write(f"{os.getpid()} {number}\n")
        sleep(seconds)
    return {"lines": lines}


@background("test.refused", "Be refused")
def refuse(report: Report) -> dict[str, Any]:
    """Fail with words for the person."""
    raise UsageError("The file has no rows: choose another.")


@background("test.later", "Wait for a lock")
def later(report: Report) -> dict[str, Any]:
    """Fail for now."""
    raise TryAgainError("Another import runs.")


@background("test.broken", "Break")
def broken(report: Report) -> dict[str, Any]:
    """Fail in a way nobody foresaw, with something in the words that must stay inside."""
    raise ValueError("jane.doe@example.org")


@daily("test.daily", "Do it every day", hour=7)
def every_day(report: Report) -> dict[str, Any]:
    """Do nothing, every day."""
    return {}
