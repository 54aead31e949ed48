"""Ratios whose contacts come in clusters, a customer's contacts: summed exactly by the engine."""

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.estimates import ClusterSums

Group = tuple[Any, ...]
"""Values of the columns a result is split by; empty where it is not split."""

Ratio = tuple[nw.Expr, nw.Expr]
"""Numerator and denominator of each contact: truth values to be counted, or whole numbers to be summed."""


def ratio_sums(
    rows: nw.LazyFrame[Any],
    ratios: Mapping[str, Ratio],
    *,
    keys: Sequence[str] = (),
    clustered: bool = True,
    unit: int | None = None,
) -> dict[Group, dict[str, ClusterSums]]:
    """Sum numerators and denominators, and their products over customers, for every group.

    Parameters
    ----------
    rows : narwhals.LazyFrame
        One row a contact, with `customer_key`.
    ratios : mapping
        What to sum, by name.
    keys : sequence of str
        Columns to split by.
    clustered : bool
        False leaves the products out (as zeros): quicker, because customers need not be told apart.
    unit : int, optional
        None: the ratios are truth values. A number: they are amounts, and a customer's sums are divided
        by it, so that products of milliseconds stay within 64 bits.
    """
    add = how_many if unit is None else total
    parts = {f"y_{name}": add(y) for name, (y, _) in ratios.items()}
    parts |= {f"n_{name}": add(n) for name, (_, n) in ratios.items()}
    if not clustered:
        return _read(aggregate(rows, keys, parts), keys, list(ratios))
    by_customer = rows.group_by(*keys, "customer_key").agg(**parts)
    if unit is not None:
        scaled = {name: (nw.col(name) / unit).round(0).cast(nw.Int64) for name in parts}
        by_customer = by_customer.with_columns(**scaled)
    products: dict[str, nw.Expr] = {}
    for name in ratios:
        y, n = nw.col(f"y_{name}"), nw.col(f"n_{name}")
        products |= {
            f"clusters_{name}": how_many(n > 0),
            f"y_{name}": total(y),
            f"n_{name}": total(n),
            f"yy_{name}": total(y * y),
            f"yn_{name}": total(y * n),
            f"nn_{name}": total(n * n),
        }
    return _read(aggregate(by_customer, keys, products), keys, list(ratios))


def how_many(condition: nw.Expr) -> nw.Expr:
    """Count the rows where the condition is true; engines count quicker than they sum."""
    return nw.when(condition).then(nw.lit(1)).count()


def total(amount: nw.Expr) -> nw.Expr:
    """Sum whole numbers; the sum of nothing is 0."""
    return amount.sum().cast(nw.Int64)


def aggregate(rows: nw.LazyFrame[Any], keys: Sequence[str], sums: Mapping[str, nw.Expr]) -> nw.LazyFrame[Any]:
    """Aggregate by the keys, or over all rows where there are none."""
    return rows.group_by(*keys).agg(**sums) if keys else rows.select(**sums)


def _read(
    table: nw.LazyFrame[Any], keys: Sequence[str], names: Sequence[str]
) -> dict[Group, dict[str, ClusterSums]]:
    columns = collect(table)
    found: dict[Group, dict[str, ClusterSums]] = {}
    for at in range(len(columns[f"n_{names[0]}"])):
        group = tuple(columns[key][at] for key in keys)
        found[group] = {name: _sums(columns, name, at) for name in names}
    return found


def _sums(columns: Mapping[str, list[Any]], name: str, at: int) -> ClusterSums:
    def part(which: str) -> int:
        column = columns.get(f"{which}_{name}")
        return 0 if column is None else int(column[at] or 0)

    return ClusterSums(part("clusters"), part("y"), part("n"), part("yy"), part("yn"), part("nn"))
