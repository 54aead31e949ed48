"""Makes a diagnosis and lays it out for its pages; slow, so only background work calls it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.errors import BadDataError
from headwater.apps.contacts.selectors import open_store
from headwater.apps.demand import codes, laying_out
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.models import Prices
from headwater.apps.demand.rates import rates_of
from headwater.apps.demand.selectors import Basis
from headwater.apps.tasks.kinds import Report

if TYPE_CHECKING:
    import narwhals as nw

    from headwater.analysis.demand.contact_source import ContactSource
    from headwater.analysis.demand.diagnosis_result import Diagnosis, DiagnosisSettings

_SIMULATED = "The codes are those of simulated coders, as everything in the sample organisation is made up."
Pages = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class _Watched:
    """A source that reports whenever it is read, so that work on it can be followed and stopped."""

    source: "ContactSource"
    report: Callable[[], None]

    def contacts(self) -> "nw.LazyFrame[Any]":
        self.report()
        return self.source.contacts()

    def volumes(self) -> "nw.LazyFrame[Any] | None":
        return self.source.volumes()

    def texts(self) -> "nw.LazyFrame[Any] | None":
        return self.source.texts()

    def chains(self) -> "nw.LazyFrame[Any]":
        self.report()
        return self.source.chains()

    def describe(self) -> Any:
        return self.source.describe()


def make_diagnosis(
    report: Report, filters: Filters, basis: Basis, *, clock: Callable[[], float]
) -> tuple[dict[str, Any], Pages]:
    """Diagnose a part of the contacts; return what a scorecard needs of it, and its pages."""
    store = open_store(basis.store_version)
    assert store is not None  # a basis has one
    report("Reading contacts")
    found, notes = _diagnosed(report, store, filters, basis, clock)
    report("Putting it into words")
    return laying_out.laid_out(report, found, filters, notes, timezone=store.timezone)


def _diagnosed(
    report: Report, store: ContactStore, filters: Filters, basis: Basis, clock: Callable[[], float]
) -> tuple["Diagnosis", list[str]]:
    from headwater.analysis.demand.diagnosis import DiagnosisSettings
    from headwater.analysis.demand.part_of_contacts import PartOfContacts, part_of_sample

    prices = None if basis.prices is None else Prices.objects.get(pk=basis.prices)
    counted = codes.counting()
    settings = DiagnosisSettings(
        since=filters.since,
        until=filters.until,
        rates=None if prices is None else rates_of(prices.currency, prices.per_hour, prices.per_contact),
        codes=None if counted is None else counted.sample,
        codebook=None if counted is None else counted.codebook,
        inside=() if prices is None else tuple(prices.inside),
        actions=None if counted is None else codes.ledger(),
    )
    source: ContactSource = store
    notes = [_SIMULATED] if counted is not None and counted.simulated else []
    if not filters.whole:
        part = PartOfContacts(store, filters.team, filters.channel)
        settings = replace(settings, observed_until=_seen_until(store))
        if settings.codes is not None:
            own = part_of_sample(part, settings.codes, filters.since, filters.until)
            settings = replace(settings, codes=own, actions=None)
            if own is None:
                notes.append(
                    "None of the coded contacts lies in this part, so nothing is said of its causes."
                )
        source = part
    found = _run(report, source, settings, clock, notes)
    if filters.team or filters.channel:
        # both would take a customer who came back elsewhere for one who did not
        found = replace(found, vendors=None, cases=None)
    return found, notes


def _run(
    report: Report,
    source: "ContactSource",
    settings: "DiagnosisSettings",
    clock: Callable[[], float],
    notes: list[str],
) -> "Diagnosis":
    from headwater.analysis.demand.diagnosis import diagnose

    def progress(done: int, total: int | None) -> None:
        report("Reading contacts by the codes", done, total)

    settings = replace(settings, inside=_known_units(settings))
    watched = source if settings.codes is not None else _Watched(source, lambda: report("Counting contacts"))
    try:
        return diagnose(watched, settings, clock=clock, progress=progress)
    except BadDataError as error:
        # what people wrote down does not fit these contacts: the rest can be said without it
        if settings.actions is not None:
            notes.append(f"The actions are left out of this diagnosis. {error.message}")
            return _run(report, source, replace(settings, actions=None), clock, notes)
        if settings.codes is not None:
            notes.append(f"The codes are left out of this diagnosis. {error.message}")
            return _run(report, source, replace(settings, codes=None, codebook=None), clock, notes)
        raise


def _known_units(settings: "DiagnosisSettings") -> tuple[str, ...]:
    """Keep the units of support that codes or codebook know: others were coded by an earlier codebook."""
    said = {
        coding.codes.get("cause_owner", "")
        for contact in (settings.codes.by_chance if settings.codes else ())
        for coding in contact.codings
    }
    if settings.codebook is not None:
        said |= set(settings.codebook.codes("cause_owner"))
    return tuple(unit for unit in settings.inside if unit in said)


def _seen_until(store: ContactStore) -> datetime:
    """Return when the data end, whatever part of them is diagnosed."""
    import narwhals as nw

    last = collect(store.chains().select(last=nw.col("opened_epoch").max()))["last"][0]
    return datetime.fromtimestamp(int(last or 0), UTC)
