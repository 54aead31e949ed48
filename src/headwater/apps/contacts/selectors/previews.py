"""The first rows of an upload as they would become contacts: read from its head, with pseudonyms."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from headwater.analysis.contacts.mapping import ASK, parse_mapping
from headwater.analysis.contacts.transform import preview
from headwater.analysis.errors import HeadwaterError
from headwater.apps.contacts.models import Import
from headwater.apps.contacts.selectors.contacts import short
from headwater.apps.contacts.selectors.imports import files_of, own_words
from headwater.apps.contacts.selectors.store import pseudonym_key, store_timezone, time_zones
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may

ROWS = 20
NOT_YOURS = (
    "Somebody else sent these rows, and there may be words of customers in them that your role does not "
    "show. Whoever sent them can import them, and so can the head of support or an analyst."
)
_LONGEST = 80
_HELPERS = {
    "month",
    "opened_epoch",
    "local_date",
    "local_hour",
    "local_half_hour",
    "contact_key",
    "customer_key",
    "direction_defaulted",
    "file_number",
    "row_number",
    "split_number",
}
_PEOPLE = {"customer_id", "agent_id", "actor_id"}


@dataclass(frozen=True)
class Previewed:
    """What an import would make of the first rows of an upload.

    Attributes
    ----------
    problem : str
        Why there is nothing to show; empty when there is.
    columns : dict of str to list of str
        The rows as they would be kept, columns without a value left out.
    rejects : list of dict
        Rows turned away: `row`, `column`, `value`, `reason`.
    excluded : dict of str to int
        Rows the mapping's filters leave out, by name.
    words_hidden : bool
        Whether words would be imported that this person may not read.
    """

    problem: str = ""
    source_rows: int = 0
    columns: dict[str, list[str]] = field(default_factory=dict)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    excluded: dict[str, int] = field(default_factory=dict)
    words_hidden: bool = False

    @property
    def accepted(self) -> int:
        """Rows that would be kept."""
        return len(next(iter(self.columns.values()), []))


def may_look_into(user: User, made: Import) -> bool:
    """Say whether a person may take an upload through a mapping: it can carry words into any column."""
    return made.created_by_id == user.pk or may(user, Action.READ_TEXT, Scope.ORGANISATION)


def previewed(user: User, made: Import, *, mapping: str, timezone: str, with_text: bool) -> Previewed:
    """Return the first rows of an upload through a mapping; what is wrong with it is told, not raised."""
    if not may_look_into(user, made):
        return Previewed(NOT_YOURS)
    files = files_of(made)
    if not files or not files[0].is_file():
        return Previewed("The uploaded file is no longer there, it is kept for one day: upload it again.")
    may_read = may(user, Action.READ_TEXT, Scope.ORGANISATION)
    try:
        chosen = parse_mapping(mapping, "mapping")
        zone = store_timezone() or timezone or ("UTC" if chosen.timezone == ASK else chosen.timezone)
        if zone not in time_zones():
            zone = "UTC"
        found = preview(
            files[0],
            chosen,
            ROWS,
            source=made.source or chosen.source or chosen.mapping,
            timezone=zone,
            key=pseudonym_key(),
            with_text=with_text and may_read,
        )
    except HeadwaterError as error:
        return Previewed(own_words(made, error.message))
    columns = {
        name: [_shown(name, row[name], ZoneInfo(zone)) for row in found.rows]
        for name in found.columns
        if name not in _HELPERS
    }
    rejects = [reject.to_dict() for reject in found.rejects]
    return Previewed(
        source_rows=found.source_rows,
        columns={name: values for name, values in columns.items() if any(values)},
        rejects=rejects,
        excluded=found.excluded,
        words_hidden=with_text and not may_read and bool(chosen.text),
    )


def _shown(name: str, value: Any, zone: ZoneInfo) -> str:
    if value is None or value in ([], {}):
        return ""
    if name in _PEOPLE:
        return short(value)
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if name == "custom":
        value = ", ".join(f"{key}: {said}" for key, said in dict(value).items() if said is not None)
    elif isinstance(value, list):
        value = ", ".join(map(str, value))
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
