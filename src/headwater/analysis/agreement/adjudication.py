"""The list of items on which coders differ, to be decided."""

import csv
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from headwater.analysis.agreement.files import protected
from headwater.analysis.agreement.result import Agreement
from headwater.analysis.errors import TryAgainError


def write_adjudication(path: Path, results: Sequence[Agreement]) -> int:
    """Write the items on which coders differ to a CSV file, whole or not at all.

    Parameters
    ----------
    path : Path
        Columns: field, item, an empty `decision` to fill in, and the codes of each coder by name.
    results : sequence of Agreement

    Returns
    -------
    int
        Rows written: one for each field and item.

    Raises
    ------
    TryAgainError
        The place cannot be written.
    """
    coders = sorted({coder.coder for result in results for coder in result.coders})
    rows = [
        [result.field, one.item, "", *(one.codes.get(coder, "") for coder in coders)]
        for result in results
        for one in result.to_adjudicate
    ]
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["field", "item", "decision", *(f"code by {coder}" for coder in coders)])
            writer.writerows([protected(cell) for cell in row] for row in rows)
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise TryAgainError(
            f"The list cannot be written to {path}: {error.strerror}. Free the place, or choose another with "
            "--out."
        ) from error
    return len(rows)
