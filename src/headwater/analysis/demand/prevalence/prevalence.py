"""Prevalence: what share of contacts, time and money carries which code."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Protocol

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.coding.sampled import CodedSample, Design
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.demand.grouping import Grouping
from headwater.analysis.demand.part_of_contacts import PartOfContacts
from headwater.analysis.demand.prevalence.double_coding import DoubleCoding, double_coding
from headwater.analysis.demand.prevalence.estimation import shares_of
from headwater.analysis.demand.prevalence.facts import SampleFacts, facts_of
from headwater.analysis.demand.prevalence.population import Population, population
from headwater.analysis.demand.prevalence.prevalence_result import Card, Prevalence, PrevalenceSettings
from headwater.analysis.demand.prevalence.readings import Readings
from headwater.analysis.demand.prevalence.targets import FAILURE, Target, targets_of
from headwater.analysis.demand.prevalence.uncoded import uncoded_share
from headwater.analysis.demand.scope import countable

__all__ = ["Prevalence", "PrevalenceSettings", "Reader", "prevalence"]

Progress = Callable[[int, int | None], None]


class Reader(Protocol):
    """Reads the contacts nobody coded: a coder model with what it takes to train and apply it."""

    def __call__(
        self,
        source: ContactSource,
        sample: CodedSample,
        facts: SampleFacts,
        everything: Population,
        targets: Sequence[Target],
        *,
        progress: Progress | None = None,
    ) -> tuple[Readings, Card]:
        """Return what the model says, and its card."""
        ...


def prevalence(
    source: ContactSource,
    sample: CodedSample,
    settings: PrevalenceSettings | None = None,
    *,
    targets: Sequence[Target] | None = None,
    by: str | Sequence[str] | None = None,
    reader: Reader | None = None,
    progress: Progress | None = None,
) -> Prevalence:
    """Estimate what share of contacts, handle time and cost each code makes up.

    Parameters
    ----------
    source : ContactSource
        The contact store the sample was drawn from; it is read at the version the sample was drawn from.
    sample : CodedSample
        What people said of sampled contacts.
    settings : PrevalenceSettings, optional
        Fields, rates, model.
    targets : sequence of Target, optional
        What to give shares of; by default failure demand and every code in use.
    by : str or sequence of str, optional
        What to split by: month, week, team, channel, reason.
    reader : Reader, optional
        A coder model of your own; by default the one the settings name.
    progress : callable, optional
        Is told how many contacts the model has read, and of how many.

    Returns
    -------
    Prevalence
        Prints as tables; `.share(target)` is one share, `.to_frame()` all of them by every method.

    Raises
    ------
    BadDataError
        Nothing is coded yet, or sample and store do not belong together.
    UsageError
        An unknown field, grouping or model.

    Notes
    -----
    Shares are of the contacts the sample was drawn from, so the error is that of drawing and coding a sample,
    not of what other months would bring.
    """
    settings = settings or PrevalenceSettings()
    grouping = Grouping.of(by)
    source = as_drawn(source, sample.design)
    everything = population(source, sample.design, grouping, settings.rates)
    facts = facts_of(source, sample, grouping, everything.amounts)
    wanted = list(targets) if targets is not None else _all_targets(facts, settings)
    doubles = _doubles(facts, wanted)
    readings, card, said = _read(
        source, sample, facts, everything, wanted, settings=settings, reader=reader, progress=progress
    )
    first, last = _span(source, sample.design)
    totals = everything.total(())
    return Prevalence(
        settings=settings,
        by=grouping.names,
        shares=tuple(
            shares_of(wanted, facts, everything, readings=readings, doubles=doubles, level=settings.level)
        ),
        sample=sample,
        facts=facts,
        contacts=everything.count(()),
        totals={name: float(totals[at]) for at, name in enumerate(everything.amounts.measures)},
        first=first,
        last=last,
        doubles=doubles,
        model=said,
        card=card,
        notes=(*sample.notes, *_notes(sample, facts)),
    )


def as_drawn(source: ContactSource, design: Design) -> ContactSource:
    """Return the store, or a part of it, at the version the sample was drawn from."""
    if isinstance(source, PartOfContacts):
        return source.as_drawn(design.store_version)
    if isinstance(source, ContactStore) and source.version != design.store_version:
        return ContactStore(source.path, version=design.store_version, engine=source.engine)
    return source


def _all_targets(facts: SampleFacts, settings: PrevalenceSettings) -> list[Target]:
    codes = [coding.codes for contact in facts.contacts for coding in contact.codings]
    return list(dict.fromkeys([FAILURE, *targets_of(codes, settings.fields)]))


def _doubles(facts: SampleFacts, targets: Sequence[Target]) -> dict[Target, DoubleCoding]:
    made: dict[tuple[str, ...], DoubleCoding] = {}
    found = {}
    for target in targets:
        fields = tuple(name for name, _ in target.codes)
        if fields not in made:
            made[fields] = double_coding(facts.contacts, fields)
        found[target] = made[fields]
    return found


def _read(
    source: ContactSource,
    sample: CodedSample,
    facts: SampleFacts,
    everything: Population,
    targets: Sequence[Target],
    *,
    settings: PrevalenceSettings,
    reader: Reader | None,
    progress: Progress | None,
) -> tuple[Readings | None, Card | None, str]:
    """Let a model read all contacts; or say why none does."""
    from headwater.analysis.demand.prevalence.model_reader import chosen_reader

    if reader is None:
        reader, why = chosen_reader(source, facts, settings)
        if reader is None:
            return None, None, why
    readings, card = reader(source, sample, facts, everything, targets, progress=progress)
    return readings, card, f"A model ({card.name}) that learned from these codes read the other contacts."


def _span(source: ContactSource, design: Design) -> tuple[date | None, date | None]:
    days = countable(source.contacts(), design.since, design.until).select(
        first=nw.col("local_date").min(), last=nw.col("local_date").max()
    )
    found = collect(days)
    return design.since or found["first"][0], design.until or found["last"][0]


def _notes(sample: CodedSample, facts: SampleFacts) -> list[str]:
    notes = []
    left = uncoded_share(sample.design.strata, {contact.stratum for contact in facts.contacts})
    if left > 0:
        notes.append(f"{left:.1%} of contacts lie in strata without a coded contact; others speak for them.")
    aside = sum(1 for c in sample.contacts if c.codings) - len(facts)
    if aside:
        notes.append(f"{aside:,} coded contacts were not drawn by chance and stay out of every share.")
    return notes
