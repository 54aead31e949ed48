"""How an import comes about: asked for by a page, a program or the sample organisation."""

from pathlib import Path

from django.db import transaction

from headwater.analysis.contacts.mapping import ASK, Mapping, parse_mapping
from headwater.analysis.contacts.suggesting.shipped_fit import shipped_text
from headwater.analysis.errors import NotAllowedError, UsageError
from headwater.apps import installation
from headwater.apps.contacts import selectors
from headwater.apps.contacts.models import Import
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.tasks.services import start_task

IMPORT = "contacts.import"
"""The kind of background work that imports."""

_NEEDS = {Import.Kind.PAGE: Action.IMPORT_CONTACTS, Import.Kind.API: Action.PUSH_CONTACTS}


@transaction.atomic
def queue_import(
    *,
    acting_user: User | None,
    files: list[Path],
    mapping: str,
    source: str,
    timezone: str = "",
    with_text: bool = True,
    kind: str,
    names: list[str] | None = None,
    most_rejects: float = 0.01,
) -> Import:
    """Record an import and queue it.

    Parameters
    ----------
    acting_user : User or None
        Who asks; None is Headwater itself (the sample organisation).
    files : list of Path
        Where the files lie. Those below the uploads of this installation are removed after the import.
    mapping : str
        The name of a mapping that ships, or the text of one.
    source : str
        Name of the system and export; empty takes the mapping's own.
    timezone : str
        The organisation's; empty takes the store's, for a new store the mapping's.
    kind : {'page', 'api', 'sample'}
    names : list of str, optional
        What to call the files in front of people.
    most_rejects : float
        Below 1 a share of the rows, from 1 on a number of rows: more rejects refuse the import.

    Raises
    ------
    UsageError
        The mapping or the time zone cannot be used, or no file is there.
    """
    _may(acting_user, kind)
    if not files or not all(file.is_file() for file in files):
        raise UsageError("There is no file to import: give at least one that is there.")
    made = Import(
        kind=kind,
        names=names or [file.name for file in files],
        places=[placed(file) for file in files],
        size=sum(file.stat().st_size for file in files),
        created_by=acting_user,
    )
    return _begin(
        made,
        acting_user=acting_user,
        mapping=mapping,
        source=source,
        timezone=timezone,
        with_text=with_text,
        most_rejects=most_rejects,
    )


@transaction.atomic
def begin_import(
    *,
    acting_user: User,
    made: Import,
    mapping: str,
    source: str,
    timezone: str,
    with_text: bool,
    most_rejects: float,
) -> Import:
    """Import what was uploaded and looked at."""
    require(acting_user, Action.IMPORT_CONTACTS)
    if not selectors.may_look_into(acting_user, made):
        raise NotAllowedError(selectors.NOT_YOURS)
    made = Import.objects.select_for_update().get(pk=made.pk)
    if not made.can_begin:
        raise UsageError("This upload was imported or thrown away already: upload the file again.")
    if not all(file.is_file() for file in selectors.files_of(made)):
        raise UsageError("The uploaded file is no longer there, it is kept for one day: upload it again.")
    return _begin(
        made,
        acting_user=acting_user,
        mapping=mapping,
        source=source,
        timezone=timezone,
        with_text=with_text,
        most_rejects=most_rejects,
    )


def mapping_from(text_or_name: str) -> tuple[Mapping, str]:
    """Return a mapping and its text, from the text or from the name of one that ships."""
    said = text_or_name.strip()
    if ":" in said or "\n" in said:
        return parse_mapping(text_or_name, "mapping"), text_or_name
    known = selectors.shipped_names()
    if said not in known:
        raise UsageError(f"There is no mapping {said[:80]!r} that ships with Headwater.")
    text = shipped_text(said)
    return parse_mapping(text, f"{said}.yaml"), text


def placed(file: Path) -> str:
    """Return where a file lies: below the data folder if it is there, so that the folder can move."""
    folder = installation.data().resolve()
    whole = file.resolve()
    return str(whole.relative_to(folder)) if whole.is_relative_to(folder) else str(whole)


def _begin(
    made: Import,
    *,
    acting_user: User | None,
    mapping: str,
    source: str,
    timezone: str,
    with_text: bool,
    most_rejects: float,
) -> Import:
    chosen, text = mapping_from(mapping)
    made.mapping_name, made.mapping_text = chosen.mapping[:200], text
    made.source = (source.strip() or chosen.source or chosen.mapping)[:200]
    made.timezone = _zone(timezone.strip(), chosen)
    made.with_text, made.most_rejects = with_text, most_rejects
    made.state, made.error, made.result, made.finished_at = Import.State.QUEUED, "", None, None
    made.version_before = selectors.store_version()
    made.save()
    made.task = start_task(acting_user=acting_user, kind=IMPORT, key=f"{IMPORT} {made.pk}", import_id=made.pk)
    made.save(update_fields=["task"])
    record(
        acting_user,
        "import.queued",
        made,
        kind=made.kind,
        files=len(made.places),
        task=made.task.pk,
        with_text=with_text,
    )
    return made


def _may(acting_user: User | None, kind: str) -> None:
    if kind not in Import.Kind.values:
        raise RuntimeError(f"no kind of import is called {kind}")
    if acting_user is None:
        if kind == Import.Kind.PAGE:
            raise RuntimeError("an import through the page has somebody who asks for it")
        return
    require(acting_user, _NEEDS.get(Import.Kind(kind), Action.IMPORT_CONTACTS))


def _zone(said: str, mapping: Mapping) -> str:
    """Return the time zone to import in: the store's, once there is one."""
    kept = selectors.store_timezone()
    if kept and said and said != kept:
        raise UsageError(f"The contacts here are kept in the time zone {kept}: import in that one.")
    if kept:
        return kept
    if not said and mapping.timezone == ASK:
        raise UsageError(
            "The export does not say its time zone. Say which one the organisation is in, such as "
            "Europe/Berlin."
        )
    zone = said or mapping.timezone
    if zone not in selectors.time_zones():
        raise UsageError(f"There is no time zone {zone[:80]!r}: use a name such as Europe/Berlin.")
    return zone
