"""Draw contacts for people to code: how many, from where, which ones, in what order, read by whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from headwater.analysis.demand.coding.rows import SheetRow
from headwater.analysis.demand.coding.sampled import (
    CHOSEN_AGAIN,
    CodedSample,
    Design,
    SampledContact,
)
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.demand.sampling.additions import (
    mark_unsure,
    most_unsure,
    to_see_again,
)
from headwater.analysis.demand.sampling.assignment import ToRead, readings
from headwater.analysis.demand.sampling.candidates import Candidate, named, shown
from headwater.analysis.demand.sampling.drawing import Drawing, settle
from headwater.analysis.demand.sampling.earlier import Earlier, updated
from headwater.analysis.demand.sampling.numbers import LIMIT, number_of
from headwater.analysis.demand.sampling.plan import SamplePlan
from headwater.analysis.demand.sampling.planning import plan_of, strata_of
from headwater.analysis.demand.sampling.settings import SampleSettings
from headwater.analysis.errors import BadDataError


@dataclass(frozen=True)
class Sample:
    """A drawn sample.

    Attributes
    ----------
    rows : tuple of SheetRow
        One a reading, in the order of coding: any prefix of a first draw is close to a random sample itself.
    design : Design
        How it was drawn.
    plan : SamplePlan
        What it will be able to tell.
    """

    rows: tuple[SheetRow, ...]
    design: Design
    plan: SamplePlan

    def by_coder(self) -> dict[str, tuple[SheetRow, ...]]:
        """Return each coder's rows; those of nobody in particular under an empty name."""
        names = sorted({row.coder for row in self.rows})
        return {name: tuple(row for row in self.rows if row.coder == name) for name in names}


def draw_sample(
    source: ContactSource,
    settings: SampleSettings,
    *,
    earlier: Earlier | None = None,
    pilot: CodedSample | None = None,
    recheck: CodedSample | None = None,
    unsure: Mapping[str, float] | None = None,
) -> Sample:
    """Draw a probability sample of contacts for people to code.

    Parameters
    ----------
    source : ContactSource
        A contact store, or tables at hand.
    settings : SampleSettings
        Size or margin, strata, allocation, seed, coders.
    earlier : Earlier, optional
        A sheet to be topped up: all its rows and codes stay, and its strata, days and seed are kept.
    pilot : CodedSample, optional
        Earlier codes, for Neyman allocation.
    recheck : CodedSample, optional
        An earlier sample of which a random part is mixed in for a blind second look.
    unsure : mapping of str to float, optional
        How unsure a model is of contacts, by item; the most unsure are added at the end, marked.

    Returns
    -------
    Sample
        Rows as `write_sheet` takes them.

    Raises
    ------
    UsageError
        What is asked for cannot be.
    BadDataError
        There is nothing to draw from, or an earlier sheet does not belong to this store.

    Notes
    -----
    Each stratum gives the contacts with the smallest permanent random numbers. So a larger sample contains a
    smaller one, and a sample that is topped up is one sample of the larger size.

    References
    ----------
    Ohlsson, E. (1995). Coordination of samples using permanent random numbers. In: Cox, B. G. et al. (eds),
    Business Survey Methods. Wiley.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> from headwater.analysis.demand.contact_source import ContactTables
    >>> rows = [{"opened_at": datetime(2026, 3, 2, 9, tzinfo=UTC), "channel": channel}
    ...         for channel in ["phone"] * 60 + ["chat"] * 40]
    >>> settings = SampleSettings(n=10, variables=("channel",), double_share=0)
    >>> sample = draw_sample(ContactTables(contacts_from_rows(rows)), settings)
    >>> sample.design.strata["phone"], sample.rows[0].contact.inclusion_probability
    (Stratum(contacts=60, drawn=6), 0.1)
    """
    drawing = settle(source, settings, earlier, pilot)
    seed, sizes = drawing.terms.seed, drawing.strata.sizes
    picked = drawing.pool.smallest(drawing.wanted, sizes)
    drawn = {c.item: (label, len(some) / sizes[label]) for label, some in picked.items() for c in some}
    kept = [row for row in (earlier.rows if earlier else ()) if row.contact.item not in drawing.gone]
    before = {row.contact.item for row in kept}
    batch = earlier.next_batch if earlier else 1
    new = [c for some in picked.values() for c in some if c.item not in before]
    again = _again(source, recheck, settings, seed, before | drawn.keys())
    doubted = _doubted(source, unsure, settings, before | drawn.keys() | {c.item for c in again})
    seen = shown(source, [*new, *again, *doubted])
    to_read = [ToRead(c.item, c.key, drawn[c.item][0]) for c in new]
    others = [ToRead(c.item, c.key, "") for c in (*again, *doubted)]
    names = {
        **readings(to_read, settings.double_share, settings.coders, seed),
        **readings(others, 0, settings.coders, seed),
    }

    def rows_of(contact: SampledContact) -> list[SheetRow]:
        text, book = seen[contact.item], settings.codebook
        return [SheetRow(contact, text, coder=name, codebook=book) for name in names[contact.item]]

    placed = [(c.number / LIMIT / drawn[c.item][1], c.key, _contact(c, batch, *drawn[c.item])) for c in new]
    placed += [
        (number_of(c.key, seed, "place") / LIMIT, c.key, replace(_contact(c, batch), chosen=CHOSEN_AGAIN))
        for c in again
    ]
    at_end = [row for c in doubted for row in rows_of(_contact(c, batch))]
    rows = (
        *[updated(row, drawn) for row in kept],
        *[row for *_, contact in sorted(placed, key=lambda p: p[:2]) for row in rows_of(contact)],
        *mark_unsure(at_end, {c.item for c in doubted}),
    )
    plan = plan_of(
        drawing,
        settings,
        kept=len(before & drawn.keys()),
        doubled=sum(len(names[c.item]) == 2 for c in new),
        to_read=sum(not row.is_coded for row in rows),
        notes=_said(source, seen.values(), len(again), len(doubted)),
    )
    return Sample(rows, _design(source, drawing), plan)


def _contact(candidate: Candidate, batch: int, stratum: str = "", chance: float = 0.0) -> SampledContact:
    return SampledContact(
        candidate.item, candidate.source, candidate.contact_id, stratum, chance, batch=batch
    )


def _again(
    source: ContactSource,
    recheck: CodedSample | None,
    settings: SampleSettings,
    seed: int,
    known: set[str],
) -> list[Candidate]:
    if recheck is None:
        return []
    found = named(source, to_see_again(recheck, settings.again_share, seed, known))
    if not found and not known & {contact.item for contact in recheck.by_chance}:
        raise BadDataError(
            "None of the earlier sample's coded contacts is among this store's contacts, so none can be "
            "looked at again. Give --recheck a sheet that was drawn from this store."
        )
    return list(found.values())


def _doubted(
    source: ContactSource, unsure: Mapping[str, float] | None, settings: SampleSettings, known: set[str]
) -> list[Candidate]:
    if unsure is None:
        return []
    wanted = most_unsure(unsure, settings.unsure, known)
    found = named(source, wanted)
    if wanted and not found:
        raise BadDataError(
            "None of the contacts the model was unsure of is among this store's contacts. Give --unsure "
            "scores of contacts of this store, named source/contact_id in the column item."
        )
    return [found[item] for item in wanted if item in found]


def _design(source: ContactSource, drawing: Drawing) -> Design:
    terms = drawing.terms
    return Design(
        strata=strata_of(drawing),
        variables=terms.variables,
        store_version=getattr(source, "version", 1),
        since=terms.since,
        until=terms.until,
        seed=terms.seed,
    )


def _said(source: ContactSource, seen: Iterable[Mapping[str, str]], again: int, unsure: int) -> list[str]:
    notes = []
    without = [not (what["subject"] or what["body"]) for what in seen]
    if source.texts() is None:
        notes.append("The store holds no words of contacts: coders see only what the helpdesk recorded.")
    elif any(without):
        notes.append(f"{sum(without):,} of the {len(without):,} contacts to read have no words in the store.")
    if again:
        notes.append(f"{again:,} contacts of the earlier sample are mixed in for a blind second look.")
    if unsure:
        notes.append(
            f"{unsure:,} contacts stand at the end because a model was unsure of them: they teach the model "
            "and never enter a share."
        )
    return notes
