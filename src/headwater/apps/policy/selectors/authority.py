"""What the lab knows of authority, scripts and control, for the person who reads."""

from dataclasses import dataclass
from typing import Any

from headwater.analysis.policy.authority_in_force import AuthorityInForce, in_force_from
from headwater.analysis.policy.mistakes.finding import Finding, Mistake, finding_from
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.policy.models import Table
from headwater.apps.policy.selectors.basis import Basis
from headwater.apps.policy.selectors.readings import latest_table, reading_of


@dataclass(frozen=True)
class Told:
    """A finding, and whether it is of now.

    Attributes
    ----------
    refused : str
        Why it could not be worked out; empty where it was.
    is_old : bool
        Whether something changed since; the next is on its way then.
    """

    finding: Finding | None
    refused: str = ""
    is_old: bool = False


def told_of(user: User, mistake: Mistake) -> Told:
    """Return what was found of a mistake in the organisation itself."""
    require(user, Action.READ_POLICY)
    read = reading_of(mistake)
    if read is None:
        return Told(None)
    if "refused" in read.content:
        return Told(None, read.content["refused"], read.is_old)
    return Told(finding_from(read.content), "", read.is_old)


def authority_read(user: User, basis: Basis) -> AuthorityInForce | None:
    """Return what the limits in force do to the remedies that were brought in."""
    require(user, Action.READ_POLICY)
    read = reading_of("authority") if basis.is_ours else None
    if read is None or "refused" in read.content:
        return None
    return in_force_from(read.content, basis.policies)


def table_to_price(user: User) -> Table | None:
    """Return the remedies that count, for whoever may say what an escalation costs."""
    require(user, Action.CHANGE_POLICY)
    return latest_table(Table.Kind.REMEDIES)


def table_brought(kind: Table.Kind) -> dict[str, Any] | None:
    """Return where the table that counts comes from; whoever asks has checked who may see it."""
    found = Table.objects.filter(kind=kind).defer("content").select_related("added_by").first()
    if found is None:
        return None
    return {
        "name": found.name,
        "rows": found.rows,
        "first_day": found.first_day,
        "last_day": found.last_day,
        "added_by": found.added_by.name if found.added_by else "",
        "added_at": found.added_at,
        "from_sample": found.from_sample,
        "costs": found.said.get("costs", {}),
    }
