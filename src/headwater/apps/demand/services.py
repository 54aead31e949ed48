"""What changes diagnoses: they are asked for, kept, and tidied away."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from headwater.apps.demand.filters import Filters
from headwater.apps.demand.models import Diagnosis, Page, Prices
from headwater.apps.demand.rates import rates_of
from headwater.apps.demand.selectors import DIAGNOSIS, Basis, current_basis
from headwater.apps.events import happened
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import start_task


def diagnose_whole() -> Task | None:
    """Queue a diagnosis of the whole organisation, unless that of today's contacts and codes is there."""
    return _queue(None, Filters())


def ask_for_diagnosis(*, acting_user: User, filters: Filters) -> Task | None:
    """Queue the diagnosis of a part; None where it is there already, or there are no contacts."""
    require(acting_user, Action.READ_DIAGNOSIS)
    return _queue(acting_user, filters)


def diagnose_instead(filters: Filters) -> Task | None:
    """Queue what was asked for on the contacts, codes and prices of now."""
    return _queue(None, filters)


@transaction.atomic
def _queue(acting_user: User | None, filters: Filters) -> Task | None:
    basis = current_basis()
    if basis is None:
        return None
    key = basis.key(filters)
    if Diagnosis.objects.filter(key=key).exists():
        return None
    return start_task(
        acting_user=acting_user,
        kind=DIAGNOSIS,
        key=f"{DIAGNOSIS} {key}",
        asked=key,
        part=filters.key,
        **filters.to_dict(),
    )


@transaction.atomic
def keep_diagnosis(
    *, basis: Basis, filters: Filters, said: dict[str, Any], pages: dict[str, dict[str, Any]]
) -> Diagnosis:
    """Keep what was found, in place of what an earlier attempt may have left; older ones are tidied away.

    Where another worker was faster with the contacts, codes and prices of now, its diagnosis stays: what was
    found here is of yesterday.
    """
    key = basis.key(filters)
    now = current_basis()
    if now is not None and now != basis:
        newer = Diagnosis.objects.filter(key=now.key(filters)).first()
        if newer is not None:
            return newer
    Diagnosis.objects.filter(key=key).delete()
    kept = Diagnosis.objects.create(
        key=key,
        store_version=basis.store_version,
        codes_version=basis.codes_version,
        prices_id=basis.prices,
        part=filters.key,
        filters=filters.to_dict(),
        said=said,
    )
    Page.objects.bulk_create(
        Page(diagnosis=kept, name=name, content=json.dumps(made)) for name, made in pages.items()
    )
    if filters.whole:
        told = {"diagnosis_id": kept.pk, "store_version": kept.store_version}
        happened("diagnosis.finished", reverse("demand:overview"), **told)
    _tidy(kept, [basis, now or basis])
    return kept


def _tidy(kept: Diagnosis, of_now: Sequence[Basis]) -> None:
    """Remove diagnoses of earlier contacts, codes or prices; the whole one stays until the next is there."""
    Diagnosis.objects.filter(part=kept.part).exclude(pk=kept.pk).delete()
    old = Diagnosis.objects.exclude(pk=kept.pk)
    for basis in of_now:
        made = Q(store_version=basis.store_version, codes_version=basis.codes_version, prices=basis.prices)
        old = old.exclude(made)
    whole = Filters().key
    (old if kept.part == whole else old.exclude(part=whole)).delete()


@transaction.atomic
def change_prices(
    *,
    acting_user: User,
    currency: str,
    per_hour: Mapping[str, float],
    per_contact: Mapping[str, float],
    inside: Sequence[str],
) -> Prices:
    """Say what contacts cost and which units are part of support; a new diagnosis follows.

    Raises
    ------
    UsageError
        A price without a currency, or a rate that is no amount above 0.
    """
    require(acting_user, Action.CHANGE_PRICES)
    rates_of(currency, per_hour, per_contact)
    prices = Prices.objects.create(
        currency=currency.strip(),
        per_hour=dict(per_hour),
        per_contact=dict(per_contact),
        inside=list(inside),
        changed_by=acting_user,
    )
    record(acting_user, "prices.changed", prices)
    diagnose_whole()
    return prices
