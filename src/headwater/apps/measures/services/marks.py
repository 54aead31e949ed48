"""What people say of measures: who answers for them, and from when they were recorded differently."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from headwater.analysis.errors import UsageError
from headwater.apps.measures.models import DefinitionChange, MeasureOwner
from headwater.apps.measures.selectors.known import measure_visible_to
from headwater.apps.people.audit import record
from headwater.apps.people.models import Team, User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require

LONGEST = 300
_EARLIEST = date(2000, 1, 1)


@transaction.atomic
def mark_change(
    *, acting_user: User, measure: str, day: date, what: str, team: Team | None = None
) -> DefinitionChange:
    """Mark a day from which a measure was defined or recorded differently.

    Parameters
    ----------
    measure : str
        Key of the measure; empty for every measure that is counted from contacts, as when the helpdesk
        exports differently.
    team : Team, optional
        Where it changed; everywhere by default.

    Raises
    ------
    UsageError
        Nothing is said of what changed, the day is no day of a record, or it is marked already.
    """
    require(acting_user, Action.CHANGE_MEASURES)
    if measure:
        measure_visible_to(acting_user, measure)
    what = " ".join(what.split())
    if not what:
        raise UsageError("Say what changed: whoever reads the chart needs to know.")
    if len(what) > LONGEST:
        raise UsageError(f"Say it in at most {LONGEST} characters; these are {len(what)}.")
    if day < _EARLIEST or day > timezone.localdate():
        raise UsageError(
            f"{day.isoformat()} cannot be marked: mark a day from {_EARLIEST.isoformat()} to today."
        )
    standing = DefinitionChange.objects.select_for_update().filter(withdrawn_at=None)
    if standing.filter(measure=measure, team=team, day=day).exists():
        raise UsageError(f"{day.isoformat()} is marked already. Withdraw that mark first to say it anew.")
    made = DefinitionChange.objects.create(
        measure=measure, team=team, day=day, what=what, said_by=acting_user
    )
    record(
        acting_user,
        "measure.change_marked",
        made,
        measure=measure,
        day=day.isoformat(),
        team=None if team is None else team.pk,
    )
    return made


@transaction.atomic
def withdraw_change(*, acting_user: User, change: DefinitionChange) -> None:
    """Take a mark back that was a mistake; the record of it stays."""
    require(acting_user, Action.CHANGE_MEASURES)
    changed = DefinitionChange.objects.filter(pk=change.pk, withdrawn_at=None).update(
        withdrawn_by=acting_user, withdrawn_at=timezone.now()
    )
    if not changed:
        raise UsageError("This mark was withdrawn already.")
    record(
        acting_user,
        "measure.change_withdrawn",
        change,
        measure=change.measure,
        day=change.day.isoformat(),
    )


@transaction.atomic
def set_owner(*, acting_user: User, measure: str, person: User | None, unit: str = "") -> MeasureOwner:
    """Say who answers for a measure: a person, a unit, or both; neither takes it back."""
    require(acting_user, Action.CHANGE_MEASURES)
    measure_visible_to(acting_user, measure)
    if person is not None and (person.removed_at is not None or not person.is_active):
        raise UsageError("This person has no account any more: choose another.")
    unit = " ".join(unit.split())
    if len(unit) > 120:
        raise UsageError("Name the unit in at most 120 characters.")
    said = {"person": person, "unit": unit, "set_by": acting_user, "set_at": timezone.now()}
    kept, _ = MeasureOwner.objects.update_or_create(measure=measure, defaults=said)
    record(
        acting_user,
        "measure.owner_set",
        kept,
        measure=measure,
        person=None if person is None else person.pk,
        unit=bool(unit),
    )
    return kept
