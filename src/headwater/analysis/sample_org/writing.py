"""Write a simulation to a folder: all of it, or nothing."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb

from headwater.analysis.errors import TryAgainError, UsageError
from headwater.analysis.sample_org import export
from headwater.analysis.sample_org.simulation import SampleOrg

Format = Literal["csv", "parquet"]
Progress = Callable[[int, int | None], None]
_OPTIONS = {"csv": "FORMAT csv, HEADER", "parquet": "FORMAT parquet, COMPRESSION zstd"}
_UNFINISHED = ".part"


@dataclass(frozen=True)
class Written:
    """What was written, and the few figures one looks for first."""

    folder: Path
    files: dict[str, int | None]
    """Rows by file name; None for the truth, which has none."""
    headline: dict[str, Any]

    def __str__(self) -> str:
        listed = "\n".join(
            f"  {self.folder / name}" + ("" if rows is None else f"  {rows:,} rows")
            for name, rows in self.files.items()
        )
        h = self.headline
        return (
            f"A delivery company, {h['first_day']} to {h['last_day']}, seed {h['seed']}:\n{listed}\n"
            f"Planted: {_percent(h['failure_share_of_time'])} of agents' time is failure demand; "
            f"{_percent(h['repeat_share_7_days'])} come back with the same reason within 7 days; "
            f"a fix on {h['fix_date']}. The rest is in truth.json."
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {"folder": str(self.folder), "files": self.files, **self.headline}


def write(
    sample: SampleOrg, folder: Path, progress: Progress | None = None, format: Format = "csv"
) -> Written:
    """Write the export, the volumes, the agents and the truth into a folder.

    Parameters
    ----------
    sample : SampleOrg
        From `simulate`.
    folder : Path
        Made when missing; what an earlier run left there is replaced once all is written.
    progress : callable, optional
        Called with contacts written so far and in all.
    format : {'csv', 'parquet'}
        Of the contacts; the other tables are CSV, the truth is JSON.

    Raises
    ------
    UsageError
        The folder is a file or cannot be written to, or the format is unknown.
    TryAgainError
        The disk is full; no file of the folder was changed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from headwater.analysis.sample_org import SampleSettings, simulate
    >>> with TemporaryDirectory() as folder:
    ...     written = write(simulate(SampleSettings(contacts=500, weeks=2)), Path(folder))
    >>> written.files
    {'contacts.csv': 500, 'volumes.csv': 28, 'agents.csv': 8, 'truth.json': None}
    """
    if format not in _OPTIONS:
        raise UsageError(f"The format {format!r} is not known. Choose csv or parquet.")
    check_folder(folder)
    contacts = f"contacts.{format}"
    files: dict[str, int | None] = {}
    try:
        files[contacts] = _copy(*export.contacts(sample), folder / contacts, format)
        if progress:
            progress(len(sample), len(sample))
        files["volumes.csv"] = _copy(*export.volumes(sample), folder / "volumes.csv", "csv")
        files["agents.csv"] = _copy(*export.agents(sample), folder / "agents.csv", "csv")
        truth = json.dumps(sample.truth, indent=2, ensure_ascii=False)
        unfinished(folder / "truth.json").write_text(truth + "\n", "utf-8")
        files["truth.json"] = None
        for name in files:
            unfinished(folder / name).replace(folder / name)
        for other in _OPTIONS.keys() - {format}:
            # contacts of an earlier run, which the new truth does not speak of
            (folder / f"contacts.{other}").unlink(missing_ok=True)
    except (OSError, duckdb.IOException) as error:
        raise TryAgainError(
            f"Could not write to {folder}: {str(error).splitlines()[0]}. "
            "Make room on the disk or name another folder; files that were there are as they were."
        ) from error
    finally:
        for name in (contacts, "volumes.csv", "agents.csv", "truth.json"):
            unfinished(folder / name).unlink(missing_ok=True)
    return Written(folder, files, _headline(sample))


def unfinished(path: Path) -> Path:
    """Return the name a file has until all files are written."""
    return path.with_name(path.name + _UNFINISHED)


def _copy(table: Any, query: str, path: Path, format: Format) -> int:
    target = str(unfinished(path)).replace("'", "''")
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        connection.register("given", table)
        written = connection.execute(f"COPY ({query}) TO '{target}' ({_OPTIONS[format]})").fetchone()
    return int(written[0]) if written else 0


def check_folder(folder: Path) -> None:
    """Make the folder, or say why it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".headwater-can-write"
        probe.touch()
        probe.unlink()
    except (FileExistsError, NotADirectoryError) as error:
        raise UsageError(f"{folder} is a file, or lies below one. Name a folder to write to.") from error
    except OSError as error:
        raise UsageError(f"{folder} cannot be written to ({error.strerror}). Name another folder.") from error


def _headline(sample: SampleOrg) -> dict[str, Any]:
    truth = sample.truth
    failure = truth["shares"]["demand_type"].get("failure", {})
    return {
        "contacts": len(sample),
        "orders": truth["volumes"]["orders"],
        "agents": truth["people"]["agents"],
        "seed": sample.settings.seed,
        "first_day": truth["about"]["first_day"],
        "last_day": truth["about"]["last_day"],
        "fix_date": truth["fix"]["date"],
        "failure_share_of_contacts": failure.get("contacts"),
        "failure_share_of_time": failure.get("time"),
        "repeat_share_7_days": truth["repeats"]["within_days"]["7"]["same_reason"]["true"],
    }


def _percent(share: float | None) -> str:
    return "an unknown share" if share is None else f"{share:.1%}"
