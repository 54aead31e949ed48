"""What the store knows of the coded contacts, and what coders said of them, as arrays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.frames import contact_key
from headwater.analysis.demand.coding.sampled import CodedSample, SampledContact
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.demand.grouping import Grouping, label
from headwater.analysis.demand.prevalence.population import Amounts
from headwater.analysis.demand.prevalence.survey import SurveyDesign
from headwater.analysis.demand.prevalence.targets import Target
from headwater.analysis.demand.prevalence.uncoded import spoken_for
from headwater.analysis.demand.scope import countable, handle_ms
from headwater.analysis.errors import BadDataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_MISSING_SHOWN = 5


@dataclass(frozen=True)
class SampleFacts:
    """The coded contacts, one position each, in the order of `CodedSample.by_chance`.

    Attributes
    ----------
    contact_key : ndarray of int64
    customer : tuple of int or None
        Keys of known customers.
    amounts : ndarray of shape (n, measures)
        1, hours of handle time, money.
    groups : tuple of tuple of str
        Values of what the result is split by.
    satisfaction : ndarray
        0 to 1; not a number where not rated.
    """

    contacts: tuple[SampledContact, ...]
    design: SurveyDesign
    contact_key: "NDArray[np.int64]"
    customer: tuple[int | None, ...]
    amounts: "Array"
    groups: tuple[tuple[str, ...], ...]
    channel: tuple[str, ...]
    month: tuple[str, ...]
    team: tuple[str, ...]
    reason_source: tuple[str, ...]
    satisfaction: "Array"
    opened_epoch: "NDArray[np.int64]"

    def __len__(self) -> int:
        return len(self.contacts)

    @property
    def weight(self) -> "Array":
        """Contacts each coded contact stands for."""
        return self.design.weight

    @property
    def hours(self) -> "Array":
        """Handle time of each coded contact."""
        taken: Array = self.amounts[:, 1]
        return taken

    def inside(self, group: tuple[str, ...]) -> "Array":
        """Return 1 for contacts of a group, 0 for others; the group () is all."""
        if not group:
            return np.ones(len(self))
        return np.array([float(own == group) for own in self.groups])

    def holds(self, target: Target) -> "Array":
        """Return 1 where a contact carries the codes; the mean of its readings where they differ."""
        return np.array([mean_reading(contact, target.holds) for contact in self.contacts])

    def decided(self, target: Target) -> "Array":
        """Return the same after decisions, for contacts coded twice; not a number for the others."""
        return np.array([decided_reading(contact, target.holds) for contact in self.contacts])


def facts_of(source: ContactSource, sample: CodedSample, grouping: Grouping, amounts: Amounts) -> SampleFacts:
    """Look up the coded contacts in the store.

    Raises
    ------
    BadDataError
        Nothing is coded yet, or coded contacts are not among the store's.
    """
    contacts = sample.by_chance
    if not contacts:
        raise BadDataError(
            "No contact of the sample is coded yet, so there is no share to estimate. Code some with: "
            "headwater demand code SHEET --coder NAME"
        )
    design = sample.design
    keys = [contact_key(contact.source, contact.contact_id) for contact in contacts]
    rows = grouping.over(countable(source.contacts(), design.since, design.until))
    wanted = rows.filter(nw.col("contact_key").is_in(keys)).with_columns(ms=handle_ms())
    columns = ("contact_key", "customer_key", "ms", "channel", "month", "team", "reason_source")
    found = collect(wanted.select(*columns, "satisfaction", "opened_epoch", *grouping.keys))
    at = {key: row for row, key in enumerate(found["contact_key"])}
    missing = [c.item for c, key in zip(contacts, keys, strict=True) if key not in at]
    if missing:
        shown = ", ".join(missing[:_MISSING_SHOWN]) + " ..." * (len(missing) > _MISSING_SHOWN)
        raise BadDataError(
            f"{len(missing):,} coded contacts are not among those the sample was drawn from ({shown}). "
            "Is this the sheet of another store?",
            contacts=len(missing),
        )
    order = [at[key] for key in keys]

    def column(name: str) -> list[Any]:
        return [found[name][row] for row in order]

    channel = [str(value) for value in column("channel")]
    ms = np.array([value or 0 for value in column("ms")], dtype=float)
    customer = tuple(None if value is None else int(value) for value in column("customer_key"))
    strata = [contact.stratum for contact in contacts]
    held = spoken_for(design.strata, set(strata))
    by = [column(key) for key in grouping.keys]
    return SampleFacts(
        contacts=contacts,
        design=SurveyDesign.of(strata, [held[name] for name in strata], customer),
        contact_key=np.array(keys, dtype=np.int64),
        customer=customer,
        amounts=amounts.of(channel, np.ones(len(order)), ms),
        groups=tuple(tuple(label(values[i]) for values in by) for i in range(len(order))),
        channel=tuple(channel),
        month=tuple(label(value) for value in column("month")),
        team=tuple(label(value) for value in column("team")),
        reason_source=tuple(label(value) for value in column("reason_source")),
        satisfaction=np.array([np.nan if v is None else float(v) for v in column("satisfaction")]),
        opened_epoch=np.array(column("opened_epoch"), dtype=np.int64),
    )


Inside = Callable[[Mapping[str, str]], bool]
"""Says of a contact's codes whether it lies inside."""


def mean_reading(contact: SampledContact, inside: Inside) -> float:
    """Return the part of a contact's readings that lies inside: 0, 1, or between them where they differ."""
    said = contact.readings or contact.counting
    return sum(inside(reading.codes) for reading in said) / len(said)


def decided_reading(contact: SampledContact, inside: Inside) -> float:
    """Return the same after a decision, for a contact coded twice; not a number for any other."""
    if len(contact.readings) < 2:
        return float("nan")
    if contact.adjudicated is not None:
        return float(inside(contact.adjudicated.codes))
    return mean_reading(contact, inside)
