"""What the lab shows of staffing: each queue's coming week and past days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from headwater.apps.contacts.selectors import has_contacts, open_store
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may, require, today
from headwater.apps.policy.models import Table
from headwater.apps.policy.selectors.readings import Read, latest_table, reading_of

DAYS_BACK, DAYS_AHEAD = 400, 56
"""How far before the last contact, and after it or today, the repeating shifts of a calendar are counted."""


@dataclass(frozen=True)
class StaffingSeen:
    """What a person sees of staffing.

    Attributes
    ----------
    content : mapping or None
        What was read of the chosen channel; None where there is nothing yet.
    """

    read: Read | None
    channel: str
    channels: tuple[str, ...]
    content: Mapping[str, Any] | None
    roster: Table | None
    has_contacts: bool
    may_change: bool

    @property
    def refused(self) -> str:
        """Why staffing could not be read; empty where it could, or was not tried yet."""
        return "" if self.read is None else str(self.read.content.get("refused", ""))

    @property
    def left_out(self) -> Mapping[str, str]:
        """Channels without a queue, each with its reason."""
        found: Mapping[str, str] = {} if self.read is None else self.read.content.get("left_out", {})
        return found


def staffing_visible_to(user: User, channel: str = "") -> StaffingSeen:
    """Return what was read of one channel: the one asked for, else the roster's, else the largest."""
    require(user, Action.READ_POLICY)
    read, roster = reading_of("staffing"), latest_table(Table.Kind.ROSTER)
    found = {} if read is None else read.content.get("channels", {})
    own = "" if roster is None else roster.said.get("channel", "")
    chosen = next((one for one in (channel, own, *found) if one in found), "")
    return StaffingSeen(
        read=read,
        channel=chosen,
        channels=tuple(found),
        content=found.get(chosen),
        roster=roster,
        has_contacts=has_contacts(),
        may_change=may(user, Action.CHANGE_POLICY, Scope.ORGANISATION),
    )


@dataclass(frozen=True)
class RosterNeeds:
    """What a roster is read against.

    Attributes
    ----------
    first, last : date
        Days for which repeating shifts are counted.
    timezone : str
        The organisation's, as contacts are kept; empty without contacts.
    channels : tuple of str
        Channels in which customers wait, as far as they are known.
    """

    first: date
    last: date
    timezone: str
    channels: tuple[str, ...]
    shrinkage: float | None


def roster_needs(user: User) -> RosterNeeds:
    """Return what a person's roster is read against."""
    from headwater.apps.policy.selectors.basis import our_facts

    require(user, Action.CHANGE_POLICY)
    seen, store = staffing_visible_to(user), open_store()
    days = [
        content["days"][1]
        for content in (seen.read.content.get("channels", {}) if seen.read else {}).values()
    ]
    last = max((date.fromisoformat(day) for day in days), default=today())
    return RosterNeeds(
        first=min(last, today()) - timedelta(days=DAYS_BACK),
        last=max(last, today()) + timedelta(days=DAYS_AHEAD),
        timezone="" if store is None else store.timezone,
        channels=seen.channels or ("phone", "chat"),
        shrinkage=our_facts().today.shrinkage_frac,
    )
