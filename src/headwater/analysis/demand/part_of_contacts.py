"""One team's contacts, or one channel's: a part of a source, with follow-ups its customers made anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.frames import contact_key
from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.coding.sampled import CodedSample, Design, Stratum
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.demand.sampling.population import stratum_columns
from headwater.analysis.demand.sampling.strata import stratum_of
from headwater.analysis.demand.scope import countable


@dataclass(frozen=True)
class PartOfContacts:
    """The contacts of one team, of one channel, or of both, to be diagnosed like a store.

    A contact of the part that is followed by one in another team or channel is followed: the gaps between a
    customer's contacts are those between all of them. Only what starts or follows has to lie in the part.

    Attributes
    ----------
    source : ContactSource
        All contacts.
    team, channel : str
        Empty for all.
    every_link : bool
        Whether `chains` holds all contacts, for whoever looks up what followed a contact.
    """

    source: ContactSource
    team: str = ""
    channel: str = ""
    every_link: bool = False

    def contacts(self) -> nw.LazyFrame[Any]:
        """Return the contacts of the part."""
        return self._kept(self.source.contacts())

    def volumes(self) -> nw.LazyFrame[Any] | None:
        """Return what drives contacts, of the whole."""
        return self.source.volumes()

    def texts(self) -> nw.LazyFrame[Any] | None:
        """Return the words of all contacts; who reads them joins them to contacts of the part."""
        return self.source.texts()

    def chains(self) -> nw.LazyFrame[Any]:
        """Return the contacts of the part, with the gaps to all contacts of their customers."""
        chains = self.source.chains()
        return chains if self.every_link else self._kept(chains)

    def describe(self) -> Any:
        """Return what the whole source is."""
        return self.source.describe()

    def as_drawn(self, version: int) -> "PartOfContacts":
        """Return the part at the version a sample was drawn from, with every link of its customers."""
        source = self.source
        if isinstance(source, ContactStore) and source.version != version:
            source = ContactStore(source.path, version=version, engine=source.engine)
        return replace(self, source=source, every_link=True)

    def _kept(self, rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        for column, value in (("team", self.team), ("channel", self.channel)):
            if value:
                rows = rows.filter(nw.col(column).cast(nw.String) == value)
        return rows


def part_of_sample(
    source: PartOfContacts, sample: CodedSample, since: date | None = None, until: date | None = None
) -> CodedSample | None:
    """Return the coded contacts of a part, weighted to stand for that part; None where none is coded.

    Parameters
    ----------
    source : PartOfContacts
        Team and channel.
    since, until : date, optional
        First and last local day, both included.

    Notes
    -----
    Given how many contacts of a stratum's sample lie in the part, they are a simple random sample of the
    part's contacts in that stratum, whose number is counted. So the strata keep their names and get the
    part's counts: estimation in a domain, poststratified to its known size.

    References
    ----------
    Särndal, C.-E., Swensson, B. and Wretman, J. (1992). Model assisted survey sampling, chapter 10. Springer.
    """
    drawn = source.as_drawn(sample.design.store_version)
    design = sample.design
    first, last = _later(design.since, since), _earlier(design.until, until)
    rows = countable(drawn.contacts(), first, last)
    columns = stratum_columns(design.variables)
    counted = collect(rows.with_columns(**columns).group_by(*columns).agg(n=nw.len())) if columns else None
    held = _held(counted, list(columns), design) if counted else {next(iter(design.strata)): _count(rows)}
    keys = {contact_key(c.source, c.contact_id): c for c in sample.contacts}
    inside = collect(rows.filter(nw.col("contact_key").is_in(list(keys))).select("contact_key"))
    kept = {int(key) for key in inside["contact_key"]}
    contacts = tuple(c for key, c in keys.items() if key in kept)
    chance = [c.stratum for c in contacts if c.inclusion_probability]
    strata = {name: Stratum(n, chance.count(name)) for name, n in held.items() if n}
    made = replace(sample, contacts=contacts, design=replace(design, strata=strata, since=first, until=last))
    return made if made.by_chance else None


def _held(counted: dict[str, Any], columns: Sequence[str], design: Design) -> dict[str, int]:
    """Return the part's contacts in each stratum."""
    held: dict[str, int] = {}
    for at, n in enumerate(counted["n"]):
        stratum = stratum_of([counted[name][at] for name in columns], design.strata)
        if stratum is not None:
            held[stratum] = held.get(stratum, 0) + int(n)
    return held


def _count(rows: nw.LazyFrame[Any]) -> int:
    return int(collect(rows.select(n=nw.len()))["n"][0])


def _later(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day), default=None)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day), default=None)
