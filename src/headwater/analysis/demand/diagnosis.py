"""The diagnosis: everything the contacts say without a single label, and what they cannot say."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import narwhals as nw

from headwater.analysis.demand.cases import cases
from headwater.analysis.demand.causes.causes import causes
from headwater.analysis.demand.causes.causes_result import Causes
from headwater.analysis.demand.causes.settings import CausesSettings
from headwater.analysis.demand.contact_rate import ContactRateSettings, contact_rate
from headwater.analysis.demand.contact_source import ContactSource, ContactTables, description
from headwater.analysis.demand.coverage import Coverage, coverage
from headwater.analysis.demand.definitions import Definition, RepeatSettings
from headwater.analysis.demand.diagnosis_result import Diagnosis, DiagnosisSettings, representative
from headwater.analysis.demand.diagnosis_topics import topics_of, topics_wanted
from headwater.analysis.demand.repeat_result import Repeats
from headwater.analysis.demand.repeat_workload import RepeatWorkload, repeat_workload
from headwater.analysis.demand.repeats import repeats
from headwater.analysis.demand.sampling.offers import CodingOffer, hours_for_margins
from headwater.analysis.demand.scope import By, count_scope, within
from headwater.analysis.demand.shape import ShapeSettings, arrivals, handle_times, outcomes
from headwater.analysis.demand.vendor_fcr import vendor_fcr
from headwater.analysis.demand.workload import WorkloadSettings, workload

__all__ = ["ContactSource", "ContactTables", "Diagnosis", "DiagnosisSettings", "diagnose"]


def diagnose(
    source: ContactSource | nw.LazyFrame[Any],
    settings: DiagnosisSettings | None = None,
    *,
    clock: Callable[[], float] | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> Diagnosis:
    """Say what the contacts say without a single label, and what they cannot say.

    Parameters
    ----------
    source : ContactSource or narwhals.LazyFrame
        A `ContactStore`, `ContactTables`, or a contacts table with every stored column.
    settings : DiagnosisSettings, optional
        Days, rates, window.
    clock : callable, optional
        Seconds that only go forward, such as `time.monotonic`: bounds the time candidate reasons may take.
    progress : callable, optional
        Is told how many contacts a coder model has read, and of how many.

    Returns
    -------
    Diagnosis
        Prints as a summary; `.report()` is the document, `.to_frame()` the findings.

    Examples
    --------
    >>> from datetime import datetime, timedelta, UTC
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> first = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> rows = [{"opened_at": first + timedelta(days=n), "customer_id": f"customer {n % 8}",
    ...          "reason_source": "parcel" if n % 3 else "refund"} for n in range(40)]
    >>> found = diagnose(contacts_from_rows(rows))
    >>> found.coverage.days
    40
    """
    settings = settings or DiagnosisSettings()
    tables: ContactSource = ContactTables(source) if isinstance(source, nw.LazyFrame) else source
    contacts, volumes, texts = tables.contacts(), tables.volumes(), tables.texts()
    since, until = settings.since, settings.until
    filled = coverage(
        contacts, since=since, until=until, texts=texts is not None, volumes=volumes is not None
    )
    chains = tables.chains()
    general = RepeatSettings(
        windows=tuple(sorted({1, 3, 7, 14, 30, settings.window_days})),
        since=since,
        until=until,
        observed_until=settings.observed_until,
        level=settings.level,
    )
    found = repeats(chains, general, contacts=contacts)
    chosen = representative(found, filled, settings.window_days)
    groups = [name for name, column in _GROUPED.items() if column is None or filled.has(column)]
    shape = ShapeSettings(since, until, settings.level)
    counted = count_scope(contacts, since, until)
    return Diagnosis(
        settings=settings,
        source=description(tables),
        coverage=filled,
        scope=counted,
        repeats=found,
        repeats_by={} if chosen is None else _repeats_by(chains, chosen, general, groups),
        repeat_work={} if chosen is None else _repeat_work(chains, chosen, filled, settings),
        workload={
            name: workload(contacts, WorkloadSettings(since, until, settings.rates, settings.level), by=name)
            for name in groups
            if name != "week"
        },
        rates=contact_rate(
            contacts, volumes, ContactRateSettings(since, until, level=settings.level), by="month"
        ),
        vendors=vendor_fcr(
            contacts,
            window_days=settings.window_days,
            reason="any" if chosen is None else chosen.reason,
            settings=general,
        )
        if filled.has("first_resolved_at")
        else None,
        cases=cases(within(contacts, since, until), window_days=settings.window_days, level=settings.level)
        if filled.has("customer_key") or filled.has("case_id")
        else None,
        arrivals=arrivals(contacts, shape),
        handle_times={
            name: handle_times(contacts, shape, by=by)
            for name, by in _SPLITS.items()
            if filled.has("handle_seconds") and (by is None or by in groups)
        },
        outcomes={
            name: outcomes(contacts, shape, by=by)
            for name, by in _SPLITS.items()
            if by is None or by in groups
        },
        topics=topics_of(tables, filled, settings, clock) if topics_wanted(filled, settings) else None,
        causes=_causes(tables, settings, progress),
        coding_offer=_offer(counted.counted, settings),
    )


def _causes(
    source: ContactSource,
    settings: DiagnosisSettings,
    progress: Callable[[int, int | None], None] | None,
) -> Causes | None:
    """Trace failure demand to its causes, where people have coded contacts."""
    if settings.codes is None:
        return None
    asked = CausesSettings(
        rates=settings.rates,
        inside=settings.inside,
        window_days=settings.window_days,
        model=settings.model,
        level=settings.level,
    )
    return causes(
        source,
        settings.codes,
        asked,
        codebook=settings.codebook,
        actions=settings.actions,
        progress=progress,
    )


def _offer(contacts: int, settings: DiagnosisSettings) -> CodingOffer | None:
    """Say what hours of coding would buy, where nobody has coded contacts."""
    if settings.codes is not None or contacts < _WORTH_SAMPLING:
        return None
    return hours_for_margins(contacts, level=settings.level)


_WORTH_SAMPLING = 400
"""Contacts below which there is nothing to sample: one may as well read all."""

_SPLITS: dict[str, By | None] = {"all": None, "reason": "reason", "team": "team", "channel": "channel"}
"""Splits of the parts on shape, by the name they get."""

_GROUPED: dict[By, str | None] = {
    "reason": "reason_source",
    "team": "team",
    "channel": None,
    "week": None,
}
"""What parts of a diagnosis are split by, and the column that has to be there."""


def _repeats_by(
    chains: nw.LazyFrame[Any], definition: Definition, general: RepeatSettings, groups: list[By]
) -> dict[str, Repeats]:
    one = replace(
        general,
        windows=(definition.window_days,),
        reasons=(definition.reason,),
        channels=(definition.channel,),
        bases=(definition.basis,),
        estimators=(definition.estimator,),
    )
    return {name: repeats(chains, one, by=name) for name in groups}


def _repeat_work(
    chains: nw.LazyFrame[Any], definition: Definition, filled: Coverage, settings: DiagnosisSettings
) -> dict[str, RepeatWorkload]:
    found = {}
    for name in ("all", "reason") if filled.has("reason_source") else ("all",):
        found[name] = repeat_workload(
            chains,
            window_days=definition.window_days,
            reason=definition.reason,
            by=None if name == "all" else name,
            since=settings.since,
            until=settings.until,
            level=settings.level,
        )
    return found
