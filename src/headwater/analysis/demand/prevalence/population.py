"""All contacts a sample stands for, as totals by stratum and group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.coding.sampled import Design
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.demand.cost import CostRates
from headwater.analysis.demand.grouping import Grouping, label
from headwater.analysis.demand.prevalence.result import Measure
from headwater.analysis.demand.sampling.population import stratum_columns
from headwater.analysis.demand.sampling.strata import stratum_of
from headwater.analysis.demand.scope import countable, handle_ms
from headwater.analysis.errors import BadDataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_MS_IN_HOUR = 3_600_000


@dataclass(frozen=True)
class Amounts:
    """What contacts count for, by measure: 1 each, hours of handle time, money.

    Attributes
    ----------
    rates : CostRates, optional
        Without rates there is no cost.
    """

    rates: CostRates | None = None

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Measures there are."""
        return ("contacts", "time", "cost") if self.rates else ("contacts", "time")

    def of(self, channels: Sequence[str], contacts: "Array", ms: "Array") -> "Array":
        """Return the amounts of rows of one channel each.

        Parameters
        ----------
        channels : sequence of str, length n
        contacts, ms : ndarray of shape (n,)
            Contacts and milliseconds of handle time in each row.

        Returns
        -------
        ndarray of shape (n, measures)
        """
        hours = ms / _MS_IN_HOUR
        columns = [contacts.astype(float), hours]
        if self.rates is not None:
            names, which = np.unique(np.asarray(channels, dtype=str), return_inverse=True)
            per_hour = np.array([self.rates.hour_rate(str(name)) or 0.0 for name in names])
            each = np.array([self.rates.contact_rate(str(name)) or 0.0 for name in names])
            columns.append(hours * per_hour[which] + contacts * each[which])
        return np.stack(columns, axis=1)


Cell = tuple[str, tuple[str, ...]]
"""A stratum's label and a group's values."""


@dataclass(frozen=True)
class Population:
    """Totals of all contacts that a sample stands for.

    Attributes
    ----------
    cells : dict of Cell to ndarray of shape (measures,)
        Amounts by stratum and group.
    contacts : dict of Cell to int
        Contacts in each cell.
    """

    amounts: Amounts
    grouping: Grouping
    cells: Mapping[Cell, "Array"]
    contacts: Mapping[Cell, int]

    @property
    def groups(self) -> list[tuple[str, ...]]:
        """Every group there is, in order."""
        return sorted({group for _, group in self.cells}, key=lambda g: tuple((v == "(none)", v) for v in g))

    def total(self, group: tuple[str, ...]) -> "Array":
        """Return the amounts of a group in all strata; of all contacts for the group ()."""
        chosen = [amount for (_, own), amount in self.cells.items() if not group or own == group]
        summed: Array = np.sum(chosen, axis=0) if chosen else np.zeros(len(self.amounts.measures))
        return summed

    def count(self, group: tuple[str, ...]) -> int:
        """Return the contacts of a group."""
        return sum(n for (_, own), n in self.contacts.items() if not group or own == group)


def population(
    source: ContactSource, design: Design, grouping: Grouping, rates: CostRates | None = None
) -> Population:
    """Sum up the contacts a sample was drawn from, by its strata and by group.

    Raises
    ------
    BadDataError
        A stratum holds another number of contacts than when the sample was drawn, or contacts lie in none.
    """
    strata = stratum_columns(design.variables)
    rows = grouping.over(countable(source.contacts(), design.since, design.until))
    rows = rows.with_columns(**strata, ms=handle_ms())
    keys = [*strata, *grouping.keys, "channel"]
    found = collect(rows.group_by(*keys).agg(n=nw.len(), ms=nw.col("ms").sum()))
    amounts = Amounts(rates)
    n, ms = np.asarray(found["n"], dtype=float), np.array([v or 0 for v in found["ms"]], dtype=float)
    each = amounts.of([str(channel) for channel in found["channel"]], n, ms)
    cells: dict[Cell, Array] = {}
    contacts: dict[Cell, int] = {}
    for at in range(len(n)):
        stratum = _stratum([found[key][at] for key in strata], design)
        cell = (stratum, tuple(label(found[key][at]) for key in grouping.keys))
        cells[cell] = cells[cell] + each[at] if cell in cells else each[at]
        contacts[cell] = contacts.get(cell, 0) + int(n[at])
    _check(contacts, design)
    return Population(amounts, grouping, cells, contacts)


def _stratum(values: Sequence[Any], design: Design) -> str:
    found = stratum_of(values, design.strata)
    if found is None:
        named = ", ".join(f"{k} {label(v)!r}" for k, v in zip(design.variables, values, strict=True))
        raise BadDataError(
            f"There are contacts with {named}, and the sample has no stratum for them: a stratum is empty "
            "in the coded sheet. Were rows deleted, or contacts imported since? Restore the rows, or draw a "
            "sample of the store as it is now."
        )
    return found


def _check(contacts: Mapping[Cell, int], design: Design) -> None:
    held: dict[str, int] = dict.fromkeys(design.strata, 0)
    for (stratum, _), n in contacts.items():
        held[stratum] += n
    for stratum, given in design.strata.items():
        if held[stratum] != given.contacts:
            raise BadDataError(
                f"Stratum {stratum!r} had {given.contacts:,} contacts when the sample was drawn and has "
                f"{held[stratum]:,} now. The sample speaks only for the contacts it was drawn from: use that "
                f"store, its version {design.store_version} and the same days, or top up the sample.",
                stratum=stratum,
                drawn_from=given.contacts,
                found=held[stratum],
            )
