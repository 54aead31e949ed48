"""Answers kept on disk, so that no text is sent twice: by hash, without any text."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from threading import Lock

from headwater.analysis.errors import BadDataError

Answer = tuple[str, float]
"""Code and certainty."""


class KeptAnswers:
    """A small database of answers by hash.

    Parameters
    ----------
    path : Path
        The file; made when it is not there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS answers (hash TEXT PRIMARY KEY, code TEXT, certainty REAL)"
            )
        except (sqlite3.Error, OSError) as error:
            raise BadDataError(
                f"{path} cannot be used to keep answers: {error}. Name another file."
            ) from error

    def known(self, hashes: Iterable[str]) -> dict[str, Answer]:
        """Return the answers there are."""
        found: dict[str, Answer] = {}
        with self._lock:
            for each in hashes:
                row = self._database.execute(
                    "SELECT code, certainty FROM answers WHERE hash = ?", (each,)
                ).fetchone()
                if row is not None:
                    found[each] = (str(row[0]), float(row[1]))
        return found

    def keep(self, key: str, answer: Answer) -> None:
        """Keep one answer, at once: what was paid for is not lost when the next request fails."""
        with self._lock:
            self._database.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", (key, *answer))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()
