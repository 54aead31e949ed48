"""Background work of voices: counting the contacts that each reason has."""

from datetime import timedelta
from typing import Any

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.scope import countable
from headwater.apps import installation
from headwater.apps.tasks.kinds import Report, background
from headwater.apps.voices.selectors.affected import COUNT_REASONS, DAYS


@background(COUNT_REASONS, "Count the contacts behind what people flag")
def count_reasons(report: Report, *, version: int) -> dict[str, Any]:
    """Count inbound contacts by reason over the last 90 days that the store holds."""
    report("Counting contacts by reason")
    store = ContactStore(installation.store(), version=version)
    try:
        counted = countable(store.contacts(), None, None)
        last = collect(counted.select(last=nw.col("local_date").max()))["last"][0]
        if last is None:
            return {"version": version, "since": None, "until": None, "total": 0, "by_reason": {}}
        since = last - timedelta(days=DAYS - 1)
        rows = collect(countable(counted, since, last).group_by("reason_source").agg(n=nw.len()))
    finally:
        store.engine.close()
    by_reason = dict(zip(rows["reason_source"], rows["n"], strict=True))
    return {
        "version": version,
        "since": since.isoformat(),
        "until": last.isoformat(),
        "total": sum(by_reason.values()),
        "by_reason": {reason[:200]: n for reason, n in sorted(by_reason.items(), key=str) if reason},
    }
