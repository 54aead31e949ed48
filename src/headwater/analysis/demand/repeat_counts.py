"""Counts behind repeat figures, computed by the engine: whole numbers only, so that all engines agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import narwhals as nw

from headwater.analysis.contacts.chains import Variant, countable
from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.clusters import Group, Ratio, aggregate, how_many, ratio_sums
from headwater.analysis.demand.definitions import SECONDS_PER_DAY, Basis, Definition, RepeatSettings
from headwater.analysis.demand.grouping import Grouping
from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import ClusterSums

PART_OF_CUSTOMERS_ABOVE = 2_000_000
"""With more contacts than this the variance between customers is taken from a random part of them."""

SECONDS_PER_HOUR = 3_600
HOURS_PER_DAY = 24


@dataclass(frozen=True)
class Cell:
    """One window on one basis; `matured` keeps the contacts whose window fits inside the data."""

    window_days: int
    basis: Basis
    matured: bool

    @property
    def name(self) -> str:
        """Name of the cell's columns."""
        return f"{'matured' if self.matured else 'naive'}_{self.basis}_{self.window_days}"


@dataclass(frozen=True)
class Overview:
    """What the chains hold, counted in one pass.

    Attributes
    ----------
    contacts, unidentified, identified : int
        Countable contacts, without and with a customer.
    starts, no_reason, transferred, unknown_transfers : int
        Contacts that may start a repeat, and how many of those have no reason, were passed on at least once,
        or do not say whether they were; 0 where no definition asks for it.
    abandoned, outside_dates : int
        Identified contacts that may not start one: abandoned ones (where only answered ones may), and ones
        outside `since` and `until`.
    first, last : int or None
        Time of the first and last contact, in seconds since 1970.
    """

    contacts: int
    unidentified: int
    identified: int
    starts: int
    first: int | None
    last: int | None
    no_reason: int = 0
    transferred: int = 0
    unknown_transfers: int = 0
    abandoned: int = 0
    outside_dates: int = 0

    def observed_until(self, settings: RepeatSettings) -> int:
        """End of the observation in seconds since 1970.

        Raises
        ------
        UsageError
            The settings let it end before the last contact.
        """
        last = self.last or 0
        if settings.observed_until is None:
            return last
        given = int(settings.observed_until.timestamp())
        if given < last:
            at = datetime.fromtimestamp(last, UTC).isoformat()
            raise UsageError(
                f"observed_until is {settings.observed_until.isoformat()}, but the last contact is of {at}. "
                "Give the time the export was made, or use until to restrict which contacts start."
            )
        return given


def overview(chains: nw.LazyFrame[Any], settings: RepeatSettings) -> Overview:
    """Count what the chains hold, and what may start a repeat under these settings."""
    identified = nw.col("identified")
    inside = inside_dates(settings) if settings.since or settings.until else None
    counts = {"identified": how_many(identified)}
    if inside is not None:
        counts["outside_dates"] = how_many(identified & ~inside)
    may_start = identified if inside is None else identified & inside
    if settings.starts == "answered":
        abandoned = nw.col("abandoned").fill_null(False)
        counts["abandoned"] = how_many(may_start & abandoned)
        may_start = may_start & ~abandoned
    counts["starts"] = how_many(may_start)
    if "same" in settings.reasons:
        counts["no_reason"] = how_many(may_start & nw.col("reason_source").is_null())
    if "net" in settings.bases:
        counts["transferred"] = how_many(may_start & (nw.col("transfers") > 0))
        counts["unknown_transfers"] = how_many(may_start & nw.col("transfers").is_null())
    opened = nw.col("opened_epoch")
    table = collect(chains.select(contacts=nw.len(), first=opened.min(), last=opened.max(), **counts))
    found = {name: column[0] for name, column in table.items()}
    return Overview(unidentified=found["contacts"] - found["identified"], **found)


def uncounted(contacts: nw.LazyFrame[Any]) -> tuple[int, int]:
    """Count the contacts that never become part of a chain: outbound ones, and merged ones."""
    merged = ~nw.col("merged_into").is_null()
    found = collect(contacts.select(merged=how_many(merged), outbound=how_many(~merged & ~countable())))
    return found["outbound"][0], found["merged"][0]


def repeat_counts(
    chains: nw.LazyFrame[Any],
    definition: Definition,
    *,
    observed_until: int,
    by: str | Sequence[str] | None = None,
    settings: RepeatSettings | None = None,
) -> nw.LazyFrame[Any]:
    """Count contacts and repeats under one definition; the quick way where no interval is needed.

    Parameters
    ----------
    chains : narwhals.LazyFrame
        From `next_contacts`, with the gap the definition looks at.
    definition : Definition
        Its estimator is `matured` or `naive`.
    observed_until : int
        End of the observation, in seconds since 1970: usually the last contact's `opened_epoch`.
    by : str or sequence of str, optional
        What to split by.
    settings : RepeatSettings, optional
        Which contacts may start.

    Returns
    -------
    narwhals.LazyFrame
        `by_...` columns, `contacts` and `repeats`.

    Raises
    ------
    UsageError
        The definition's estimator is Kaplan-Meier, which is more than a count.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> from headwater.analysis.contacts.chains import next_contacts
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> rows = [{"opened_at": datetime(2026, 3, day, tzinfo=UTC), "customer_id": "ann", "channel": "phone"}
    ...         for day in (1, 3, 20)]
    >>> chains = next_contacts(contacts_from_rows(rows))
    >>> end = int(rows[-1]["opened_at"].timestamp())
    >>> collect(repeat_counts(chains, Definition(reason="any"), observed_until=end, by="channel"))
    {'by_channel': ['phone'], 'contacts': [2], 'repeats': [1]}
    """
    if definition.estimator == "kaplan_meier":
        raise UsageError("Kaplan-Meier is more than a count. Ask repeats() for it.")
    grouping = Grouping.of(by)
    rows = _starts(chains, settings or RepeatSettings(), definition.variant)
    if definition.estimator == "matured":
        rows = rows.filter(nw.col("opened_epoch") <= observed_until - definition.seconds)
    if definition.basis == "net":
        rows = rows.filter(_resolvable())
    repeated = how_many(nw.col(definition.variant) <= definition.seconds)
    return aggregate(grouping.over(rows), grouping.keys, {"contacts": nw.len(), "repeats": repeated})


def cluster_sums(
    chains: nw.LazyFrame[Any],
    variant: Variant,
    cells: Sequence[Cell],
    *,
    observed_until: int,
    grouping: Grouping,
    settings: RepeatSettings,
    contacts: int,
) -> dict[Group, dict[Cell, ClusterSums]]:
    """Sum contacts and repeats, and their products over customers, for every group and cell.

    Counts are always those of all `contacts`. Where these are very many and not split, the products come
    from the part of the customers whose key, a hash, is a multiple of a number; the interval needs no more.
    """
    ratios: dict[str, Ratio] = {}
    for cell in cells:
        seconds = cell.window_days * SECONDS_PER_DAY
        counts, repeated = nw.col("identified"), nw.col(variant) <= seconds
        if cell.matured:
            counts = nw.col("opened_epoch") <= observed_until - seconds
        if cell.basis == "net":
            counts = counts & _resolvable()
        ratios[cell.name] = (counts & repeated, counts)
    rows = grouping.over(_starts(chains, settings, variant))
    part = 1 if grouping.names else contacts // (PART_OF_CUSTOMERS_ABOVE // 2)
    if settings.intervals and contacts > PART_OF_CUSTOMERS_ABOVE and part > 1:
        exact = ratio_sums(rows, ratios, clustered=False)[()]
        some = ratio_sums(rows.filter(nw.col("customer_key") % part == 0), ratios)[()]
        return {
            (): {cell: some[cell.name].scaled_to(exact[cell.name].y, exact[cell.name].n) for cell in cells}
        }
    found = ratio_sums(rows, ratios, keys=grouping.keys, clustered=settings.intervals)
    return {group: {cell: sums[cell.name] for cell in cells} for group, sums in found.items()}


def exits(
    chains: nw.LazyFrame[Any],
    variant: Variant,
    *,
    observed_until: int,
    grouping: Grouping,
    settings: RepeatSettings,
) -> dict[Group, dict[Basis, tuple[dict[int, int], dict[int, int]]]]:
    """Count, by hour since the contact, who was followed by another and who was last seen without.

    Only whole hours of observation count, for both; so an hour is either watched to its end or not at all.

    Returns
    -------
    dict
        For each group and basis: events by hour, and censored by hour.
    """
    horizon = max(settings.windows) * HOURS_PER_DAY
    watched = ((nw.lit(observed_until) - nw.col("opened_epoch")) / SECONDS_PER_HOUR).floor().cast(nw.Int64)
    hour = ((nw.col(variant) + (SECONDS_PER_HOUR - 1)) / SECONDS_PER_HOUR).floor().cast(nw.Int64)
    seen = (nw.col("hour") <= nw.col("watched")) & (nw.col("hour") <= horizon)
    last = nw.when(nw.col("watched") > horizon).then(nw.lit(horizon + 1)).otherwise(nw.col("watched"))
    table = (
        grouping.over(_starts(chains, settings, variant))
        .with_columns(watched=watched, hour=hour, net=_resolvable())
        .with_columns(event=seen.fill_null(False))
        .with_columns(exit=nw.when(nw.col("event")).then(nw.col("hour")).otherwise(last))
        .group_by(*grouping.keys, "net", "event", "exit")
        .agg(contacts=nw.len())
    )
    found: dict[Group, dict[Basis, tuple[dict[int, int], dict[int, int]]]] = {}
    columns = collect(table)
    keys = [columns[key] for key in grouping.keys]
    for at, contacts in enumerate(columns["contacts"]):
        group = tuple(key[at] for key in keys)
        both = found.setdefault(group, {"gross": ({}, {}), "net": ({}, {})})
        bases: tuple[Basis, ...] = ("gross", "net") if columns["net"][at] else ("gross",)
        for basis in bases:
            counts = both[basis][0 if columns["event"][at] else 1]
            counts[columns["exit"][at]] = counts.get(columns["exit"][at], 0) + contacts
    return found


def _starts(chains: nw.LazyFrame[Any], settings: RepeatSettings, variant: Variant) -> nw.LazyFrame[Any]:
    """Contacts that may start a repeat; without a reason there is none for the same reason."""
    rows = chains.filter(nw.col("identified"))
    if settings.since or settings.until:
        rows = rows.filter(inside_dates(settings))
    if settings.starts == "answered":
        rows = rows.filter(~nw.col("abandoned").fill_null(False))
    if "same_reason" in variant:
        rows = rows.filter(~nw.col("reason_source").is_null())
    return rows


def inside_dates(settings: RepeatSettings) -> nw.Expr:
    """Say which contacts lie between the first and last local day of the settings."""
    inside = nw.lit(True)
    if settings.since:
        inside = inside & (nw.col("local_date") >= settings.since)
    if settings.until:
        inside = inside & (nw.col("local_date") <= settings.until)
    return inside


def _resolvable() -> nw.Expr:
    """Not known to have been passed on."""
    return ~(nw.col("transfers") > 0).fill_null(False)
