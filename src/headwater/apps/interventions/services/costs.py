"""What an intervention costs: money and hours, planned before a lock, spent at any time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from headwater.analysis.errors import UsageError
from headwater.apps.interventions.models import Cost, Intervention, Step
from headwater.apps.interventions.services.drafts import renew_draft
from headwater.apps.interventions.services.holding import held, was_promised
from headwater.apps.people.audit import record
from headwater.apps.people.models import User

MOST_COST = Decimal("9999999999.99")


@dataclass(frozen=True)
class CostSaid:
    """One thing an intervention costs, as somebody says it.

    Attributes
    ----------
    unit : {'money', 'hours'}
    spent : Decimal or None
        What it really came to, once that is known.
    pk : int or None
        Which cost it is that stands there already; None for a new one.
    """

    what: str
    unit: str
    planned: Decimal
    spent: Decimal | None = None
    pk: int | None = None


@transaction.atomic
def change_costs(
    *,
    acting_user: User,
    intervention: Intervention,
    costs: Sequence[CostSaid],
    currency: str | None = None,
) -> Intervention:
    """Say anew what an intervention costs: all of its costs, in order.

    Before a lock anything may change. After one what was planned stays, and what was spent is said beside
    it; what comes on top was planned at 0.
    """
    found = held(acting_user, intervention)
    before = {cost.pk: cost for cost in found.costs.all()}
    said = [checked_cost(one) for one in costs]
    asked = found.currency if currency is None else checked_currency(currency)
    unknown = [one for one in said if one.pk is not None and one.pk not in before]
    if unknown or len({one.pk for one in said if one.pk}) < sum(one.pk is not None for one in said):
        raise UsageError("The costs were changed meanwhile: load the page again.")
    if was_promised(found):
        _as_promised(before, said, same_currency=asked == found.currency)
    kept = {one.pk for one in said if one.pk is not None}
    found.costs.exclude(pk__in=kept).delete()
    for one in said:
        row = before[one.pk] if one.pk is not None else Cost(intervention=found)
        row.what, row.unit, row.planned, row.spent = one.what, one.unit, one.planned, one.spent
        row.save()
    found.currency = asked
    found.save(update_fields=["currency"])
    renew_draft(found)
    Step.objects.create(intervention=found, kind=Step.Kind.COSTS, author=acting_user)
    record(acting_user, "intervention.costs_changed", found, costs=len(said))
    return found


def checked_cost(said: CostSaid) -> CostSaid:
    """Return a cost as it is kept, or say what is wrong with it."""
    what = " ".join(said.what.split())
    if not what:
        raise UsageError("Say what each cost is for.")
    if len(what) > 120:
        raise UsageError(f"“{what[:40]}...” has more than 120 letters: say it shorter.")
    if said.unit not in Cost.Unit.values:
        raise UsageError(f"{said.unit!r} is no unit of costs: {', '.join(Cost.Unit.values)}.")
    for amount in (said.planned, said.spent):
        if amount is not None and not (amount.is_finite() and 0 <= amount <= MOST_COST):
            raise UsageError(f"“{what}” costs no less than 0 and no more than {MOST_COST:,}.")
    return CostSaid(what, said.unit, said.planned, said.spent, said.pk)


def checked_currency(said: str) -> str:
    """Return a currency by its three letters."""
    found = said.strip().upper()
    if len(found) != 3 or not found.isascii() or not found.isalpha():
        raise UsageError(f"{said!r} is no currency: three letters, such as EUR.")
    return found


def _as_promised(before: Mapping[int, Cost], said: Sequence[CostSaid], *, same_currency: bool) -> None:
    """Raise where a change would touch what was promised."""
    stays = "A plan was locked, so what was planned stays as it is. Say what was spent beside it."
    by_id = {one.pk: one for one in said if one.pk is not None}
    if not same_currency or set(by_id) != set(before):
        raise UsageError(stays)
    for pk, cost in before.items():
        if (by_id[pk].what, by_id[pk].unit, by_id[pk].planned) != (cost.what, cost.unit, cost.planned):
            raise UsageError(stays)
    if any(one.planned for one in said if one.pk is None):
        raise UsageError(
            "A plan was locked, so a cost that comes on top was planned at 0: say what was spent on it."
        )
