"""What is settled before contacts are drawn: strata, and how many contacts each gives."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil

from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.coding.sampled import CodedSample
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.demand.sampling.allocation import neyman, proportional
from headwater.analysis.demand.sampling.candidates import Pool, named
from headwater.analysis.demand.sampling.earlier import Earlier
from headwater.analysis.demand.sampling.merging import Strata, merge_small
from headwater.analysis.demand.sampling.numbers import LIMIT
from headwater.analysis.demand.sampling.population import population
from headwater.analysis.demand.sampling.settings import BY_DEFAULT, SEED, SampleSettings
from headwater.analysis.demand.sampling.spread import Pilot, spreads
from headwater.analysis.demand.sampling.strata import stratum_of
from headwater.analysis.errors import BadDataError, UsageError

_HERE_AND_THERE = 0.4
_SHARED = (
    "The pilot's contacts are in this sample, so a stratum's own codes do not decide how many more are drawn "
    "from it, which would bias the shares: those of the other strata with the same first value do."
)


@dataclass(frozen=True)
class Terms:
    """What is the same for all draws of one sample."""

    variables: tuple[str, ...]
    seed: int
    since: date | None
    until: date | None


@dataclass(frozen=True)
class Drawing:
    """What is settled before contacts are drawn.

    Attributes
    ----------
    wanted : mapping of str to int
        Contacts each stratum gives.
    gone : frozenset of str
        Contacts of the earlier sheet that no longer count.
    notes : tuple of str
        How the sample differs from what was asked for.
    """

    terms: Terms
    pool: Pool
    strata: Strata
    wanted: Mapping[str, int]
    gone: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


def settle(
    source: ContactSource, settings: SampleSettings, earlier: Earlier | None, pilot: CodedSample | None
) -> Drawing:
    """Settle the strata and how many contacts each gives."""
    terms = _terms(settings, earlier)
    cells = population(source.contacts(), terms.variables, terms.since, terms.until)
    total = sum(cell.contacts for cell in cells.values())
    n = settings.size(total, len(earlier.by_chance) if earlier else 0)
    given: Collection[str] = earlier.design.strata.keys() if earlier else ()
    strata = merge_small(cells, least=settings.least * total / n, given=given)
    pool = Pool(source, terms.variables, total, strata.sizes.keys(), terms.seed, terms.since, terms.until)
    needed: dict[str, int] | None = None
    gone: set[str] = set()
    if earlier:
        earlier.check_rows()
        needed, gone = earlier.needed(pool, _pool_then(source, earlier, terms))
    notes: list[str] = []
    if settings.allocation == "neyman":
        before = None
        if pilot:
            before = _pilot(source, pilot, terms, strata, _is_shared(pilot, pool, n / total))
            notes += [_SHARED] if before.is_shared else []
        spread = spreads(strata.cells, settings.aim, before)
        wanted = neyman(strata.sizes, spread, n, least=settings.least, drawn=needed)
    else:
        wanted = proportional(strata.sizes, n, least=settings.least, drawn=needed)
    notes += _changes(n, wanted, gone)
    return Drawing(terms, pool, strata, wanted, frozenset(gone), tuple(notes))


def _terms(settings: SampleSettings, earlier: Earlier | None) -> Terms:
    if earlier is None:
        variables = BY_DEFAULT if settings.variables is None else settings.variables
        seed = SEED if settings.seed is None else settings.seed
        return Terms(variables, seed, settings.since, settings.until)
    design = earlier.design
    for option, asked, before in (
        ("--seed", settings.seed, design.seed),
        ("--strata", settings.variables, design.variables),
        ("--since", settings.since, design.since),
        ("--until", settings.until, design.until),
    ):
        if asked is not None and asked != before:
            raise UsageError(
                f"{earlier.files} was drawn with {option} {_shown(before)} and cannot be topped up with "
                f"{option} {_shown(asked)}: the two draws would not make one sample. Leave out {option}."
            )
    return Terms(design.variables, design.seed, design.since, design.until)


def _pool_then(source: ContactSource, earlier: Earlier, terms: Terms) -> Pool | None:
    """Return what there was to draw from for an earlier sheet; None where it is what there is now."""
    version = earlier.design.store_version
    if not isinstance(source, ContactStore) or source.version == version:
        return None
    if version > source.version:
        raise BadDataError(
            f"{earlier.files} was drawn from version {version} of a store, and this one has only come to "
            f"version {source.version}. Give the store it was drawn from with --store."
        )
    then = ContactStore(source.path, version=version, engine=source.engine)
    return Pool(then, (), earlier.design.contacts, None, terms.seed, terms.since, terms.until)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(value) or "none"
    return "none" if value is None else str(value)


def _is_shared(pilot: CodedSample, pool: Pool, rate: float) -> bool:
    """Say whether the pilot's contacts are those that are drawn now, and not just here and there one."""
    coded = {contact.item for contact in pilot.by_chance}
    drawn = pool.items(up_to=ceil(rate * LIMIT))
    return len(coded & drawn) > _HERE_AND_THERE * max(min(len(coded), len(drawn)), 1)


def _pilot(source: ContactSource, coded: CodedSample, terms: Terms, strata: Strata, is_shared: bool) -> Pilot:
    """Count the codes of an earlier sample in the strata as they are now."""
    here = named(source, [contact.item for contact in coded.by_chance], terms.variables)
    totals: dict[str, int] = {}
    failures: dict[str, int] = {}
    for contact in coded.by_chance:
        candidate = here.get(contact.item)
        label = candidate and stratum_of(candidate.values, strata.sizes)
        said = (contact.adjudicated or contact.readings[0]).codes.get("demand_type")
        if label and said:
            totals[label] = totals.get(label, 0) + 1
            failures[label] = failures.get(label, 0) + (said == "failure")
    if not totals:
        raise BadDataError(
            "None of the pilot's coded contacts is among this store's contacts. Give codes of a sample "
            "of this store with --pilot."
        )
    return Pilot(totals, failures, is_shared)


def _changes(n: int, wanted: Mapping[str, int], gone: Collection[str]) -> list[str]:
    notes = []
    more = sum(wanted.values()) - n
    if more > 0:
        notes.append(
            f"{more:,} contacts more than asked for: every contact that was drawn before stays, and with it "
            "all of its stratum that come before it."
        )
    if gone:
        are = "contact of the earlier sheet is" if len(gone) == 1 else "contacts of the earlier sheet are"
        notes.append(f"{len(gone):,} {are} left out: merged into another since, or no longer in the store.")
    return notes
