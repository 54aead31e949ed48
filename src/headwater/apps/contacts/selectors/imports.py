"""Imports as people see them: the record, the files, the history."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet
from django.http import Http404

from headwater.analysis.contacts.history import Entry
from headwater.analysis.contacts.undo import to_take_back
from headwater.analysis.errors import UsageError
from headwater.apps import installation
from headwater.apps.contacts.models import Import
from headwater.apps.contacts.selectors.store import store_history
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require


@dataclass(frozen=True)
class Line:
    """One line of the history: a version, an import, or both."""

    at: datetime
    entry: Entry | None
    made: Import | None


@dataclass(frozen=True)
class TakeBack:
    """What taking an import back would do.

    Attributes
    ----------
    entries : list of Entry
        The imports that would go, oldest first.
    why_not : str
        Why it cannot be done; empty when it can.
    """

    entry: Entry
    entries: list[Entry]
    why_not: str = ""

    @property
    def loaded(self) -> int:
        """Rows they brought."""
        return sum(e.loaded for e in self.entries)

    @property
    def updated(self) -> int:
        """Rows they changed."""
        return sum(e.updated for e in self.entries)


def imports_visible_to(user: User) -> QuerySet[Import]:
    """Return the imports, newest first, to whoever may import."""
    require(user, Action.IMPORT_CONTACTS)
    return Import.objects.select_related("task", "created_by")


def import_visible_to(user: User, pk: int) -> Import:
    """Return one import, or none where this person may not know of it."""
    found = imports_visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def history_visible_to(user: User) -> list[Line]:
    """Return all that happened to the store and all imports on record, newest first."""
    listed = imports_visible_to(user).exclude(state=Import.State.DISCARDED)
    records = list(listed.defer("mapping_text", "suggestion"))
    by_version = {made.version_after: made for made in records if made.version_after is not None}
    lines = []
    for entry in store_history().entries:
        made = by_version.get(entry.version)
        mine = made is not None and entry.record == str(made.pk)
        lines.append(Line(_instant(entry.at), entry, made if mine else None))
    shown = {line.made.pk for line in lines if line.made is not None}
    lines += [Line(made.created_at, None, made) for made in records if made.pk not in shown]
    return sorted(lines, key=lambda line: (line.at, line.entry.version if line.entry else 0), reverse=True)


def entry_of(made: Import) -> Entry | None:
    """Return the version an import made."""
    found = (e for e in store_history().entries if e.version == made.version_after)
    return next((e for e in found if e.record == str(made.pk)), None)


def take_back_visible_to(user: User, version: int) -> TakeBack:
    """Return what taking an import back would do, to whoever may."""
    require(user, Action.IMPORT_CONTACTS)
    known = store_history()
    entry = next((e for e in known.entries if e.version == version), None)
    if entry is None:
        raise Http404
    try:
        gone = to_take_back(known, version, with_later=True)
    except UsageError as error:
        return TakeBack(entry, [], own_store(error.message))
    return TakeBack(entry, [e for e in known.entries if e.version in gone])


def files_of(made: Import) -> list[Path]:
    """Return where the files of an import lie."""
    return [installation.data() / place for place in made.places]


def files_are_there(made: Import) -> bool:
    """Say whether the files of an import were not removed yet."""
    return bool(made.places) and all(file.is_file() for file in files_of(made))


def rejects_of(made: Import) -> Path:
    """Return where the rejected rows of an import are listed."""
    return installation.data() / "rejects" / f"import-{made.pk}.csv"


def own_words(made: Import, message: str) -> str:
    """Return a message with the files' own names in place of where they lie here."""
    for place, name in zip(made.places, made.names, strict=True):
        message = message.replace(str(installation.data() / place), name).replace(place, name)
        message = message.replace(Path(place).name, name)
    return own_store(message)


def own_store(message: str) -> str:
    """Return a message without the place of the store on this machine."""
    folder = installation.store()
    return message.replace(f"The store {folder}", "The store").replace(str(folder), "The store")


def uploads_in_use() -> set[str]:
    """Return the files that an import which runs or waits for the worker still reads."""
    queued = Import.objects.filter(state=Import.State.QUEUED).select_related("task")
    return {place for made in queued if made.shown_state == Import.State.QUEUED for place in made.places}


def looked_at_by(user: User) -> QuerySet[Import]:
    """Return the uploads of a person that wait to be imported."""
    return Import.objects.filter(created_by=user, state=Import.State.WAITING, kind=Import.Kind.PAGE)


def _instant(said: str) -> datetime:
    from django.utils import timezone

    found = datetime.fromisoformat(said)
    return found if found.tzinfo is not None else timezone.make_aware(found)
