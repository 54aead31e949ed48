"""How contacts end: transferred, reopened, abandoned, rated."""

from collections import defaultdict
from typing import Any

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.grouping import IN_TIME, label
from headwater.analysis.demand.scope import By, count_scope, countable, group_key
from headwater.analysis.demand.shape.outcomes_result import GroupOutcomes, Outcomes
from headwater.analysis.demand.shape.satisfaction import mean_rating
from headwater.analysis.demand.shape.settings import ShapeSettings
from headwater.analysis.estimates import Estimate, cannot_tell, wilson

_Raters = dict[tuple[int, int], int]


def outcomes(
    contacts: nw.LazyFrame[Any], settings: ShapeSettings | None = None, by: By | None = None
) -> Outcomes:
    """Say how contacts end.

    Parameters
    ----------
    contacts : narwhals.LazyFrame
        Contacts of any engine.
    settings : ShapeSettings
        Days, confidence level, bootstrap.
    by : {'month', 'week', 'team', 'channel', 'reason'}, optional
        What to split by.

    Returns
    -------
    Outcomes
        For each group the shares transferred, reopened and abandoned, the mean rating and how many rated.

    Raises
    ------
    UsageError
        An unknown grouping.

    Notes
    -----
    Counted are inbound contacts that were not merged. Each share is of the contacts for which it is known,
    with Wilson's interval.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> from headwater.analysis.contacts.frames import contacts_from_rows
    >>> rows = [{"opened_at": datetime(2026, 3, 2, tzinfo=UTC), "transfers": t} for t in (0, 0, 1, 3, None)]
    >>> (found,) = outcomes(contacts_from_rows(rows)).groups
    >>> found.transferred.value, found.mean_transfers, found.abandoned.why
    (0.5, 1.0, 'no contact says; the column abandoned would bring it')
    """
    settings = settings or ShapeSettings()
    kept = countable(contacts, settings.since, settings.until)
    key = group_key(by)
    sums = _sums(kept, key)
    raters, identified = _raters(kept, key)
    groups = [_group(name, row, raters.get(name, {}), settings) for name, row in sorted(sums.items())]
    if by not in IN_TIME:
        groups.sort(key=lambda group: (-group.contacts, group.group))
    rated = kept.filter(~nw.col("satisfaction").is_null())
    scales = collect(rated.group_by("satisfaction_scale").agg(n=nw.len()))["satisfaction_scale"]
    return Outcomes(
        by=by,
        groups=tuple(groups),
        scales=tuple(sorted(str(scale) for scale in scales if scale is not None)),
        ratings_of_unidentified=sum(group.ratings for group in groups) - identified,
        scope=count_scope(contacts, settings.since, settings.until),
    )


def _sums(kept: nw.LazyFrame[Any], key: nw.Expr) -> dict[str, dict[str, int]]:
    transfers, reopens, abandoned = nw.col("transfers"), nw.col("reopens"), nw.col("abandoned")
    parts = kept.select(
        "transfers",
        "reopens",
        "abandoned",
        "satisfaction",
        key=key,
        transferred=nw.when(transfers > 0).then(1).otherwise(0),
        reopened=nw.when(reopens > 0).then(1).otherwise(0),
        left=nw.when(abandoned.fill_null(False)).then(1).otherwise(0),
    )
    found = collect(
        parts.group_by("key").agg(
            contacts=nw.len(),
            transfers_known=transfers.count(),
            transferred=nw.col("transferred").sum(),
            transfers=transfers.cast(nw.Int64).sum(),
            reopens_known=reopens.count(),
            reopened=nw.col("reopened").sum(),
            reopens=reopens.cast(nw.Int64).sum(),
            abandoned_known=abandoned.count(),
            abandoned=nw.col("left").sum(),
            rated=nw.col("satisfaction").count(),
        )
    )
    names = [name for name in found if name != "key"]
    return {
        label(group): {name: int(found[name][i] or 0) for name in names}
        for i, group in enumerate(found["key"])
    }


def _raters(kept: nw.LazyFrame[Any], key: nw.Expr) -> tuple[dict[str, _Raters], int]:
    """Count the customers of each group by how many ratings they gave and what these sum to."""
    rated = kept.filter(~nw.col("satisfaction").is_null()).select(
        key=key,
        rater=nw.coalesce(nw.col("customer_key"), nw.col("contact_key")),
        known=nw.when(nw.col("customer_key").is_null()).then(0).otherwise(1),
        rating=(nw.col("satisfaction") * 1000).round(0).cast(nw.Int64),
    )
    each = rated.group_by("key", "known", "rater").agg(ratings=nw.len(), total=nw.col("rating").sum())
    kinds = collect(each.group_by("key", "known", "ratings", "total").agg(raters=nw.len()))
    found: dict[str, _Raters] = defaultdict(lambda: defaultdict(int))
    identified = 0
    names = ("key", "known", "ratings", "total", "raters")
    for group, known, ratings, total, raters in zip(*(kinds[name] for name in names), strict=True):
        found[label(group)][int(ratings), int(total)] += raters
        identified += ratings * raters * known
    return found, identified


def _group(name: str, row: dict[str, int], raters: _Raters, settings: ShapeSettings) -> GroupOutcomes:
    def share(what: str, of: str, column: str) -> Estimate:
        if not row[of]:
            return cannot_tell(f"no contact says; the column {column} would bring it", row["contacts"])
        return wilson(row[what], row[of], settings.level)

    if row["rated"]:
        satisfaction = mean_rating(
            raters, level=settings.level, replicates=settings.replicates, seed=settings.seed
        )
        responded = wilson(row["rated"], row["contacts"], settings.level)
    else:
        satisfaction = cannot_tell("no contact was rated; the column satisfaction would bring it", 0)
        responded = cannot_tell(
            "no contact was rated; the column satisfaction would bring it", row["contacts"]
        )
    return GroupOutcomes(
        group=name,
        contacts=row["contacts"],
        transferred=share("transferred", "transfers_known", "transfers"),
        mean_transfers=row["transfers"] / row["transfers_known"] if row["transfers_known"] else None,
        reopened=share("reopened", "reopens_known", "reopens"),
        mean_reopens=row["reopens"] / row["reopens_known"] if row["reopens_known"] else None,
        abandoned=share("abandoned", "abandoned_known", "abandoned"),
        satisfaction=satisfaction,
        responded=responded,
        ratings=row["rated"],
    )
