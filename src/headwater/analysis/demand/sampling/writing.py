"""A drawn sample as sheets: one for all, or one for each coder."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headwater.analysis.demand.coding.sheet import write_sheet
from headwater.analysis.demand.sampling.plan import SamplePlan
from headwater.analysis.demand.sampling.sample import Sample
from headwater.analysis.errors import UsageError

_ANYBODY = "anybody"


@dataclass(frozen=True)
class WrittenSample:
    """What was drawn, and where it was written.

    Attributes
    ----------
    plan : SamplePlan
    files : mapping of Path to int
        Rows in each file; empty where nothing was drawn yet.
    """

    plan: SamplePlan
    files: Mapping[Path, int]

    def __str__(self) -> str:
        where = [f"{rows:,} rows in {path}" for path, rows in self.files.items()]
        end = where or ["Nothing was drawn: name a file with --out."]
        return "\n".join([str(self.plan), "", *end])

    def to_dict(self) -> dict[str, Any]:
        """Return the plan and the files as plain data."""
        files = [{"file": str(path), "rows": rows} for path, rows in self.files.items()]
        return {**self.plan.to_dict(), "files": files}


def check_free(paths: Sequence[Path]) -> None:
    """Refuse to write over sheets that exist: there may be codes in them.

    Raises
    ------
    UsageError
        A file is there.
    """
    for path in paths:
        if path.exists():
            raise UsageError(
                f"{path} exists, and there may be codes in it. Choose another name with --out; to draw more "
                f"contacts for it, add --top-up {path}."
            )


def sheets_of(sample: Sample, out: Path) -> dict[str, Path]:
    """Return the file of each coder, beside where one file for all would be.

    Raises
    ------
    UsageError
        Two coders' names give the same file.
    """
    files: dict[str, Path] = {}
    for name in sample.by_coder():
        part = re.sub(r"[^\w-]+", "_", name) or _ANYBODY
        path = out.with_name(f"{out.stem}.{part}{out.suffix or '.csv'}")
        if path in files.values():
            raise UsageError(f"Two coders would get the file {path}. Give them names that differ more.")
        files[name] = path
    return files


def write_sample(sample: Sample, out: Path, *, separate: bool = False, delimiter: str = ",") -> WrittenSample:
    """Write a sample for people to code.

    Parameters
    ----------
    sample : Sample
    out : Path
        File to write; it must not exist.
    separate : bool
        True writes a file a coder instead, so that nobody sees another's codes.
    delimiter : str
        What separates the cells.

    Raises
    ------
    UsageError
        A file exists already; nothing is written then.
    """
    parts = sample.by_coder()
    files = sheets_of(sample, out) if separate else {}
    rows = {files[name]: parts[name] for name in files} if separate else {out: sample.rows}
    check_free(list(rows))
    extra = tuple(dict.fromkeys(name for row in sample.rows for name in row.extra))
    for path, some in rows.items():
        write_sheet(path, some, sample.design, delimiter=delimiter, extra=extra)
    return WrittenSample(sample.plan, {path: len(some) for path, some in rows.items()})
