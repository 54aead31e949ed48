"""Contacts as people see them: only those within reach, and words only to those who may read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils.formats import date_format

from headwater.analysis.contacts.listing import (
    Position,
    Row,
    Wanted,
    list_contacts,
    one_contact,
    others_of_customer,
    words_of,
)
from headwater.apps.contacts.selectors.store import opened_store, store_dictionaries, store_history
from headwater.apps.people.models import Team, User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import reach, require

ON_A_PAGE = 50
MOST_EXPORTED = 10_000
NEAR_DAYS = 30


@dataclass(frozen=True)
class Listed:
    """A page of contacts."""

    rows: list[dict[str, Any]]
    following: str
    """Position at which the next page begins; empty on the last one."""


@dataclass(frozen=True)
class Shown:
    """One contact, as far as a person may see it.

    Attributes
    ----------
    facts : list of tuple
        What is known, as heading and value.
    words : mapping or None
        Subject and body; None when there are none, or the person may not read them.
    may_read : bool
        Whether the person may read words.
    others : list of dict
        Other contacts of the same customer within a month, within reach.
    elsewhere : int
        How many more there are outside this person's reach.
    """

    source: str
    contact_id: str
    reason: str
    facts: list[tuple[str, str]]
    words: Mapping[str, Any] | None
    may_read: bool
    others: list[dict[str, Any]]
    elsewhere: int


@dataclass(frozen=True)
class Choices:
    """What can be chosen in the filters."""

    channels: list[str]
    teams: list[str]
    reasons: list[str]
    sources: list[str]


def teams_in_reach(user: User, action: Action) -> list[str] | None:
    """Return the names of the teams whose contacts a person may see; None when all.

    Contacts know their team by its name alone: a name that a team outside this reach has too shows nothing.
    """
    found = reach(user, action)
    if found.scope is Scope.ORGANISATION:
        return None
    if not found.teams:
        return []
    listed = Team.objects.values_list("pk", "name")
    return sorted(
        {n for pk, n in listed if pk in found.teams} - {n for pk, n in listed if pk not in found.teams}
    )


def contacts_visible_to(user: User, asked: Mapping[str, Any], *, after: str = "") -> Listed:
    """Return a page of the contacts within a person's reach, newest first."""
    require(user, Action.READ_CONTACTS, Scope.TEAM)
    wanted = _wanted(user, asked)
    with opened_store() as store:
        if store is None:
            return Listed([], "")
        rows = list_contacts(store, wanted, below=_position(after), limit=ON_A_PAGE + 1)
        shown = rows[:ON_A_PAGE]
        last = shown[-1] if len(rows) > ON_A_PAGE else None
        following = "" if last is None else f"{last['opened_epoch']}.{last['contact_key']}"
        return Listed([_said(row, ZoneInfo(store.timezone)) for row in shown], following)


def contacts_to_export(user: User, asked: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the first contacts as columns, without words and with customers' pseudonyms cut short."""
    require(user, Action.READ_CONTACTS, Scope.TEAM)
    wanted = _wanted(user, asked)
    with opened_store() as store:
        rows = [] if store is None else list_contacts(store, wanted, limit=MOST_EXPORTED)
        zone = ZoneInfo(store.timezone if store is not None else "UTC")
        said = [_said(row, zone) for row in rows]
    names = ("source", "contact_id", "opened", "channel", "team", "reason", "handle_seconds", "customer")
    return {name: [row[name] for row in said] for name in names}


def contact_visible_to(user: User, source: str, contact_id: str) -> Shown:
    """Return one contact, or none where this person may not know of it."""
    require(user, Action.READ_CONTACTS, Scope.TEAM)
    teams = teams_in_reach(user, Action.READ_CONTACTS)
    readable = teams_in_reach(user, Action.READ_TEXT)
    with opened_store() as store:
        can_be = "\0" not in source + contact_id
        row = one_contact(store, source, contact_id) if store is not None and can_be else None
        if store is None or row is None or not _within(row, teams):
            raise Http404
        may_read = _within(row, readable)
        zone = ZoneInfo(store.timezone)
        near = others_of_customer(store, row, days=NEAR_DAYS)
        seen = [_said(other, zone) for other in near if _within(other, teams)]
        return Shown(
            source=row["source"],
            contact_id=row["contact_id"],
            reason=row["reason_source"] or "",
            facts=_facts(row, zone),
            words=words_of(store, row) if may_read else None,
            may_read=may_read,
            others=seen,
            elsewhere=len(near) - len(seen),
        )


def choices_for(user: User) -> Choices:
    """Return what a person can choose in the filters."""
    teams = teams_in_reach(user, Action.READ_CONTACTS)
    known = store_dictionaries()
    sources = sorted({e.source for e in store_history().standing if e.table == "contacts"})
    there = known.get("team", [])
    return Choices(
        known.get("channel", []),
        there if teams is None else [team for team in there if team in teams],
        known.get("reason_source", []),
        sources,
    )


def short(pseudonym: str | None) -> str:
    """Return enough of a pseudonym to tell two people on a page apart."""
    return f"{pseudonym[:6]}…" if pseudonym else ""


def _wanted(user: User, asked: Mapping[str, Any]) -> Wanted:
    first: date | None = asked.get("first")
    last: date | None = asked.get("last")
    return Wanted(
        first=first,
        last=last,
        channel=asked.get("channel") or None,
        team=asked.get("team") or None,
        reason=asked.get("reason") or None,
        source=asked.get("source") or None,
        contact_id=asked.get("contact_id") or None,
        teams=teams_in_reach(user, Action.READ_CONTACTS),
    )


def _position(after: str) -> Position | None:
    opened, _, key = after.partition(".")
    try:
        found = int(opened), int(key)
        datetime.fromtimestamp(found[0], UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if abs(found[1]) < 1 << 63 else None


def _within(row: Row, teams: list[str] | None) -> bool:
    return teams is None or row["team"] in teams


def _said(row: Row, zone: ZoneInfo) -> dict[str, Any]:
    opened = datetime.fromtimestamp(row["opened_epoch"], UTC).astimezone(zone)
    return {
        "source": row["source"],
        "contact_id": row["contact_id"],
        "opened": f"{opened:%Y-%m-%d %H:%M}",
        "opened_at": opened.replace(tzinfo=None),
        "channel": row["channel"],
        "team": row["team"],
        "reason": row["reason_source"],
        "handle_seconds": row["handle_seconds"],
        "handled": _duration(row["handle_seconds"]),
        "customer": short(row["customer_id"]),
    }


def _shown_at(at: datetime) -> str:
    """Return an instant as all pages write it, in the zone it comes in."""
    return date_format(at.replace(tzinfo=None), "DATETIME_FORMAT")


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


_INSTANTS = {
    "opened_at": "Opened",
    "first_resolved_at": "First resolved",
    "last_resolved_at": "Last resolved",
}
_TEXTS = {
    "channel": "Channel",
    "direction": "Direction",
    "team": "Team",
    "reason_source": "Reason",
    "handled_by": "Handled by",
    "case_id": "Case",
    "merged_into": "Merged into",
}
_COUNTS = {"transfers": "Transfers", "reopens": "Reopened", "agent_replies": "Replies by agents"}


def _facts(row: Row, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Return what is known of a contact, without what is empty."""
    found: list[tuple[str, str | None]] = []
    for name, heading in _INSTANTS.items():
        at: datetime | None = row[name]
        found.append((heading, None if at is None else _shown_at(at.astimezone(zone))))
    found += [(heading, row[name]) for name, heading in _TEXTS.items()]
    found.append(("Waited", _duration(row["wait_seconds"])))
    found.append(("Handle time", _duration(row["handle_seconds"])))
    if row["abandoned"] is not None:
        found.append(("Abandoned", "yes" if row["abandoned"] else "no"))
    found += [(heading, None if row[n] is None else str(row[n])) for n, heading in _COUNTS.items()]
    if row["satisfaction"] is not None:
        scale = f" (asked on {row['satisfaction_scale']})" if row["satisfaction_scale"] else ""
        found.append(("Satisfaction", f"{row['satisfaction']:.0%}{scale}"))
    found.append(("Customer", short(row["customer_id"]) or "not identified"))
    found.append(("Agent", short(row["agent_id"])))
    found.append(("Tags", ", ".join(row["tags"] or [])))
    found += [(name, value) for name, value in dict(row["custom"] or {}).items()]
    found.append(("Source", row["source"]))
    return [(heading, value) for heading, value in found if value]
