"""`headwater contacts history`, `undo` and `purge-text`: what happened to a store, and going back."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from headwater.analysis.errors import UsageError
from headwater.cli.output import Output, with_output

_STORE = click.option(
    "--store", required=True, type=click.Path(path_type=Path), help="Folder of the contact store."
)
_WAIT = click.option(
    "--wait",
    "wait_seconds",
    type=float,
    default=600.0,
    show_default=True,
    help="Seconds to wait for an import that runs.",
)


@click.command("history", help="List the versions of a store: imports, imports taken back, words removed.")
@_STORE
@with_output
def history(output: Output, *, store: Path) -> None:
    """Say what happened to a store."""
    from headwater.analysis.contacts.history import history as history_of
    from headwater.analysis.contacts.store import ContactStore

    ContactStore(store)  # says so where there is none
    output.result(history_of(store))


@click.command("undo")
@_STORE
@click.option("--version", type=int, help="The version an import made; the newest import by default.")
@click.option("--with-later", is_flag=True, help="Take back the imports on top of it too.")
@_WAIT
@with_output
def undo(output: Output, *, store: Path, version: int | None, with_later: bool, wait_seconds: float) -> None:
    """Take an import back.

    A new version gets the tables as they were before it. The history keeps all versions. An undo is not
    undone: import the files again. What was imported before words were removed for good stays.
    """
    from headwater.analysis.contacts.undo import undo_import

    done = undo_import(
        store,
        version,
        with_later=with_later,
        now=datetime.now(UTC),
        wait_seconds=wait_seconds,
        waiting=lambda: output.say("An import holds the store; waiting for it to end."),
    )
    output.result(done)


@click.command("purge-text")
@_STORE
@click.option(
    "--before",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Remove the words of contacts that opened before this day.",
)
@click.option("--older-than", type=click.IntRange(0), help="The same, in days before today.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@_WAIT
@with_output
def purge_text(
    output: Output,
    *,
    store: Path,
    before: datetime | None,
    older_than: int | None,
    yes: bool,
    wait_seconds: float,
) -> None:
    """Remove the words of old contacts for good.

    Subjects and bodies go from the newest version, from all earlier ones and from the disk; the contacts
    stay. Later imports leave the words of contacts from before that day out. This cannot be undone.
    """
    from headwater.analysis.contacts.history import number_of
    from headwater.analysis.contacts.purge import count_words
    from headwater.analysis.contacts.purge import purge_text as purge
    from headwater.analysis.contacts.store import ContactStore

    now = datetime.now(UTC)
    day = _day(before, older_than, now.date())
    removed, kept = count_words(ContactStore(store), day)
    if not yes:
        click.confirm(
            f"Remove the words of {number_of(removed)} that opened before {day} for good? "
            f"{kept:,} keep theirs.",
            abort=True,
            err=True,
        )
    done = purge(
        store,
        day,
        now=now,
        wait_seconds=wait_seconds,
        waiting=lambda: output.say("An import holds the store; waiting for it to end."),
    )
    output.result(done)


def _day(before: datetime | None, older_than: int | None, today: date) -> date:
    if (before is None) == (older_than is None):
        raise UsageError("Say which words are old: either --before DAY or --older-than DAYS.")
    return before.date() if before is not None else today - timedelta(days=older_than or 0)
