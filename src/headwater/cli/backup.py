"""`headwater backup` and `headwater restore`: everything an installation keeps, in one file, and back."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click

from headwater.analysis.errors import UsageError
from headwater.cli.output import Output, with_output
from headwater.cli.serve import set_up_django


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--keep",
    type=click.IntRange(1, 10_000),
    help="Keep that many backups in the folder TARGET and remove older ones.",
)
@with_output
def backup(output: Output, *, target: Path, keep: int | None) -> None:
    """Save records, contact store and keys in one file, while Headwater runs.

    TARGET is a new file, or a folder: then the file gets a name with the time in it. An import that runs
    is not disturbed and not half in it. The file is not encrypted, and the keys are in it: keep it as safe
    as the data folder, and somewhere else.
    """
    if not Path(os.environ.get("HEADWATER_DATA") or "headwater-data").expanduser().is_dir():
        raise UsageError("There is no data folder here: set HEADWATER_DATA to the one that is to be saved.")
    set_up_django()
    from headwater.web.backup.making import back_up

    output.result(back_up(target, now=datetime.now(UTC), keep=keep))


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--into",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    help="Data folder to make: empty, or not there yet.",
)
@with_output
def restore(output: Output, *, file: Path, folder: Path) -> None:
    """Put a backup into an empty data folder, after every hash in it was checked.

    Records of SQLite go into the folder. Records of PostgreSQL go into the database that DATABASE_URL
    names, which has to be empty.
    """
    with tempfile.TemporaryDirectory(prefix="headwater-restore-") as nowhere:
        # settings want a data folder; the one to be restored is not there yet
        os.environ["HEADWATER_DATA"] = nowhere
        set_up_django()
        from headwater.web.backup.restoring import restore as put_back

        output.result(put_back(file, folder))
