"""Counts the contacts of the store month by month, and keeps what it counted."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from headwater.analysis.contacts.delta import StoreTable
from headwater.analysis.contacts.schema import CONTACTS
from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.counted import Counted
from headwater.analysis.demand.monthly_counts import (
    LAYOUT,
    MonthCounts,
    count_months,
    month_after,
    months_with,
)
from headwater.apps.measures.models import CountedMonth

_AT_ONCE = 24
"""Months that are read together: what is counted for them is held in memory."""

_newest: list[Any] = []
"""What was put together last, and of which months: several practices ask for it one after the other."""


def counted(store: ContactStore, told: Callable[[int, int], None] = lambda done, total: None) -> Counted:
    """Return what the store's contacts count to; only months whose files differ are counted.

    The files say what an import touched, whatever it was: new contacts, later versions of old ones, an import
    taken back. A month is counted with the contacts of the next one, because customers come back there.

    Parameters
    ----------
    told : callable
        Called with how many months are counted, and of how many.
    """
    files = _files_by_month(store)
    wanted = {month: _fingerprint(store, files, month) for month in months_with(files)}
    if _newest and _newest[0] == wanted:
        return _newest[1]
    kept = {one.month: one for one in CountedMonth.objects.all()}
    stale = [month for month, mark in wanted.items() if month not in kept or kept[month].files != mark]
    found = {
        month: MonthCounts.from_text(month, kept[month].counted) for month in wanted if month not in stale
    }
    for at in range(0, len(stale), _AT_ONCE):
        told(at, len(stale))
        some = stale[at : at + _AT_ONCE]
        read = sorted({month for one in some for month in (one, month_after(one)) if month in files})
        new = count_months(store.contacts(read), some)
        _keep(new, wanted)
        found |= new
    CountedMonth.objects.exclude(month__in=wanted).delete()
    _newest[:] = [wanted, Counted(found.values())]
    newest: Counted = _newest[1]
    return newest


def files_between(store: ContactStore, since: date | None, until: date | None) -> str:
    """Return what changes whenever contacts of some days do, and of the other days of their months."""
    first, last = (f"{day:%Y-%m}" if day is not None else "" for day in (since, until))
    files = _files_by_month(store)
    held = [(m, sorted(files[m])) for m in sorted(files) if first <= m and (not last or m <= last)]
    return hashlib.sha256(repr(held).encode()).hexdigest()


def _keep(counts: Mapping[str, MonthCounts], marks: Mapping[str, str]) -> None:
    """Keep each month at once: whoever is killed has these behind them."""
    for month, counts_of_month in counts.items():
        content = {"files": marks[month], "counted": counts_of_month.to_text()}
        CountedMonth.objects.update_or_create(month=month, defaults=content)


def _files_by_month(store: ContactStore) -> dict[str, list[str]]:
    """Return the names of the contacts' files; a file is never written to, so its name says what is in it."""
    if CONTACTS.name not in store.state.tables:
        return {}
    table = StoreTable(store.path / store.state.folder(CONTACTS.name))
    found: dict[str, list[str]] = {}
    for path in table.files(store.state.tables[CONTACTS.name]):
        *_, partition, name = path.split("/")
        found.setdefault(partition.removeprefix("month="), []).append(name)
    return found


def _fingerprint(store: ContactStore, files: Mapping[str, list[str]], month: str) -> str:
    held = [LAYOUT, store.timezone, *(sorted(files.get(one, ())) for one in (month, month_after(month)))]
    return hashlib.sha256(repr(held).encode()).hexdigest()
