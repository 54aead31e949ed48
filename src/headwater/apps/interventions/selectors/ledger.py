"""The ledger of interventions: every one of them, with its money and its verdict."""

from collections import Counter
from datetime import date

from django.utils import timezone

from headwater.analysis.interventions.ledger import Entry, Ledger
from headwater.apps.interventions.models import Intervention
from headwater.apps.interventions.selectors.seen import Seen, seen_of
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require

MAIN_CURRENCY = "EUR"


def ledger_visible_to(user: User, *, year: int | None = None) -> Ledger:
    """Return every intervention with its money and its verdict, those never measured included.

    Parameters
    ----------
    year : int, optional
        Only what started in that year, or was registered in it where no plan says a start.
    """
    return ledger_of([one for one in ledger_seen_by(user) if year in (None, begins(one).year)])


def ledger_seen_by(user: User) -> list[Seen]:
    """Return every intervention to whoever may read the ledger, earliest start first."""
    require(user, Action.READ_LEDGER)
    return sorted(seen_of(Intervention.objects.all(), user), key=lambda one: (begins(one), one.record.pk))


def ledger_of(seen: list[Seen]) -> Ledger:
    """Add up interventions, in the currency that most of them are paid in."""
    entries = [_entry(one) for one in seen]
    used = Counter(entry.currency for entry in entries if entry.money)
    main = max(sorted(used), key=lambda one: (used[one], one == MAIN_CURRENCY), default=MAIN_CURRENCY)
    return Ledger(tuple(entries), main)


def begins(seen: Seen) -> date:
    """Return the start that was planned, or the day on which it was registered."""
    plan = seen.plan or seen.draft
    return timezone.localtime(seen.record.created_at).date() if plan is None else plan.starts_on


def _entry(seen: Seen) -> Entry:
    plan = seen.plan or seen.draft
    return Entry(
        name=seen.record.name,
        kind=seen.record.kind,
        verdict=seen.word,
        start=None if plan is None else plan.starts_on,
        due=seen.due_on,
        locked=seen.plan is not None,
        money=float(seen.costs.money),
        hours=float(seen.costs.hours),
        currency=seen.record.currency,
        number=seen.record.pk,
    )
